"""Days of law: the day in Shanghai, months as civil law counts them, working days by the State Council's calendar.

Rules (《民法典》第二百零一条、第二百零二条): the day of the event is not counted; a period in months ends on the day of
the same number, or on the last day of the month when there is none. A working day can be told only for a year whose
arrangement is published: for any other year the answer is `UnknownYear`, never a guess.

An instant "24:00 of a day" is the first instant of the next day; `due_day` turns it back into the day people are told.
"""

import calendar as _months
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone

# China has kept UTC+8 without summer time since 1992; a fixed offset needs no time-zone files in the core.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
CLOSE_OF_BUSINESS = time(18, 0)
"""When a deadline in working days ends."""


class UnknownYear(LookupError):
    """The arrangement of holidays and working days of this year is not published (or not loaded)."""

    def __init__(self, year: int) -> None:
        super().__init__(f"holidays of {year} are not published")
        self.year = year


def shanghai_day(instant: datetime) -> date:
    """The day in Shanghai an instant falls on. Raises ValueError for an instant without time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """0:00 of a day in Shanghai, in UTC."""
    return datetime.combine(day, time(0), SHANGHAI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """24:00 of a day in Shanghai, in UTC: the first instant that is too late."""
    return start_of(day + timedelta(days=1))


def at_close(day: date) -> datetime:
    """18:00 of a day in Shanghai, in UTC."""
    return datetime.combine(day, CLOSE_OF_BUSINESS, SHANGHAI).astimezone(UTC)


def due_day(due_at: datetime) -> date:
    """The day a deadline is told as: 24:00 of the 3rd is the 3rd, although its instant is the 4th, 0:00."""
    return shanghai_day(due_at - timedelta(microseconds=1))


# --- months ---------------------------------------------------------------------------------------------------------


def _shift(day: date, months: int) -> tuple[date, bool]:
    """The day of the same number so many months away, and whether that month has one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = _months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)), day.day <= last


def add_months(day: date, months: int) -> date:
    """The last day of a period of months after an event on `day` (which is not counted). Months may be negative.

    31 January plus one month is the last day of February.
    """
    return _shift(day, months)[0]


def period_end(first: date, months: int) -> date:
    """The last day of a period of months whose first day is counted: six months from 1 January end on 30 June.

    For contract terms and probation, which run from a day on (自…起). `months` is at least 1, ValueError otherwise.
    """
    if months < 1:
        raise ValueError("a period has at least one month")
    day, exists = _shift(first, months)
    return day - timedelta(days=1) if exists else day


@dataclass(frozen=True, slots=True, order=True)
class Service:
    """Length of service: whole months and the days beyond them."""

    months: int
    days: int

    @property
    def years(self) -> int:
        """Whole years."""
        return self.months // 12


def service(first: date, last: date) -> Service:
    """Length of service from the first to the last day, both counted.

    A month is whole when its `period_end` is reached: 1 January to 30 June are six months. Raises ValueError when
    the last day is before the first.
    """
    if last < first:
        raise ValueError("the last day is before the first")
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    while months and period_end(first, months) > last:
        months -= 1
    covered = period_end(first, months) if months else first - timedelta(days=1)
    return Service(months, (last - covered).days)


def full_months(first: date, last: date) -> int:
    """Whole months of service, both days counted."""
    return service(first, last).months


# --- working days ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked: weekends off, except as the State Council arranges each year."""

    years: frozenset[int] = frozenset()
    """Years whose arrangement is published."""
    holidays: frozenset[date] = frozenset()
    """Days off by the arrangement, weekends within a holiday included."""
    workdays: frozenset[date] = frozenset()
    """Weekend days that are worked."""
    legal: frozenset[date] = frozenset()
    """The legal holidays themselves (work on them is paid threefold), a part of `holidays`."""
    names: dict[date, str] = field(default_factory=dict, compare=False)

    def without(self, year: int) -> "Calendar":
        """The calendar as it stood before this year's arrangement was published."""
        return replace(self, years=self.years - {year})

    def is_working(self, day: date) -> bool:
        """Whether the day is worked. Raises UnknownYear."""
        if day.year not in self.years:
            raise UnknownYear(day.year)
        return day in self.workdays or (day.weekday() < 5 and day not in self.holidays)

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after `day` (before it when negative); `day` itself is not counted.

        Zero is the day itself if it is worked, otherwise the last working day before it: early, never late.
        Raises UnknownYear when a year on the way is not published.
        """
        if count == 0:
            while not self.is_working(day):
                day -= timedelta(days=1)
            return day
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def working_days(self, first: date, last: date) -> int:
        """Number of working days from first to last, both counted; 0 when last is before first. Raises UnknownYear."""
        span = (last - first).days + 1
        return sum(self.is_working(first + timedelta(days=n)) for n in range(span))


def span_of(first: date, last: date) -> Iterable[date]:
    """Each day from first to last, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
