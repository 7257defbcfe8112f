"""Overtime and its limits, rosters, what the law gives as leave. Each limit at its last lawful minute and beyond."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from partwell.core.attendance.judge import Month
from partwell.core.attendance.leave import annual_of_year, balance, bits_on, overlaps
from partwell.core.attendance.overtime import (
    Overtime,
    faults,
    minimum_wage,
    overtime,
    owed_minutes,
    request_fault,
    standard_minutes,
)
from partwell.core.attendance.rosters import Assignment, check
from partwell.core.attendance.shifts import Shift

OFFICE = Shift("office", 540, 1080, ((720, 780),))
NIGHT = Shift("night", 1320, 1800, ((1560, 1590),))
SHIFTS = {"office": OFFICE, "night": NIGHT}
MONDAY = date(2026, 11, 2)


def test_the_rates_are_one_and_a_half_two_and_three() -> None:
    """Two hours each at 40 yuan: 120, 160 and 240."""
    assert Overtime(120, 120, 120).pay(Decimal(40)) == Decimal(520)


def test_rest_day_work_given_back_as_time_is_not_paid() -> None:
    """Working days and holidays can't be given back (第四十四条)."""
    month = Month(overtime_work=60, overtime_rest=480, overtime_holiday=60)
    assert overtime(month, "standard_hours", in_lieu=300) == Overtime(60, 180, 60)


def test_averaged_hours_pay_what_exceeds_the_period_and_holidays() -> None:
    """A month of 2026 has 9,920 minutes; the last of them is ordinary."""
    assert standard_minutes("month", MONDAY) == 9920
    assert standard_minutes("quarter", MONDAY) == 29760
    assert standard_minutes("year", date(2024, 6, 1)) == 120000
    just = Month(worked=9920 + 480, overtime_holiday=480)
    assert overtime(just, "averaged_hours", standard=9920) == Overtime(0, 0, 480)
    assert overtime(just._replace(worked=10401), "averaged_hours", standard=9920) == Overtime(1, 0, 480)


def test_paid_leave_is_not_owed_under_averaged_hours() -> None:
    """Five days of it take forty hours off; half a day four; more leave than standard leaves nothing owed."""
    assert owed_minutes(9920, 10) == 9920 - 2400
    assert owed_minutes(9920, 1) == 9680
    assert owed_minutes(480, 4) == 0


def test_flexible_hours_have_no_overtime_but_by_the_branchs_rule() -> None:
    """Holidays only, and only where the branch says so."""
    month = Month(worked=20000, overtime_work=600, overtime_holiday=480)
    assert overtime(month, "flexible_hours") == Overtime()
    assert overtime(month, "flexible_hours", pays_holidays=True).holiday == 480


@pytest.mark.parametrize(
    ("most", "sum_", "run", "codes"),
    [(180, 2160, 6, ()), (181, 2160, 6, ("overtime_day",)), (0, 2161, 6, ("overtime_month",)), (0, 0, 7, ("no_rest",))],
)
def test_a_limit_is_broken_by_the_first_minute_beyond(most: int, sum_: int, run: int, codes: tuple[str, ...]) -> None:
    """Three hours a day, 36 a month, six days running."""
    month = Month(most_overtime=most, overtime_work=sum_, longest_run=run)
    assert tuple(one.code for one in faults(month, overtime(month, "standard_hours"), "standard_hours")) == codes


def test_overtime_beyond_the_limits_cannot_be_asked_for() -> None:
    """What was approved before counts."""
    assert request_fault(60, 120, 2100) is None
    assert request_fault(61, 120, 0) == "overtime_day"
    assert request_fault(61, 0, 2100) == "overtime_month"


def test_the_minimum_wage_is_compared_or_said_to_be_unknown() -> None:
    """Exactly the minimum is enough."""
    assert minimum_wage(Decimal(2660), Decimal(2660)).met is True
    assert minimum_wage(Decimal("2659.99"), Decimal(2660)).met is False
    assert minimum_wage(None, Decimal(2660)).met is None


def week(shift: str, days: int, start: date = MONDAY) -> list[Assignment]:
    """Days in a row of person 7."""
    return [Assignment(7, start + timedelta(days=n), shift) for n in range(days)]


def test_a_week_of_office_days_has_no_fault() -> None:
    """Five days of eight hours are forty."""
    assert check(week("office", 5), SHIFTS) == ()


def test_a_roster_without_enough_rest_hours_or_people_is_told() -> None:
    """The seventh day in a row is hard, the 41st hour and a short rest are warnings."""
    codes = {(one.code, one.day.day, one.hard) for one in check(week("office", 7), SHIFTS)}
    assert codes == {("long_week", 7, False), ("no_rest_day", 8, True)}
    both = [Assignment(7, MONDAY, "night"), Assignment(7, MONDAY + timedelta(days=1), "office")]
    assert [(one.code, one.value) for one in check(both, SHIFTS)] == [("short_rest", 180)]
    twice = [Assignment(7, MONDAY, "office"), Assignment(7, MONDAY, "office")]
    assert check(twice, SHIFTS)[0].code == "overlap"
    need = {(MONDAY, "night"): 2}
    assert [(one.value, one.limit) for one in check(both, SHIFTS, need=need, rest=0)] == [(1, 2)]
    assert check(week("office", 1), SHIFTS, on_leave=[(7, MONDAY)])[0].code == "on_leave"


def test_averaged_hours_may_come_in_blocks_and_the_roster_says_so() -> None:
    """Seven days of twelve hours hold up nothing there; a shift over another and leave still do."""
    long = {**SHIFTS, "long": Shift("long", 480, 1230, ((720, 750),))}
    rows = week("long", 7)
    found = check(rows, long, averaged=frozenset({7}))
    assert {one.code for one in found} == {"long_shift", "long_run"}
    assert not any(one.hard for one in found)
    assert {one.code for one in check(rows, long) if one.hard} == {"long_day", "no_rest_day"}
    twice = check([rows[0], rows[0]], long, averaged=frozenset({7}), on_leave=[(7, MONDAY)])
    assert {one.code for one in twice if one.hard} == {"overlap", "on_leave"}


def test_the_joining_year_gives_whole_days_of_its_rest() -> None:
    """From 20 October 73 days are left: exactly one day of five; from the 21st none."""
    assert annual_of_year(2026, 5, date(2026, 10, 20)) == 1
    assert annual_of_year(2026, 5, date(2026, 10, 21)) == 0
    assert annual_of_year(2027, 5, date(2026, 10, 21)) == 5
    assert annual_of_year(2025, 5, date(2026, 10, 21)) == 0


def test_a_balance_without_a_number_of_law_is_unknown() -> None:
    """What waits for approval is taken off as well."""
    assert balance("annual", Decimal(5), [Decimal(2)], [Decimal("0.5")]).left == Decimal("2.5")
    assert balance("paternity", None, [], []).left is None


def test_leaves_share_no_half_day() -> None:
    """A morning and an afternoon of one day are two leaves."""
    morning, afternoon = (MONDAY, 1, MONDAY, 1), (MONDAY, 2, MONDAY, 2)
    assert not overlaps(morning, afternoon)
    assert overlaps((MONDAY, 1, MONDAY, 2), afternoon)
    last = MONDAY + timedelta(days=2)
    assert [bits_on(MONDAY + timedelta(days=n), MONDAY, 2, last, 1) for n in range(-1, 4)] == [0, 2, 3, 1, 0]
