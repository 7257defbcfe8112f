"""Training bonds (服务期, 《劳动合同法》第二十二条): when one may be agreed, and for how much.

Only special training (专项培训) that the employer paid for out of special funds can be bound. What a bond may claim
is what the employer can show with vouchers: fees, travel for the training, other direct costs of it (《劳动合同法实施
条例》第十六条); wages during the training are none of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from partwell.core.cite import LCL, REG, Cite
from partwell.core.days import full_months

COSTS = ("fee", "travel", "other")
"""Kinds of cost: fees, travel for the training, other direct costs."""
MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost of a training with the voucher that proves it."""

    kind: str
    what: str
    amount: Decimal
    voucher: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a bond can't be agreed like this: the field, a code, and the article."""

    field: str
    code: str
    cite: tuple[Cite, ...]


def total(costs: Sequence[Cost]) -> Decimal:
    """What was spent, by vouchers."""
    return sum((one.amount for one in costs), Decimal(0))


def faults(*, special: bool, costs: Sequence[Cost], agreed: Decimal, months: int) -> tuple[Fault, ...]:
    """What the law does not allow in a bond; none: it may be agreed."""
    found = []
    if not special:
        found.append(Fault("course", "not_special", (LCL(22),)))
    if not costs or any(not one.voucher.strip() for one in costs):
        found.append(Fault("costs", "no_voucher", (REG(16),)))
    if any(one.amount <= 0 or one.kind not in COSTS for one in costs):
        found.append(Fault("costs", "amount", (REG(16),)))
    if agreed < 0 or agreed > total(costs):
        found.append(Fault("agreed", "above_cost", (LCL(22),)))
    if not 1 <= months <= MOST_MONTHS:
        found.append(Fault("months", "months", (LCL(22),)))
    return tuple(found)


def served(starts_on: date, last_day: date, months: int) -> int:
    """Whole months served of an agreed period of service, at most all of them; none before it began."""
    if last_day < starts_on:
        return 0
    return min(full_months(starts_on, last_day), months)
