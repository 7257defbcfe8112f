"""What of each kind of leave is left to a person in a year, and how many days a leave takes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from partwell.apps.evidence import actions as evidence
from partwell.apps.law import queries as law
from partwell.core.attendance import leave as leaves
from partwell.core.days import UnknownYear, span_of
from partwell.lib import holiday_file
from partwell.lib.actor import Actor

from .models import AttendanceMonth, LeaveYear, Request

HALF_DAY = 240
"""Minutes of half a day given back as time off."""
HALVES = {0: Decimal(0), 1: Decimal("0.5"), 2: Decimal("0.5"), 3: Decimal(1)}


def counted(kind: str, first: date, first_half: int, last: date, last_half: int) -> Decimal:
    """Days a leave takes: all days of a natural one, else working days. Raises UnknownYear."""
    calendar, found = holiday_file.calendar(), Decimal(0)
    for day in span_of(first, last):
        if leaves.KINDS[kind].natural or calendar.is_working(day):
            found += HALVES[leaves.bits_on(day, first, first_half, last, last_half)]
    return found


def due(person: Any, kind: str, year: int) -> Decimal | None:
    """Days of a year: annual leave as recorded, else the figures of the place in force in it; None where unknown."""
    if kind == "annual":
        row = LeaveYear.objects.filter(employee=person, year=year).first()
        if row is None:
            return None
        return leaves.annual_of_year(year, row.full_days, person.hired_on) + row.carried_over_days
    if kind == "in_lieu":
        return _worked_in_lieu(person, year)
    one = leaves.KINDS[kind]
    if not one.figure:
        return one.days
    figures = law.figures(person.company_id, person.department.branch.division)
    found = [figures(key, date(year, 12, 31)) for key in one.figure]
    # A figure of memory or a stand-in is no entitlement: it is said to be unknown.
    if any(not figure.known for figure in found):
        return None
    return sum((figure.number for figure in found), Decimal(0))


def _worked_in_lieu(person: Any, year: int) -> Decimal:
    """Half days of eight-hour days, out of overtime on days of rest that was worked and is given back as time."""
    months = AttendanceMonth.objects.filter(employee=person, month__year=year, sheet__isnull=False)
    minutes = sum(row.sheet.get("in_lieu", 0) for row in months.only("sheet"))
    return Decimal(minutes // HALF_DAY) / 2


def of(person: Any, kind: str, year: int) -> leaves.Balance:
    """The balance of one kind in one year; a leave over New Year counts in the year it begins."""
    rows = list(
        Request.objects.filter(
            employee=person, kind=Request.Kind.LEAVE, leave_kind=kind, first_day__year=year,
            state__in=(Request.State.ASKED, Request.State.APPROVED),
        )
    )  # fmt: skip
    asked = [row.days or Decimal(0) for row in rows if row.state == Request.State.ASKED]
    taken = [row.days or Decimal(0) for row in rows if row.state == Request.State.APPROVED]
    if kind == "annual":
        # The record of the year holds what was approved here and what was taken before.
        held = LeaveYear.objects.filter(employee=person, year=year).first()
        taken = [held.taken_days] if held else taken
    return leaves.balance(kind, due(person, kind, year), taken, asked)


def all_of(person: Any, year: int) -> list[tuple[leaves.Kind, leaves.Balance]]:
    """Balances of every kind, for the person's page."""
    return [(one, of(person, key, year)) for key, one in leaves.KINDS.items()]


def _annual(row: Request, days: Decimal, by: Actor, now: datetime) -> None:
    held = LeaveYear.objects.select_for_update().filter(employee=row.employee, year=row.first_day.year).first()
    if row.leave_kind != "annual" or held is None:
        return
    held.taken_days += days
    held.save(update_fields=["taken_days"])
    payload = {"year": held.year, "taken_days": str(held.taken_days), "request": str(row.uid)}
    evidence.record_of_employee(row.employee_id, "leave.taken", by=by, now=now, payload=payload)


def take(row: Request, by: Actor, now: datetime) -> None:
    """Count approved annual leave as taken in the record of its year."""
    _annual(row, row.days or Decimal(0), by, now)


def give_back(row: Request, by: Actor, now: datetime) -> None:
    """Give withdrawn annual leave back."""
    _annual(row, -(row.days or Decimal(0)), by, now)


def published(year: int) -> bool:
    """Whether the arrangement of holidays of a year is known."""
    try:
        holiday_file.calendar().is_working(date(year, 1, 1))
    except UnknownYear:
        return False
    return True
