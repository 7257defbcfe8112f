"""Punches to shifts, days to results, results to a month. The hot path of the bench: no objects but tuples.

Rules of matching: a punch belongs to the shift in whose window it lies (`window_before` its begin, `window_after`
its end); where two windows meet, the border is the middle between the end of the one and the begin of the next. A
shift belongs to the day it begins on, also over the end of a month. Of the punches of a shift the first comes, the
last goes; a single one leaves the day open, because it proves presence and no time.

Callers judge one day more on either side of what they sum, so that a punch of 6:03 on the 1st goes to the night shift
that began on the last of the month before.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .shifts import DAY, FIRST_HALF, HOLIDAY, SECOND_HALF, WHOLE, WORK, Planned, Rules, Shift

DUE, PRESENT, LEAVE, ABSENT, OPEN, OFF = range(6)
"""State of a day: DUE is one that is not over yet, OPEN lacks a punch, OFF was nothing to be worked."""
_HALVES = (0, 1, 1, 2)


class Day(NamedTuple):
    """What one day came to. Minutes, and halves of a day."""

    day: int
    kind: int
    state: int
    due_halves: int = 0
    absent_halves: int = 0
    paid_halves: int = 0
    unpaid_halves: int = 0
    first: int = 0
    """Minute number of the first punch, 0 for none."""
    last: int = 0
    worked: int = 0
    """All minutes of work that count, overtime included."""
    late: int = 0
    early: int = 0
    overtime_work: int = 0
    overtime_rest: int = 0
    overtime_holiday: int = 0
    unapproved: int = 0
    """Minutes beyond the shift, or on a day off, that nobody approved. They are shown, not thrown away."""


def _overlap(first: int, last: int, start: int, end: int) -> int:
    if start > first:
        first = start
    if end < last:
        last = end
    return last - first if last > first else 0


def _within(first: int, last: int, base: int, shift: Shift) -> int:
    """Minutes of work between two punches and within the shift, breaks taken out."""
    found = _overlap(first, last, base + shift.begins, base + shift.ends)
    for start, end in shift.breaks:
        found -= _overlap(first, last, base + start, base + end)
    return found


def _allowed(minutes: int, approved: int, rules: Rules) -> tuple[int, int]:
    """Overtime that counts, and what was worked beyond it without approval."""
    if minutes < rules.overtime_from:
        return 0, 0
    minutes -= minutes % rules.overtime_step
    if not rules.overtime_needs_approval or minutes <= approved:
        return minutes, 0
    return approved, minutes - approved


def _day_off(planned: Planned, first: int, last: int, rules: Rules) -> Day:
    span = last - first
    if span > rules.day_off_meal_from:
        span -= rules.day_off_meal
    counts, beyond = _allowed(span, planned.approved, rules)
    rest = planned.kind != HOLIDAY
    return Day(
        planned.day, planned.kind, PRESENT if span else OPEN, first=first, last=last, worked=counts, unapproved=beyond,
        overtime_rest=counts if rest else 0, overtime_holiday=0 if rest else counts,
    )  # fmt: skip


def _free(planned: Planned, first: int, last: int, rules: Rules, *, over: bool) -> Day:
    """A day of flexible hours: nobody has to come at a time, so nobody is late or absent, and no hour is approved.

    A working day is present unless it is leave; on a day of rest only who came was present.
    """
    span = last - first
    if span > rules.day_off_meal_from:
        span -= rules.day_off_meal
    if planned.kind != WORK:
        state = PRESENT if first else OFF
        return Day(planned.day, planned.kind, state, first=first, last=last, worked=span)
    due = 2 - _HALVES[planned.paid | planned.unpaid]
    state = LEAVE if not due else PRESENT if over or first else DUE
    return Day(
        planned.day, planned.kind, state, due, 0, _HALVES[planned.paid], _HALVES[planned.unpaid], first, last,
        span if due else 0,
    )  # fmt: skip


def _on_shift(planned: Planned, shift: Shift, first: int, last: int, rules: Rules) -> Day:
    """A day with a shift and at least two punches, and leave of at most half a day."""
    day, kind, _shift, paid, unpaid, approved, next_is_holiday, _free = planned
    base, leave = day * DAY, paid | unpaid
    begins = base + (shift.middle if leave & FIRST_HALF else shift.begins)
    ends = base + (shift.middle if leave & SECOND_HALF else shift.ends)
    due = 2 - _HALVES[leave]
    late, early, absent = first - begins, ends - last, 0
    if late <= rules.grace_late:
        late = 0
    elif late > rules.half_absent_after:
        absent, late = (2 if late > rules.full_absent_after else 1), 0
    if early <= rules.grace_early:
        early = 0
    elif early > rules.half_absent_after:
        absent, early = absent + (2 if early > rules.full_absent_after else 1), 0
    if absent > due:
        absent = due
    inside = _within(first, last, base, shift)
    over, beyond = _allowed(last - base - shift.ends, approved, rules) if last > base + shift.ends else (0, 0)
    on_holiday = 0
    if kind == HOLIDAY or next_is_holiday:
        midnight = base + DAY
        if kind == HOLIDAY:
            on_holiday = inside if last <= midnight or next_is_holiday else _within(first, midnight, base, shift)
        elif last > midnight:
            on_holiday = inside - _within(first, midnight, base, shift)
    # Work on a legal holiday is threefold also when the roster asked for it; it is then no ordinary working time.
    over_holiday = over if kind == HOLIDAY and not shift.is_night else 0
    return Day(
        day, kind, PRESENT, due, absent, _HALVES[paid], _HALVES[unpaid], first, last, inside + over, late, early,
        over - over_holiday, 0, on_holiday + over_holiday, beyond,
    )  # fmt: skip


def _empty(planned: Planned, *, over: bool) -> Day:
    """A day without any punch."""
    leave = _HALVES[planned.paid | planned.unpaid]
    if planned.shift is None:
        return Day(planned.day, planned.kind, OFF)
    due = 2 - leave
    absent = due if over and planned.kind != HOLIDAY else 0
    state = LEAVE if not due else ABSENT if absent else OFF if planned.kind == HOLIDAY else DUE
    # A holiday shift that nobody came to is looked at by HR; a machine does not call someone absent on a holiday.
    return Day(
        planned.day, planned.kind, state, due, absent, _HALVES[planned.paid], _HALVES[planned.unpaid]
    )  # fmt: skip


def _windows(plan: Sequence[Planned], rules: Rules) -> list[tuple[int, int]]:
    """First and last minute in which a punch belongs to each day of the plan."""
    before, after = rules.window_before, rules.window_after
    windows: list[tuple[int, int]] = []
    previous_end, previous_edge = None, 0
    for day, _kind, shift, *_rest in plan:
        base = day * DAY
        if shift is None:
            start = base if previous_end is None or previous_edge < base else previous_edge + 1
            windows.append((start, base + DAY - 1))
            previous_end, previous_edge = None, base + DAY - 1
            continue
        start, end = base + shift.begins - before, base + shift.ends + after
        if windows and start <= previous_edge:
            if previous_end is None:  # a day off before: its evening belongs to the shift only from the window on
                windows[-1] = (windows[-1][0], start - 1)
            else:
                border = (previous_end + base + shift.begins) // 2
                start = max(start, border)
                windows[-1] = (windows[-1][0], start - 1)
        windows.append((start, end))
        previous_end, previous_edge = base + shift.ends, end
    return windows


def judge(plan: Sequence[Planned], punches: Sequence[int], rules: Rules, now: int | None = None) -> list[Day]:
    """Judge the days of one person. `plan` and `punches` (minute numbers) are in order of time.

    `now` is the present minute: a shift that is not over by then is DUE, not absent; None judges all.
    """
    days: list[Day] = []
    at, count = 0, len(punches)
    for planned, (start, end) in zip(plan, _windows(plan, rules), strict=True):
        while at < count and punches[at] < start:
            at += 1
        begun = at
        while at < count and punches[at] <= end:
            at += 1
        shift = planned.shift
        if planned.free:
            first, last = (punches[begun], punches[at - 1]) if at > begun else (0, 0)
            over = now is None or (planned.day + 1) * DAY <= now
            days.append(_free(planned, first, last, rules, over=over))
            continue
        if at == begun:
            over = now is None or shift is None or planned.day * DAY + shift.ends <= now
            days.append(_empty(planned, over=over))
            continue
        first, last = punches[begun], punches[at - 1]
        if shift is None:
            days.append(_day_off(planned, first, last, rules))
        elif (planned.paid | planned.unpaid) == WHOLE:
            days.append(_empty(planned, over=True)._replace(first=first, last=last))
        elif first == last:
            due = 2 - _HALVES[planned.paid | planned.unpaid]
            paid, unpaid = _HALVES[planned.paid], _HALVES[planned.unpaid]
            days.append(Day(planned.day, planned.kind, OPEN, due, 0, paid, unpaid, first, last))
        else:
            days.append(_on_shift(planned, shift, first, last, rules))
    return days


class Month(NamedTuple):
    """Sums over some days. Halves are half days, the rest are minutes or times."""

    due_halves: int = 0
    """present + paid leave + unpaid leave + absent."""
    present_halves: int = 0
    paid_halves: int = 0
    unpaid_halves: int = 0
    absent_halves: int = 0
    open_days: int = 0
    """Days with one punch only, and days not over: the month can't be confirmed while there are any."""
    late_count: int = 0
    late_minutes: int = 0
    early_count: int = 0
    early_minutes: int = 0
    worked: int = 0
    overtime_work: int = 0
    overtime_rest: int = 0
    overtime_holiday: int = 0
    unapproved: int = 0
    days_worked: int = 0
    rest_days: int = 0
    longest_run: int = 0
    """Most days worked one after another, the last of them within these days."""
    most_overtime: int = 0
    """Most overtime of one working day."""


