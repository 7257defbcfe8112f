"""From rows to what the rules judge: the plan of each person's days, and punches, for many people at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from partwell.core.attendance import leave as leaves
from partwell.core.attendance.judge import Day
from partwell.core.attendance.overtime import Period
from partwell.core.attendance.shifts import (
    HOLIDAY,
    REST,
    WHOLE,
    WORK,
    Planned,
    Rules,
    Shift,
    System,
    is_legal_holiday,
    kind_of,
    minute,
    rules,
)
from partwell.core.days import Calendar, span_of, start_of

from .models import BranchRules, Punch, Request, RosterDay, ShiftKind

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RulesFrom:
    """A set of rules with its first day, as the rules of core know it."""

    row: BranchRules
    rules: Rules
    default: Shift | None

    @property
    def system(self) -> System:
        """The working-hour system."""
        return cast("System", self.row.system)

    @property
    def period(self) -> Period:
        """What averaged hours are counted over."""
        return cast("Period", self.row.period)


def shift_of(row: ShiftKind) -> Shift:
    """A stored shift as the rules know it."""
    return Shift(str(row.uid), row.begins, row.ends, tuple((start, end) for start, end in row.breaks))


def rules_of(branch: int) -> list[RulesFrom]:
    """All sets of rules of a branch, the oldest first."""
    rows = BranchRules.objects.filter(branch=branch).select_related("default_shift").order_by("valid_from")
    return [
        RulesFrom(row, rules(row.rules), shift_of(row.default_shift) if row.default_shift else None) for row in rows
    ]


def in_force(sets: Sequence[RulesFrom], on: date) -> RulesFrom | None:
    """The set in force on a day; None before the first: nothing is judged by rules nobody set."""
    held = [one for one in sets if one.row.valid_from <= on]
    return held[-1] if held else None


@dataclass(slots=True)
class Plans:
    """Plans and punches of some people between two days, a day on either side included, read at once."""

    first: date
    last: date
    calendar: Calendar
    rosters: dict[int, dict[date, RosterDay]]
    requests: dict[int, list[Request]]
    punches: dict[int, list[int]]
    shifts: dict[int, Shift]

    @classmethod
    def read(cls, employees: Sequence[Any], first: date, last: date, calendar: Calendar) -> "Plans":
        """Read all rows of these people: four statements however many they are."""
        start, end = first - ONE, last + ONE
        rosters: dict[int, dict[date, RosterDay]] = defaultdict(dict)
        for row in RosterDay.objects.filter(
            employee__in=employees, day__gte=start, day__lte=end, published_at__isnull=False
        ):
            rosters[row.employee_id][row.day] = row
        requests: dict[int, list[Request]] = defaultdict(list)
        approved = Request.objects.filter(
            employee__in=employees, state=Request.State.APPROVED, last_day__gte=start, first_day__lte=end
        )
        for asked in approved.exclude(kind=Request.Kind.CORRECTION):
            requests[asked.employee_id].append(asked)
        punches: dict[int, list[int]] = defaultdict(list)
        rows = Punch.objects.filter(employee__in=employees, at__gte=start_of(start), at__lt=start_of(end + ONE))
        for employee, at in rows.order_by("at").values_list("employee", "at"):
            punches[employee].append(minute(at))
        wanted = {row.shift_id for days in rosters.values() for row in days.values() if row.shift_id}
        shifts = {row.pk: shift_of(row) for row in ShiftKind.objects.filter(pk__in=wanted)}
        return cls(first, last, calendar, rosters, requests, punches, shifts)

    def plan(self, employee: Any, sets: Sequence[RulesFrom]) -> list[Planned]:
        """The days of one person who works here between `hired_on` and `left_on`, a day more on either side."""
        begin = max(self.first - ONE, employee.hired_on)
        end = min(self.last + ONE, employee.left_on or self.last + ONE)
        return [self._day(employee.pk, day, in_force(sets, day)) for day in span_of(begin, end)]

    def _day(self, employee: int, day: date, found: RulesFrom | None) -> Planned:
        kind = kind_of(day, self.calendar)
        roster = self.rosters.get(employee, {}).get(day)
        if roster is not None:
            shift = self.shifts[roster.shift_id] if roster.shift_id else None
            # A roster says when a person rests; a legal holiday stays one whatever it says.
            kind = kind if kind == HOLIDAY else WORK if shift else REST
        else:
            shift = found.default if found and kind == WORK else None
        paid = unpaid = approved = 0
        for one in self.requests.get(employee, ()):
            if one.kind == Request.Kind.OVERTIME:
                approved += one.minutes or 0 if one.first_day == day else 0
                continue
            bits = leaves.bits_on(day, one.first_day, one.first_half, one.last_day, one.last_half)
            if leaves.KINDS[one.leave_kind].paid:
                paid |= bits
            else:
                unpaid |= bits
        flexible = found is not None and found.system == "flexible_hours"
        free = flexible and roster is None and shift is None and kind != HOLIDAY
        if shift is None and not (free and kind == WORK):
            # Nothing was to be worked, so nobody is on leave from it.
            paid = unpaid = 0
        following = day + ONE
        unpaid &= WHOLE ^ paid
        legal = is_legal_holiday(following, self.calendar)
        return Planned(day.toordinal(), kind, shift, paid, unpaid, approved, legal, free)

    def given_back(self, employee: int, days: Iterable[Day]) -> int:
        """Minutes of these days' overtime on days of rest that were asked for and approved as time off in lieu."""
        asked: dict[int, int] = defaultdict(int)
        for one in self.requests.get(employee, ()):
            if one.kind == Request.Kind.OVERTIME and one.in_lieu:
                asked[one.first_day.toordinal()] += one.minutes or 0
        return sum(min(asked[day.day], day.overtime_rest) for day in days if day.day in asked)

    def paid_halves(self, employee: int, days: Iterable[Day]) -> int:
        """Halves of these days on paid leave, without time off in lieu."""
        back = [one for one in self.requests.get(employee, ()) if one.leave_kind == "in_lieu"]
        found = 0
        for day in days:
            if day.paid_halves:
                on = date.fromordinal(day.day)
                off = sum(
                    leaves.bits_on(on, one.first_day, one.first_half, one.last_day, one.last_half).bit_count()
                    for one in back
                )
                found += max(day.paid_halves - off, 0)
        return found


def published_until(calendar: Calendar, day: date) -> date:
    """The last day up to this one of which is known whether it is worked: of a year whose holidays are published."""
    if day.year in calendar.years:
        return day
    return date(max(year for year in calendar.years if year < day.year), 12, 31)


def who_ever_punched(employees: Sequence[Any]) -> set[int]:
    """Those of these people who have any punch or a published roster: the others are not measured by punches."""
    punched = Punch.objects.filter(employee__in=employees).values_list("employee", flat=True).distinct()
    rostered = RosterDay.objects.filter(employee__in=employees, published_at__isnull=False)
    return set(punched) | set(rostered.values_list("employee", flat=True).distinct())


def minutes_by_day(rows: Iterable[Request]) -> dict[date, int]:
    """Approved overtime by day."""
    found: dict[date, int] = defaultdict(int)
    for one in rows:
        found[one.first_day] += one.minutes or 0
    return found


def to_minute(at: datetime) -> datetime:
    """An instant without its seconds: punches are told to the minute."""
    return at.replace(second=0, microsecond=0)
