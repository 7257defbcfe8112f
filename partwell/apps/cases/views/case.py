"""The case page and its tabs: progress, evidence, log; closing and cancelling."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from partwell.apps.cases import actions, queries, reads, reissue
from partwell.apps.documents import queries as papers_of
from partwell.apps.evidence import anchors
from partwell.apps.evidence.queries import covered, fingerprint
from partwell.apps.notices import queries as notices
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput
from partwell.lib.ui import words as say
from partwell.lib.ui.pages import signed_in

from .board import LANES

REASONS_SHOWN = 4


def lane_short(lane: str) -> str:
    """The heading of a lane on the map of a case."""
    return {
        "ground": pgettext("lane", "Ground"),
        "decide": pgettext("lane", "Decision"),
        "statutory": pgettext("lane", "Law"),
        "clearance": pgettext("lane", "Clearance"),
        "humane": pgettext("lane", "Care"),
        "close": pgettext("lane", "File"),
    }[lane]


def state_of(card: queries.StepCard) -> str:
    """The look of a step on the map: done now soon late law lock wait skip unknown."""
    if card.status in ("done", "declined"):
        return "done"
    if card.status == "skipped":
        return "skip"
    if card.status == "undetermined":
        return "unknown"
    if card.status == "waiting":
        return "lock" if card.locked else "wait"
    if card.late:
        return "late"
    if card.soon and not card.duty:
        return "soon"
    return "law" if card.duty else "now"


def note_of(card: queries.StepCard, titles: Mapping[str, str], now: datetime) -> str:
    """The small line under a step: who and when, until when, what it waits for, or why it does not apply."""
    if card.status in ("done", "declined"):
        when = say.stamp(card.done_at, now) if card.done_at else ""
        declined = _("declined, ") if card.status == "declined" else ""
        return f"{declined}{card.done_by} {when}".strip()
    if card.status == "skipped":
        return _("only where: %(why)s") % {"why": card.why_not} if card.why_not else _("not applicable")
    if card.status == "undetermined":
        return _("a fact is missing")
    due = say.moment(card.due_at, now) if card.due_at else ""
    law = f"{_('by law')} " if card.due_class == "statutory" else ""
    if card.status == "waiting" and card.locked:
        if len(card.waits_for) > 3:
            return _("waits for all other steps")
        return _("waits for %(steps)s") % {"steps": "、".join(titles.get(key, key) for key in card.waits_for[:2])}
    return " · ".join(part for part in (card.who, f"{law}{due}" if due else "") if part)


def tabs(by: Actor, view: queries.CaseView, on: str) -> list[dict[str, Any]]:
    """The tabs of a case; those whose app is not installed are left out."""
    rows = [
        ("progress", _("Progress"), "cases:case", None),
        ("evidence", _("Evidence"), "cases:evidence", view.entries),
        ("clocks", _("Deadlines of law"), "cases:clocks", None),
        ("money", _("Money"), "settlements:case", None),
        ("papers", _("Documents"), "cases:case_papers", None),
        ("notices", _("Messages"), "cases:case_notices", None),
        ("log", _("Log"), "cases:log", None),
    ]
    found = []
    for key, title, name, count in rows:
        try:
            address = reverse(name, args=[view.case.uid])
        except NoReverseMatch:
            continue
        found.append({"title": title, "href": address, "on": key == on, "n": count})
    return found


def head(by: Actor, view: queries.CaseView, on: str, now: datetime) -> dict[str, Any]:
    """What the head of a case shows on every tab."""
    case = view.case
    ends = case.ends_on
    left = (ends - now.astimezone(clock.SHANGHAI).date()).days if ends else None
    return {
        "view": view,
        "case": case,
        "employee": case.employee,
        "tabs": tabs(by, view, on),
        "days_left": left,
        "now": now,
        "may_step": True,
    }


@require_GET
@signed_in
@reads.recorded("case")
def case(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Progress: whom we wait for, why it cannot close, six lanes, what happened last."""
    now = clock.now()
    view = queries.case_view(by, uid, now, without=queries.ON_THE_WAY)
    titles = {card.key: card.title for cards in view.lanes.values() for card in cards}
    lanes = [
        {
            "key": lane,
            "title": lane_short(lane),
            "icon": LANES[lane] if lane == "statutory" else "",
            "done": view.done[lane][0],
            "all": view.done[lane][1],
            "steps": [{"card": card, "state": state_of(card), "note": note_of(card, titles, now)} for card in cards],
        }
        for lane, cards in view.lanes.items()
    ]
    # A case that has ended waits for nobody, whatever was still open in it.
    able = ("ready", "undetermined") if view.case.state == "open" else ()
    waiting = [card for card in view.waiting if card.status in able]
    context = head(by, view, "progress", now) | {
        "lanes": lanes,
        "first": waiting[0] if waiting else None,
        "told": _told(view, waiting[0]) if waiting else None,
        "then": waiting[1:5],
        "then_more": max(len(waiting) - 5, 0),
        "counts": {
            "all": sum(len(cards) for cards in view.lanes.values()),
            "done": view.counts.get("done", 0) + view.counts.get("declined", 0),
            "now": view.counts.get("ready", 0) + view.counts.get("undetermined", 0),
            "wait": view.counts.get("waiting", 0),
            "skip": view.counts.get("skipped", 0),
        },
        "reasons": view.refusal.missing[:REASONS_SHOWN] if view.refusal else (),
        "reasons_more": view.refusal.missing[REASONS_SHOWN:] if view.refusal else (),
        "all_steps": request.GET.get("steps") == "all",
        "undetermined": [card for card in waiting if card.status == "undetermined"],
    }
    return render(request, "cases/case.html", context)


