"""Severance N: units, base, cap and its cliff; published cases to the fen."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwell.core.days import service
from partwell.core.rulebook import Figure
from partwell.core.settlement.severance import damages, severance_from_2008_01_01, units_of
from partwell.core.settlement.statement import NotComputed, Statement

TODAY = date(2026, 11, 26)


def figure(value: str | None, key: str = "severance.cap_3x_monthly") -> Figure:
    """A confirmed figure, or an unknown one."""
    if value is None:
        return Figure(key, "110000", TODAY, None, "unknown")
    return Figure(key, "110000", TODAY, Decimal(value), "confirmed", date(2026, 1, 1), "override", "HR")


def n(start: date, last_day: date, wage: str, cap: str | None = "47103.25", floor: str | None = "2540") -> Statement:
    """N of a person."""
    return severance_from_2008_01_01(
        start, last_day, Decimal(wage), cap=figure(cap), minimum_wage=figure(floor, "minimum_wage.monthly"), today=TODAY
    )


@pytest.mark.parametrize(
    ("start", "last_day", "units"),
    [
        (date(2026, 1, 1), date(2026, 6, 30), "1"),
        (date(2026, 1, 1), date(2026, 6, 29), "0.5"),
        (date(2013, 8, 1), date(2016, 7, 31), "3"),
        (date(2017, 10, 15), date(2020, 5, 8), "3"),
        (date(2024, 10, 15), date(2024, 11, 4), "0.5"),
        (date(2021, 1, 1), date(2025, 8, 1), "5"),
        (date(2023, 5, 1), date(2026, 6, 30), "3.5"),
        (date(2024, 2, 29), date(2025, 2, 28), "1"),
    ],
)
def test_units_count_both_days(start: date, last_day: date, units: str) -> None:
    """ERR-1, ERR-5, SEV-E02, E07, E16, E20: half a year counts one, less counts a half, the last day is inside."""
    assert units_of(service(start, last_day)) == Decimal(units)


@pytest.mark.parametrize(
    ("start", "last_day", "wage", "cap", "amount", "capped"),
    [
        (date(2013, 8, 1), date(2016, 7, 31), "8000", "47103.25", "24000.00", False),
        (date(2017, 10, 15), date(2020, 5, 8), "5320", "47103.25", "15960.00", False),
        (date(2021, 1, 1), date(2025, 8, 1), "20000", "47103.25", "100000.00", False),
        (date(2010, 1, 1), date(2025, 3, 31), "47103.25", "47103.25", "730100.38", False),
        (date(2010, 1, 1), date(2025, 3, 31), "47200", "47103.25", "565239.00", True),
        (date(2020, 1, 1), date(2024, 12, 31), "60000", "47103.25", "235516.25", True),
        (date(2020, 1, 1), date(2022, 12, 31), "2000", "47103.25", "7620.00", False),
        (date(2013, 1, 1), date(2016, 7, 31), "50000", "31776", "127104.00", True),
    ],
)
def test_the_published_amounts_are_met(
    start: date, last_day: date, wage: str, cap: str, amount: str, capped: bool
) -> None:
    """SEV-E01, E02, E07, E20, E21, E22, E24, E25: at the cap it is not capped, above it also the units are."""
    sheet = n(start, last_day, wage, cap)
    assert str(sheet.total()) == amount
    assert ("capped" in sheet.notes) == capped


def test_damages_are_twice_less_what_was_paid() -> None:
    """SEV-E09: 41628 × 8.5 × 2 − 392746 = 314930; SEV-E16: half a unit of 8000 twice is 8000."""
    capped = n(date(2012, 1, 1), date(2020, 6, 29), "50000", "41628").lines[0]
    assert str(damages(capped, Decimal(392746)).amount) == "314930.00"
    short = n(date(2024, 10, 15), date(2024, 11, 4), "8000").lines[0]
    assert str(damages(short).amount) == "8000.00"


def test_the_cliff_above_the_cap_is_said() -> None:
    """A wage just above the cap gives less than one at it; the sheet carries the note."""
    assert "cliff_at_cap" in n(date(2010, 1, 1), date(2025, 3, 31), "47200").notes


@pytest.mark.parametrize(("cap", "floor"), [(None, "2540"), ("47103.25", None)])
def test_an_unknown_cap_or_floor_refuses_the_sum(cap: str | None, floor: str | None) -> None:
    """And names the figure to confirm."""
    with pytest.raises(NotComputed) as refusal:
        n(date(2020, 1, 1), date(2025, 1, 1), "8000", cap, floor)
    assert refusal.value.asks[0].figure


def test_service_before_2008_is_asked_about() -> None:
    """The earlier part follows older rules that differ by ground and place."""
    with pytest.raises(NotComputed) as refusal:
        n(date(2005, 1, 1), date(2025, 1, 1), "8000")
    assert refusal.value.asks[0].what == "service_before_2008"


def test_an_end_before_the_beginning_is_refused() -> None:
    """Contradictory days make no service."""
    with pytest.raises(ValueError, match="before the first"):
        n(date(2026, 2, 1), date(2026, 1, 31), "8000")


@given(st.dates(date(2008, 1, 1), date(2026, 1, 1)), st.integers(0, 9000))
def test_units_grow_by_halves_and_never_shrink(start: date, length: int) -> None:
    """One day more of service gives the same units or more, always a multiple of one half."""
    last = date.fromordinal(start.toordinal() + length)
    now, later = units_of(service(start, last)), units_of(service(start, date.fromordinal(last.toordinal() + 1)))
    assert now > 0
    assert (now * 2) % 1 == 0
    assert 0 <= later - now <= Decimal("0.5")


@given(st.integers(100_000, 4_710_324), st.integers(0, 6000))
def test_below_the_cap_more_wage_never_pays_less(fen: int, length: int) -> None:
    """Monotone in the wage up to the cap."""
    start = date(2008, 1, 1)
    last = date.fromordinal(start.toordinal() + length)
    assert n(start, last, f"{Decimal(fen) / 100}").total() <= n(start, last, f"{Decimal(fen + 1) / 100}").total()
