"""What calculations take from the records of a person, as values of the core. A gap is asked for, never guessed."""

from datetime import date
from decimal import Decimal

from partwell.apps.attendance import queries as attendance
from partwell.apps.people import queries as people
from partwell.core.days import UnknownYear, span_of
from partwell.core.money import exact
from partwell.core.settlement.final_pay import Days
from partwell.core.settlement.social_insurance import INSURANCES, History, Month, history
from partwell.core.settlement.statement import Ask, NotComputed
from partwell.core.settlement.unused_leave import Leave
from partwell.lib.calculations import CalculationContext
from partwell.lib.holiday_file import calendar

SATURDAY = 5


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


def insured(context: CalculationContext) -> History:
    """The record of social insurance from the month of hire to the last day, or to today before there is one."""
    return history(
        contributions(context.employee),
        first=hired_on(context.employee),
        last=context.last_day or context.today,
        today=context.today,
    )


def monthly_wage(employee: int, day: date) -> Decimal:
    """The monthly wage of the contract in force on the day. Raises NotComputed when none is on record."""
    contract = people.last_contract(people.by_pk(employee), day)
    if contract is None or not contract.monthly_wage:
        raise NotComputed(Ask("monthly_wage", "hr_ops"))
    return exact(contract.monthly_wage)


def hired_on(employee: int) -> date:
    """The first day of work."""
    return people.by_pk(employee).hired_on


def days_of(employee: int, last_day: date) -> Days:
    """Confirmed attendance of the last month, through the last day.

    A record that covers more is cut at the last day only where that is certain: no absence in it, and its days are
    those of the published calendar. Raises NotComputed while the month is not recorded, not confirmed, or ends
    elsewhere.
    """
    row = attendance.month_of(employee, last_day)
    if row is not None and row.confirmed_at is not None:
        unpaid = row.unpaid_leave_days + row.absent_days
        if row.through == last_day:
            paid = row.present_days + row.paid_leave_days + row.holiday_days
            return Days(row.due_days + row.holiday_days, paid, unpaid)
        if row.through > last_day and not unpaid:
            cut = _by_calendar(max(row.month, hired_on(employee)), last_day, row.through, row.due_days)
            if cut is not None:
                return cut
    detail = f"{last_day:%Y-%m}-01 – {last_day.isoformat()}"
    if row is not None and row.confirmed_at is None:
        raise NotComputed(Ask("attendance_unconfirmed", "hr_ops", detail=detail))
    raise NotComputed(Ask("attendance_month" if row is None else "attendance_cut", "hr_ops", detail=detail))


def _by_calendar(first: date, last_day: date, through: date, due: Decimal) -> Days | None:
    """Working days and paid holidays through the last day; None when the record is not the calendar's."""
    try:
        if due != calendar().working_days(first, through):
            return None
        worked = calendar().working_days(first, last_day)
    except UnknownYear:
        return None
    holidays = sum(1 for day in span_of(first, last_day) if day in calendar().legal and day.weekday() < SATURDAY)
    days = Decimal(worked + holidays)
    return Days(days, days, Decimal(0), by_calendar=True)


def leave_of(employee: int, year: int) -> Leave:
    """Annual leave of a year. Raises NotComputed while nobody recorded it."""
    row = attendance.leave_year(employee, year)
    if row is None:
        raise NotComputed(Ask("annual_leave", "hr_ops", detail=str(year)))
    return Leave(row.full_days, row.taken_days, row.carried_over_days)
