"""The last wage and what is paid with it on the last day, whatever else is open (《工资支付暂行规定》第九条)."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from partwell.core.cite import PAY_DAYS, WAGE
from partwell.core.money import plain
from partwell.core.rulebook import Figure

from .statement import EMPLOYEE, Line, Source, Statement, money_line

PartMonth = Literal["forward", "reverse"]


@dataclass(frozen=True, slots=True)
class Days:
    """Working days of the last month. `due` are those from the 1st (or hire) through the last day of employment.

    `paid`: present, on paid leave, and paid holidays that fall on working days of the part employed.
    `unpaid`: absent or on unpaid leave. `paid + unpaid = due`.
    """

    due: Decimal
    paid: Decimal
    unpaid: Decimal
    by_calendar: bool = False
    """Counted by the published calendar: the month was recorded whole, by that calendar and without absence."""


def whole_month(hired_on: date, last_day: date) -> bool:
    """Whether the person was employed from the first to the last day of the last month."""
    return hired_on <= last_day.replace(day=1) and last_day.day == monthrange(last_day.year, last_day.month)[1]


def last_wage(
    monthly: Decimal,
    days: Days,
    *,
    hired_on: date,
    last_day: date,
    pay_days: Figure,
    part_month: PartMonth | None = None,
) -> Line:
    """Wage of the month of the last day.

    A whole month without absence is the monthly wage. Otherwise by the convention, which the line names:
    `forward` = monthly ÷ 21.75 × paid days; `reverse` = monthly − monthly ÷ 21.75 × unpaid days (whole months only).
    When none is given: reverse for a whole month, forward for a part of one. Never above the monthly
    wage, never below 0.
    Raises ValueError for `reverse` of a part month, which would pay for days outside the employment.
    """
    whole = whole_month(hired_on, last_day)
    if part_month == "reverse" and not whole:
        raise ValueError("the reverse convention needs a whole month of employment")
    rate = plain(pay_days.number)
    if whole and days.unpaid == 0:
        exact, basis, convention = monthly, f"{monthly:.2f}", "whole_month"
    elif (part_month or ("reverse" if whole else "forward")) == "reverse":
        exact = monthly - monthly / pay_days.number * days.unpaid
        basis, convention = f"{monthly:.2f} − {monthly:.2f} ÷ {rate} × {plain(days.unpaid)}", "reverse"
    else:
        exact = monthly / pay_days.number * days.paid
        basis, convention = f"{monthly:.2f} ÷ {rate} × {plain(days.paid)}", "forward"
    held = min(max(exact, Decimal(0)), monthly)
    return money_line(
        "last_wage",
        held,
        basis=basis,
        inputs={
            "monthly_wage": plain(monthly),
            "due_days": plain(days.due),
            "paid_days": plain(days.paid),
            "unpaid_days": plain(days.unpaid),
            "last_day": last_day.isoformat(),
        },
        cite=(WAGE(9), PAY_DAYS),
        sources=(Source.of(pay_days),),
        payee=EMPLOYEE,
        column="wage",
        month=f"{last_day:%Y-%m}",
        convention=convention,
        note="held_at_monthly_wage" if held != exact else "days_by_calendar" if days.by_calendar else "",
    )


def final_pay(
    wage: Line, refunds: Sequence[Line], leave: Line, *, extras: Sequence[Line] = (), last_day: date, today: date
) -> Statement:
    """Everything due on the last day before tax: wage, refund of what was over-withheld, unused leave, other wages."""
    lines = (wage, *extras, leave, *refunds)
    return Statement(
        "final_pay",
        today,
        lines,
        notes=("gross_before_tax", "waits_for_nothing", "earlier_months_paid_assumed"),
        inputs={"last_day": last_day.isoformat()},
    )
