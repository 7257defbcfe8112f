"""What it would cost to end many contracts: N, N+1, 2N, pay in lieu and unused leave of each person.

The same functions as the single sheet uses; for a head count of tens of thousands no sentence is made of them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from partwell.core.days import service
from partwell.core.money import cents

from .severance import reckon
from .unused_leave import EXTRA, Leave, entitlement, unused


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of one employee. `working_months`: with all employers. Wages are monthly, gross."""

    hired_on: date
    average_wage: Decimal
    last_month_wage: Decimal
    wage_without_overtime: Decimal
    working_months: int
    leave_taken: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Exposure:
    """Sums of one person, each rounded to the fen."""

    severance: Decimal
    notice_pay: Decimal
    severance_and_notice: Decimal
    damages: Decimal
    unused_leave: Decimal


def exposure(
    person: Person, *, last_day: date, cap: Decimal | None, floor: Decimal | None, pay_days: Decimal
) -> Exposure:
    """The sums for an end on `last_day`. Service before 2008 counts as service here: the upper bound of N."""
    made = reckon(person.average_wage, service(person.hired_on, last_day), cap=cap, floor=floor)
    severance = cents(made.exact)
    notice = cents(person.last_month_wage)
    leave = Leave(entitlement(person.working_months), person.leave_taken)
    days = unused(leave, hired_on=person.hired_on, last_day=last_day).days
    return Exposure(
        severance,
        notice,
        severance + notice,
        cents(made.exact * 2),
        cents(person.wage_without_overtime / pay_days * days * EXTRA),
    )
