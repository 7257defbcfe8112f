"""Monthly sheets as HR sees them: compute, tell, look, answer a dispute."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from partwell.apps.attendance import actions, queries, words
from partwell.apps.attendance.models import AttendanceMonth
from partwell.apps.law.warned import Shown, Unacknowledged
from partwell.lib import clock
from partwell.lib.inputs import first_of_month
from partwell.lib.refusal import BadInput
from partwell.lib.signed_in import actor_of, signed_in


def month_of(text: str) -> date:
    """The first day of a month typed as 2026-11. Raises BadInput."""
    try:
        return first_of_month(text)
    except ValueError:
        raise BadInput({"month": _("Write a month as 2026-11.")}) from None


def branch_of(request: HttpRequest, uid: str) -> Any:
    """A branch of the actor's company. Raises NotVisible."""
    return queries.branch(actor_of(request), uid)


@require_POST
@signed_in
def compute(request: HttpRequest) -> HttpResponse:
    """Compute a month of a branch: few people at once, many by the worker in parts."""
    by, now = actor_of(request), clock.now()
    queries.require_keeper(by)
    branch, month = branch_of(request, request.POST.get("branch", "")), month_of(request.POST.get("month", ""))
    n = actions.compute_branch(branch, month, by=by, now=now)
    if n is None:
        messages.info(request, _("This is many people: the worker computes them in parts; look again in a minute."))
    else:
        said = ngettext("%(n)d month is new or changed.", "%(n)d months are new or changed.", n) % {"n": n}
        messages.success(request, said)
    if typed := queries.typed_in(branch, month):
        kept = ngettext(
            "%(n)d month was typed and stays as it is; on its page it can be computed from the punches.",
            "%(n)d months were typed and stay as they are; on their pages they can be computed from the punches.",
            typed,
        )
        messages.info(request, kept % {"n": typed})
    return redirect(reverse("attendance:list") + f"?month={month:%Y-%m}")


@require_POST
@signed_in
def tell(request: HttpRequest) -> HttpResponse:
    """Show all computed months of a branch to their people."""
    by, now = actor_of(request), clock.now()
    queries.require_keeper(by)
    branch, month = branch_of(request, request.POST.get("branch", "")), month_of(request.POST.get("month", ""))
    told = actions.tell_branch(branch, month, by=by, now=now)
    messages.success(request, ngettext("%(n)d person is told.", "%(n)d people are told.", told) % {"n": told})
    return redirect(reverse("attendance:list") + f"?month={month:%Y-%m}")


@require_GET
@signed_in
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One month day by day."""
    return _page(request, queries.sheet(actor_of(request), uid))


def _page(request: HttpRequest, row: AttendanceMonth, wrong: str = "", warnings: Sequence[Shown] = ()) -> HttpResponse:
    by = actor_of(request)
    context = {
        "row": row,
        "employee": row.employee,
        "days": words.rows_of_sheet(row.sheet),
        "hours": words.hours_of(row),
        "may_keep": queries.may_keep(by, row.employee),
        "has_punches": row.sheet is None and queries.has_punches(row),
        "versions": queries.versions(row),
        "behind": bool(queries.behind([row])),
        "wrong": wrong,
        "warnings": warnings,
        "by": by,
        "text": request.POST.get("reply", ""),
    }
    return render(request, "attendance/sheet.html", context, status=422 if wrong or warnings else 200)


@require_POST
@signed_in
def from_punches(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Compute a typed month from the punches."""
    by = actor_of(request)
    row = actions.take_punches(queries.sheet(by, uid), by=by, now=clock.now())
    messages.success(
        request,
        _("Computed from the punches. The typed figures stand below as version %(n)d.") % {"n": row.version - 1},
    )
    return redirect("attendance:sheet", uid)


@require_POST
@signed_in
def reply(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer a dispute in writing."""
    by = actor_of(request)
    row = queries.sheet(by, uid)
    try:
        known = request.POST.getlist("acknowledged")
        actions.reply_to_dispute(row, request.POST.get("reply", ""), acknowledged=known, by=by, now=clock.now())
    except Unacknowledged as risks:
        return _page(request, row, warnings=risks.warnings)
    except BadInput as refusal:
        return _page(request, row, refusal.fields["reply"])
    messages.success(request, _("The reply is recorded."))
    return redirect("attendance:sheet", uid)
