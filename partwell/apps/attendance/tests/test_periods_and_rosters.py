"""What does not end with a month: averaged periods, runs of days, rosters, time off in lieu; how many are needed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from partwell.apps.attendance import actions, balances, queries, reports
from partwell.apps.attendance.actions.punches import Given
from partwell.apps.attendance.actions.rosters import Cell, faults_of
from partwell.apps.attendance.models import AttendanceMonth, Request, ShiftKind
from partwell.core.days import period_end, span_of
from partwell.lib import holiday_file
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import BadInput, NotAllowed
from tests.cast import Cast

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def day_shift(cast: Cast) -> ShiftKind:
    """9:00 to 18:00 with an hour at noon."""
    return actions.add_shift("白", "白班", 540, 1080, [(720, 780)], by=cast.actor("gu"), now=NOW)


def _rules(cast: Cast, shift: ShiftKind, **more: Any) -> None:
    data = {"overtime_needs_approval": False}
    branch = cast.lin.department.branch
    actions.add_rules(branch, date(2026, 1, 1), data, default_shift=shift, by=cast.actor("gu"), now=NOW, **more)


def _work(cast: Cast, first: date, last: date, until: str = "18:00", *, every_day: bool = False) -> None:
    """Zhou comes at 9:00 and goes at `until` on each working day, or on each day."""
    moments = [
        datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI)
        for day in span_of(first, last)
        if every_day or holiday_file.calendar().is_working(day)
        for time in ("09:00", until)
    ]
    number = cast.employee("zhou").number
    given = [Given(row, number, at) for row, at in enumerate(moments, 2)]
    actions.add_punches(given, name="t", sha256="", source="device", by=cast.actor("xu"), now=NOW)


def _month(cast: Cast, month: date) -> AttendanceMonth:
    actions.compute_months([cast.employee("zhou")], month, by=cast.actor("gu"), now=NOW)
    return AttendanceMonth.objects.get(employee=cast.employee("zhou"), month=month)


def test_averaged_hours_over_a_quarter_are_overtime_in_its_last_month_only(cast: Cast, day_shift: ShiftKind) -> None:
    """July with four hours more a day, August and September as usual: what exceeds 62 days of eight hours."""
    _rules(cast, day_shift, system="averaged_hours", period="quarter", permit="杭人社综〔2026〕1 号")
    _work(cast, date(2026, 7, 1), date(2026, 7, 31), "22:00")
    _work(cast, date(2026, 8, 1), date(2026, 9, 30))
    july, august, september = (_month(cast, date(2026, number, 1)) for number in (7, 8, 9))
    calendar = holiday_file.calendar()
    days = calendar.working_days(date(2026, 7, 1), date(2026, 9, 30))
    more = calendar.working_days(date(2026, 7, 1), date(2026, 7, 31)) * 240
    assert (july.overtime_minutes, august.overtime_minutes) == (0, 0)
    assert september.overtime_minutes == days * 480 + more - 62 * 480
    floor = reports.minimum(reports.places([cast.branch])[str(cast.branch.uid)], september.month)
    # 36 hours for each of the three months: 108, which the quarter stays within or not as a whole.
    broken = september.overtime_minutes > 108 * 60
    assert ("overtime_month" in reports.lines([september], floor)[0].faults) is broken


def test_the_report_says_what_a_month_typed_as_sums_can_not_know(cast: Cast, day_shift: ShiftKind, client: Any) -> None:
    """Zhou's October comes from punches; Lin's was typed: hours, rest and runs are unknown there, not nought."""
    _rules(cast, day_shift)
    _work(cast, OCTOBER, date(2026, 10, 31))
    _month(cast, OCTOBER)
    typed = actions.Days(due_days=Decimal(18), present_days=Decimal(18))
    actions.record_month(cast.lin.uid, OCTOBER, typed, source="纸质签到表", by=cast.actor("xu"), now=NOW)
    floor = reports.minimum(reports.places([cast.branch])[str(cast.branch.uid)], OCTOBER)
    found = {one.row.employee_id: one for one in reports.lines(AttendanceMonth.objects.filter(month=OCTOBER), floor)}
    measured, sums = found[cast.employee("zhou").pk], found[cast.lin.pk]
    assert [getattr(sums, name) for name in reports.MEASURED] == [None] * 5
    assert reports.shown(sums) == ["—"] * 5
    assert "no_days" in sums.faults and "no_days" not in measured.faults
    assert measured.worked_minutes and measured.rest_days
    client.force_login(cast.user("gu"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/attendance/reports/?branch={cast.branch.uid}&month=2026-10").content.decode()
    assert "没有逐日记录" in page
    assert "confirmed" not in page.split("<h1>")[1].split("</h1>")[1].split("</div>")[0]


def test_averaged_hours_over_a_month_are_overtime_in_each(cast: Cast, day_shift: ShiftKind) -> None:
    """The standard of a month is 248 days of eight hours over twelve."""
    _rules(cast, day_shift, system="averaged_hours", permit="杭人社综〔2026〕1 号")
    _work(cast, date(2026, 7, 1), date(2026, 7, 31), "20:00")
    days = holiday_file.calendar().working_days(date(2026, 7, 1), date(2026, 7, 31))
    assert _month(cast, date(2026, 7, 1)).overtime_minutes == days * 600 - 9920


@pytest.mark.parametrize(("kind", "less"), [("sick", 480), ("annual", 480), ("in_lieu", 0), ("personal", 0)])
def test_paid_leave_lowers_what_is_owed_in_a_period_of_averaged_hours(
    cast: Cast, day_shift: ShiftKind, kind: str, less: int
) -> None:
    """Ten hours on each working day of July but one: a day of paid leave is not worked in by the others.

    Time off in lieu gives back hours that are counted already, and unpaid leave is owed.
    """
    _rules(cast, day_shift, system="averaged_hours", permit="杭人社综〔2026〕1 号")
    away = date(2026, 7, 15)
    _work(cast, date(2026, 7, 1), date(2026, 7, 14), "20:00")
    _work(cast, date(2026, 7, 16), date(2026, 7, 31), "20:00")
    zhou = cast.employee("zhou")
    Request.objects.create(
        employee=zhou, kind=Request.Kind.LEAVE, leave_kind=kind, first_day=away, last_day=away, first_half=1,
        last_half=2, state=Request.State.APPROVED, days=1, asked_at=NOW,
    )  # fmt: skip
    row = _month(cast, date(2026, 7, 1))
    days = holiday_file.calendar().working_days(date(2026, 7, 1), date(2026, 7, 31)) - 1
    assert row.sheet["period"]["standard"] == 9920 - less
    assert row.sheet["period"].get("leave", 0) == less
    assert row.overtime_minutes == days * 600 - (9920 - less)


def test_who_leaves_within_a_year_of_averaged_hours_has_the_standard_of_the_days_employed(
    cast: Cast, day_shift: ShiftKind
) -> None:
    """Ten hours on each working day until 27 February: the year closes with the leaving, two hours a day are beyond."""
    _rules(cast, day_shift, system="averaged_hours", period="year", permit="杭人社综〔2026〕1 号")
    last = date(2026, 2, 27)
    _work(cast, date(2026, 1, 1), last, "20:00")
    zhou = cast.employee("zhou")
    calendar = holiday_file.calendar()
    days = calendar.working_days(date(2026, 1, 1), last)
    whole = calendar.working_days(date(2026, 1, 1), date(2026, 12, 31))
    assert (_month(cast, date(2026, 1, 1)).overtime_minutes, whole) == (0, 248)
    zhou.left_on = last
    zhou.save(update_fields=["left_on"])
    actions.compute_months([zhou], date(2026, 2, 1), by=cast.actor("gu"), now=NOW)
    row = AttendanceMonth.objects.get(employee=zhou, month=date(2026, 2, 1))
    assert row.overtime_minutes == days * 600 - 248 * 480 * days // whole == days * 120


def test_who_joins_within_a_quarter_of_averaged_hours_has_the_standard_of_the_days_employed(
    cast: Cast, day_shift: ShiftKind
) -> None:
    """Ten hours on each working day from 17 August on: two hours a day exceed the share of the standard, no day more.

    What was punched before the first day of employment is no working time of this employment.
    """
    _rules(cast, day_shift, system="averaged_hours", period="quarter", permit="杭人社综〔2026〕1 号")
    first, last = date(2026, 8, 17), date(2026, 9, 30)
    zhou = _employed(cast, first, None)
    _work(cast, first, last, "20:00")
    _work(cast, date(2026, 8, 3), date(2026, 8, 7), "20:00")
    calendar = holiday_file.calendar()
    days, whole = calendar.working_days(first, last), calendar.working_days(date(2026, 7, 1), last)
    august, september = (_month(cast, date(2026, number, 1)) for number in (8, 9))
    assert august.overtime_minutes == 0
    assert september.sheet["period"]["standard"] == 62 * 480 * days // whole
    assert september.overtime_minutes == days * 600 - 62 * 480 * days // whole
    assert september.employee == zhou


def test_who_joins_and_leaves_within_one_quarter_is_closed_with_the_days_between(
    cast: Cast, day_shift: ShiftKind
) -> None:
    """Hired on 13 July and gone on 21 August: August closes the quarter, and no month after it is computed."""
    _rules(cast, day_shift, system="averaged_hours", period="quarter", permit="杭人社综〔2026〕1 号")
    first, last = date(2026, 7, 13), date(2026, 8, 21)
    zhou = _employed(cast, first, last)
    _work(cast, first, last, "20:00")
    calendar = holiday_file.calendar()
    days, whole = calendar.working_days(first, last), calendar.working_days(date(2026, 7, 1), date(2026, 9, 30))
    assert _month(cast, date(2026, 7, 1)).overtime_minutes == 0
    assert _month(cast, date(2026, 8, 1)).overtime_minutes == days * 600 - 62 * 480 * days // whole
    assert actions.compute_months([zhou], date(2026, 9, 1), by=cast.actor("gu"), now=NOW) == 0


def _employed(cast: Cast, first: date, last: date | None) -> Any:
    zhou = cast.employee("zhou")
    zhou.hired_on, zhou.left_on = first, last
    zhou.save(update_fields=["hired_on", "left_on"])
    return zhou


def test_a_branch_of_flexible_hours_without_a_shift_has_its_working_days(cast: Cast) -> None:
    """October has seventeen of them: one on leave, the others present, whenever and however long somebody came.

    It showed no day due beside the hours worked, and a final pay by days would have been nothing.
    """
    branch = cast.lin.department.branch
    flexible = {"system": "flexible_hours", "permit": "杭人社综〔2026〕1 号"}
    actions.add_rules(branch, date(2026, 1, 1), {}, by=cast.actor("gu"), now=NOW, **flexible)
    _work(cast, date(2026, 10, 12), date(2026, 10, 13), "20:00")
    asked = actions.ask_leave(
        "personal", date(2026, 10, 15), date(2026, 10, 15), reason="事", by=cast.actor("zhou"), now=NOW
    )
    actions.decide(asked, approve=True, by=cast.actor("zhao"), now=NOW)
    row = _month(cast, OCTOBER)
    days = holiday_file.calendar().working_days(OCTOBER, date(2026, 10, 31))
    assert (row.due_days, row.present_days, row.unpaid_leave_days) == (days, days - 1, 1)
    assert (row.absent_days, row.late_count, row.open_days, row.overtime_minutes) == (0, 0, 0, 0)
    assert row.worked_minutes == 2 * 600


def test_a_week_without_rest_over_the_begin_of_a_month_is_found(cast: Cast, day_shift: ShiftKind) -> None:
    """28 July to 3 August: the seventh day in a row lies in August; a day less is no fault."""
    _rules(cast, day_shift)
    _work(cast, date(2026, 7, 28), date(2026, 8, 3), every_day=True)
    assert _month(cast, date(2026, 8, 1)).longest_run == 7
    assert _month(cast, date(2026, 7, 1)).longest_run == 4


def test_time_off_in_lieu_is_earned_by_what_was_worked_and_is_no_overtime_to_pay(
    cast: Cast, day_shift: ShiftKind
) -> None:
    """Asked for and worked on a Saturday: eight hours are a day; the same on a Sunday is paid."""
    _rules(cast, day_shift)
    boss, zhou = cast.actor("zhao"), cast.actor("zhou")
    # The daily limit of a request is three hours: two half days of four hours need two Saturdays.
    for day in (date(2026, 10, 17), date(2026, 10, 24)):
        asked = actions.ask_overtime(day, 180, in_lieu=True, reason="发布", by=zhou, now=NOW)
        actions.decide(asked, approve=True, by=boss, now=NOW)
        _work(cast, day, day, "12:00", every_day=True)
    _work(cast, date(2026, 10, 18), date(2026, 10, 18), "12:00", every_day=True)
    row = _month(cast, OCTOBER)
    assert row.sheet["in_lieu"] == 360
    assert row.overtime_minutes == 180
    found = balances.of(cast.employee("zhou"), "in_lieu", 2026)
    assert found.due == Decimal("0.5")


def test_an_approved_correction_computes_the_confirmed_month_anew_and_says_so(cast: Cast, day_shift: ShiftKind) -> None:
    """The answer of the person and HR's confirmation belong to the version before; a late file is only flagged."""
    _rules(cast, day_shift)
    _work(cast, OCTOBER, date(2026, 10, 30))
    row = _month(cast, OCTOBER)
    assert row.absent_days == 0
    actions.tell_month(row, by=cast.actor("gu"), now=NOW)
    actions.answer_sheet(row, None, by=cast.actor("zhou"), now=NOW)
    actions.confirm_month(cast.employee("zhou").uid, OCTOBER, by=cast.actor("gu"), now=NOW)
    later = NOW + timedelta(hours=1)
    asked = actions.ask_leave("personal", OCTOBER + timedelta(days=28), date(2026, 10, 29), reason="事",
                              by=cast.actor("zhou"), now=later)  # fmt: skip
    actions.decide(asked, approve=True, by=cast.actor("zhao"), now=later)
    row.refresh_from_db()
    assert (row.version, row.unpaid_leave_days, row.confirmed_at, row.answer) == (2, Decimal(1), None, "")
    assert not queries.behind([row])
    given = [Given(2, cast.employee("zhou").number, datetime(2026, 10, 15, 20, tzinfo=SHANGHAI))]
    actions.add_punches(
        given, name="t", sha256="", source="device", by=cast.actor("xu"), now=later + timedelta(hours=1)
    )
    assert queries.behind([row]) == {row.pk}


