"""What the benches measure on can be written: the cases of each kind begin and go on."""

from typing import Any

import pytest

from partwell.apps.cases import actions
from partwell.site.benches import attendance, attendance_report, company
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_live_case_of_every_kind_begins_and_goes_on(cast: Cast) -> None:
    """The benches state what neither a record nor the kind of separation says; a new record must not stop them."""
    actions.publish_shipped(cast.now)
    people: list[Any] = [cast.employee(key) for key in ("wang", "ma", "sun", "yan")]
    for person, kind in zip(people, company.TYPES, strict=True):
        player = company.Player(cast.now, cast.actor("hua"))
        player.start(person, kind)
        player.play(2)
    company.Player(cast.now, cast.actor("hua")).start(cast.lin, "probation_failure")


def test_the_people_of_the_report_get_their_months_through_the_actions(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three of them: each has a month, and the page of the report names them."""
    monkeypatch.setattr(attendance_report, "PEOPLE", 2)
    attendance_report._write()
    assert attendance_report.AttendanceMonth.objects.filter(month=attendance_report.MONTH).count() == 3
    user = company.User.objects.get(username=attendance_report.USERNAME)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/attendance/reports/?month=2026-10").content.decode()
    assert all(number in page for number in ("B000000", "B000001", "B000002"))


def test_the_slow_way_of_attendance_finds_the_same_figures() -> None:
    """Forty people of the bench, minute by minute."""
    assert attendance.differences(40) == 0
