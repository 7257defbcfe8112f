"""The report for an inspection: page by page, Excel, PDF. Taking it out of the house is an entry."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from partwell.apps.accounts import queries as accounts
from partwell.apps.attendance import actions, reports, words
from partwell.lib import clock
from partwell.lib.files import store
from partwell.lib.signed_in import actor_of, signed_in

from .punches import EXCEL
from .sheets import branch_of, month_of


def _asked(request: HttpRequest) -> tuple[Any, date]:
    by = actor_of(request)
    reports.require(by)
    branches = list(accounts.branches_visible_to(by))
    uid = request.GET.get("branch") or (str(branches[0].uid) if branches else "")
    today = clock.today().replace(day=1)
    typed = request.GET.get("month", "")
    return branch_of(request, uid), month_of(typed) if typed else today


@require_GET
@signed_in
def report(request: HttpRequest) -> HttpResponse:
    """Fifty people a page."""
    by = actor_of(request)
    branch, month = _asked(request)
    page = Paginator(reports.rows(by, branch, month), 50).get_page(request.GET.get("page"))
    floor = reports.minimum(branch, month)
    lines = reports.lines(page.object_list, floor)
    context = {
        "branches": accounts.branches_visible_to(by),
        "branch": branch,
        "month": f"{month:%Y-%m}",
        "page": page,
        "floor": floor,
        "rows": [
            (
                one,
                {name: words.hours(getattr(one.row, f"{name}_minutes")) for name in ("worked", "overtime", "holiday")},
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
    branch, month = _asked(request)
    made = reports.excel(by, branch, month)
    actions.note_export(branch, month, "xlsx", made, by=by, now=clock.now())
    return store.download(made, media=EXCEL, name=f"工时台账 {branch.name} {month:%Y-%m}.xlsx")


@require_GET
@signed_in
def pdf(request: HttpRequest) -> HttpResponse:
    """The whole report as PDF/A."""
    by, now = actor_of(request), clock.now()
    branch, month = _asked(request)
    made = reports.pdf(by, branch, month, now)
    actions.note_export(branch, month, "pdf", made, by=by, now=now)
    return store.download(made, media="application/pdf", name=f"工时台账 {branch.name} {month:%Y-%m}.pdf")
