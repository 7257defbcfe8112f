"""The same figures as `core.attendance`, found the slow way: a set of minutes for everything, and no shared code.

It exists to disagree with the fast way. Only the data types are common; how a punch finds its shift, what is late and
what counts as overtime is written anew, minute by minute.
"""

from collections.abc import Sequence

from partwell.core.attendance.shifts import Planned, Rules


def _owner(punch: int, plan: Sequence[Planned], rules: Rules) -> int | None:
    """The place in the plan of the day a punch belongs to."""
    spans: list[tuple[int, int, int]] = []  # index, begin of the shift, end of the shift
    for index, one in enumerate(plan):
        if one.shift is not None:
            begin = one.day * 1440 + one.shift.begins
            spans.append((index, begin, one.day * 1440 + one.shift.ends))
    claims = [own for own in spans if own[1] - rules.window_before <= punch <= own[2] + rules.window_after]
    if len(claims) > 1:
        early, late = claims[0], claims[1]
        side = late if punch >= max((early[2] + late[1]) // 2, late[1] - rules.window_before) else early
        off_between = any(plan[at].shift is None for at in range(early[0] + 1, late[0]))
        return (early if off_between else side)[0]
    if claims:
        return claims[0][0]
    for index, one in enumerate(plan):
        if one.shift is None and one.day == punch // 1440:
            return index
    return None


def _overtime(minutes: int, approved: int, rules: Rules) -> tuple[int, int]:
    if minutes < rules.overtime_from:
        return 0, 0
    whole = (minutes // rules.overtime_step) * rules.overtime_step
    granted = min(whole, approved) if rules.overtime_needs_approval else whole
    return granted, whole - granted


def month(plan: Sequence[Planned], punches: Sequence[int], rules: Rules, first: int, last: int) -> dict[str, int]:
    """Sums over the days from `first` to `last` (ordinals), by the names of `core.attendance.judge.Month`."""
    mine: dict[int, list[int]] = {}
    for punch in punches:
        owner = _owner(punch, plan, rules)
        if owner is not None:
            mine.setdefault(owner, []).append(punch)
    names = (
        "due_halves absent_halves paid_halves unpaid_halves open_days late_count late_minutes early_count "
        "early_minutes worked overtime_work overtime_rest overtime_holiday unapproved days_worked"
    )
    sums = dict.fromkeys(names.split(), 0)
    for index, one in enumerate(plan):
        if first <= one.day <= last:
            _add(sums, one, sorted(mine.get(index, ())), rules)
    sums["present_halves"] = sums["due_halves"] - sums["paid_halves"] - sums["unpaid_halves"] - sums["absent_halves"]
    return sums


def _add(sums: dict[str, int], one: Planned, own: list[int], rules: Rules) -> None:
    halves = {0: 0, 1: 1, 2: 1, 3: 2}
    leave = one.paid | one.unpaid
    ordinary = one.kind != 2
    if one.shift is None:
        if own:
            sums["days_worked"] += 1
            span = own[-1] - own[0]
            if span == 0:
                sums["open_days"] += 1
            if span > rules.day_off_meal_from:
                span -= rules.day_off_meal
            granted, beyond = _overtime(span, one.approved, rules)
            sums["worked"] += granted
            sums["overtime_rest" if ordinary else "overtime_holiday"] += granted
            sums["unapproved"] += beyond
        return
    if ordinary:
        sums["due_halves"] += 2
        sums["paid_halves"] += halves[one.paid]
        sums["unpaid_halves"] += halves[one.unpaid]
    to_do = 2 - halves[leave]
    if leave == 3:
        return
    if not own:
        sums["absent_halves"] += to_do if ordinary else 0
        return
    sums["days_worked"] += 1
    if own[0] == own[-1]:
        sums["open_days"] += 1
        return
    base, shift = one.day * 1440, one.shift
    start = base + (shift.middle if leave & 1 else shift.begins)
    end = base + (shift.middle if leave & 2 else shift.ends)
    away = 0
    for name, minutes, grace in (
        ("late", own[0] - start, rules.grace_late),
        ("early", end - own[-1], rules.grace_early),
    ):
        if minutes > rules.full_absent_after and minutes > grace:
            away += 2
        elif minutes > rules.half_absent_after and minutes > grace:
            away += 1
        elif minutes > grace:
            sums[f"{name}_count"] += 1
            sums[f"{name}_minutes"] += minutes
    sums["absent_halves"] += min(away, to_do) if ordinary else 0
    there = set(range(own[0], own[-1]))
    work = set(range(base + shift.begins, base + shift.ends))
    for a, b in shift.breaks:
        work -= set(range(base + a, base + b))
    inside = there & work
    beyond_end = sum(1 for minute in there if minute >= base + shift.ends)
    granted, unapproved = _overtime(beyond_end, one.approved, rules)
    holiday = {
        m for m in inside if (m // 1440 == one.day and one.kind == 2) or (m // 1440 > one.day and one.next_is_holiday)
    }
    threefold = granted if one.kind == 2 and shift.ends <= 1440 else 0
    sums["worked"] += len(inside) + granted
    sums["overtime_holiday"] += len(holiday) + threefold
    sums["overtime_work"] += granted - threefold
    sums["unapproved"] += unapproved
