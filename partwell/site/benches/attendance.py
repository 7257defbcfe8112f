"""A month of attendance of 100,000 people under the rules of 20 branches, on two cores.

People, rosters and punches are made from the number of the person, so that every run has the same ones; making them
is part of the time. A sample drawn by chance from them is computed again minute by minute, and must not differ.
"""

import os
import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date

from partwell.core.attendance.judge import Month, judge, total
from partwell.core.attendance.overtime import faults, overtime
from partwell.core.attendance.shifts import DAY, HOLIDAY, REST, WORK, Planned, Rules, Shift

from . import Row, Where
from .attendance_reference import month as reference

SUMMARY = "a month of attendance: 100,000 people, 20 branches; the report of 1,000"
PEOPLE, BRANCHES, CHUNK, SAMPLE = 100_000, 20, 1_000, 400
FIRST = date(2026, 10, 1)
DAYS = 31
SECONDS, MEGABYTES = 60.0, 1024.0
WORKERS = 2

_SHIFTS = (
    Shift("day", 540, 1080, ((720, 780),)),
    Shift("early", 360, 840, ((600, 630),)),
    Shift("late", 840, 1320, ((1080, 1110),)),
    Shift("night", 1320, 1800, ((1560, 1590),)),
)
_LEGAL = frozenset(date(2026, 10, day).toordinal() for day in (1, 2, 3))


def rules_of(branch: int) -> Rules:
    """Twenty different readings of the same punches."""
    return Rules(
        grace_late=branch % 4 * 5,
        grace_early=branch % 3 * 5,
        half_absent_after=60 + branch % 5 * 30,
        full_absent_after=200 + branch % 3 * 20,
        overtime_step=(15, 30, 60)[branch % 3],
        overtime_from=(15, 30, 60)[branch % 3],
        overtime_needs_approval=branch % 2 == 0,
    )


def _shift_of(person: int, number: int) -> Shift | None:
    if person % 3:
        weekday = (FIRST.weekday() + number) % 7
        return None if weekday > 4 else _SHIFTS[0]
    turn = (number + person) % 8
    return None if turn in (6, 7) else _SHIFTS[1 + turn // 2]


def person(number: int) -> tuple[list[Planned], list[int]]:
    """Plan and punches of one person: a day before the month and a day after it included."""
    chance = random.Random(number)  # noqa: S311 - data of a measurement
    drawn = [chance.random() for _ in range(DAYS + 2)]
    plan: list[Planned] = []
    punches: list[int] = []
    base = FIRST.toordinal() - 1
    for index, luck in enumerate(drawn):
        day = base + index
        shift = _shift_of(number, index - 1)
        legal = day in _LEGAL
        if legal and number % 3:
            shift = None
        kind = HOLIDAY if legal else WORK if shift else REST
        share = int(luck * 1_000_003)
        leave = 3 if luck > 0.99 else 1 if luck > 0.98 else 2 if luck > 0.97 else 0
        paid, unpaid = (leave, 0) if share % 2 else (0, leave)
        plan.append(Planned(day, kind, shift, paid, unpaid, share % 4 * 60, day + 1 in _LEGAL))
        if shift is None:
            if luck < 0.06:
                punches += [day * DAY + 540 + share % 60, day * DAY + 700 + share % 500]
            continue
        if leave == 3 or luck < 0.01:
            continue
        come, go = day * DAY + shift.begins, day * DAY + shift.ends
        if luck < 0.12:
            come += share % 300
        else:
            come -= share % 20
        go += share % 190 if luck > 0.75 else share % 12 if luck > 0.05 else -(share % 270)
        if go > come:
            punches += [come, go] if luck > 0.015 else [come]
    punches.sort()
    return plan, punches


def _month(number: int) -> Month:
    plan, punches = person(number)
    return total(judge(plan, punches, rules_of(number % BRANCHES))[1:-1])


def chunk(numbers: tuple[int, int]) -> tuple[int, int, int, float]:
    """Sums over the people of one chunk: minutes worked, overtime, faults; and the process's memory in MB."""
    worked = over = found = 0
    for number in range(*numbers):
        month = _month(number)
        counted = overtime(month, "standard_hours")
        worked += month.worked
        over += counted.limited + counted.holiday
        found += len(faults(month, counted, "standard_hours"))
    return worked, over, found, _memory(resource.RUSAGE_SELF)


def _memory(who: int) -> float:
    size = resource.getrusage(who).ru_maxrss
    return size / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _all(pool: ProcessPoolExecutor, people: int) -> tuple[float, float, Sequence[int]]:
    """Wall seconds, MB of the largest worker, and the sums."""
    before = time.monotonic()
    spans = [(start, min(start + CHUNK, people)) for start in range(0, people, CHUNK)]
    rows = list(pool.map(chunk, spans))
    sums = [sum(column) for column in zip(*(row[:3] for row in rows), strict=True)]
    return time.monotonic() - before, max(row[3] for row in rows), sums


def differences(sample: int = SAMPLE) -> int:
    """How many figures of a random sample the slow way finds different."""
    wrong = 0
    for number in random.Random(31).sample(range(PEOPLE), sample):  # noqa: S311
        plan, punches = person(number)
        rules = rules_of(number % BRANCHES)
        fast = total(judge(plan, punches, rules)[1:-1])._asdict()
        slow = reference(plan, punches, rules, FIRST.toordinal(), FIRST.toordinal() + DAYS - 1)
        wrong += sum(fast[name] != value for name, value in slow.items())
    return wrong


def measure(where: Where) -> Iterator[Row]:
    """Time, memory, straightness of growth, and the comparison."""
    with ProcessPoolExecutor(WORKERS) as pool:
        _all(pool, 2 * CHUNK)
        quarter, _few, _sums = _all(pool, PEOPLE // 4)
        seconds, memory, _sums = _all(pool, PEOPLE)
    yield Row("attendance.seconds", seconds, "s", goal=SECONDS)
    yield Row("attendance.rows_per_s", PEOPLE * DAYS / seconds, "days/s")
    yield Row("attendance.memory", memory * WORKERS + _memory(resource.RUSAGE_SELF), "MB", goal=MEGABYTES)
    yield Row("attendance.growth", seconds / PEOPLE, "s/person", goal=1.25, anchor=quarter / (PEOPLE // 4))
    yield Row("attendance.differences", float(differences()), "figures", goal=0.0)
    yield Row("attendance.cores", float(os.cpu_count() or 1), "cores")
    # Imported here: the sums above need no database.
    from . import attendance_report

    yield from attendance_report.measure(where)