def _roster(cast: Cast, days: list[date], key: str = "白") -> None:
    cells = [Cell(cast.lin, day, key) for day in days]
    actions.set_roster(cells, by=cast.actor("zhou"), now=NOW)


def test_a_roster_is_checked_over_the_end_of_the_month(cast: Cast, day_shift: ShiftKind) -> None:
    """Six days in November and one in December are seven in a row; a night of the 30th leaves no rest on the 1st."""
    _rules(cast, day_shift)
    actions.add_shift("夜", "夜班", 1320, 1800, [(1560, 1590)], by=cast.actor("gu"), now=NOW)
    _roster(cast, [date(2026, 11, 25) + timedelta(days=n) for n in range(1, 5)])
    _roster(cast, [date(2026, 11, 30)], "夜")
    _roster(cast, [date(2026, 12, 1), date(2026, 12, 2)])
    december = faults_of([cast.lin], date(2026, 12, 1), date(2026, 12, 31))
    assert [(one.day.day, one.code) for one in december if one.code in ("no_rest_day", "short_rest")] == [
        (1, "short_rest"),
        (2, "no_rest_day"),
    ]


@pytest.mark.parametrize("system", ["averaged_hours", "flexible_hours"])
def test_a_roster_of_averaged_or_flexible_hours_is_published_with_a_block_of_days(
    cast: Cast, day_shift: ShiftKind, client: Any, system: str
) -> None:
    """Seven days in a row are told on the page, with what is owed for them, and published once seen."""
    _rules(cast, day_shift, system=system, permit="杭人社综〔2026〕1 号")
    first = date(2026, 12, 7)
    _roster(cast, [first + timedelta(days=n) for n in range(7)])
    assert {(one.code, one.hard) for one in faults_of([cast.lin], first, date(2026, 12, 31))} == {("long_run", False)}
    client.force_login(cast.user("zhou"), backend="django.contrib.auth.backends.ModelBackend")
    address = f"/attendance/rosters/?department={cast.lin.department.uid}&month=2026-12"
    assert "轮休调休" in client.get(address).content.decode()
    last = date(2026, 12, 31)
    assert actions.publish_roster([cast.lin], first, last, knows=True, by=cast.actor("zhou"), now=NOW) == 7


