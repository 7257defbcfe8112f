"""From punches to a month: what comes in, how it is judged, what a correction changes, and who says it is right."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from partwell.apps.attendance import actions, balances, queries, words
from partwell.apps.attendance.actions.punches import Given, read
from partwell.apps.attendance.models import AttendanceMonth, BranchRules, NoShow, Punch, PunchImport, Request, ShiftKind
from partwell.apps.law.hangzhou import sample_paper
from partwell.apps.law.warned import Unacknowledged
from partwell.apps.notices.models import Notice
from partwell.core.settlement.statement import NotComputed
from partwell.lib import registry, sheets
from partwell.lib.calculations import CalculationContext
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import BadInput, NotAllowed, Refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)


def at(text: str) -> datetime:
    """A moment of Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def day_shift(cast: Cast) -> ShiftKind:
    """9:00 to 18:00 with an hour at noon."""
    return actions.add_shift("白", "白班", 540, 1080, [(720, 780)], by=cast.actor("gu"), now=NOW)


@pytest.fixture
def rules(cast: Cast, day_shift: ShiftKind) -> BranchRules:
    """Five minutes' grace, the day shift without a roster."""
    branch = cast.lin.department.branch
    data = {"grace_late": 5, "grace_early": 0}
    return actions.add_rules(branch, date(2026, 9, 1), data, default_shift=day_shift, by=cast.actor("gu"), now=NOW)


def _punch(cast: Cast, *moments: str, number: str = "E20418", now: datetime = NOW) -> PunchImport:
    given = [Given(row, number, at(text)) for row, text in enumerate(moments, 2)]
    return actions.add_punches(given, name="t", sha256="", source="device", by=cast.actor("xu"), now=now)


def _october(cast: Cast, *, but: dict[str, tuple[str, ...]] | None = None) -> None:
    """Lin punches 8:55 and 18:05 on each working day of October, except as said."""
    from partwell.lib import holiday_file

    moments: list[str] = []
    for number in range(1, 32):
        day = date(2026, 10, number)
        if holiday_file.calendar().is_working(day):
            moments += (but or {}).get(day.isoformat(), (f"{day}T08:55", f"{day}T18:05"))
    _punch(cast, *moments)


def _compute(cast: Cast, month: date = OCTOBER) -> AttendanceMonth:
    actions.compute_months([cast.lin], month, by=cast.actor("xu"), now=NOW)
    return AttendanceMonth.objects.get(employee=cast.lin, month=month)


def test_a_month_is_computed_and_every_due_day_is_accounted_for(cast: Cast, rules: BranchRules) -> None:
    """One day absent, one six minutes late, one five minutes late (within the grace)."""
    _october(
        cast,
        but={
            "2026-10-12": (),
            "2026-10-13": ("2026-10-13T09:06", "2026-10-13T18:00"),
            "2026-10-14": ("2026-10-14T09:05", "2026-10-14T18:00"),
        },
    )
    row = _compute(cast)
    assert row.due_days == row.present_days + 1
    assert (row.absent_days, row.late_count, row.open_days) == (Decimal(1), 1, 0)
    assert row.source and row.confirmed_at is None


def test_computing_again_changes_nothing_until_something_changed(cast: Cast, rules: BranchRules) -> None:
    """Twice the same is one row and no new version; a new punch is another result."""
    _october(cast, but={"2026-10-12": ()})
    first = _compute(cast)
    assert actions.compute_months([cast.lin], OCTOBER, by=cast.actor("xu"), now=NOW) == 0
    _punch(cast, "2026-10-12T09:00", "2026-10-12T18:00")
    assert actions.compute_months([cast.lin], OCTOBER, by=cast.actor("xu"), now=NOW) == 1
    again = AttendanceMonth.objects.get(pk=first.pk)
    assert (again.absent_days, again.version) == (Decimal(0), 1)


