"""Checks the figures of the rulebook: dates, order, gaps, overlaps, ranges, formulas, review days.

An error is data that cannot be right. A warning is data that is right and wants attention: a document that has ended,
a hole in time through which the look-up falls to the province or the nation.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from .book import Division, Rulebook
from .entry import Entry

FIRST_DAY = date(1978, 1, 1)
SANE: tuple[tuple[str, Decimal, Decimal], ...] = (
    # how a key begins, least and most; the first that fits counts
    ("minimum_wage.monthly", Decimal(800), Decimal(4000)),
    ("minimum_wage.hourly", Decimal(8), Decimal(50)),
    ("social_insurance.base.", Decimal(1000), Decimal(60000)),
    ("social_insurance.medical.employee_fixed", Decimal(0), Decimal(100)),
    ("social_insurance.", Decimal(0), Decimal("0.25")),
    ("housing_fund.rate.", Decimal("0.04"), Decimal("0.24")),
    ("housing_fund.base.", Decimal(500), Decimal(80000)),
    ("average_wage.", Decimal(1500), Decimal(30000)),
    ("severance.cap_3x_monthly", Decimal(4500), Decimal(90000)),
    ("leave.", Decimal(0), Decimal(365)),
    ("heat_allowance.", Decimal(0), Decimal(2000)),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `code`: range, order, overlap, gap, dates, formula, floor_above_ceiling, how, review."""

    level: Literal["error", "warning"]
    code: str
    division: str
    key: str
    detail: str


def findings(book: Rulebook, today: date) -> Iterator[Finding]:
    """Everything found, division by division."""
    for division in book.divisions.values():
        for key in division.parameters:
            entries = division.parameters.get(key, ())
            yield from _of_entries(division, key, entries, today)
            yield from _formulas(book, division, key, entries)
        yield from _floors(book, division, today)


def _of_entries(division: Division, key: str, entries: Iterable[Entry], today: date) -> Iterator[Finding]:
    def found(level: Literal["error", "warning"], code: str, detail: str) -> Finding:
        return Finding(level, code, division.code, key, detail)

    before: Entry | None = None
    for entry in entries:
        if entry.valid_from < FIRST_DAY or entry.valid_from > today + timedelta(days=731):
            yield found("error", "dates", f"from {entry.valid_from} is no day of such a figure")
        if entry.to is not None and entry.to < entry.valid_from:
            yield found("error", "dates", f"ends {entry.to}, before it begins {entry.valid_from}")
        if before is not None and entry.valid_from < before.valid_from:
            yield found("error", "order", f"{entry.valid_from} stands after {before.valid_from}")
        elif before is not None and entry.valid_from == before.valid_from:
            yield found("error", "overlap", f"two entries begin on {entry.valid_from}")
        elif before is not None and before.to is not None:
            if entry.valid_from <= before.to:
                yield found("error", "overlap", f"one runs to {before.to}, the next begins {entry.valid_from}")
            elif entry.valid_from > before.to + timedelta(days=1):
                yield found("warning", "gap", f"nothing from {before.to} to {entry.valid_from}")
        yield from _of_value(division, key, entry)
        before = entry
    if before is not None and before.to is not None and before.to < today:
        yield found("warning", "gap", f"nothing after {before.to}")
    if before is not None and before.review_by is not None and before.review_by < today:
        yield found("warning", "review", f"to be looked at by {before.review_by}")


def _of_value(division: Division, key: str, entry: Entry) -> Iterator[Finding]:
    if entry.status == "verified" and not entry.formula and (not entry.how or entry.sources == ("MEM",)):
        yield Finding("error", "how", division.code, key, f"verified from {entry.valid_from}, but not how")
    low, high = next(((low, high) for start, low, high in SANE if key.startswith(start)), (None, None))
    number = entry.value
    if isinstance(number, Decimal) and low is not None and high is not None and not low <= number <= high:
        yield Finding("error", "range", division.code, key, f"{number} is not between {low} and {high}")


def _formulas(book: Rulebook, division: Division, key: str, entries: Iterable[Entry]) -> Iterator[Finding]:
    for entry in entries:
        if not entry.formula:
            continue
        above = [holder for holder in book.line(division.code) if entry.formula in holder.parameters]
        below = any(entry.formula in other.parameters for other in book.divisions.values())
        if entry.formula == key or not (above or below):
            yield Finding("error", "formula", division.code, key, f"nobody has {entry.formula}")


def _floors(book: Rulebook, division: Division, today: date) -> Iterator[Finding]:
    for key in division.parameters:
        if not key.endswith(".floor"):
            continue
        ceiling = f"{key.removesuffix('.floor')}.ceiling"
        for entry in division.parameters.get(key, ()):
            low = book.look_up(division.code, key, entry.valid_from)
            high = book.look_up(division.code, ceiling, entry.valid_from)
            numbers = isinstance(low.value, Decimal) and isinstance(high.value, Decimal)
            if numbers and not high.fallback and low.value > high.value:  # type: ignore[operator]
                yield Finding("error", "floor_above_ceiling", division.code, key, f"{low.value} is above {high.value}")
