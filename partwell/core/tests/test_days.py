"""Days of law: months as civil law counts them, Shanghai's days, and working days only where they are published."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwell.core import days
from partwell.core.days import Calendar, Service, UnknownYear

D = date.fromisoformat
SOME_DAY = st.dates(D("2000-01-01"), D("2040-12-31"))
CALENDAR = Calendar(
    years=frozenset({2026}),
    holidays=frozenset({D("2026-10-01"), D("2026-10-02"), D("2026-10-05")}),
    workdays=frozenset({D("2026-10-10")}),
)


@pytest.mark.parametrize(
    ("day", "months", "ends"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-15", 3, "2026-06-15"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_a_period_of_months_after_an_event_ends_on_the_same_number(day, months, ends):
    """Civil Code 202: the corresponding day, or the end of the month when there is none."""
    assert days.add_months(D(day), months) == D(ends)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        ("2026-01-01", 6, "2026-06-30"),
        ("2026-03-01", 1, "2026-03-31"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-07-15", 3, "2026-10-14"),
        ("2023-03-01", 12, "2024-02-29"),
    ],
)
def test_a_term_whose_first_day_counts_ends_the_day_before(first, months, last):
    """Probation from 1 January for six months ends on 30 June."""
    assert days.period_end(D(first), months) == D(last)


@pytest.mark.parametrize(
    ("first", "last", "months", "rest"),
    [
        ("2026-01-01", "2026-06-30", 6, 0),
        ("2026-01-01", "2026-06-29", 5, 29),
        ("2026-01-01", "2026-07-01", 6, 1),
        ("2026-01-31", "2026-02-28", 1, 0),
        ("2026-05-05", "2026-05-05", 0, 1),
        ("2020-02-29", "2021-02-28", 12, 0),
        ("2024-04-08", "2026-10-07", 30, 0),
    ],
)
def test_length_of_service_counts_both_days(first, last, months, rest):
    """Service is whole months and the days beyond."""
    assert days.service(D(first), D(last)) == Service(months, rest)
    assert days.full_months(D(first), D(last)) == months


@given(SOME_DAY, st.integers(1, 400))
def test_a_term_and_the_service_over_it_agree(first, months):
    """Serving a term of n months to its last day is n months of service, and one day less is not."""
    last = days.period_end(first, months)
    assert days.service(first, last) == Service(months, 0)
    assert days.full_months(first, last - timedelta(days=1)) == months - 1


@given(SOME_DAY, st.integers(0, 4000))
def test_service_never_shrinks(first, length):
    """One more day never makes service shorter."""
    last = first + timedelta(days=length)
    assert days.service(first, last) < days.service(first, last + timedelta(days=1))


def test_nonsense_is_refused():
    """A term has a month at least; service ends after it begins; an instant has a zone."""
    with pytest.raises(ValueError, match="month"):
        days.period_end(D("2026-01-01"), 0)
    with pytest.raises(ValueError, match="before"):
        days.service(D("2026-01-02"), D("2026-01-01"))
    with pytest.raises(ValueError, match="time zone"):
        days.shanghai_day(datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None))


def test_the_day_in_shanghai_is_not_the_day_in_utc():
    """16:00 UTC is already the next day in Shanghai."""
    assert days.shanghai_day(datetime(2026, 5, 1, 16, tzinfo=UTC)) == D("2026-05-02")
    assert days.start_of(D("2026-05-02")) == datetime(2026, 5, 1, 16, tzinfo=UTC)
    assert days.end_of(D("2026-05-02")) == datetime(2026, 5, 2, 16, tzinfo=UTC)
    assert days.at_close(D("2026-05-02")) == datetime(2026, 5, 2, 10, tzinfo=UTC)


@given(SOME_DAY)
def test_midnight_is_told_as_the_day_it_ends(day):
    """24:00 of a day is that day to people."""
    assert days.due_day(days.end_of(day)) == day
    assert days.due_day(days.at_close(day)) == day


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        ("2026-09-30", 1, "2026-10-06"),
        ("2026-10-09", 1, "2026-10-10"),
        ("2026-10-09", 2, "2026-10-12"),
        ("2026-10-06", -1, "2026-09-30"),
        ("2026-10-03", 0, "2026-09-30"),
        ("2026-10-10", 0, "2026-10-10"),
    ],
)
def test_working_days_skip_holidays_and_count_worked_weekends(day, count, result):
    """The day of the event is not counted."""
    assert CALENDAR.add_working_days(D(day), count) == D(result)


def test_a_year_that_is_not_published_is_never_guessed():
    """Crossing into an unknown year raises instead of counting on."""
    with pytest.raises(UnknownYear) as unknown:
        CALENDAR.add_working_days(D("2026-12-30"), 5)
    assert unknown.value.year == 2027
    with pytest.raises(UnknownYear):
        Calendar().is_working(D("2026-01-05"))
    with pytest.raises(UnknownYear):
        CALENDAR.working_days(D("2026-12-30"), D("2027-01-02"))


@given(st.dates(D("2026-01-25"), D("2026-11-01")), st.integers(1, 12))
def test_forward_and_back_by_working_days_is_the_same_working_day(day, count):
    """From a working day, n forward and n back return."""
    start = CALENDAR.add_working_days(day, 0)
    there = CALENDAR.add_working_days(start, count)
    assert CALENDAR.add_working_days(there, -count) == start
    assert CALENDAR.working_days(start + timedelta(days=1), there) == count
