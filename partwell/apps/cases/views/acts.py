"""Acts on a step beside its proof: asking, handing on, answering, going back, commenting, showing; and the day."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partwell.apps.cases import acting, acts, queries, standing
from partwell.apps.law.warned import Shown, Unacknowledged
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed
from partwell.lib.ui.pages import signed_in

from .case import head


def _about(act: str) -> tuple[str, str, str]:
    """Title, what the act does in one sentence, and the words of its button."""
    return {
        "add": (
            _("Ask for another signature"),
            _("The step is done only when this person has answered. No seat of the template is replaced by it."),
            _("Ask"),
        ),
        "delegate": (
            _("Have it prepared by a colleague"),
            _("The colleague gives an opinion and it comes back; the decision stays with the seat."),
            _("Hand out"),
        ),
        "transfer": (
            _("Hand the seat on"),
            _("Whoever takes it decides in this seat. Shown are those who hold its role, or one it falls back to."),
            _("Hand on"),
        ),
        "return": (
            _("Return to an earlier step"),
            _("The step and what was done on it begin again. What was handed in stays on record with its attempt."),
            _("Return"),
        ),
        "withdraw": (
            _("Take back what I did"),
            _("Nobody has gone on from it yet. The step begins again; what was handed in stays on record."),
            _("Take back"),
        ),
        "comment": (
            _("Leave a comment"),
            _("A comment is part of the file: the employee, a court or an arbitrator may read it."),
            _("Comment"),
        ),
        "copy": (
            _("Show it to colleagues"),
            _("They can read this step; nothing is asked of them. Shown are those who have a part in the case."),
            _("Send the copy"),
        ),
    }[act]


@require_http_methods(["GET", "POST"])
@signed_in
def act(request: HttpRequest, by: Actor, uid: str, key: str, act: str) -> HttpResponse:
    """The page of one act; what was wrong is answered on it, with the input kept."""
    now = clock.now()
    page = acting.act_page(by, uid, key, act, now, request.GET.get("q", "")[:60])
    wrong: dict[str, str] = {}
    warnings: list[Shown] = []
    if request.method == "POST":
        try:
            said = _do(request, by, page)
        except Unacknowledged as risks:
            warnings = risks.warnings
        except BadInput as refusal:
            wrong = dict(refusal.fields)
        else:
            messages.success(request, said)
            return HttpResponseRedirect(_onward(by, page.case, uid, key))
    title, hint, button = _about(act)
    context = {
        "page": page,
        "case": page.case,
        "employee": page.case.employee,
        "whole": standing.sees_whole(by, page.case),
        "title": title,
        "hint": hint,
        "button": button,
        "wrong": wrong,
        "warnings": warnings,
        "by": by,
        "given": request.POST,
        "chosen": request.POST.getlist("person"),
        "text": request.GET.get("q", ""),
        "several": act == "copy",
        "reason_needed": act == "return",
        "cancel": _("Leave it as it is") if act == "return" else _("Back"),
    }
    return render(request, "cases/act.html", context, status=422 if wrong or warnings else 200)


def _do(request: HttpRequest, by: Actor, page: acting.ActPage) -> str:
    """Do the act with what was filled in; the sentence that says so. Raises BadInput."""
    post, why = request.POST, request.POST.get("why", "")
    same: dict[str, Any] = {"by": by, "case": page.case.uid, "now": clock.now(), "key": post.get("request_key")}
    persons, known = post.getlist("person"), post.getlist("acknowledged")
    match page.act:
        case "add" | "delegate" | "transfer":
            kind = post.get("kind", "") if page.act == "add" else page.act
            lacking = {}
            if page.act == "add" and kind not in ("before", "after"):
                lacking["kind"] = _("Choose whether before or after the own signature.")
            if not persons:
                lacking["person"] = _("Choose a colleague.")
            if lacking:
                raise BadInput(lacking)
            acts.ask(step=page.key, kind=kind, person=persons[0], role=post.get("role", ""), why=why, **same)
            return _("Asked. It is on record and among the colleague's to-dos.")
        case "return":
            lacking = {} if post.get("to") else {"to": _("Choose the step to return to.")}
            if not why.strip():
                lacking["why"] = _("Write the reason; it is kept with the case.")
            if lacking:
                raise BadInput(lacking)
            acts.give_back(step=page.key, to=post["to"], why=why, acknowledged=known, **same)
            return _("Returned. Whoever is up again has been told.")
        case "withdraw":
            acts.withdraw(step=page.key, why=why, **same)
            return _("Taken back. The step is open again.")
        case "comment":
            acts.comment(step=page.key, text=why, acknowledged=known, **same)
            return _("The comment is on record.")
        case _:
            done = acts.copy(step=page.key, persons=persons, text=why, **same)
            return _("Shown to %(names)s.") % {"names": "、".join(done["copied"])}


@require_POST
@signed_in
def answer(request: HttpRequest, by: Actor, uid: str, key: str, seat: str) -> HttpResponse:
    """Answer as the holder of an added seat; what was wrong is told on the step's page."""
    try:
        acts.answer(
            by=by,
            case=uid,
            seat=seat,
            decision=request.POST.get("decision", ""),
            text=request.POST.get("text", ""),
            now=clock.now(),
            key=request.POST.get("request_key"),
        )
    except BadInput as wrong:
        messages.error(request, wrong.sentence)
        return HttpResponseRedirect(reverse("cases:step", args=[uid, key]))
    messages.success(request, _("Your answer is on record."))
    return HttpResponseRedirect(_onward(by, standing.visible(by, uid), uid, key))


@require_POST
@signed_in
def remove(request: HttpRequest, by: Actor, uid: str, key: str, seat: str) -> HttpResponse:
    """Take an added seat away before it answered."""
    try:
        acts.remove(
            by=by,
            case=uid,
            seat=seat,
            why=request.POST.get("why", ""),
            now=clock.now(),
            key=request.POST.get("request_key"),
        )
    except BadInput as wrong:
        messages.error(request, wrong.sentence)
    else:
        messages.success(request, _("Taken away. That it was asked stays on record."))
    return HttpResponseRedirect(reverse("cases:step", args=[uid, key]))


@require_http_methods(["GET", "POST"])
@signed_in
def day(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Change a day that deadlines count from, with the paper that shows it."""
    now = clock.now()
    view = queries.case_view(by, uid, now)
    page = queries.day_page(by, view)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            acts.change_day(
                by=by,
                case=uid,
                name=request.POST.get("name", ""),
                day=_day(request.POST.get("day", "")),
                why=request.POST.get("why", ""),
                upload=request.FILES.get("file"),
                now=now,
                key=request.POST.get("request_key"),
            )
        except BadInput as refusal:
            wrong = dict(refusal.fields)
        else:
            messages.success(request, _("The day is changed. Every deadline that counts from it has moved with it."))
            return HttpResponseRedirect(reverse("cases:case", args=[uid]))
    context = head(by, view, "progress", now) | {"page": page, "wrong": wrong, "given": request.POST}
    return render(request, "cases/day.html", context, status=422 if wrong else 200)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput({"day": _("Write the date as 2026-11-30.")}) from None


def _onward(by: Actor, case: Any, uid: str, key: str) -> str:
    """Back to the step while this person may read it; else to the own to-dos."""
    try:
        queries.step_page(by, uid, key, clock.now())
    except NotAllowed:
        return reverse("cases:todos")
    return reverse("cases:step", args=[uid, key])
