"""What was paid in a case, as the vouchers in its log say: which step, how much, when, and the voucher's number."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from partwell.apps.evidence import queries as log
from partwell.core.money import from_fen
from partwell.lib.clock import SHANGHAI

from .models import Case


@dataclass(frozen=True, slots=True)
class Paid:
    """One voucher of a payment."""

    step: str
    item: str
    amount: Decimal
    paid_on: date
    voucher: str
    recorded_at: datetime
    recorded_by: str


def of_case(case: Case) -> list[Paid]:
    """Every voucher with an amount, in the order they were recorded."""
    return [
        _paid(entry, one)
        for entry in log.entries(case.stream)
        if entry.type.startswith("step.") and entry.payload
        for one in entry.payload.get("attached", ())
        if "fen" in one["says"]
    ]


def _paid(entry: Any, one: dict[str, Any]) -> Paid:
    says = one["says"]
    day = date.fromisoformat(says["day"]) if says.get("day") else entry.at.astimezone(SHANGHAI).date()
    return Paid(
        entry.payload["step"],
        one["item"].partition(":")[2],
        from_fen(says["fen"]),
        day,
        str(says.get("number", "")),
        entry.at,
        entry.actor,
    )
