"""Punches judged: what is on time, late, absent, open; nights; days off. Boundaries of every rule."""

from datetime import date, datetime

import pytest

from partwell.core.attendance.judge import ABSENT, DUE, LEAVE, OFF, OPEN, PRESENT, Day, judge, total
from partwell.core.attendance.shifts import (
    DAY,
    HOLIDAY,
    REST,
    WORK,
    BadShift,
    Planned,
    Rules,
    Shift,
    is_legal_holiday,
    kind_of,
    minute,
    rules,
)
from partwell.core.days import SHANGHAI, Calendar, UnknownYear

OFFICE = Shift("office", 540, 1080, ((720, 780),))
NIGHT = Shift("night", 1320, 1800, ((1560, 1590),))
RULES = Rules(grace_late=10, grace_early=5, half_absent_after=120, full_absent_after=240)


def at(text: str) -> int:
    """A minute number from 2026-11-30 21:55."""
    return minute(datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI))


def one(shift: Shift | None, *punches: str, kind: int = WORK, how: Rules = RULES, **more: int) -> Day:
    """A single Monday, 2 November 2026."""
    plan = [Planned(date(2026, 11, 2).toordinal(), kind, shift, **more)]
    return judge(plan, [at(f"2026-11-02 {text}") for text in punches], how)[0]


@pytest.mark.parametrize(
    ("come", "late", "absent"),
    [
        ("09:00", 0, 0),
        ("09:10", 0, 0),
        ("09:11", 11, 0),
        ("11:00", 120, 0),
        ("11:01", 0, 1),
        ("13:00", 0, 1),
        ("13:01", 0, 2),
    ],
)
def test_the_last_minute_of_each_limit_is_still_within_it(come: str, late: int, absent: int) -> None:
    """Ten minutes are grace, two hours lateness, beyond it half a day, beyond four hours the day."""
    day = one(OFFICE, come, "18:00")
    assert (day.late, day.absent_halves) == (late, absent)


@pytest.mark.parametrize(
    ("go", "early", "absent"), [("17:55", 0, 0), ("17:54", 6, 0), ("16:00", 120, 0), ("15:59", 0, 1)]
)
def test_leaving_early_has_the_same_limits(go: str, early: int, absent: int) -> None:
    """Five minutes are grace here."""
    day = one(OFFICE, "08:58", go)
    assert (day.early, day.absent_halves) == (early, absent)


def test_breaks_are_not_working_time() -> None:
    """Nine hours with an hour's break are eight."""
    assert one(OFFICE, "08:40", "18:10").worked == 480


@pytest.mark.parametrize(
    ("go", "approved", "counts", "beyond"),
    [("18:29", 120, 0, 0), ("18:30", 120, 30, 0), ("19:59", 120, 90, 0), ("20:00", 60, 60, 60), ("20:00", 0, 0, 120)],
)
def test_overtime_is_counted_in_steps_and_up_to_what_was_approved(
    go: str, approved: int, counts: int, beyond: int
) -> None:
    """What nobody approved is shown beside it and never lost."""
    day = one(OFFICE, "09:00", go, approved=approved)
    assert (day.overtime_work, day.unapproved) == (counts, beyond)


def test_one_punch_leaves_the_day_open() -> None:
    """It proves presence and no time; nobody is called absent for it."""
    day = one(OFFICE, "09:00")
    assert (day.state, day.absent_halves) == (OPEN, 0)
    assert total([day]).open_days == 1


def test_no_punch_is_absence_only_when_the_shift_is_over() -> None:
    """At 17:59 the day is due, at 18:00 it is absence."""
    plan = [Planned(date(2026, 11, 2).toordinal(), WORK, OFFICE)]
    assert judge(plan, [], RULES, now=at("2026-11-02 17:59"))[0].state == DUE
    assert judge(plan, [], RULES, now=at("2026-11-02 18:00"))[0].state == ABSENT


def test_half_a_day_of_leave_moves_the_begin_to_the_middle_of_the_break() -> None:
    """Back at 12:30 is on time, and nothing is absent."""
    day = one(OFFICE, "12:30", "18:00", paid=1)
    assert (day.late, day.absent_halves, day.paid_halves, day.due_halves) == (0, 0, 1, 1)
    whole = one(OFFICE, paid=3)
    assert (whole.state, whole.paid_halves) == (LEAVE, 2)


def test_work_on_a_day_off_and_on_a_holiday_stand_apart() -> None:
    """Six hours with a meal are five; a holiday's are threefold, whoever planned the shift."""
    rest = one(None, "09:00", "15:00", kind=REST, approved=480)
    assert (rest.state, rest.overtime_rest) == (PRESENT, 300)
    assert one(None, "09:00", "12:00", kind=HOLIDAY, approved=480).overtime_holiday == 180
    rostered = one(OFFICE, "09:00", "18:00", kind=HOLIDAY)
    assert (rostered.overtime_holiday, rostered.overtime_work) == (480, 0)
    assert one(OFFICE, kind=HOLIDAY).state == OFF


def test_a_night_over_the_end_of_the_month_belongs_to_the_day_it_begins() -> None:
    """The punch of 6:03 on 1 December goes to November; December's own night has its own."""
    first = date(2026, 11, 30).toordinal()
    plan = [Planned(first, WORK, NIGHT), Planned(first + 1, WORK, NIGHT), Planned(first + 2, REST)]
    punches = [at(t) for t in ("2026-11-30 21:55", "2026-12-01 06:03", "2026-12-01 21:58", "2026-12-02 05:40")]
    november, december, off = judge(plan, punches, RULES)
    assert (november.worked, november.early, november.state) == (450, 0, PRESENT)
    assert (december.worked, december.early) == (430, 20)
    assert off.state == OFF


