"""The demo can be played to its sums: 1,050.00 may be printed in Hangzhou, and every last wage is known."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from partwell.apps.law import queries
from partwell.apps.settlements import actions
from partwell.lib.calculations import CaseInput
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import Refused
from partwell.site.demo.load import load_people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", [date(2026, 10, 22), pytest.param(date(2027, 1, 3), marks=pytest.mark.once)])
def test_the_sums_of_both_stories_are_made(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also around New Year, when months of two years and an unpublished calendar meet."""
    monkeypatch.setattr("partwell.apps.accounts.actions.make_password", lambda password: f"hash of {password}")
    demo = load_people(datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC))
    lin, wang = demo.employees["lin"], demo.employees["wang"]

    def made(row: object, name: str, last_day: date, kind: str) -> actions.Made:
        case = CaseInput(
            demo.company.pk,
            row.pk,  # type: ignore[attr-defined]
            row.department.path,  # type: ignore[attr-defined]
            facts={"employee_type": kind},
            anchors={"T0": demo.today, "D": last_day},
        )
        return actions.calculate(name, by=demo.actor("tang"), case=case, now=demo.now)

    last = demo.today + timedelta(days=4)
    assert made(lin, "back_payment", last, "probation").total == "1050.00"
    assert made(lin, "back_payment", last, "probation").statement.printable
    assert made(lin, "si_arrears", last, "probation").statement.printable
    assert made(lin, "si_history", last, "probation").facts == {"si_arrears": True}
    assert made(lin, "attendance_summary", last, "probation").statement.lines
    thirty = made(wang, "statutory_date", last, "regular").anchors["D"]
    assert thirty == demo.today + timedelta(days=30)
    for row, day_of, kind in ((lin, last, "probation"), (wang, thirty, "regular")):
        if day_of.year in calendar().years:
            assert Decimal(made(row, "final_pay", day_of, kind).total) > 0
        else:
            # Nobody knows the working days of a year that is not published: HR is asked for the month.
            with pytest.raises(Refused):
                made(row, "final_pay", day_of, kind)
    assert queries.places(demo.actor("tang"), demo.today)[0].open_count <= 4
    assert queries.places(demo.actor("tang"), demo.today)[1].open_count > 0
