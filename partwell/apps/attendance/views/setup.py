"""Shifts of the company and rules of its branches."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from partwell.apps.accounts import queries as accounts
from partwell.apps.attendance import actions, queries, words
from partwell.apps.attendance.forms import RulesForm, ShiftForm
from partwell.apps.attendance.models import ShiftKind
from partwell.lib import clock
from partwell.lib.refusal import NotVisible
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import refusals


@require_GET
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """All shifts, and for each branch its rules with their first days."""
    return _page(request)


def _page(
    request: HttpRequest, shift: ShiftForm | None = None, rules: RulesForm | None = None, of: str = ""
) -> HttpResponse:
    by = actor_of(request)
    queries.require_staff(by)
    shifts = list(ShiftKind.objects.filter(company=by.company, ended_at__isnull=True).order_by("begins", "key"))
    choices = [(str(one.uid), f"{one.key} {one.title}") for one in shifts]
    branches = []
    for branch in accounts.branches_visible_to(by):
        held = queries.rules_of(branch)
        mine = rules if of == str(branch.uid) else None
        branches.append(
            (branch, held, mine or RulesForm(shifts=choices, prefix=branch.uid.hex[:8], like=held[0] if held else None))
        )
    context = {
        "tabs": words.tabs(by),
        "shifts": [
            (
                one,
                words.clock(one.begins),
                words.clock(one.ends),
                [(words.clock(a), words.clock(b)) for a, b in one.breaks],
            )
            for one in shifts
        ],
        "branches": branches,
        "systems": words.systems(),
        "may": queries.may_set_up(by),
        "form": shift or ShiftForm(),
        "open": of,
    }
    wrong = (shift is not None and shift.errors) or (rules is not None and rules.errors)
    return render(request, "attendance/setup.html", context, status=422 if wrong else 200)


@require_POST
@signed_in
def add_shift(request: HttpRequest) -> HttpResponse:
    """A new shift."""
    by, now, form = actor_of(request), clock.now(), ShiftForm(request.POST)
    if form.is_valid():

        def do() -> dict[str, Any]:
            return {"uid": str(actions.add_shift(**form.terms(), by=by, now=now).uid)}

        with refusals.into(form):
            once(by, request.POST.get("request_key"), "attendance.shift", form.cleaned_data, now, do)
            messages.success(request, _("The shift is there for rosters from now on."))
            return redirect("attendance:setup")
    return _page(request, shift=form)


@require_POST
@signed_in
def end_shift(request: HttpRequest, uid: UUID) -> HttpResponse:
    """In no new roster."""
    by = actor_of(request)
    row = ShiftKind.objects.filter(uid=uid, company=by.company).first()
    if row is None:
        raise NotVisible
    actions.end_shift(row, by=by, now=clock.now())
    return redirect("attendance:setup")


@require_POST
@signed_in
def add_rules(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A new set of rules of a branch."""
    by, now = actor_of(request), clock.now()
    branch = next((one for one in accounts.branches_visible_to(by) if one.uid == uid), None)
    if branch is None:
        raise NotVisible
    actions.require_setup(by)
    shifts = {str(one.uid): one for one in ShiftKind.objects.filter(company=by.company, ended_at__isnull=True)}
    form = RulesForm(request.POST, shifts=[(key, one.key) for key, one in shifts.items()], prefix=uid.hex[:8])
    if form.is_valid():
        given = form.cleaned_data

        def do() -> dict[str, Any]:
            row = actions.add_rules(
                branch, given["valid_from"], form.rules(), system=given["system"], period=given["period"],
                default_shift=shifts.get(given["default_shift"]), rest_minutes=given["rest_minutes"],
                pays_holidays=given["pays_holidays"], noshow_days=given["noshow_days"], permit=given["permit"],
                by=by, now=now,
            )  # fmt: skip
            return {"uid": str(row.uid)}

        with refusals.into(form):
            once(by, request.POST.get("request_key"), "attendance.rules", {"branch": str(uid), **given}, now, do)
            messages.success(request, _("The rules count from their day on."))
            return redirect("attendance:setup")
    return _page(request, rules=form, of=str(uid))