def worked_until(days: Sequence[Day]) -> int:
    """How many days in a row were worked up to the last of these."""
    run = 0
    for one in reversed(days):
        if not one.first or one.state == LEAVE:
            break
        run += 1
    return run


def total(days: Iterable[Day], *, run: int = 0) -> Month:
    """Sum days up. Days of rest with work on them are no rest days.

    `run` are the days worked in a row right before the first: a week without rest may lie over the end of a month.
    """
    due = paid = unpaid = absent = open_days = late_n = late = early_n = early = 0
    worked = work = rest = holiday = unapproved = days_worked = rest_days = longest = most = 0
    for one in days:
        state = one.state
        if one.kind != HOLIDAY:
            due += one.due_halves + one.paid_halves + one.unpaid_halves
            absent += one.absent_halves
            paid += one.paid_halves
            unpaid += one.unpaid_halves
        if state in (OPEN, DUE):
            open_days += 1
        if one.first and state != LEAVE:
            days_worked += 1
            run += 1
            if run > longest:
                longest = run
        else:
            run = 0
            if one.kind != WORK or state == OFF:
                rest_days += 1
        if one.late:
            late_n += 1
            late += one.late
        if one.early:
            early_n += 1
            early += one.early
        worked += one.worked
        work += one.overtime_work
        rest += one.overtime_rest
        holiday += one.overtime_holiday
        unapproved += one.unapproved
        if one.overtime_work > most:
            most = one.overtime_work
    return Month(
        due, due - paid - unpaid - absent, paid, unpaid, absent, open_days, late_n, late, early_n, early, worked, work,
        rest, holiday, unapproved, days_worked, rest_days, longest, most,
    )  # fmt: skip
