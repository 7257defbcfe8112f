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
from .entry import Entry, Value
from .keys import KEYS

FIRST_DAY = date(1978, 1, 1)
AHEAD = timedelta(days=731)
"""How far ahead a figure can be known: nothing is published for the year after the next."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `code`: range, order, overlap, gap, dates, formula, floor_above_ceiling, how, review, twice.

    `index` is the entry of the key it was found at, counted from 0.
    """

    level: Literal["error", "warning"]
    code: str
    division: str
    key: str
    detail: str
    index: int = 0


def findings(book: Rulebook, today: date) -> Iterator[Finding]:
    """Everything found, division by division."""
    for division in book.divisions.values():
        for key in division.parameters:
            entries = division.parameters.get(key, ())
            yield from _of_entries(division, key, entries, today)
            yield from _formulas(book, division, key, entries)
        yield from _floors(book, division, today)


def _of_entries(division: Division, key: str, entries: Iterable[Entry], today: date) -> Iterator[Finding]:
    before: Entry | None = None
    index = 0
    for index, entry in enumerate(entries):
        for level, code, detail in (*_of_days(entry, today), *_of_pair(before, entry), *_of_value(key, entry)):
            yield Finding(level, code, division.code, key, detail, index)
        before = entry
    if before is not None and before.to is not None and before.to < today:
        yield Finding("warning", "gap", division.code, key, f"nothing after {before.to}", index)
    if before is not None and before.review_by is not None and before.review_by < today:
        yield Finding("warning", "review", division.code, key, f"to be looked at by {before.review_by}", index)


Said = tuple[Literal["error", "warning"], str, str]


def _of_days(entry: Entry, today: date) -> Iterator[Said]:
    if not FIRST_DAY <= entry.valid_from <= today + AHEAD:
        yield "error", "dates", f"from {entry.valid_from} is no day of such a figure"
    if entry.to is not None and entry.to < entry.valid_from:
        yield "error", "dates", f"ends {entry.to}, before it begins {entry.valid_from}"
    if entry.review_by is not None and entry.review_by < entry.valid_from:
        yield "error", "dates", f"to be looked at by {entry.review_by}, before it begins {entry.valid_from}"
    if entry.published is not None and entry.published > today:
        yield "error", "dates", f"published {entry.published}, which is still to come"


def _of_pair(before: Entry | None, entry: Entry) -> Iterator[Said]:
    """What is wrong between an entry and the one above it."""
    if before is None:
        return
    if entry.valid_from < before.valid_from:
        yield "error", "order", f"{entry.valid_from} stands after {before.valid_from}; the oldest is first"
    elif entry.valid_from == before.valid_from:
        yield "error", "overlap", f"two entries begin on {entry.valid_from}"
    elif before.to is not None and entry.valid_from <= before.to:
        yield "error", "overlap", f"one runs to {before.to}, the next begins {entry.valid_from}"
    elif before.to is not None and entry.valid_from > before.to + timedelta(days=1):
        yield "error", "gap", f"nothing from {before.to + timedelta(days=1)} to {entry.valid_from - timedelta(days=1)}"


def _of_value(key: str, entry: Entry) -> Iterator[Said]:
    if entry.status == "verified" and not entry.formula and (not entry.how or entry.sources == ("MEM",)):
        yield "error", "how", f"verified from {entry.valid_from}, but not how"
    if entry.status != "verified" and entry.how:
        yield "error", "how", f"says how it was verified, and is {entry.status}"
    known = KEYS.get(key)
    for number in _numbers(entry.value) if known is not None else ():
        if not known.low <= number <= known.high:  # type: ignore[union-attr]
            yield "error", "range", f"{number} is not between {known.low} and {known.high}"  # type: ignore[union-attr]


def _numbers(value: Value) -> Iterator[Decimal]:
    if isinstance(value, tuple):
        for one in value:
            yield from _numbers(one)
    elif value is not None:
        yield value


def _formulas(book: Rulebook, division: Division, key: str, entries: Iterable[Entry]) -> Iterator[Finding]:
    for index, entry in enumerate(entries):
        if not entry.formula:
            continue
        above = [holder for holder in book.line(division.code) if entry.formula in holder.parameters]
        below = any(entry.formula in other.parameters for other in book.divisions.values())
        if entry.formula == key or not (above or below):
            yield Finding("error", "formula", division.code, key, f"nobody has {entry.formula}", index)


def _floors(book: Rulebook, division: Division, today: date) -> Iterator[Finding]:
    for key in division.parameters:
        if not key.endswith(".floor"):
            continue
        ceiling = f"{key.removesuffix('.floor')}.ceiling"
        for index, entry in enumerate(division.parameters.get(key, ())):
            low = book.look_up(division.code, key, entry.valid_from)
            high = book.look_up(division.code, ceiling, entry.valid_from)
            numbers = isinstance(low.value, Decimal) and isinstance(high.value, Decimal)
            if numbers and not high.fallback and low.value > high.value:  # type: ignore[operator]
                detail = f"{low.value} is above the ceiling {high.value}"
                yield Finding("error", "floor_above_ceiling", division.code, key, detail, index)
