"""The last wage with its convention, unused leave, and the day a resignation takes effect."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwell.core.rulebook import Figure
from partwell.core.settlement.final_pay import Days, last_wage
from partwell.core.settlement.statutory_date import statutory_date
from partwell.core.settlement.unused_leave import Leave, entitlement, leave_pay, pro_rata_on_joining, unused

PAY_DAYS = Figure(
    "pay_days_per_month", "000000", date(2026, 1, 1), Decimal("21.75"), "verified", date(2008, 1, 3), "nation", "LRB"
)


def days(paid: str, unpaid: str = "0") -> Days:
    """Working days of the last month."""
    return Days(Decimal(paid) + Decimal(unpaid), Decimal(paid), Decimal(unpaid))


def test_a_part_month_is_paid_by_the_days_worked() -> None:
    """OT-E04: 8000 ÷ 21.75 × 13 = 4781.61, forward; holidays before the first day are not paid."""
    line = last_wage(
        Decimal(8000), days("13"), hired_on=date(2024, 10, 15), last_day=date(2024, 10, 31), pay_days=PAY_DAYS
    )
    assert (str(line.amount), line.convention, line.basis) == ("4781.61", "forward", "8000.00 ÷ 21.75 × 13")


def test_a_whole_month_without_absence_is_the_monthly_wage() -> None:
    """OT-E11: 7000 for October, due on the last day; 21 or 23 working days make no difference."""
    line = last_wage(
        Decimal(7000), days("17"), hired_on=date(2015, 1, 1), last_day=date(2017, 10, 31), pay_days=PAY_DAYS
    )
    assert (str(line.amount), line.convention) == ("7000.00", "whole_month")


def test_a_whole_month_with_absence_is_reckoned_backwards() -> None:
    """One absent day of a month costs one daily wage."""
    line = last_wage(
        Decimal(8700), days("20", "1"), hired_on=date(2020, 1, 1), last_day=date(2026, 11, 30), pay_days=PAY_DAYS
    )
    assert (str(line.amount), line.convention) == ("8300.00", "reverse")


def test_the_backward_convention_does_not_fit_a_part_month() -> None:
    """It would pay for days outside the employment."""
    with pytest.raises(ValueError, match="whole month"):
        last_wage(
            Decimal(8700),
            days("5"),
            hired_on=date(2020, 1, 1),
            last_day=date(2026, 11, 7),
            pay_days=PAY_DAYS,
            part_month="reverse",
        )


@given(
    st.integers(min_value=100_000, max_value=10_000_000),
    st.integers(min_value=0, max_value=46),
    st.integers(min_value=0, max_value=46),
    st.integers(min_value=1, max_value=30),
)
def test_a_last_wage_lies_between_nothing_and_the_monthly_wage(fen: int, paid: int, unpaid: int, day: int) -> None:
    """Whatever the days, and more paid days never pay less."""
    monthly = Decimal(fen) / 100

    def wage(half_days: int) -> Decimal:
        held = Days(Decimal(half_days + unpaid) / 2, Decimal(half_days) / 2, Decimal(unpaid) / 2)
        line = last_wage(monthly, held, hired_on=date(2020, 1, 1), last_day=date(2026, 11, day), pay_days=PAY_DAYS)
        return line.amount or Decimal(0)

    assert 0 <= wage(paid) <= wage(paid + 1) <= monthly


@pytest.mark.parametrize(
    ("wage", "left", "published"),
    [("8000", "5", "3678.16"), ("15000", "10", "13793.10"), ("20004", "5", "9197.24")],
)
def test_the_published_claims_for_unused_leave_are_met(wage: str, left: str, published: str) -> None:
    """AL-E02, AL-E03 and AL-E05: wage ÷ 21.75 × days × 200 %."""
    line = leave_pay(
        Leave(0, Decimal(0), Decimal(left)),
        hired_on=date(2020, 1, 1),
        last_day=date(2026, 1, 1),
        average_wage=Decimal(wage),
        pay_days=PAY_DAYS,
    )
    assert str(line.amount) == published


def test_part_days_are_dropped_and_what_was_taken_too_much_is_not_clawed_back() -> None:
    """AL-E14: 181 ÷ 365 × 5 − 5 is below zero, so nothing is due and nothing is taken back."""
    left = unused(Leave(5, Decimal(5)), hired_on=date(2020, 1, 1), last_day=date(2026, 6, 30))
    assert (left.days, left.calendar_days) == (0, 181)


def test_the_published_four_days_are_three_by_the_regulation() -> None:
    """ERR-2 and AL-E07: 130 ÷ 365 × 10 = 3.56, and part days are not paid."""
    assert unused(Leave(10, Decimal(0)), hired_on=date(2009, 3, 16), last_day=date(2016, 5, 9)).days == 3


def test_the_joining_year_counts_from_the_first_day() -> None:
    """AL-E08: 214 ÷ 365 × 10 = 5.86, five days."""
    assert pro_rata_on_joining(date(2014, 6, 1), 10) == 5
    assert unused(Leave(5, Decimal(0)), hired_on=date(2026, 10, 8), last_day=date(2026, 11, 30)).days == 0


@pytest.mark.parametrize(("months", "full"), [(0, 0), (11, 0), (12, 5), (119, 5), (120, 10), (239, 10), (240, 15)])
def test_leave_a_year_goes_by_months_of_work_everywhere(months: int, full: int) -> None:
    """Split at twelve, a hundred and twenty, two hundred and forty months."""
    assert entitlement(months) == full


@given(st.dates(date(2009, 1, 1), date(2030, 12, 31)), st.sampled_from([5, 10, 15]), st.integers(0, 30))
def test_more_days_of_work_never_mean_less_leave(last_day: date, full: int, taken: int) -> None:
    """And never more than a year's."""
    held = unused(Leave(full, Decimal(taken) / 2), hired_on=date(2000, 1, 1), last_day=last_day)
    assert 0 <= held.days <= full
    if last_day.month < 12:
        later = unused(Leave(full, Decimal(taken) / 2), hired_on=date(2000, 1, 1), last_day=last_day.replace(month=12))
        assert later.days >= held.days


@pytest.mark.parametrize(("probation", "ends_on", "days"), [(False, "2026-12-26", "30"), (True, "2026-11-29", "3")])
def test_a_resignation_takes_effect_without_anyones_approval(probation: bool, ends_on: str, days: str) -> None:
    """Thirty days after it arrived, three in probation; the day of arrival is not counted; no holiday rolls it over."""
    sheet = statutory_date(date(2026, 11, 26), in_probation=probation, today=date(2026, 11, 26))
    assert sheet.facts == {"D": ends_on}
    assert (sheet.lines[0].value, sheet.lines[0].inputs["days"]) == (ends_on, days)
    assert sheet.total() == 0
