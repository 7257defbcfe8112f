"""The two rounds of a year: when one opens, what of it is open, when someone is reminded."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from partwell.core.rulebook import Figure
from partwell.core.rulebook.rounds import Round, is_open, last_mark, look_day, marks, round_of


@pytest.mark.parametrize(
    ("today", "label"),
    [
        ("2026-01-01", "2026-01"),
        ("2026-06-16", "2026-01"),
        ("2026-06-17", "2026-07"),
        ("2026-11-26", "2026-07"),
        ("2026-12-17", "2026-07"),
        ("2026-12-18", "2027-01"),
        ("2026-12-31", "2027-01"),
    ],
)
def test_a_round_opens_two_weeks_before_its_first_day(today: str, label: str) -> None:
    """And stays until the next one opens."""
    assert round_of(date.fromisoformat(today)).label == label


def test_a_round_that_is_open_early_asks_about_its_first_day() -> None:
    """In December the figures of January are asked for."""
    assert look_day(date(2026, 12, 20), Round(2027, 1)) == date(2027, 1, 1)
    assert look_day(date(2027, 3, 1), Round(2027, 1)) == date(2027, 3, 1)


def figure(status: str, since: str = "2026-01-01", **more: object) -> Figure:
    """A figure of a base."""
    start = date.fromisoformat(since)
    return Figure(
        "social_insurance.base.floor",
        "330100",
        date(2026, 7, 1),
        Decimal(4986),
        status,
        start,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("found", "yearly", "open_"),
    [
        (figure("verified"), True, False),
        (figure("confirmed"), True, False),
        (figure("secondary"), True, True),
        (figure("memory"), True, True),
        (figure("verified", fallback=True), True, True),
        (figure("verified", "2025-07-01"), True, False),
        (figure("verified", "2025-06-30"), True, True),
        (figure("verified", "2019-05-01"), False, False),
        (figure("confirmed", "2025-01-01"), True, False),
        (figure("verified", review_by=date(2026, 6, 30)), False, True),
    ],
    ids=range(10),
)
def test_what_is_open_in_a_round(found: Figure, yearly: bool, open_: bool) -> None:
    """What may not be printed, and a yearly figure that is from before the last year's round."""
    assert is_open(found, Round(2026, 7), yearly=yearly) == open_


def test_someone_is_reminded_four_times_and_then_weekly() -> None:
    """Between two days of reminding the last one stands, so that a missed day is made up once."""
    current = Round(2026, 7)
    days = list(marks(current))
    assert days[:4] == [date(2026, 6, 30), date(2026, 7, 17), date(2026, 7, 28), date(2026, 7, 31)]
    assert days == sorted(days)
    assert last_mark(current, date(2026, 6, 20)) is None
    assert last_mark(current, date(2026, 7, 20)) == date(2026, 7, 17)
    assert last_mark(current, date(2026, 12, 1)) == current.due + timedelta(weeks=8)
