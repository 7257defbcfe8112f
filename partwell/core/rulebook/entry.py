"""What a looked-up figure is, and how sure of it we are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

Value = Decimal | tuple[Any, ...] | None
"""A number, a table of numbers (tiers of the minimum wage), or no figure."""

STATUSES = ("confirmed", "verified", "stated", "secondary", "memory", "unknown")
"""From the surest to none. `confirmed`: this company's HR, two persons, with the document."""


def weaker(*statuses: str) -> str:
    """The least sure of some statuses; `verified` when there is none to weaken."""
    return max(statuses, key=STATUSES.index, default="verified")


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated value as the data files hold it. `to` is the last day of validity."""

    valid_from: date
    status: str
    sources: tuple[str, ...]
    value: Value = None
    to: date | None = None
    ref: str = ""
    note: str = ""
    formula: str = ""
    multiply_by: Decimal | None = None
    divide_by: Decimal | None = None
    fallback: bool = False
    no_limit: bool = False
    superseded: bool = False
    review_by: date | None = None
    from_kind: str = ""
    how: str = ""
    published: date | None = None
    """Day of the document, where it is later than `valid_from`: the figure was made for days already gone."""
    extra: Mapping[str, Any] | None = None
    """Other fields of the entry: tier, tier_basis, derived, includes_maternity."""

    def holds_on(self, day: date) -> bool:
        """Whether the entry is in force on the day, as far as the data tell."""
        return self.valid_from <= day and (self.to is None or day <= self.to)


@dataclass(frozen=True, slots=True)
class Override:
    """A figure one company confirmed for one division with the document at hand; it wins while it holds."""

    division: str
    key: str
    value: Value
    valid_from: date
    valid_to: date
    ref: str
    source: str
    confirmed_on: date
    uid: str = ""
    no_limit: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure for one place and day, with everything a paper must say about it."""

    key: str
    division: str
    on: date
    value: Value
    status: str
    valid_from: date | None = None
    level: str = ""
    """override, city, municipality, province, nation; empty when nothing was found."""
    source: str = ""
    ref: str = ""
    note: str = ""
    fallback: bool = False
    no_limit: bool = False
    superseded: bool = False
    review_by: date | None = None
    extra: Mapping[str, Any] | None = None
    confirmed_on: date | None = None
    valid_to: date | None = None
    published: date | None = None
    formula: str = ""
    """The key it is computed from, if it is."""
    how: str = ""
    from_kind: str = ""

    @property
    def backdated(self) -> bool:
        """Whether it was published after the first day it holds for: what was paid in between is short or over."""
        return self.published is not None and self.valid_from is not None and self.published > self.valid_from

    @property
    def known(self) -> bool:
        """Whether money may be computed with it and shown on a screen: never from memory, never a stand-in."""
        return (
            (self.value is not None or self.no_limit) and not self.fallback and self.status not in ("memory", "unknown")
        )

    @property
    def due_for_review(self) -> bool:
        """Whether its document ended before the day, or a newer one exists that we do not have."""
        return self.superseded or (self.review_by is not None and self.on > self.review_by)

    @property
    def printable(self) -> bool:
        """Whether it may stand on a paper someone signs: verified or confirmed by this company, and current."""
        return self.known and self.status in ("verified", "confirmed") and not self.due_for_review

    @property
    def number(self) -> Decimal:
        """The value of a figure that is known to be one number. Raises ValueError otherwise."""
        if not self.known or not isinstance(self.value, Decimal):
            raise ValueError(f"{self.key} of {self.division} on {self.on} is not a known number")
        return self.value
