"""Attendance is recorded with its source, confirmed by HR, corrected openly, and never by the person."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from partwell.apps.attendance import actions, queries
from partwell.apps.attendance.models import AttendanceMonth
from partwell.apps.evidence import queries as log
from partwell.apps.evidence.actions import stream_of_employee
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from tests.cast import NOW, TODAY, Cast

OCTOBER = date(2026, 10, 1)


def days(due: str = "18", present: str = "18", **more: Any) -> actions.Days:
    """Days of a month."""
    values = {name: value if name == "late_count" else Decimal(value) for name, value in more.items()}
    return actions.Days(Decimal(due), Decimal(present), **values)


def record(cast: Cast, who: str = "xu", made: actions.Days | None = None, month: date = OCTOBER) -> AttendanceMonth:
    """Record Lin's month."""
    return actions.record_month(cast.lin.uid, month, made or days(), source="打卡记录", by=cast.actor(who), now=NOW)


def test_a_month_is_recorded_confirmed_and_logged(cast: Cast) -> None:
    """Two entries in the person's own file, and the confirmation names who."""
    record(cast, made=days("18", "16.5", paid_leave_days="1", absent_days="0.5", late_count=2))
    row = actions.confirm_month(cast.lin.uid, date(2026, 10, 17), by=cast.actor("hua"), now=NOW)
    assert (row.confirmed_by_name, row.absent_days) == ("华敏", Decimal("0.5"))
    entries = log.entries(stream_of_employee(cast.lin.pk, NOW))[-2:]
    assert [entry.type for entry in entries] == ["attendance.recorded", "attendance.confirmed"]
    assert entries[0].payload["present_days"] == "16.5"


def test_a_corrected_month_has_to_be_confirmed_again(cast: Cast) -> None:
    """The old confirmation does not cover the new figures."""
    record(cast)
    actions.confirm_month(cast.lin.uid, OCTOBER, by=cast.actor("xu"), now=NOW)
    assert record(cast, made=days("18", "17", absent_days="1")).confirmed_at is None


def test_a_month_that_was_told_and_answered_stands(cast: Cast) -> None:
    """No figure, answer or dispute of it is changed by SQL; a correction is a new version, told and answered anew."""
    xu, figures = cast.actor("xu"), "present_days = 17, absent_days = 1"
    row = actions.tell_month(record(cast), by=xu, now=NOW)
    actions.answer_sheet(row, "少算一天", by=cast.actor("lin"), now=NOW)
    for change in (
        f"SET {figures}",
        f"SET {figures}, version = version + 1",
        "SET late_count = 9",
        "SET sheet = '{}'",
        "SET told_at = NULL",
        "SET answer = 'agreed'",
        "SET answer = '', answered_at = NULL",
        "SET dispute_sealed = NULL",
        "SET version = version + 2, told_at = NULL, answer = '', answered_at = NULL",
        "SET employee_id = employee_id + 1",
    ):
        _refused(f"UPDATE attendance_attendancemonth {change}")
    _refused("DELETE FROM attendance_attendancemonth")
    again = record(cast, made=days("18", "17", absent_days="1"))
    assert (again.version, again.told_at, again.answer, again.dispute) == (2, None, "", "")
    actions.confirm_month(cast.lin.uid, OCTOBER, by=xu, now=NOW)
    _refused("UPDATE attendance_attendancemonth SET confirmed_by_name = 'x'")
    _refused(f"UPDATE attendance_attendancemonth SET {figures.replace('17', '16').replace('= 1', '= 2')}")


def _refused(sql: str) -> None:
    """The database takes no such statement."""
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_confirming_twice_or_nothing_is_refused(cast: Cast) -> None:
    """Each with its own sentence."""
    with pytest.raises(Refused) as refusal:
        actions.confirm_month(cast.lin.uid, OCTOBER, by=cast.actor("xu"), now=NOW)
    assert refusal.value.code == "not_recorded"
    record(cast)
    actions.confirm_month(cast.lin.uid, OCTOBER, by=cast.actor("xu"), now=NOW)
    with pytest.raises(Refused, match="许文"):
        actions.confirm_month(cast.lin.uid, OCTOBER, by=cast.actor("hua"), now=NOW)


@pytest.mark.parametrize(
    ("made", "month", "field"),
    [
        (days("18", "17"), OCTOBER, "due_days"),
        (days("18", "17.7", absent_days="0.3"), OCTOBER, "present_days"),
        (days("32", "32"), OCTOBER, "due_days"),
        (days("18", "18", late_count=101), OCTOBER, "late_count"),
        (days(), date(2026, 8, 1), "month"),
    ],
)
def test_days_that_cannot_be_are_refused_by_field(cast: Cast, made: actions.Days, month: date, field: str) -> None:
    """Nothing is saved then."""
    with pytest.raises(BadInput) as refusal:
        record(cast, made=made, month=month)
    assert field in refusal.value.fields
    assert not AttendanceMonth.objects.exists()


def test_the_database_holds_that_every_due_day_is_accounted_for(cast: Cast) -> None:
    """A row written past the action is refused as well."""
    record(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        AttendanceMonth.objects.update(present_days=Decimal(3))


@pytest.mark.parametrize(
    ("who", "error"), [("lin", NotAllowed), ("zhao", NotAllowed), ("tang", NotAllowed), ("wei", NotVisible)]
)
def test_attendance_is_kept_by_hr_alone(cast: Cast, who: str, error: type[Exception]) -> None:
    """Not by oneself, one's manager or another clerk; another company sees nobody."""
    with pytest.raises(error):
        record(cast, who)


def test_a_person_is_shown_with_gaps(cast: Cast) -> None:
    """Months without a record are rows too; the newest comes first."""
    record(cast)
    page = queries.person(cast.actor("zhao"), cast.lin.uid, TODAY)
    assert [(f"{month:%m}", row is not None) for month, row in page.months] == [
        ("11", False),
        ("10", True),
        ("09", False),
    ]
    assert not page.may_keep
    assert page.totals.present == Decimal(18)


def test_annual_leave_is_recorded_with_its_source(cast: Cast) -> None:
    """A correction replaces the figures and leaves a second entry."""
    for taken in ("0", "1.5"):
        actions.record_leave(
            cast.lin.uid, 2026, full_days=5, taken_days=Decimal(taken), source="社保记录", by=cast.actor("xu"), now=NOW
        )
    row: Any = queries.leave_year(cast.lin.pk, 2026)
    assert (row.full_days, row.taken_days) == (5, Decimal("1.5"))
    with pytest.raises(BadInput) as refusal:
        actions.record_leave(
            cast.lin.uid, 2025, full_days=99, taken_days=Decimal("0.3"), source="", by=cast.actor("xu"), now=NOW
        )
    assert set(refusal.value.fields) == {"full_days", "taken_days", "source", "year"}
