"""Rosters: who works which shift on which day, and whether that is enough people, enough rest and lawful hours."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .shifts import DAY, Shift

WEEK_LIMIT = 40 * 60
"""《国务院关于职工工作时间的规定》第三条; hours beyond are overtime."""
DAY_LIMIT = 8 * 60 + 180
RUN_LIMIT = 6
"""《劳动法》第三十八条: one day of rest a week."""
REST_MINUTES = 11 * 60
"""Time between two shifts. National law sets none; a branch may set another."""


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """One person on one shift of one day. A day without an assignment is a day of rest."""

    person: int
    day: date
    shift: str


@dataclass(frozen=True, slots=True, order=True)
class RosterFault:
    """One thing wrong: code, day, and the person (0 for coverage). `hard` ones can't be published."""

    day: date
    code: str
    person: int
    value: int
    limit: int
    hard: bool
    shift: str = ""
    """Which shift lacks people; empty for what is about a person."""


def check(
    assignments: Iterable[Assignment],
    shifts: Mapping[str, Shift],
    *,
    need: Mapping[tuple[date, str], int] | None = None,
    rest: int = REST_MINUTES,
    on_leave: Iterable[tuple[int, date]] = (),
    averaged: frozenset[int] = frozenset(),
) -> tuple[RosterFault, ...]:
    """All faults of a roster, in order of day.

    `need` says how many people a shift of a day takes; `averaged` are people under averaged hours, whose weeks may be
    longer than 40 hours; so are those under flexible hours. For them long shifts and runs of days are told and hold
    nothing up: work and rest may come in blocks (劳部发〔1994〕503号第六条). Raises KeyError for an unknown shift.
    """
    rows = sorted(assignments)
    absent = set(on_leave)
    found = list(_coverage(rows, need or {}))
    by_person: dict[int, list[Assignment]] = defaultdict(list)
    for row in rows:
        by_person[row.person].append(row)
    for person, own in by_person.items():
        found += _of_person(person, own, shifts, rest, weekly=person not in averaged)
        found += [RosterFault(r.day, "on_leave", person, 1, 0, hard=True) for r in own if (person, r.day) in absent]
    return tuple(sorted(found))


def _coverage(rows: Sequence[Assignment], need: Mapping[tuple[date, str], int]) -> Iterable[RosterFault]:
    there = Counter((row.day, row.shift) for row in rows)
    for (day, shift), wanted in need.items():
        if there[day, shift] < wanted:
            yield RosterFault(day, "coverage", 0, there[day, shift], wanted, hard=False, shift=shift)


def _of_person(
    person: int, own: Sequence[Assignment], shifts: Mapping[str, Shift], rest: int, *, weekly: bool
) -> list[RosterFault]:
    found: list[RosterFault] = []
    ended: int | None = None
    run, previous = 0, None
    weeks: Counter[tuple[int, int]] = Counter()
    for row in own:
        shift, base = shifts[row.shift], row.day.toordinal() * DAY
        if shift.minutes > DAY_LIMIT:
            code = "long_day" if weekly else "long_shift"
            found.append(RosterFault(row.day, code, person, shift.minutes, DAY_LIMIT, hard=weekly))
        if ended is not None and base + shift.begins < ended:
            found.append(RosterFault(row.day, "overlap", person, ended - base - shift.begins, 0, hard=True))
        elif ended is not None and base + shift.begins - ended < rest:
            found.append(RosterFault(row.day, "short_rest", person, base + shift.begins - ended, rest, hard=False))
        if previous != row.day:
            run = run + 1 if previous is not None and (row.day - previous).days == 1 else 1
            if run > RUN_LIMIT:
                code = "no_rest_day" if weekly else "long_run"
                found.append(RosterFault(row.day, code, person, run, RUN_LIMIT, hard=weekly))
        year, week, _weekday = row.day.isocalendar()
        before = weeks[year, week]
        weeks[year, week] += shift.minutes
        if weekly and before <= WEEK_LIMIT < weeks[year, week]:
            found.append(RosterFault(row.day, "long_week", person, weeks[year, week], WEEK_LIMIT, hard=False))
        ended, previous = base + shift.ends, row.day
    return found
