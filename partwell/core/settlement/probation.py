"""The last day of probation that counts: the earlier of the agreed and the statutory end (《劳动合同法》第十九条)."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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


def plus_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month when it has no such day (《民法典》第二百零二条)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def term_months(starts_on: date, ends_on: date) -> int:
    """Whole months of a term whose last day is `ends_on`: 1 January to 31 December is twelve."""
    after = ends_on + timedelta(days=1)
    months = (after.year - starts_on.year) * 12 + after.month - starts_on.month
    return months - 1 if plus_months(starts_on, months) > after else months


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
    term = term_months(starts_on, ends_on)
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
    statutory = plus_months(starts_on, months) - timedelta(days=1)
    return ProbationEnd(min(agreed, statutory), agreed, statutory, months)
