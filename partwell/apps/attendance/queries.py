"""Reading attendance. Who sees a person sees the person's months; HR keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from partwell.apps.people import queries as people
from partwell.lib.actor import Actor

from .models import AttendanceMonth, LeaveYear

KEEPS = ("hr_ops", "hrbp", "hr_manager", "hr_director", "payroll")


def may_keep(by: Actor, employee: Any) -> bool:
    """Whether the actor may record and confirm this person's attendance; never one's own."""
    return by.is_system or (by.employee != employee.pk and by.holds_on(employee.department.path, *KEEPS))


def months(employee: int, first: date, last: date) -> list[AttendanceMonth]:
    """The recorded months between two days, the oldest first."""
    rows = AttendanceMonth.objects.filter(employee=employee, month__gte=first.replace(day=1), month__lte=last)
    return list(rows.order_by("month"))


def month_of(employee: int, month: date) -> AttendanceMonth | None:
    """The record of one month."""
    return AttendanceMonth.objects.filter(employee=employee, month=month.replace(day=1)).first()


def leave_year(employee: int, year: int) -> LeaveYear | None:
    """The annual leave of one year."""
    return LeaveYear.objects.filter(employee=employee, year=year).first()


def months_between(first: date, last: date) -> list[date]:
    """First days of the months from one day to another, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    found = []
    for number in range(max(count, 0)):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        found.append(date(year, month + 1, 1))
    return found


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over some months."""

    due: Decimal
    present: Decimal
    paid_leave: Decimal
    unpaid_leave: Decimal
    absent: Decimal
    late: int


def totals(rows: Sequence[AttendanceMonth]) -> Totals:
    """Sums over these months."""
    zero = Decimal(0)
    return Totals(
        sum((row.due_days for row in rows), zero),
        sum((row.present_days for row in rows), zero),
        sum((row.paid_leave_days for row in rows), zero),
        sum((row.unpaid_leave_days for row in rows), zero),
        sum((row.absent_days for row in rows), zero),
        sum(row.late_count for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Person:
    """A person's attendance as the page shows it: a row for every month of the window, recorded or not."""

    employee: Any
    months: tuple[tuple[date, AttendanceMonth | None], ...]
    leave: LeaveYear | None
    totals: Totals
    may_keep: bool


def person(by: Actor, uid: object, today: date, *, window: int = 12) -> Person:
    """The last months of a person, the newest first. Raises NotVisible, NotAllowed."""
    row = people.employee(by, uid)
    end = min(row.left_on or today, today)
    wanted = months_between(row.hired_on, end)[-window:]
    held = {one.month: one for one in months(row.pk, wanted[0], wanted[-1])} if wanted else {}
    return Person(
        row,
        tuple((month, held.get(month)) for month in reversed(wanted)),
        leave_year(row.pk, end.year),
        totals(list(held.values())),
        may_keep(by, row),
    )


@dataclass(frozen=True, slots=True)
class Overview:
    """People of a month with their record, for HR's list."""

    month: date
    rows: tuple[tuple[Any, AttendanceMonth | None], ...]
    open_count: int


def overview(by: Actor, month: date, words: str = "", *, limit: int = 200) -> Overview:
    """Visible people employed in a month and what is recorded for it. Raises NotAllowed for other roles."""
    first = month.replace(day=1)
    following = months_between(first, date(first.year + 1, first.month, 1))[1]
    found = people.search(by, words).filter(hired_on__lt=following).exclude(left_on__lt=first)[:limit]
    staff = list(found)
    held = {one.employee_id: one for one in AttendanceMonth.objects.filter(month=first, employee__in=staff)}
    rows = tuple((one, held.get(one.pk)) for one in staff)
    return Overview(first, rows, sum(1 for _, one in rows if one is None or one.confirmed_at is None))