def test_a_correction_after_the_confirmation_makes_a_new_version_to_be_told_and_confirmed_again(
    cast: Cast, rules: BranchRules
) -> None:
    """Told, agreed to, confirmed; then a missing punch is approved: version 2, nothing of the old answer left."""
    lin, xu = cast.actor("lin"), cast.actor("xu")
    _october(cast, but={"2026-10-12": ("2026-10-12T08:55", "2026-10-12T12:01")})
    row = _compute(cast)
    assert row.absent_days == 1
    actions.tell_month(row, by=xu, now=NOW)
    actions.answer_sheet(row, None, by=lin, now=NOW)
    actions.confirm_month(cast.lin.uid, OCTOBER, by=xu, now=NOW)
    asked = actions.ask_correction(at("2026-10-12T18:01"), reason="忘记打卡", by=lin, now=NOW)
    actions.decide(asked, approve=True, by=cast.actor("zhou"), now=NOW)
    assert Punch.objects.get(employee=cast.lin, at=at("2026-10-12T18:01")).source == "correction"
    again = AttendanceMonth.objects.get(pk=row.pk)
    assert (again.version, again.absent_days, again.answer) == (2, 0, "")
    assert again.confirmed_at is None and again.told_at is None


def test_who_was_told_reads_that_the_month_is_being_corrected_until_it_is_shown_anew(
    cast: Cast, rules: BranchRules, client: Any
) -> None:
    """The link of the first message says why it was worked out anew, not that a page is missing; no answer is taken."""
    lin, xu = cast.actor("lin"), cast.actor("xu")
    _october(cast, but={"2026-10-12": ("2026-10-12T08:55", "2026-10-12T12:01")})
    row = _compute(cast)
    client.force_login(cast.user("lin"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/attendance/mine/2026-10/").status_code == 404
    actions.tell_month(row, by=xu, now=NOW)
    asked = actions.ask_correction(at("2026-10-12T18:01"), reason="忘记打卡", by=lin, now=NOW)
    actions.decide(asked, approve=True, by=cast.actor("zhou"), now=NOW)
    page = client.get("/attendance/mine/2026-10/").content.decode()
    assert "正在更正" in page and "您的一项申请已有结果" in page
    assert "2026-10" in client.get("/attendance/mine/").content.decode()
    with pytest.raises(Refused, match="更正"):
        actions.answer_sheet(AttendanceMonth.objects.get(pk=row.pk), None, by=lin, now=NOW)
    actions.tell_month(AttendanceMonth.objects.get(pk=row.pk), by=xu, now=NOW)
    assert "正在更正" not in client.get("/attendance/mine/2026-10/").content.decode()


def test_a_night_shift_over_the_end_of_a_month_belongs_to_the_month_it_begins_in(
    cast: Cast, rules: BranchRules
) -> None:
    """22:00 on 31 October to 6:00 on 1 November: worked in October, nothing in November."""
    gu = cast.actor("gu")
    actions.add_shift("夜", "夜班", 1320, 1800, [(1560, 1590)], by=gu, now=NOW)
    from partwell.apps.attendance.actions.rosters import Cell

    before = at("2026-10-30T08:00")
    cells = [Cell(cast.lin, date(2026, 10, 31), "夜"), Cell(cast.lin, date(2026, 11, 1), "")]
    actions.set_roster(cells, by=cast.actor("zhou"), now=before)
    actions.publish_roster(
        [cast.lin], date(2026, 10, 1), date(2026, 11, 30), knows=True, by=cast.actor("zhou"), now=before
    )
    _punch(cast, "2026-10-31T21:58", "2026-11-01T06:03")
    days = {one[0]: one for one in _compute(cast).sheet["days"]}
    night = days[date(2026, 10, 31).toordinal()]
    assert (night[2], night[9]) == (1, 450)
    november = {one[0]: one for one in _compute(cast, date(2026, 11, 1)).sheet["days"]}
    assert november[date(2026, 11, 1).toordinal()][7:10] == [0, 0, 0]


def test_a_month_with_a_missing_punch_or_an_open_dispute_cannot_be_confirmed(cast: Cast, rules: BranchRules) -> None:
    """First the day is mended, then the dispute is answered in writing."""
    xu, lin = cast.actor("xu"), cast.actor("lin")
    _october(cast, but={"2026-10-12": ("2026-10-12T08:55",)})
    _compute(cast)
    with pytest.raises(Refused) as refused:
        actions.confirm_month(cast.lin.uid, OCTOBER, by=xu, now=NOW)
    assert refused.value.code == "open_days"
    _punch(cast, "2026-10-12T18:05")
    row = actions.tell_month(_compute(cast), by=xu, now=NOW)
    actions.answer_sheet(row, "10 月 13 日加了班", by=lin, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.confirm_month(cast.lin.uid, OCTOBER, by=xu, now=NOW)
    assert refused.value.code == "disputed"
    with pytest.raises(Unacknowledged):
        actions.reply_to_dispute(row, "迟到罚款从工资中一次性扣除", by=xu, now=NOW)
    actions.reply_to_dispute(row, "无加班申请，请补申请", by=xu, now=NOW)
    assert actions.confirm_month(cast.lin.uid, OCTOBER, by=xu, now=NOW).confirmed_at == NOW


def test_leave_over_a_holiday_takes_working_days_only_and_nobody_is_absent(cast: Cast, rules: BranchRules) -> None:
    """30 September to 9 October over the National Day: the days that are worked, by the arrangement of the year."""
    from partwell.lib import holiday_file

    first, last = date(2026, 9, 30), date(2026, 10, 9)
    working = holiday_file.calendar().working_days(first, last)
    _punch(cast, "2026-10-12T08:55", "2026-10-12T18:05")
    asked = actions.ask_leave("personal", first, last, reason="家事", by=cast.actor("lin"), now=at("2026-09-20T10:00"))
    assert asked.days == working
    actions.decide(asked, approve=True, by=cast.actor("zhou"), now=NOW)
    row = _compute(cast)
    assert row.unpaid_leave_days == holiday_file.calendar().working_days(OCTOBER, last)


def test_rules_count_from_their_day_and_are_never_changed(cast: Cast, rules: BranchRules) -> None:
    """The new set must begin later; each day is read by the rules in force on it, also within a month."""
    gu, branch = cast.actor("gu"), cast.lin.department.branch
    with pytest.raises(BadInput) as refused:
        actions.add_rules(branch, date(2026, 9, 1), {}, by=gu, now=NOW)
    assert "valid_from" in refused.value.fields
    _october(
        cast,
        but={day: (f"{day}T09:06", f"{day}T18:00") for day in ("2026-10-13", "2026-10-19", "2026-10-20", "2026-10-21")},
    )
    assert _compute(cast).late_count == 4
    actions.add_rules(branch, date(2026, 10, 20), {"grace_late": 10}, default_shift=rules.default_shift, by=gu, now=NOW)
    assert _compute(cast).late_count == 2


@pytest.mark.parametrize("system", ["averaged_hours", "flexible_hours"])
def test_other_hours_need_the_approval_of_the_bureau(cast: Cast, system: str) -> None:
    """Without its number they can't be set."""
    with pytest.raises(BadInput) as refused:
        actions.add_rules(cast.lin.department.branch, date(2026, 9, 1), {}, system=system, by=cast.actor("gu"), now=NOW)
    assert set(refused.value.fields) == {"permit"}


def test_nothing_is_computed_without_rules_or_holidays(cast: Cast) -> None:
    """Who never punched is not measured. Without rules: refused by the branch's name."""
    assert actions.compute_months([cast.lin], OCTOBER, by=cast.actor("xu"), now=NOW) == 0
    _punch(cast, "2026-10-12T08:55")
    with pytest.raises(Refused) as refused:
        _compute(cast)
    assert refused.value.code == "no_rules"


# --- what comes in --------------------------------------------------------------------------------------------------


def test_bad_rows_are_kept_with_column_and_reason_and_the_rest_is_in(cast: Cast) -> None:
    """Unknown number, no time, the future, before she was hired; two good ones, one of them twice in a minute."""
    table = sheets.write(
        sheets.Sheet("打卡", ("工号", "打卡时间"), [
            ("E20418", "2026-10-12 08:55:10"), ("E20418", "2026-10-12 08:55:50"), ("E99999", "2026-10-12 08:55"),
            ("E20418", "昨天"), ("E20418", "2027-01-01 09:00"), ("E20418", "2026-09-01 09:00"),
            ("E20418", "2026/10/12 18:05"),
        ])
    )  # fmt: skip
    batch = actions.import_punches(table, "十月.xlsx", by=cast.actor("xu"), now=NOW)
    assert (batch.rows, batch.taken, batch.known) == (7, 2, 0)
    assert [(row, column, why) for row, column, why, *_said in batch.bad] == [
        (4, "工号", "unknown_number"),
        (5, "打卡时间", "not_a_time"),
        (6, "打卡时间", "in_the_future"),
        (7, "打卡时间", "not_employed"),
    ]
    again = actions.import_punches(table, "十月.xlsx", by=cast.actor("xu"), now=NOW)
    assert (again.taken, again.known) == (0, 2)
    assert Punch.objects.count() == 2


def test_day_and_time_may_stand_in_columns_of_their_own() -> None:
    """As many clocks export them."""
    content = "工号,日期,时间\nE1,2026-10-12,08:55\n".encode()
    assert [one.at for one in read(content)] == [at("2026-10-12T08:55")]


def test_a_file_without_the_columns_is_refused_with_how_to_mend_it(cast: Cast) -> None:
    """Nothing is taken."""
    with pytest.raises(BadInput, match="时间"):
        actions.import_punches("工号\nE1\n".encode(), "x.csv", by=cast.actor("xu"), now=NOW)
    assert PunchImport.objects.count() == 0


def test_who_may_not_import_or_set_rules(cast: Cast) -> None:
    """Zhao leads people and keeps no attendance; Xu keeps it and sets no rules."""
    with pytest.raises(NotAllowed):
        actions.import_punches(b"x", "x.csv", by=cast.actor("zhao"), now=NOW)
    with pytest.raises(NotAllowed):
        actions.add_shift("x", "x", 0, 60, [], by=cast.actor("xu"), now=NOW)


# --- requests -------------------------------------------------------------------------------------------------------


def test_overtime_is_asked_within_three_hours_a_day_and_36_a_month(cast: Cast) -> None:
    """Twelve days of three hours are 36; one minute more is refused."""
    lin = cast.actor("lin")
    with pytest.raises(BadInput):
        actions.ask_overtime(date(2026, 11, 2), 181, reason="上线", by=lin, now=NOW)
    for number in range(2, 14):
        actions.ask_overtime(date(2026, 11, number), 180, reason="上线", by=lin, now=NOW)
    with pytest.raises(BadInput) as refused:
        actions.ask_overtime(date(2026, 11, 20), 1, reason="上线", by=lin, now=NOW)
    assert set(refused.value.fields) == {"minutes"}


def test_nobody_decides_the_own_request_and_a_decided_one_stands(cast: Cast) -> None:
    """Zhou decides Lin's; Lin and a manager of others do not; a second decision is refused."""
    asked = actions.ask_overtime(date(2026, 11, 20), 60, reason="上线", by=cast.actor("lin"), now=NOW)
    for key in ("lin", "sun"):
        with pytest.raises(NotAllowed):
            actions.decide(asked, approve=True, by=cast.actor(key), now=NOW)
    with pytest.raises(BadInput):
        actions.decide(asked, approve=False, by=cast.actor("zhou"), now=NOW)
    actions.decide(asked, approve=True, by=cast.actor("zhou"), now=NOW)
    with pytest.raises(Refused):
        actions.decide(asked, approve=False, answer="不", by=cast.actor("zhou"), now=NOW)


def test_annual_leave_within_its_balance_is_counted_and_given_back(cast: Cast) -> None:
    """Two of the days left are taken by an approval, given back when she withdraws before they come."""
    actions.record_leave(
        cast.lin.uid, 2026, full_days=10, taken_days=Decimal(0), source="档案", by=cast.actor("hua"), now=NOW
    )
    left = balances.of(cast.lin, "annual", 2026).left
    assert left == 3  # hired 8 September: 115 of 365 days × 10, whole days
    lin = cast.actor("lin")
    asked = actions.ask_leave("annual", date(2026, 12, 1), date(2026, 12, 2), reason="休息", by=lin, now=NOW)
    actions.decide(asked, approve=True, by=cast.actor("zhou"), now=NOW)
    assert balances.of(cast.lin, "annual", 2026).left == 1
    with pytest.raises(BadInput):
        actions.ask_leave("annual", date(2026, 12, 7), date(2026, 12, 8), reason="休息", by=lin, now=NOW)
    actions.withdraw(asked, by=lin, now=NOW)
    assert balances.of(cast.lin, "annual", 2026).left == 3


def test_leave_twice_on_a_day_without_a_paper_or_on_a_day_off_is_refused(cast: Cast) -> None:
    """Each with its field."""
    lin = cast.actor("lin")
    actions.ask_leave("personal", date(2026, 12, 1), date(2026, 12, 1), last_half=1, reason="事", by=lin, now=NOW)
    actions.ask_leave("personal", date(2026, 12, 1), date(2026, 12, 1), first_half=2, reason="事", by=lin, now=NOW)
    for wrong, field in (
        ({"leave_kind": "personal", "first_day": date(2026, 12, 1), "last_day": date(2026, 12, 3)}, "first_day"),
        ({"leave_kind": "sick", "first_day": date(2026, 12, 8), "last_day": date(2026, 12, 8)}, "proof"),
        ({"leave_kind": "personal", "first_day": date(2026, 12, 5), "last_day": date(2026, 12, 6)}, "first_day"),
    ):
        with pytest.raises(BadInput) as refused:
            actions.ask_leave(**wrong, reason="事", by=lin, now=NOW)  # type: ignore[arg-type]
        assert field in refused.value.fields


def test_a_city_whose_days_are_not_known_has_no_number(cast: Cast) -> None:
    """Marriage leave of the nation stands in memory only: unknown is said, nothing guessed."""
    found = balances.of(cast.lin, "bereavement", 2026)
    assert found.due is None and found.left is None


# --- no-shows -------------------------------------------------------------------------------------------------------


def test_three_absent_days_in_a_row_raise_one_alert_and_decide_nothing(cast: Cast, rules: BranchRules) -> None:
    """Absent Monday to Wednesday; found once, grows with the days, settled by HR with what it was."""
    _punch(cast, "2026-11-20T08:55", "2026-11-20T18:05")
    program = cast.actor("hua")
    branch = cast.lin.department.branch
    assert actions.find_noshows(branch, by=program, now=at("2026-11-25T06:00")) == 0
    assert actions.find_noshows(branch, by=program, now=at("2026-11-26T06:00")) == 1
    assert actions.find_noshows(branch, by=program, now=at("2026-11-27T06:00")) == 0
    row = NoShow.objects.get()
    assert (row.first_day, row.days) == (date(2026, 11, 23), 4)
    with pytest.raises(NotAllowed):
        actions.settle_noshow(row, "returned", "电话联系", by=cast.actor("zhou"), now=NOW)
    with pytest.raises(BadInput):
        actions.settle_noshow(row, "case", "没有案件", by=cast.actor("hua"), now=NOW)
    actions.settle_noshow(row, "explained", "住院，已补病假", by=cast.actor("hua"), now=NOW)
    with pytest.raises(Refused):
        actions.settle_noshow(row, "returned", "x", by=cast.actor("hua"), now=NOW)


def test_nobody_is_missed_in_a_year_whose_holidays_are_not_published(cast: Cast, rules: BranchRules) -> None:
    """The morning's job goes on: the year before is looked at to its end, and the page says from when it is blind."""
    _punch(cast, "2026-12-25T08:55", "2026-12-25T18:05", now=at("2027-01-04T09:00"))
    branch, program = cast.lin.department.branch, cast.actor("hua")
    assert queries.not_looked_at_from(at("2027-01-01T06:00")) is None
    assert actions.find_noshows(branch, by=program, now=at("2027-01-20T06:00")) == 1
    assert actions.find_noshows(branch, by=program, now=at("2027-01-21T06:00")) == 0
    row = NoShow.objects.get()
    assert (row.first_day, row.days) == (date(2026, 12, 28), 4)
    assert queries.not_looked_at_from(at("2027-01-20T06:00")) == date(2027, 1, 1)


def test_december_is_computed_before_the_next_year_is_published(cast: Cast, rules: BranchRules) -> None:
    """The day after its last is a legal holiday in every year; a night into it is worked on one."""
    _punch(cast, "2026-12-31T08:55", "2026-12-31T18:05", now=at("2027-01-04T09:00"))
    actions.compute_months([cast.lin], date(2026, 12, 1), by=cast.actor("hua"), now=at("2027-01-04T09:00"))
    assert AttendanceMonth.objects.get(employee=cast.lin, month=date(2026, 12, 1)).present_days == 1
    with pytest.raises(Refused) as refused:
        actions.compute_months([cast.lin], date(2027, 1, 1), by=cast.actor("hua"), now=at("2027-01-04T09:00"))
    assert refused.value.code == "unknown_year"
    assert refused.value.sentence == "2027 年的节假日安排尚未公布，不作推测。"


def test_approved_leave_is_no_absence(cast: Cast, rules: BranchRules) -> None:
    """The same days with leave: nothing is raised."""
    _punch(cast, "2026-11-20T08:55", "2026-11-20T18:05")
    asked = actions.ask_leave(
        "personal", date(2026, 11, 23), date(2026, 11, 25), reason="事", by=cast.actor("lin"), now=NOW
    )
    actions.decide(asked, approve=True, by=cast.actor("zhou"), now=NOW)
    assert actions.find_noshows(cast.lin.department.branch, by=cast.actor("hua"), now=at("2026-11-26T06:00")) == 0


def test_a_request_that_was_decided_cannot_be_rewritten_by_sql(cast: Cast) -> None:
    """The database itself refuses, as it does for punches."""
    from django.db import IntegrityError, transaction

    _punch(cast, "2026-11-20T08:55")
    asked = actions.ask_overtime(date(2026, 11, 20), 60, reason="上线", by=cast.actor("lin"), now=NOW)
    actions.decide(asked, approve=False, answer="不需要", by=cast.actor("zhou"), now=NOW)
    for forbidden in (
        lambda: Request.objects.filter(pk=asked.pk).update(state="approved"),
        lambda: Request.objects.filter(pk=asked.pk).delete(),
        lambda: Punch.objects.update(at=NOW - timedelta(days=9)),
        lambda: Punch.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            forbidden()


def test_the_reading_of_many_costs_the_same_statements(
    cast: Cast, rules: BranchRules, django_assert_max_num_queries: Any
) -> None:
    """Months of eight people are computed with as many statements as those of one."""
    staff = [cast.employee(key) for key in ("lin", "zhou", "ma", "zhao", "lu", "qian", "fang", "yan")]
    with django_assert_max_num_queries(16):
        actions.compute_months(staff, OCTOBER, by=cast.actor("gu"), now=NOW)


def test_a_request_is_told_to_whoever_decides_and_its_answer_to_the_person(cast: Cast) -> None:
    """Zhou hears of Lin's request; Lin hears that it was approved, or that it was not and where the reason stands."""

    def told(user: str) -> list[str]:
        mine = Q(to_user=cast.users[user]) | Q(to_employee__user=cast.users[user])
        return sorted(Notice.objects.filter(mine).values_list("template", flat=True).distinct())

    lin, zhou = cast.actor("lin"), cast.actor("zhou")
    first = actions.ask_overtime(date(2026, 11, 30), 60, reason="上线", by=lin, now=NOW)
    assert told("zhou") == ["request_asked"] and told("lin") == []
    actions.decide(first, approve=True, by=zhou, now=NOW)
    assert told("lin") == ["request_approved"]
    second = actions.ask_leave("personal", date(2026, 12, 1), date(2026, 12, 1), reason="家事", by=lin, now=NOW)
    actions.decide(second, approve=False, answer="当天发布", by=zhou, now=NOW)
    assert told("lin") == ["request_approved", "request_declined"]
    assert "当天发布" not in "".join(str(one.text) for one in Notice.objects.filter(template="request_declined"))


def test_approved_sick_leave_feeds_the_medical_period(cast: Cast) -> None:
    """Left open, the spells are those approved; one asked for and not decided is none; typed ones win."""
    lin, zhou, paper = cast.actor("lin"), cast.actor("zhou"), sample_paper(company=cast.company.pk, now=NOW)
    first, last = date(2026, 11, 2), date(2026, 11, 8)
    kept = actions.ask_leave("sick", first, last, reason="住院", proof=paper, by=lin, now=NOW)
    actions.ask_leave("sick", date(2026, 11, 16), date(2026, 11, 17), reason="复诊", proof=paper, by=lin, now=NOW)
    context = CalculationContext(
        cast.lin.pk, cast.company.pk, {}, {}, NOW.date(), NOW, cast.actor("hua"), {"first_work": "2019-03-01"}
    )
    calculate = registry.kind("calculations", "medical_period").calculate
    with pytest.raises(NotComputed):
        calculate(context)
    actions.decide(kept, approve=True, by=zhou, now=NOW)
    made = calculate(context)
    assert made.inputs["sick"] == "2026-11-02 | 2026-11-08"
    assert made.lines[-1].basis == "7"
    typed = replace(context, inputs={"first_work": "2019-03-01", "sick": "2026-10-01 | 2026-10-02"})
    assert calculate(typed).lines[-1].basis == "2"


# --- typed and computed ---------------------------------------------------------------------------------------------


def test_typed_figures_take_a_computed_months_place_only_when_asked_and_both_are_kept(
    cast: Cast, rules: BranchRules
) -> None:
    """Typed over, computed again: never silently, and every version stands in the log with its figures."""
    xu = cast.actor("xu")
    _punch(cast, "2026-10-12T08:55", "2026-10-12T18:05")
    computed = _compute(cast)
    assert computed.sheet is not None and computed.present_days == 1
    typed = actions.Days(due_days=Decimal(17), present_days=Decimal(16), absent_days=Decimal(1))
    give = partial(actions.record_month, cast.lin.uid, OCTOBER, typed, source="纸质签到表", by=xu, now=NOW)
    with pytest.raises(BadInput) as refusal:
        give()
    assert "over_computed" in refusal.value.fields
    computed.refresh_from_db()
    assert computed.present_days == 1, "a refusal changes nothing"

    row = give(over_computed=True)
    assert (row.version, row.sheet, row.worked_minutes, row.present_days) == (2, None, 0, 16)
    assert actions.compute_months([cast.lin], OCTOBER, by=xu, now=NOW) == 0, "computing leaves what was typed alone"
    row = actions.take_punches(row, by=xu, now=NOW)
    assert (row.version, row.present_days) == (3, 1) and row.sheet is not None
    kept = queries.versions(row)
    assert [(one["number"], one["was"]["present_days"], "sheet" in one["was"]) for one in kept] == [
        (2, "16.0", False), (1, "1.0", True),
    ]  # fmt: skip
    with pytest.raises(Refused):
        actions.take_punches(row, by=xu, now=NOW)
    assert queries.version_faults() == []


def test_a_version_raised_by_sql_alone_is_found(cast: Cast) -> None:
    """The guards let a new version be emptied; the log has no entry of it, so `./run check` names the person."""
    xu = cast.actor("xu")
    typed = actions.Days(due_days=Decimal(17), present_days=Decimal(17))
    row = actions.record_month(cast.lin.uid, OCTOBER, typed, source="纸质签到表", by=xu, now=NOW)
    actions.tell_month(row, by=xu, now=NOW)
    actions.answer_sheet(row, "12 日加班没有计入", by=cast.actor("lin"), now=NOW)
    assert queries.version_faults() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE attendance_attendancemonth SET version = version + 1, told_at = NULL, answer = '',"
            " answered_at = NULL, dispute_sealed = NULL WHERE id = %s",
            [row.pk],
        )
    (found,) = queries.version_faults()
    assert f"employee {cast.lin.pk}" in found


def test_a_day_come_to_too_late_says_what_of_it_is_absent(cast: Cast) -> None:
    """The day an hour and a half too late is half absent on its row as in the sum; leaving early is counted as well."""
    hua, xu, gu = cast.actor("hua"), cast.actor("xu"), cast.actor("gu")
    shift = actions.add_shift("早", "早班", 540, 1080, [(720, 780)], by=gu, now=NOW)
    actions.add_rules(cast.lin.department.branch, date(2026, 9, 1), {}, default_shift=shift, by=gu, now=NOW)
    times = ["12T11:01", "12T18:00", "13T13:01", "13T18:00", "14T09:00", "14T17:30", "15T11:00", "15T18:00"]
    given = [Given(n, "E20418", at(f"2026-10-{text}")) for n, text in enumerate(times, 1)]
    actions.add_punches(given, name="t", sha256="", source="device", by=xu, now=NOW)
    actions.compute_months([cast.lin], OCTOBER, by=hua, now=NOW)
    row = AttendanceMonth.objects.get(employee=cast.lin)
    days = {one["day"].day: one for one in words.rows_of_sheet(row.sheet)}
    assert [days[n]["parts"] for n in (12, 13, 14, 15)] == [[("旷工 0.5 天", "late")], [("旷工 1 天", "late")], [], []]
    assert row.absent_days == days_absent(row) + Decimal("1.5")
    assert row.sheet and row.sheet["sums"]["early_count"] == 1
    assert days[1]["said"] == "法定节假日"


def days_absent(row: AttendanceMonth) -> int:
    """Whole days that nobody came to."""
    return sum(one["said"] == "旷工" for one in words.rows_of_sheet(row.sheet))
