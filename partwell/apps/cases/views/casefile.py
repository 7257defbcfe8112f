"""The case file: list of evidence, gaps, export by reader, who looked, how long it is kept, hold and erasure."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from partwell.apps.cases import casefile, queries, reads, retention, standing
from partwell.apps.evidence.queries import fingerprint
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, Refused
from partwell.lib.ui.pages import signed_in


def page(
    request: HttpRequest, by: Actor, uid: str, *, errors: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """The page, with what was typed when something was wrong."""
    now = clock.now()
    found = casefile.case_file(by, uid, now)
    lines = queries.timeline(found.entries, found.template, found.people) if found.people else ()
    context = {
        "file": found,
        "case": found.case,
        "employee": found.case.employee,
        "size": casefile.size_text(found.bytes),
        "pieces": sum(len(group.rows) for group in found.groups),
        "errors": errors or {},
        "reader": request.POST.get("reader", "arbitrator"),
        "purpose": request.POST.get("purpose", ""),
        "chosen": request.POST.getlist("entries"),
        "lines": lines,
        "fingerprint": fingerprint(),
        "may_hold": by.holds_on(found.case.path, *retention.HOLDERS),
    }
    return render(request, "cases/casefile.html", context, status=status)


@require_GET
@signed_in
@reads.recorded("file")
def case_file(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """The file of one case."""
    return page(request, by, uid)


@require_GET
@signed_in
def access(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Who of the staff looked at the case, newest first."""
    case = standing.visible(by, uid)
    standing.require_whole(by, case, _("The whole case is for HR. Your own tasks of it are under To-dos."))
    rows = [{"row": row, "what": _what(row.what)} for row in reads.of_case(case)]
    return render(request, "cases/access.html", {"case": case, "employee": case.employee, "rows": rows})


def _what(key: str) -> str:
    return {
        "case": _("progress"),
        "evidence": _("evidence"),
        "file": _("case file"),
        "papers": _("documents"),
        "notices": _("messages"),
        "log": _("log"),
        "paper": _("a document"),
        "step": _("a step"),
        "clocks": _("clocks of law"),
        "facts": _("facts"),
        "money": _("money"),
    }.get(key, key)


_ACTS = {
    "hold": retention.place_hold,
    "ask_lift": retention.ask_lift,
    "lift": retention.lift_hold,
    "ask_erasure": retention.ask_erasure,
    "drop_erasure": retention.drop_erasure,
    "erase": retention.do_erasure,
}


@signed_in
def keeping(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """How long the file is kept; legal hold and erasure, each by two persons."""
    now = clock.now()
    case = standing.visible(by, uid)
    standing.require_whole(by, case, _("The whole case is for HR. Your own tasks of it are under To-dos."))
    errors: Mapping[str, str] = {}
    refused = ""
    if request.method == "POST":
        act = request.POST.get("act", "")
        more: dict[str, Any] = {"key": request.POST.get("request_key")}
        if act in ("hold", "ask_lift"):
            more["reason"] = request.POST.get("reason", "")
        if act == "ask_erasure":
            more["basis"] = request.POST.get("basis", "")
        try:
            if act not in _ACTS:
                raise BadInput({"act": _("Choose what to do.")})
            _ACTS[act](by=by, case=case.uid, now=now, **more)
        except BadInput as wrong:
            errors = wrong.fields
        except Refused as wrong:
            refused = wrong.sentence
        else:
            messages.success(request, _("It is done and recorded."))
            return HttpResponseRedirect(reverse("cases:keeping", args=[case.uid]))
    found = retention.kept(case, now)
    context = {
        "case": case,
        "employee": case.employee,
        "kept": found,
        "errors": errors,
        "refused": refused,
        "reason": request.POST.get("reason", ""),
        "may_hold": by.holds_on(case.path, *retention.HOLDERS),
        "may_erase": by.holds_on(case.path, *retention.ERASERS),
        "placed_by": retention.name(found.hold.placed_by) if found.hold else "",
        "asked_by": retention.name(found.hold.lift_asked_by) if found.hold and found.hold.lift_asked_by else "",
        "asked_by_me": bool(found.hold and found.hold.lift_asked_by == by.pid),
        "erasure_by": retention.name(found.erasure.asked_by) if found.erasure else "",
        "erasure_by_me": bool(found.erasure and found.erasure.asked_by == by.pid),
    }
    return render(request, "cases/keeping.html", context, status=422 if errors else 409 if refused else 200)
