"""Clocks of law of a case and of all cases, and the calendar of a person: read by browsers and calendar programs."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.apps.cases import calendars, clock_queries, queries, reads, standing, watching
from partwell.lib import clock, ics
from partwell.lib.actor import Actor
from partwell.lib.files import store as files
from partwell.lib.refusal import BadInput, NotAllowed
from partwell.lib.ui.pages import signed_in

from .case import head

TYPE = "text/calendar; charset=utf-8"


@require_GET
@signed_in
@reads.recorded("clocks")
def clocks(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """What the law asks for and lets run in one case, apart from its process."""
    now = clock.now()
    case, rows = clock_queries.of_case(by, uid, now)
    context: dict[str, Any] = {
        "case": case,
        "employee": case.employee,
        "rows": rows,
        "counts": clock_queries.counts(rows),
        "now": now,
        "own": standing.is_own(by, case),
    }
    if standing.sees_whole(by, case):
        context = head(by, queries.case_view(by, case.uid, now), "clocks", now) | context
    return render(request, "cases/clocks.html", context)


@require_POST
@signed_in
def record(request: HttpRequest, by: Actor, uid: str, key: str) -> HttpResponse:
    """Record that what a clock asks for was done, with a note and the paper that proves it."""
    now = clock.now()
    case = standing.visible(by, uid)
    note, mark = request.POST.get("note", ""), request.POST.get("request_key")
    upload = request.FILES.get("paper")
    if standing.is_own(by, case) or not standing.holds_watch(by, case, key, now):
        raise NotAllowed(_("Clocks of law are kept by HR and by whoever owns them."))
    if not note.strip():
        raise BadInput({"note": _("Say what was done and what proves it.")})
    papers = [files.put_upload(upload, company=by.company, now=now, field="paper")] if upload else []
    watching.record_done(by=by, case=uid, watch=key, note=note, now=now, files=papers, key=mark)
    messages.success(request, _("Recorded in the evidence log."))
    return redirect("cases:clocks", uid=uid)


@require_GET
@signed_in
def running(request: HttpRequest, by: Actor) -> HttpResponse:
    """Clocks of law that are no step of a process: of open cases, and of those that are closed."""
    now = clock.now()
    rows = clock_queries.running(by, now)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list, "counts": clock_queries.counts(rows), "now": now}
    return render(request, "cases/running_clocks.html", context)


@require_GET
@signed_in
def case_calendar(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """The clocks of one case as a calendar file."""
    now = clock.now()
    case, events = calendars.events_of_case(by, uid, now, request.build_absolute_uri("/")[:-1])
    return _answer(ics.calendar(case.number, events, stamp=now, language=_language()), f"{case.number}.ics")


@require_http_methods(["GET", "POST"])
@signed_in
def calendar(request: HttpRequest, by: Actor) -> HttpResponse:
    """Make, renew or end the secret address of one's calendar. The address is shown once."""
    now, token = clock.now(), ""
    if request.method == "POST":
        wanted = request.POST.get("do", "")
        if wanted == "make":
            # Shown in this answer and nowhere else; only its hash is kept.
            token = calendars.make(by=by, now=now)
        elif wanted == "revoke":
            calendars.revoke(by=by, now=now)
            messages.success(request, _("The address is ended; calendars that read it get nothing any more."))
            return redirect("cases:calendar")
        else:
            raise BadInput({"do": _("Make an address or end it.")})
    shown = request.build_absolute_uri(reverse("cases:feed", args=[token])) if token else ""
    context = {"address": calendars.address_of(by), "shown": shown, "events": len(calendars.events_of(by, now, ""))}
    return render(request, "cases/calendar.html", context)


@never_cache
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address. Unknown and ended ones answer alike."""
    now = clock.now()
    by = calendars.of_token(token, now)
    events = calendars.events_of(by, now, request.build_absolute_uri("/")[:-1])
    return _answer(ics.calendar(_("PartWell deadlines"), events, stamp=now, language=_language()), "partwell.ics")


def _language() -> str:
    return (get_language() or "zh")[:2]


def _answer(content: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
