"""Rosters: who works which shift when. A draft is changed freely; published, it is what the month is judged by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.attendance import plan, queries
from partwell.apps.attendance.models import Request, RosterDay, ShiftKind, ShiftNeed
from partwell.apps.evidence import actions as evidence
from partwell.core.attendance.rosters import Assignment, RosterFault, check
from partwell.core.days import shanghai_day, span_of
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed, Refused

MOST_CELLS = 20_000
MOST_NEEDED = 500


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the grid: a person, a day, and the key of a shift or nothing for a day of rest."""

    employee: Any
    day: date
    shift: str


def _require(by: Actor, employees: Sequence[Any]) -> None:
    for person in employees:
        if not queries.may_roster(by, person):
            raise NotAllowed(_("Rosters are made by HR or the person's own managers."))


@transaction.atomic
def set_roster(cells: Sequence[Cell], *, by: Actor, now: datetime) -> int:
    """Write cells of a draft; a published day becomes a draft again until it is published anew. Answers how many.

    Raises NotAllowed, BadInput for an unknown shift, Refused for a day that is over.
    """
    people_ = {cell.employee.pk: cell.employee for cell in cells}
    _require(by, list(people_.values()))
    if len(cells) > MOST_CELLS:
        raise BadInput({"cells": _("At most %(n)d cells at once.") % {"n": MOST_CELLS}})
    shifts = {row.key: row for row in ShiftKind.objects.filter(company=by.company, ended_at__isnull=True)}
    wrong = sorted({cell.shift for cell in cells if cell.shift and cell.shift not in shifts})
    if wrong:
        raise BadInput({"cells": _("There is no shift %(key)s.") % {"key": "、".join(wrong[:5])}})
    if any(cell.day < shanghai_day(now) for cell in cells):
        raise Refused(_("Days that are over are no longer rostered; ask for a correction."), code="day_over")
    days = {cell.day for cell in cells}
    there = {
        (row.employee_id, row.day): row
        for row in RosterDay.objects.select_for_update().filter(employee__in=people_, day__in=days)
    }
    fresh, changed = [], []
    for cell in cells:
        shift = shifts[cell.shift] if cell.shift else None
        row = there.get((cell.employee.pk, cell.day))
        if row is None:
            row = RosterDay(employee=cell.employee, day=cell.day, shift=shift)
            there[cell.employee.pk, cell.day] = row
            fresh.append(row)
        elif row.shift_id != (shift and shift.pk):
            row.shift, row.published_at = shift, None
            changed.append(row)
    RosterDay.objects.bulk_create(fresh, batch_size=500)
    RosterDay.objects.bulk_update([row for row in changed if row.pk], ["shift", "published_at"], batch_size=500)
    return len(fresh) + len(changed)


BEYOND = timedelta(days=7)
"""Days on either side of a roster that are looked at: rest, runs and weeks do not end with the month."""


def faults_of(employees: Sequence[Any], first: date, last: date) -> tuple[RosterFault, ...]:
    """What is wrong with the roster of these people between two days, drafts included.

    Rest and system of hours are those of their first one's branch; how many are needed is what the departments say.
    """
    begin, end = first - BEYOND, last + BEYOND
    rows = RosterDay.objects.filter(employee__in=employees, day__gte=begin, day__lte=end, shift__isnull=False)
    held = list(rows.select_related("shift"))
    shifts = {str(row.shift.uid): plan.shift_of(row.shift) for row in held if row.shift}
    assigned = [Assignment(row.employee_id, row.day, str(row.shift.uid)) for row in held if row.shift]
    branch = employees[0].department.branch_id if employees else 0
    rules = plan.in_force(plan.rules_of(branch), first)
    asked = Request.objects.filter(
        employee__in=employees, kind=Request.Kind.LEAVE, state=Request.State.APPROVED, last_day__gte=first,
        first_day__lte=last,
    )  # fmt: skip
    away = [(one.employee_id, day) for one in asked for day in span_of(one.first_day, one.last_day)]
    averaged = frozenset(one.pk for one in employees) if rules and rules.row.system != "standard_hours" else frozenset()
    rest = rules.row.rest_minutes if rules else 660
    planned = {row.day for row in held}
    every = needed({one.department_id for one in employees}, first, last)
    # A day that nobody is rostered on yet is not short of people; it is not planned.
    need = {key: count for key, count in every.items() if key[0] in planned}
    found = check(assigned, shifts, need=need, rest=rest, on_leave=away, averaged=averaged)
    return tuple(one for one in found if first <= one.day <= last)


def needed(departments: Collection[int], first: date, last: date) -> dict[tuple[date, str], int]:
    """How many people each shift of each day takes: what the departments say, added up."""
    found: dict[tuple[date, str], int] = {}
    for row in ShiftNeed.objects.filter(department__in=departments).select_related("shift"):
        for day in span_of(first, last):
            if row.people[day.weekday()]:
                key = (day, str(row.shift.uid))
                found[key] = found.get(key, 0) + row.people[day.weekday()]
    return found


@transaction.atomic
def set_needs(department: Any, given: Mapping[ShiftKind, Sequence[int]], *, by: Actor, now: datetime) -> int:
    """Say how many people of a department each shift takes on each weekday, Monday first. Answers how many changed.

    Raises NotAllowed, BadInput.
    """
    if not queries.may_roster_department(by, department) or any(one.company_id != by.company for one in given):
        raise NotAllowed(_("Rosters are made by HR or the person's own managers."))
    if any(len(people) != 7 or not all(0 <= one <= MOST_NEEDED for one in people) for people in given.values()):
        raise BadInput({"people": _("For each of the seven days a number from 0 to %(n)d.") % {"n": MOST_NEEDED}})
    held = {row.shift_id: row for row in ShiftNeed.objects.select_for_update().filter(department=department)}
    changed = []
    for shift, people in given.items():
        row = held.get(shift.pk) or ShiftNeed(department=department, shift=shift, people=[0] * 7)
        if row.people != [*people]:
            row.people = [*people]
            row.save()
            changed.append([str(shift.uid), row.people])
    if changed:
        payload = {"department": str(department.uid), "people": changed}
        evidence.record_of_company(department.company_id, "roster.need_set", by=by, now=now, payload=payload)
    return len(changed)


@transaction.atomic
def publish_roster(
    employees: Sequence[Any], first: date, last: date, *, knows: bool = False, by: Actor, now: datetime
) -> int:
    """Publish the drafts of these people between two days. Hard faults refuse; soft ones want `knows`.

    Answers how many days. Raises NotAllowed, Refused.
    """
    _require(by, employees)
    faults = faults_of(employees, first, last)
    hard = [one for one in faults if one.hard]
    if hard:
        raise Refused(_("The roster breaks the law in %(n)d places; see the list.") % {"n": len(hard)}, code="hard")
    if faults and not knows:
        raise Refused(_("Please look at the list and say that you have seen it."), code="soft")
    rows = RosterDay.objects.filter(
        employee__in=employees, day__gte=first, day__lte=last, published_at__isnull=True
    ).select_related("shift")
    by_person: dict[int, list[list[str]]] = {}
    for row in rows.order_by("day"):
        by_person.setdefault(row.employee_id, []).append([row.day.isoformat(), row.shift.key if row.shift else ""])
    count = RosterDay.objects.filter(pk__in=[row.pk for row in rows]).update(published_at=now)
    for employee, days in by_person.items():
        payload = {"days": days, "soft": sorted({one.code for one in faults})}
        evidence.record_of_employee(employee, "roster.published", by=by, now=now, payload=payload)
    return count
