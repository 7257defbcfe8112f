"""The last day of probation that counts: the earlier of the agreed and the statutory end (《劳动合同法》第十九条)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from partwell.core.days import full_months, period_end

Bracket = tuple[int, int | None, int]
"""Term of the contract in whole months [from, to) and the longest lawful probation in months."""


@dataclass(frozen=True, slots=True)
class ProbationEnd:
    """The last day of probation and where it comes from. `day` is None when there is no lawful probation."""

    day: date | None
    agreed: date | None
    statutory: date | None
    max_months: int

    @property
    def shortened(self) -> bool:
        """Whether the law ends probation earlier than was agreed."""
        return self.agreed is not None and self.day != self.agreed


def max_months(contract_type: str, starts_on: date, ends_on: date | None, table: Sequence[Bracket]) -> int:
    """The longest lawful probation in months: by the term, six for an open-ended contract, none for a task.

    Raises ValueError for a fixed-term contract without an end.
    """
    if contract_type == "task_based":
        return 0
    if contract_type == "open_ended":
        return max(months for _, _, months in table)
    if ends_on is None:
        raise ValueError("a fixed-term contract has a last day")
    term = full_months(starts_on, ends_on)
    return next((months for low, high, months in table if low <= term and (high is None or term < high)), 0)


def probation_end(
    contract_type: str,
    starts_on: date,
    ends_on: date | None,
    agreed: date | None,
    table: Sequence[Bracket],
    *,
    earlier_probation: bool = False,
) -> ProbationEnd:
    """The day probation ends, both days included; never rolled over a holiday.

    `earlier_probation`: the two had one before, and the law allows only one. A contract that holds nothing but
    its probation has none: that period is the term.
    """
    months = 0 if earlier_probation else max_months(contract_type, starts_on, ends_on, table)
    if agreed is None or months == 0 or (ends_on is not None and agreed >= ends_on):
        return ProbationEnd(None, agreed, None, months)
    statutory = period_end(starts_on, months)
    return ProbationEnd(min(agreed, statutory), agreed, statutory, months)
