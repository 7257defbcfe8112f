"""Deadlines: hours run, days end at midnight in Shanghai, working days at six, and what is unknown stays unknown."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwell.core.days import Calendar, due_day
from partwell.core.process.conditions import Condition
from partwell.core.process.deadlines import (
    add_span,
    deadline,
    due_at,
    escalations,
    min_wait_ends,
    reminders,
    silence_ends,
)
from partwell.core.process.flat import from_flat
from partwell.core.process.template import Due, Span

from .test_flat import FLAT

CALENDAR = Calendar(years=frozenset({2026}), holidays=frozenset({date(2026, 10, 1), date(2026, 10, 2)}))
READY = datetime(2026, 9, 29, 6, 30, tzinfo=UTC)  # Tuesday 14:30 in Shanghai
D = date(2026, 10, 1)
TEMPLATE = from_flat(FLAT)
STEP = TEMPLATE.step("second")


def at(start, plus, **more):
    unit = plus.lstrip("-0123456789")
    due = Due(start, Span(int(plus.removesuffix(unit)), unit), "internal", **more)
    return due_at(due, ready_at=READY, anchors={"D": D}, done_at={"x": READY}, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("start", "plus", "expected"),
    [
        ("ready", "24h", datetime(2026, 9, 30, 6, 30, tzinfo=UTC)),
        ("ready", "3d", datetime(2026, 10, 2, 16, tzinfo=UTC)),
        ("ready", "0d", datetime(2026, 9, 29, 16, tzinfo=UTC)),
        ("ready", "1wd", datetime(2026, 9, 30, 10, tzinfo=UTC)),
        ("ready", "2wd", datetime(2026, 10, 5, 10, tzinfo=UTC)),
        ("D", "0d", datetime(2026, 10, 1, 16, tzinfo=UTC)),
        ("D", "15d", datetime(2026, 10, 16, 16, tzinfo=UTC)),
        ("D", "-30d", datetime(2026, 9, 1, 16, tzinfo=UTC)),
        ("D", "-1wd", datetime(2026, 9, 30, 10, tzinfo=UTC)),
        ("D", "24h", datetime(2026, 10, 2, 16, tzinfo=UTC)),
        ("step:x", "0d", datetime(2026, 9, 29, 16, tzinfo=UTC)),
    ],
)
def test_a_deadline_is_counted_as_the_law_counts(start, plus, expected):
    """The day of the event is not counted; days end at 24:00, working days at 18:00 in Shanghai."""
    assert at(start, plus) == expected


def test_a_legal_day_on_a_holiday_keeps_its_day():
    """D is a public holiday: the wage is due that day, not after it."""
    assert due_day(at("D", "0d")) == D


@pytest.mark.parametrize(
    ("due", "missing"),
    [
        (None, "none"),
        (Due("P", Span(0, "d"), "internal"), "anchor:P"),
        (Due("step:y", Span(0, "d"), "internal"), "step:y"),
        (Due("D", Span(90, "wd"), "internal"), "year:2027"),
        (Due("D", Span(0, "d"), "internal", when=Condition.parse("flag")), "fact:flag"),
        (Due("D", Span(0, "d"), "internal", when=Condition.parse("off")), "not_applicable"),
    ],
)
def test_an_unknown_deadline_says_what_is_missing(due, missing):
    """Nothing is guessed: no anchor, no step, no published year, no fact."""
    found = deadline(due, ready_at=READY, anchors={"D": D}, done_at={}, calendar=CALENDAR, facts={"off": False})
    assert (found.at, found.missing) == (None, missing)


def test_a_step_that_is_not_ready_has_no_deadline_yet():
    """A period that starts when a step becomes ready waits for that."""
    found = deadline(Due("ready", Span(1, "d"), "internal"), ready_at=None, anchors={}, done_at={}, calendar=CALENDAR)
    assert (found.at, found.missing) == (None, "ready")


def test_a_short_period_is_reminded_four_hours_before_and_at_the_end():
    """24 hours: the template's day-before reminder would come at once."""
    due = READY + timedelta(hours=24)
    assert reminders(TEMPLATE, STEP, READY, due) == [due - timedelta(hours=4), due]


def test_a_long_period_follows_the_templates_ladder():
    """Five days: a day before and at the deadline."""
    due = READY + timedelta(days=5)
    assert reminders(TEMPLATE, STEP, READY, due) == [due - timedelta(hours=24), due]


def test_no_reminder_within_an_hour_of_being_ready():
    """The message that the step is ready has just gone out."""
    due = READY + timedelta(hours=4, minutes=30)
    assert reminders(TEMPLATE, STEP, READY, due) == [due]
    assert reminders(TEMPLATE, STEP, READY, READY + timedelta(minutes=30)) == []
    assert reminders(TEMPLATE, STEP, READY, None) == []


def test_a_late_step_is_escalated_at_once_but_not_before_it_was_ready():
    """A step that becomes ready after its deadline still reaches the next one up."""
    due = READY - timedelta(days=10)
    assert escalations(TEMPLATE, due, READY) == [(READY + timedelta(hours=1), "hr_manager")]
    late = READY + timedelta(days=3)
    assert escalations(TEMPLATE, late, READY) == [(late + timedelta(hours=24), "hr_manager")]
    assert escalations(TEMPLATE, None) == []


def test_cooling_time_is_whole_days():
    """Three days to think end at midnight of the third day."""
    assert min_wait_ends(STEP, READY, CALENDAR) == datetime(2026, 10, 2, 16, tzinfo=UTC)


@given(
    st.integers(0, 300_000).map(lambda minutes: datetime(2026, 2, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.integers(1, 40),
    st.sampled_from(["h", "d", "wd"]),
)
def test_more_time_is_never_less(start, amount, unit):
    """Later starts and longer spans never end earlier, and a positive span ends after its start."""
    end = add_span(Span(amount, unit), start, CALENDAR)
    assert end > start
    assert add_span(Span(amount + 1, unit), start, CALENDAR) > end
    assert add_span(Span(amount, unit), start + timedelta(minutes=7), CALENDAR) >= end
    assert end.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("start", "plus", "due", "ends"),
    [
        ("ready", Span(24, "h"), None, READY + timedelta(hours=24)),
        ("ready", Span(2, "wd"), None, datetime(2026, 10, 5, 10, tzinfo=UTC)),
        ("D", Span(0, "d"), datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)),
        ("D", Span(0, "d"), READY - timedelta(days=5), datetime(2026, 10, 2, 16, tzinfo=UTC)),
        ("D", Span(0, "d"), None, datetime(2026, 10, 2, 16, tzinfo=UTC)),
    ],
)
def test_silence_takes_the_whole_period_since_the_request(start, plus, due, ends):
    """A request on the last day, or before the last day is known, still leaves three days to answer."""
    step = replace(STEP, due=Due(start, plus, "internal"))
    assert silence_ends(step, READY, due, CALENDAR) == ends


def test_silence_across_an_unpublished_year_waits_long_enough_for_any_holiday():
    """Working days that nobody has published yet don't shorten anybody's time."""
    step = replace(STEP, due=Due("ready", Span(3, "wd"), "internal"))
    asked = datetime(2026, 12, 30, 2, tzinfo=UTC)
    assert silence_ends(step, asked, None, CALENDAR) > asked + timedelta(days=3 + 9 + 4)
