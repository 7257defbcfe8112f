"""The two rounds of a year in which a city's figures change, and what of a round is still to be confirmed.

Most figures begin on 1 January (minimum wage, medical base, unemployment rate) or on 1 July (contribution base, housing
fund). A round opens two weeks before its first day and is to be done by the end of its month; that deadline is the
company's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .entry import Figure

OPENS = timedelta(days=14)
MARKS = (-31, -14, -3, 0)
"""Days from the deadline on which someone is reminded before it; afterwards once a week."""
LATE_WEEKS = 8


@dataclass(frozen=True, slots=True, order=True)
class Round:
    """January or July of a year."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """The day from which the new figures hold."""
        return date(self.year, self.month, 1)

    @property
    def due(self) -> date:
        """The last day of the month: the company's own deadline."""
        return date(self.year, self.month, 31)

    @property
    def label(self) -> str:
        """2026-07."""
        return f"{self.year}-{self.month:02d}"


def round_of(today: date) -> Round:
    """The round that is open: the last one whose first day is at most two weeks ahead."""
    ahead = today + OPENS
    return Round(ahead.year, 7 if ahead.month >= 7 else 1)


def is_open(figure: Figure, now: Round, *, yearly: bool) -> bool:
    """Whether HR has to look at it in this round: it may not be printed, or it is yearly and a year old.

    `figure` is the one of the later of today and the round's first day.
    """
    if not figure.printable:
        return True
    if not yearly or figure.status == "confirmed" or figure.valid_from is None:
        return False
    return figure.valid_from <= date(now.year - 1, now.month, 1) - timedelta(days=1)


def look_day(today: date, now: Round) -> date:
    """The day whose figures a round asks about: a round that is open early asks about its first day."""
    return max(today, now.first)


def marks(now: Round) -> Iterable[date]:
    """The days on which someone is reminded: four up to the deadline, then weekly for eight weeks."""
    yield from (now.due + timedelta(days=number) for number in MARKS)
    yield from (now.due + timedelta(weeks=number) for number in range(1, LATE_WEEKS + 1))


def last_mark(now: Round, today: date) -> date | None:
    """The latest day of reminding at or before today; None when none has come."""
    return max((day for day in marks(now) if day <= today), default=None)
