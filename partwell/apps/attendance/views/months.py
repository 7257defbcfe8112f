"""Pages of attendance: HR's list of a month, and a person's months. Each view calls one query or one action."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from partwell.apps.accounts import queries as accounts
from partwell.apps.attendance import actions, queries, words
from partwell.apps.attendance.forms import LeaveForm, MonthForm
from partwell.apps.people import queries as people
from partwell.lib import clock
from partwell.lib.inputs import first_of_month
from partwell.lib.refusal import BadInput, NotAllowed
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import refusals


@require_GET
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """People of a month and whether their attendance is recorded and confirmed."""
    by = actor_of(request)
    if not people.sees_people(by):
        raise NotAllowed(_("The list of attendance is open to HR and to managers. Your own is on your own page."))
    today = clock.today()
    typed = request.GET.get("month", "")
    try:
        month = first_of_month(typed) if typed else today.replace(day=1)
    except ValueError:
        raise BadInput({"month": _("Write a month as 2026-11.")}) from None
    sought = request.GET.get("q", "")
    context = {
        "tabs": words.tabs(by),
        "overview": queries.overview(by, month, sought),
        "words": sought,
        "month": f"{month:%Y-%m}",
        "may_keep": by.holds(*queries.KEEPS),
        "branches": accounts.branches_visible_to(by),
    }
    return render(request, "attendance/list.html", context)


@require_GET
@signed_in
def person(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A person's months."""
    return _page(request, uid)


def _page(
    request: HttpRequest, uid: UUID, month: MonthForm | None = None, leave: LeaveForm | None = None
) -> HttpResponse:
    today = clock.today()
    found = queries.person(actor_of(request), uid, today)
    context = {
        "person": found,
        "employee": found.employee,
        "month_form": month or MonthForm(initial={"month": today.replace(day=1)}),
        "leave_form": leave or LeaveForm(initial=_leave_initial(found, today)),
    }
    wrong = (month is not None and month.errors) or (leave is not None and leave.errors)
    return render(request, "attendance/person.html", context, status=422 if wrong else 200)


def _leave_initial(found: queries.Person, today: date) -> dict[str, Any]:
    if found.leave is None:
        return {"year": today.year}
    return {
        "year": found.leave.year,
        "full_days": found.leave.full_days,
        "taken_days": found.leave.taken_days,
        "carried_over_days": found.leave.carried_over_days,
        "leave_source": found.leave.source,
    }


@require_POST
@signed_in
def record(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record or correct a month."""
    by, now, form = actor_of(request), clock.now(), MonthForm(request.POST)
    people.employee(by, uid)
    if form.is_valid():
        data = form.cleaned_data

        def do() -> dict[str, Any]:
            row = actions.record_month(
                uid,
                data["month"],
                form.days(),
                source=data["source"],
                by=by,
                now=now,
                through=data["through"],
                over_computed=data["over_computed"],
            )
            return {"uid": str(row.uid)}

        with refusals.into(form):
            once(by, request.POST.get("request_key"), "attendance.record", {**data, "who": str(uid)}, now, do)
            messages.success(request, _("Recorded. It counts once it is confirmed."))
            return redirect("attendance:person", uid=uid)
    return _page(request, uid, month=form)


@require_POST
@signed_in
def confirm(request: HttpRequest, uid: UUID, month: str) -> HttpResponse:
    """HR says that a recorded month is right."""
    by, now = actor_of(request), clock.now()
    try:
        first = first_of_month(month)
    except ValueError:
        raise BadInput({"month": _("Write a month as 2026-11.")}) from None

    def do() -> dict[str, Any]:
        return {"uid": str(actions.confirm_month(uid, first, by=by, now=now).uid)}

    once(by, request.POST.get("request_key"), "attendance.confirm", {"who": str(uid), "month": month}, now, do)
    messages.success(request, _("Confirmed."))
    return redirect("attendance:person", uid=uid)


@require_POST
@signed_in
def leave(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record or correct the annual leave of a year."""
    by, now, form = actor_of(request), clock.now(), LeaveForm(request.POST)
    people.employee(by, uid)
    if form.is_valid():
        data = form.cleaned_data

        def do() -> dict[str, Any]:
            row = actions.record_leave(
                uid,
                data["year"],
                full_days=data["full_days"],
                taken_days=data["taken_days"],
                carried_over_days=data["carried_over_days"] or data["taken_days"] * 0,
                source=data["leave_source"],
                by=by,
                now=now,
            )
            return {"uid": str(row.uid)}

        try:
            once(by, request.POST.get("request_key"), "leave.record", {**data, "who": str(uid)}, now, do)
            messages.success(request, _("Recorded."))
            return redirect("attendance:person", uid=uid)
        except BadInput as refusal:
            fields = {"leave_source" if name == "source" else name: text for name, text in refusal.fields.items()}
            refusals.put_into(form, BadInput(fields))
    return _page(request, uid, leave=form)
