"""The report for an inspection: page by page, Excel, PDF. Taking it out of the house is an entry."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from partwell.apps.accounts import queries as accounts
from partwell.apps.attendance import actions, reports, words
from partwell.lib import clock
from partwell.lib.files import store
from partwell.lib.refusal import NotVisible
from partwell.lib.signed_in import actor_of, signed_in

from .punches import EXCEL
from .sheets import month_of


def _asked(request: HttpRequest) -> tuple[dict[str, reports.Place], str, date]:
    """The places there are, the one asked for (a branch, or the code of a city), and the month."""
    by = actor_of(request)
    reports.require(by)
    places = reports.places(list(accounts.branches_visible_to(by)))
    key = request.GET.get("branch") or next(iter(places), "")
    if key not in places:
        raise NotVisible
    typed = request.GET.get("month", "")
    return places, key, month_of(typed) if typed else clock.today().replace(day=1)


def _place(request: HttpRequest) -> tuple[reports.Place, date]:
    places, key, month = _asked(request)
    return places[key], month


@require_GET
@signed_in
def report(request: HttpRequest) -> HttpResponse:
    """Fifty people a page."""
    by = actor_of(request)
    places, key, month = _asked(request)
    place = places[key]
    page = Paginator(reports.rows(by, place, month), 50).get_page(request.GET.get("page"))
    floor = reports.minimum(place, month)
    lines = reports.lines(page.object_list, floor)
    context = {
        "tabs": words.tabs(by),
        "places": places,
        "place": key,
        "month": f"{month:%Y-%m}",
        "page": page,
        "floor": floor,
        "status": reports.status(floor),
        "rows": [
            (
                one,
                list(zip(reports.head()[5:10], reports.shown(one), strict=True)),
                [words.report_fault(code) for code in one.faults],
            )
            for one in lines
        ],
    }
    return render(request, "attendance/report.html", context)


@require_GET
@signed_in
def excel(request: HttpRequest) -> HttpResponse:
    """The whole report as Excel."""
    by = actor_of(request)
    place, month = _place(request)
    made = reports.excel(by, place, month)
    actions.note_export(place.branches, month, "xlsx", made, by=by, now=clock.now())
    return store.download(made, media=EXCEL, name=f"工时台账 {place.title} {month:%Y-%m}.xlsx")


@require_GET
@signed_in
def pdf(request: HttpRequest) -> HttpResponse:
    """The whole report as PDF/A."""
    by, now = actor_of(request), clock.now()
    place, month = _place(request)
    made = reports.pdf(by, place, month, now)
    actions.note_export(place.branches, month, "pdf", made, by=by, now=now)
    return store.download(made, media="application/pdf", name=f"工时台账 {place.title} {month:%Y-%m}.pdf")
