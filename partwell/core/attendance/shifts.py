"""Shifts, the rules of a branch, and what kind of day a day is.

Legal holidays are paid threefold and days off of the arrangement are rest days; both come from `core.days.Calendar`,
and a year that is not published raises `UnknownYear`: nobody guesses which weekend is worked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from partwell.core.days import SHANGHAI, Calendar

DAY = 1440
WORK, REST, HOLIDAY = 0, 1, 2
"""Kinds of day: worked, day of rest, legal holiday (《劳动法》第四十四条 knows these three)."""
FIRST_HALF, SECOND_HALF, WHOLE = 1, 2, 3
"""Halves of a day as bits, for leave."""

System = Literal["standard_hours", "averaged_hours", "flexible_hours"]
SYSTEMS: tuple[System, ...] = ("standard_hours", "averaged_hours", "flexible_hours")


class BadShift(ValueError):
    """A shift or a rule that can't be worked by; the text names the field."""


def minute(at: datetime) -> int:
    """The minute number of an instant; seconds are dropped. Raises ValueError for a time without zone."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    local = at.astimezone(SHANGHAI)
    return local.toordinal() * DAY + local.hour * 60 + local.minute


@dataclass(frozen=True, slots=True)
class Shift:
    """Begin and end in minutes of the day it begins on; beyond 1440 it ends on the next day. Breaks are unpaid.

    `middle` parts the day into halves for half days of leave: the middle of the longest break, or of the shift.
    """

    key: str
    begins: int
    ends: int
    breaks: tuple[tuple[int, int], ...] = ()
    middle: int = field(init=False)
    minutes: int = field(init=False)
    """Working time without the breaks."""

    def __post_init__(self) -> None:
        if not 0 <= self.begins < DAY or not self.begins < self.ends <= self.begins + DAY:
            raise BadShift("begins" if not 0 <= self.begins < DAY else "ends")
        last = self.begins
        for start, end in self.breaks:
            if not last <= start < end <= self.ends:
                raise BadShift("breaks")
            last = end
        object.__setattr__(self, "minutes", self.ends - self.begins - sum(end - start for start, end in self.breaks))
        if self.minutes < 1:
            raise BadShift("breaks")
        start, end = max(self.breaks, key=lambda one: one[1] - one[0], default=(self.begins, self.ends))
        object.__setattr__(self, "middle", (start + end) // 2)

    @property
    def is_night(self) -> bool:
        """Whether it goes over midnight."""
        return self.ends > DAY


@dataclass(frozen=True, slots=True)
class Rules:
    """How a branch reads punches. All in minutes; a figure of exactly the limit is still within it."""

    grace_late: int = 0
    """Up to this late is on time."""
    grace_early: int = 0
    half_absent_after: int = 120
    """More than this late (or early) is half a day absent, and no longer lateness."""
    full_absent_after: int = 240
    window_before: int = 180
    """Punches from this long before a shift belong to it."""
    window_after: int = 480
    overtime_from: int = 30
    """Less than this after the shift is no overtime."""
    overtime_step: int = 30
    """Overtime is counted in whole steps."""
    overtime_needs_approval: bool = True
    day_off_meal_from: int = 300
    """Work on a day off longer than this has a meal of `day_off_meal` in it."""
    day_off_meal: int = 60

    def as_data(self) -> dict[str, Any]:
        """Plain values, for storing."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def rules(data: Mapping[str, Any]) -> Rules:
    """Rules from plain values; what is absent has its default. Raises BadShift with the name of the field."""
    known = {one.name for one in fields(Rules)}
    if unknown := set(data) - known:
        raise BadShift(min(unknown))
    for name, value in data.items():
        if name == "overtime_needs_approval":
            if not isinstance(value, bool):
                raise BadShift(name)
        elif isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= DAY:
            raise BadShift(name)
    made = Rules(**data)
    if made.overtime_step < 1:
        raise BadShift("overtime_step")
    if made.full_absent_after < made.half_absent_after or made.half_absent_after < made.grace_late:
        raise BadShift("half_absent_after")
    return made


class Planned(NamedTuple):
    """One day of one person before anybody punched."""

    day: int
    """Ordinal of the date."""
    kind: int
    shift: Shift | None = None
    paid: int = 0
    """Halves on paid leave, as bits."""
    unpaid: int = 0
    approved: int = 0
    """Minutes of overtime approved for this day."""
    next_is_holiday: bool = False
    """Whether work after midnight falls on a legal holiday."""
    free: bool = False
    """A day of flexible hours without a shift: worked when and as long as the person sees fit."""


ALWAYS_LEGAL = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
"""Month and day of the legal holidays no arrangement moves: 全国年节及纪念日放假办法 第二条, from 2025-01-01."""


def is_legal_holiday(day: date, calendar: Calendar) -> bool:
    """Whether work on the day is paid as on a legal holiday; of a year not published, those the regulation dates."""
    if day.year in calendar.years:
        return day in calendar.legal
    return day.year >= 2025 and (day.month, day.day) in ALWAYS_LEGAL


def kind_of(day: date, calendar: Calendar) -> int:
    """WORK, REST or HOLIDAY. Raises UnknownYear where only the arrangement of a year not published could tell."""
    if is_legal_holiday(day, calendar):
        return HOLIDAY
    return WORK if calendar.is_working(day) else REST
