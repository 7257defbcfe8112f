"""Pay for annual leave that was not taken (《企业职工带薪年休假实施办法》第十条至第十二条)."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from partwell.core.cite import LEAVE, PAY_DAYS
from partwell.core.money import cents, plain
from partwell.core.rulebook import Figure

from .statement import EMPLOYEE, Line, Source, money_line

DIVISOR = Decimal(365)
"""Also in leap years: the text says 365."""
EXTRA = Decimal(2)
"""300 % of which 100 % is the ordinary wage of the days, paid already."""
_BANDS = ((12, 120, 5), (120, 240, 10), (240, None, 15))


def entitlement(working_months: int) -> int:
    """Days a year by cumulative months of work with all employers: 5, 10 or 15; none before twelve."""
    return next(
        (days for low, high, days in _BANDS if low <= working_months and (high is None or working_months < high)), 0
    )


def pro_rata_on_joining(start: date, full_days: int) -> int:
    """Whole days for the rest of the joining year, the first day included (第五条)."""
    remaining = (date(start.year, 12, 31) - start).days + 1
    return int((Decimal(remaining) / DIVISOR * full_days).to_integral_value(ROUND_FLOOR))


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave of the leaving year: days a year, days taken, and whole unused days of earlier years still owed."""

    full_days: int
    taken: Decimal
    carried_over: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Unused:
    """What is left: accrued part of the year less what was taken, part days dropped; never clawed back."""

    days: Decimal
    accrued: Decimal
    calendar_days: int


def unused(leave: Leave, *, hired_on: date, last_day: date) -> Unused:
    """Whole unused days on the last day, counted from 1 January or the day of hire."""
    first = max(date(last_day.year, 1, 1), hired_on)
    calendar_days = (last_day - first).days + 1
    accrued = Decimal(calendar_days) / DIVISOR * leave.full_days
    left = max(Decimal(0), accrued - leave.taken).to_integral_value(ROUND_FLOOR)
    return Unused(left + leave.carried_over, accrued, calendar_days)


def leave_pay(leave: Leave, *, hired_on: date, last_day: date, average_wage: Decimal, pay_days: Figure) -> Line:
    """The 200 % that is due on leaving, above the ordinary wage already paid.

    `average_wage`: monthly wage of the last 12 months without overtime, or of the months worked when fewer.
    """
    left = unused(leave, hired_on=hired_on, last_day=last_day)
    rest = plain(cents(left.accrued - leave.taken))
    counted = f"{left.calendar_days} ÷ 365 × {leave.full_days} − {plain(leave.taken)} = {rest}"
    return money_line(
        "unused_leave_pay",
        average_wage / pay_days.number * left.days * EXTRA,
        basis=f"{average_wage:.2f} ÷ {plain(pay_days.number)} × {plain(left.days)} × 200%",
        inputs={
            "counted": counted,
            "days": plain(left.days),
            "full_days": str(leave.full_days),
            "taken": plain(leave.taken),
            "carried_over": plain(leave.carried_over),
            "calendar_days": str(left.calendar_days),
            "average_wage": plain(average_wage),
        },
        cite=(LEAVE(10), LEAVE(11), LEAVE(12), PAY_DAYS),
        sources=(Source.of(pay_days),),
        payee=EMPLOYEE,
        column="leave",
        convention="part_days_not_paid",
    )
