"""Attendance and training of the demo: what its pages have to show."""

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest

from partwell.apps.attendance import queries as attendance
from partwell.apps.attendance.models import AttendanceMonth, NoShow, PunchImport, Request
from partwell.apps.evidence.models import Entry, Stream
from partwell.apps.training.models import Bond, Certificate, Participation
from partwell.site.demo import load_company
from partwell.site.demo.facts import load_facts


def backwards(stream: Stream) -> list[str]:
    """Entries of a stream that are earlier than the one before."""
    times = list(Entry.objects.filter(stream=stream).order_by("stream_seq").values_list("type", "at"))
    return [two[0] for one, two in itertools.pairwise(times) if two[1] < one[1]]


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "day",
    [
        datetime(2026, 11, 28, 4, 0, tzinfo=UTC),
        *(
            pytest.param(datetime(2026, month, day, 4, 0, tzinfo=UTC), marks=pytest.mark.nightly)
            for month, day in ((5, 1), (7, 31), (10, 8), (12, 31))
        ),
    ],
)
def test_the_demo_has_a_month_of_attendance_and_training_to_show(
    day: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any
) -> None:
    """One month agreed and confirmed, one disputed, Ma's to check; requests, a no-show, a certificate, a bond."""
    settings.FILES = tmp_path
    monkeypatch.setattr("partwell.apps.accounts.actions.make_password", lambda password: f"hash of {password}")
    demo = load_company(day)
    load_facts(demo)
    assert [problem for stream in Stream.objects.all() for problem in backwards(stream)] == []
    months = AttendanceMonth.objects.filter(sheet__isnull=False)
    assert set(months.values_list("answer", flat=True)) == {"", "agreed", "disputed"}
    assert months.filter(confirmed_at__isnull=False, answer="agreed").count() == 1
    assert [row.month for row in attendance.own_months(demo.actor("ma"), open_only=True)] == [months[0].month]
    assert set(Request.objects.filter(state="asked").values_list("kind", flat=True)) == {
        "overtime",
        "correction",
        "leave",
    }
    assert NoShow.objects.get().employee.department_id == demo.departments["shanghai_sales"].pk
    assert all(row.not_taken == 2 for row in PunchImport.objects.all())
    assert Certificate.objects.get().participation.employee == demo.employees["ma"]
    assert Participation.objects.filter(employee=demo.employees["lin"], passed_on__isnull=True).exists()
    assert Bond.objects.get().employee.contracts.get().training_bond is True
