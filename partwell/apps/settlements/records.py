"""What calculations take from the records of a person, as values of the core. A gap is asked for, never guessed."""

from datetime import date
from decimal import Decimal

from partwell.apps.attendance import queries as attendance
from partwell.apps.people import queries as people
from partwell.core.money import exact
from partwell.core.settlement.final_pay import Days
from partwell.core.settlement.social_insurance import INSURANCES, Month
from partwell.core.settlement.statement import Ask, NotComputed
from partwell.core.settlement.unused_leave import Leave


def contributions(employee: int) -> list[Month]:
    """Social insurance month by month; the housing fund is another regime and not among them."""
    rows = people.contributions(people.by_pk(employee))
    return [
        Month(
            row.insurance,
            row.month,
            row.due_on,
            exact(row.base) if row.base else None,
            row.enrolled,
            row.paid_on,
            exact(row.withheld) if row.withheld else Decimal(0),
        )
        for row in rows
        if row.insurance in INSURANCES
    ]


def monthly_wage(employee: int, day: date) -> Decimal:
    """The monthly wage of the contract in force on the day. Raises NotComputed when none is on record."""
    contract = people.last_contract(people.by_pk(employee), day)
    if contract is None or not contract.monthly_wage:
        raise NotComputed(Ask("monthly_wage", "hr_ops"))
    return exact(contract.monthly_wage)


def hired_on(employee: int) -> date:
    """The first day of work."""
    return people.by_pk(employee).hired_on


def days_of(employee: int, month: date) -> Days:
    """Confirmed attendance of a month. Raises NotComputed while it is not recorded or not confirmed."""
    row = attendance.month_of(employee, month)
    if row is None or row.confirmed_at is None:
        raise NotComputed(Ask("attendance_month", "hr_ops", detail=f"{month:%Y-%m}"))
    paid = row.present_days + row.paid_leave_days + row.holiday_days
    return Days(row.due_days + row.holiday_days, paid, row.unpaid_leave_days + row.absent_days)


def leave_of(employee: int, year: int) -> Leave:
    """Annual leave of a year. Raises NotComputed while nobody recorded it."""
    row = attendance.leave_year(employee, year)
    if row is None:
        raise NotComputed(Ask("annual_leave", "hr_ops", detail=str(year)))
    return Leave(row.full_days, row.taken_days, row.carried_over_days)