def test_a_night_into_a_legal_holiday_is_threefold_from_midnight() -> None:
    """30 September 22:00 to 6:00: six hours less the break are holiday work, the two before are not."""
    day = date(2026, 9, 30).toordinal()
    punches = [at("2026-09-30 22:00"), at("2026-10-01 06:00")]
    judged = judge([Planned(day, WORK, NIGHT, next_is_holiday=True)], punches, RULES)[0]
    assert (judged.overtime_holiday, judged.worked) == (330, 450)


def test_the_month_accounts_for_every_half_day() -> None:
    """Due is present, leave and absence; rest days and the longest run are counted."""
    first = date(2026, 11, 2).toordinal()
    plan = [Planned(first + n, WORK if n < 5 else REST, OFFICE if n < 5 else None) for n in range(7)]
    plan[1] = plan[1]._replace(paid=3)
    plan[2] = plan[2]._replace(unpaid=2)
    base = first * DAY
    punches = [
        base + 540,
        base + 1080,
        base + 2 * DAY + 545,
        base + 2 * DAY + 750,
        base + 3 * DAY + 700,
        base + 3 * DAY + 1080,
    ]
    month = total(judge(plan, punches, RULES))
    assert (month.due_halves, month.present_halves, month.paid_halves) == (10, 4, 2)
    assert (month.unpaid_halves, month.absent_halves, month.rest_days, month.longest_run) == (1, 3, 2, 2)


def test_kinds_of_day_follow_the_arrangement_and_an_unpublished_year_is_said() -> None:
    """A worked Saturday is worked, a day off that is no legal holiday is a rest day."""
    arranged = Calendar(
        years=frozenset({2026}),
        holidays=frozenset({date(2026, 10, 1), date(2026, 10, 5)}),
        workdays=frozenset({date(2026, 10, 10)}),
        legal=frozenset({date(2026, 10, 1)}),
    )
    kinds = [kind_of(date(2026, 10, day), arranged) for day in (1, 5, 10, 11, 12)]
    assert kinds == [HOLIDAY, REST, WORK, REST, WORK]
    with pytest.raises(UnknownYear):
        kind_of(date(2027, 1, 4), arranged)


@pytest.mark.parametrize("day", [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)])
def test_a_legal_holiday_that_the_regulation_dates_is_known_before_the_arrangement_is(day: tuple[int, int]) -> None:
    """全国年节及纪念日放假办法 第二条; of a year that is published, the arrangement alone tells."""
    published = Calendar(years=frozenset({2026}), holidays=frozenset(), workdays=frozenset())
    assert kind_of(date(2027, *day), published) == HOLIDAY
    assert not is_legal_holiday(date(2026, *day), published)
    assert not is_legal_holiday(date(2024, *day), published), "the days of before the regulation was changed"


@pytest.mark.parametrize(
    "wrong", [{"grace": 1}, {"grace_late": -1}, {"overtime_step": 0}, {"half_absent_after": 300}, {"grace_late": True}]
)
def test_rules_that_contradict_themselves_do_not_load(wrong: dict[str, int]) -> None:
    """The text names the field."""
    with pytest.raises(BadShift):
        rules(wrong)


@pytest.mark.parametrize("hours", [(1440, 1500), (540, 540), (540, 1981)])
def test_a_shift_begins_in_its_day_and_lasts_at_most_one(hours: tuple[int, int]) -> None:
    """Also a break outside of it is refused."""
    with pytest.raises(BadShift):
        Shift("x", *hours)
    with pytest.raises(BadShift):
        Shift("x", 540, 1080, ((500, 560),))


FREE = date(2026, 11, 2).toordinal()


@pytest.mark.parametrize(
    ("kind", "leave", "punches", "halves", "state", "worked"),
    [
        (WORK, 0, ("10:20", "16:50"), (2, 0, 0), PRESENT, 330),  # 6:30 with a meal
        (WORK, 0, ("10:20", "15:20"), (2, 0, 0), PRESENT, 300),  # five hours are no more than five
        (WORK, 0, (), (2, 0, 0), PRESENT, 0),
        (WORK, 0, ("10:20",), (2, 0, 0), PRESENT, 0),
        (WORK, 1, ("13:00", "16:00"), (1, 0, 1), PRESENT, 180),
        (WORK, 3, (), (0, 0, 2), LEAVE, 0),
        (REST, 0, ("10:00", "12:00"), (0, 0, 0), PRESENT, 120),
        (REST, 0, (), (0, 0, 0), OFF, 0),
    ],
)
def test_flexible_hours_without_a_shift_are_days_without_a_time(
    kind: int, leave: int, punches: tuple[str, ...], halves: tuple[int, int, int], state: int, worked: int
) -> None:
    """Each working day is due and present unless it is leave; nobody is late, absent, or short of a punch."""
    minutes = [FREE * DAY + int(one[:2]) * 60 + int(one[3:]) for one in punches]
    found = judge([Planned(FREE, kind, paid=leave, free=True)], minutes, Rules())[0]
    assert (found.due_halves, found.absent_halves, found.paid_halves) == halves
    assert (found.state, found.worked, found.late, found.early, found.unapproved) == (state, worked, 0, 0, 0)


def test_a_day_of_flexible_hours_that_runs_is_not_over() -> None:
    """Until its midnight it is due; who punched on it is there already."""
    plan = [Planned(FREE, WORK, free=True)]
    assert judge(plan, [], Rules(), FREE * DAY + 1439)[0].state == DUE
    assert judge(plan, [], Rules(), (FREE + 1) * DAY)[0].state == PRESENT
    assert judge(plan, [FREE * DAY + 600], Rules(), FREE * DAY + 700)[0].state == PRESENT