def _told(view: queries.CaseView, card: queries.StepCard) -> Any:
    """The last message about a step to whoever owes it; None when nobody was told."""
    sent = notices.deliveries(view.case.uid, step=card.key)
    return next((one for one in reversed(sent) if one.deliveries and one.to and one.to in card.who), None)


ENTRIES = {"acts": ("case.", "step.", "fact.", "role.", "settlement."), "papers": ("document.",), "sent": ("notice.",)}
"""Which entries each part of the evidence shows, by how their types begin."""


def parts(lines: Sequence[queries.Line], on: str) -> list[dict[str, Any]]:
    """The parts of the evidence with their counts; all of it comes first."""
    titles = {"acts": _("Steps and facts"), "papers": _("Papers"), "sent": _("Messages")}
    return [
        {"title": _("All"), "href": "?#entries", "on": on not in ENTRIES, "n": len(lines)},
        *(
            {
                "title": titles[part],
                "href": f"?show={part}#entries",
                "on": part == on,
                "n": sum(line.type.startswith(kinds) for line in lines),
            }
            for part, kinds in ENTRIES.items()
        ),
    ]


@require_GET
@signed_in
@reads.recorded("evidence")
def evidence(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Evidence: what is missing first, then every entry of the case's stream."""
    now = clock.now()
    view = queries.case_view(by, uid, now, lines=1000)
    titles = {card.key: card.title for cards in view.lanes.values() for card in cards}
    required = [card for cards in view.lanes.values() for card in cards if card.status != "skipped"]
    on = request.GET.get("show", "")
    context = head(by, view, "evidence", now) | {
        "missing": [card for card in view.waiting if card.status == "ready"] if on not in ("papers", "sent") else [],
        "lines": [line for line in view.timeline if line.type.startswith(ENTRIES.get(on, ""))],
        "shown": parts(view.timeline, on),
        "titles": titles,
        "complete": sum(card.status in ("done", "declined") for card in required),
        "required": len(required),
        "skipped": view.counts.get("skipped", 0),
        "fingerprint": fingerprint(),
        "covered": covered(view.case.stream),
        "anchored": anchors.state(view.case.company_id),
    }
    context["last_covered"] = max(context["covered"], default=0)
    return render(request, "cases/evidence.html", context)


@require_GET
@signed_in
@reads.recorded("log")
def log(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Everything that happened, newest first."""
    now = clock.now()
    view = queries.case_view(by, uid, now, lines=2000)
    return render(request, "cases/log.html", head(by, view, "log", now) | {"lines": view.timeline})


@require_GET
@signed_in
@reads.recorded("papers")
def case_papers(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Every paper of the case that this person's role reads, with its state and the employee's answer."""
    now = clock.now()
    view = queries.case_view(by, uid, now)
    titles = {card.key: card.title for cards in view.lanes.values() for card in cards}
    rows = [
        {
            "paper": row,
            "title": papers_of.title_of(row),
            "asked": papers_of.kind_of(row).needs_answer,
            "answer": getattr(row, "answer", None),
            "sealed": hasattr(row, "seal_act"),
            "step": titles.get(row.step, ""),
            "again": papers_of.kind_of(row).publicly_checked and reissue.offered(by, row, now),
        }
        for row in papers_of.of_case(view.case.uid, by=by).select_related("seal_act")
    ]
    return render(request, "cases/case_papers.html", head(by, view, "papers", now) | {"rows": rows})


@require_GET
@signed_in
@reads.recorded("notices")
def case_notices(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Every message of the case, newest first: to whom, by which channel, what became of it."""
    now = clock.now()
    view = queries.case_view(by, uid, now)
    rows = notices.deliveries(view.case.uid)[::-1]
    return render(request, "cases/case_notices.html", head(by, view, "notices", now) | {"notices": rows})


@require_POST
@signed_in
def close(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Close the case, or say why not."""
    now = clock.now()
    actions.close(by=by, case=uid, now=now, key=request.POST.get("request_key"))
    messages.success(request, _("The case is closed. The file is complete and can be exported."))
    return HttpResponseRedirect(reverse("cases:case", args=[uid]))


@signed_in
def cancel(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Cancel a case before it took effect, with a reason."""
    now = clock.now()
    view = queries.case_view(by, uid, now)
    error = ""
    if request.method == "POST":
        try:
            actions.cancel(
                by=by,
                case=uid,
                reason=request.POST.get("reason", "")[:2000],
                now=now,
                key=request.POST.get("request_key"),
            )
        except BadInput as wrong:
            error = wrong.sentence
        else:
            messages.success(request, _("The case is cancelled. Its file is kept."))
            return HttpResponseRedirect(reverse("cases:case", args=[uid]))
    context = head(by, view, "progress", now) | {"error": error, "reason": request.POST.get("reason", "")}
    return render(request, "cases/cancel.html", context, status=422 if error else 200)