def test_a_roster_is_compared_with_how_many_each_shift_takes(cast: Cast, day_shift: ShiftKind) -> None:
    """Two on Mondays: one rostered is one too few, which is looked at and holds nothing up."""
    monday = date(2026, 11, 30)
    zhou, testing = cast.actor("zhou"), cast.lin.department
    with pytest.raises(NotAllowed):
        actions.set_needs(testing, {day_shift: [2] * 7}, by=cast.actor("sun"), now=NOW)
    with pytest.raises(BadInput):
        actions.set_needs(testing, {day_shift: [2] * 6}, by=zhou, now=NOW)
    assert actions.set_needs(testing, {day_shift: [2, 0, 0, 0, 0, 0, 0]}, by=zhou, now=NOW) == 1
    assert actions.set_needs(testing, {day_shift: [2, 0, 0, 0, 0, 0, 0]}, by=zhou, now=NOW) == 0
    _roster(cast, [monday])
    (fault,) = faults_of([cast.lin], monday, monday)
    assert (fault.code, fault.value, fault.limit, fault.hard) == ("coverage", 1, 2, False)
    actions.set_roster([Cell(cast.employee("ma"), monday, "白")], by=zhou, now=NOW)
    assert not faults_of([cast.lin, cast.employee("ma")], monday, monday)


def test_a_city_with_two_branches_is_reported_as_a_whole(cast: Cast, day_shift: ShiftKind) -> None:
    """One entry a branch, one for the city; a city with one branch is that branch."""
    from partwell.apps.accounts import actions as accounts
    from partwell.lib.actor import system

    by = system(cast.company.pk, "command")
    other = accounts.create_branch(cast.company.pk, "杭州仓库", cast.branch.division, by=by, now=NOW)
    far = accounts.create_branch(cast.company.pk, "上海", "310000", by=by, now=NOW)
    found = reports.places([cast.branch, other, far])
    assert set(found) == {str(cast.branch.uid), str(other.uid), str(far.uid), cast.branch.division}
    _rules(cast, day_shift)
    _work(cast, OCTOBER, period_end(OCTOBER, 1))
    _month(cast, OCTOBER)
    gu = cast.actor("gu")
    assert [reports.rows(gu, found[key], OCTOBER).count() for key in (cast.branch.division, str(other.uid))] == [1, 0]
