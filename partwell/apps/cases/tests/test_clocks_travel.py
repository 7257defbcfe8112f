"""Deadlines through a Spring Festival, a month end, a night and an unpublished year; and a last day that changes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from partwell.apps.cases import acting, acts, audit, jobs, queries, store
from partwell.apps.cases.models import CaseStep
from partwell.apps.cases.tests.player import Player
from partwell.apps.notices.routing import after_the_night
from partwell.core.days import Calendar, due_day
from partwell.core.process.deadlines import add_span, reminders
from partwell.core.process.template import Span
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.jobs import Run
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from partwell.site.demo.drive import voucher
from tests.cast import Cast

FEBRUARY = datetime(2026, 2, 12, 2, tzinfo=UTC)  # Thursday, 10:00 in Shanghai; the festival is 15 to 23 February


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(2, "wd"), datetime(2026, 2, 14, 10, tzinfo=UTC)),  # Saturday the 14th is worked
        (Span(3, "wd"), datetime(2026, 2, 24, 10, tzinfo=UTC)),  # the first day after the festival
        (Span(8, "wd"), datetime(2026, 3, 2, 10, tzinfo=UTC)),  # Saturday the 28th is worked as well, Sunday not
        (Span(5, "d"), datetime(2026, 2, 17, 16, tzinfo=UTC)),  # calendar days keep their day, holiday or not
        (Span(24, "h"), datetime(2026, 2, 13, 2, tzinfo=UTC)),
        (Span(-2, "wd"), datetime(2026, 2, 10, 10, tzinfo=UTC)),
    ],
)
def test_a_period_through_the_spring_festival(span: Span, expected: datetime) -> None:
    """Counted by hand from the notice of the State Council for 2026."""
    assert add_span(span, FEBRUARY, calendar()) == expected


@pytest.mark.parametrize(
    ("begin", "days", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 1)),
        (date(2026, 1, 31), 30, date(2026, 3, 2)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 15, date(2027, 1, 15)),
    ],
)
def test_a_period_over_the_end_of_a_month(begin: date, days: int, last: date) -> None:
    """The day of the event is not counted; the last one runs to 24:00, over months and years alike."""
    assert due_day(add_span(Span(days, "d"), begin, calendar())) == last


def test_the_night_delays_a_message_and_no_deadline() -> None:
    """A reminder due at three in the morning waits for eight; the deadline stays at three."""
    due = datetime(2026, 11, 26, 19, tzinfo=UTC)  # 3:00 in Shanghai
    assert after_the_night(due) == datetime(2026, 11, 27, 0, tzinfo=UTC)
    assert add_span(Span(24, "h"), due - timedelta(hours=24), calendar()) == due


@pytest.fixture
def play(cast: Cast, settings: Any, tmp_path: Path) -> Player:
    settings.FILES_DIR = tmp_path
    player = Player(cast, cast.now)
    player.start("wang", "voluntary_resignation", "wang")
    return player


def counted_in_working_days(play: Player) -> list[str]:
    """Steps that are up and whose deadline counts working days from then."""
    ready = [view.step for view in play.views().values() if view.status == "ready" and view.due_at]
    return [step.key for step in ready if step.due and step.due.plus.unit == "wd"]


@pytest.mark.django_db
def test_a_year_that_is_not_published_is_said_and_not_guessed(play: Player, monkeypatch: Any) -> None:
    """The deadline is told on the page as unknown; once the year is in the file, the next night fills it in."""
    known = calendar()
    unpublished = Calendar(frozenset({2025}), known.holidays, known.workdays)
    while not (found := counted_in_working_days(play)):
        play.do(next(key for key, view in play.views().items() if view.status == "ready"))
    views, key = play.views(), found[0]
    for module in (store, queries.case, queries.step, acting, jobs):
        monkeypatch.setattr(module, "calendar", lambda: unpublished)
    store.settle(store.load(play.row), play.now)
    assert CaseStep.objects.get(case=play.row, key=key).due_at is None
    assert "2026" in acting.step_acts(play.cast.actor("hua"), play.row, key, play.now).no_deadline
    for module in (store, queries.case, queries.step, acting, jobs):
        monkeypatch.setattr(module, "calendar", lambda: known)
    jobs.newly_published(Run(1, play.now, 1, last=False))
    assert CaseStep.objects.get(case=play.row, key=key).due_at == views[key].due_at


@pytest.mark.django_db
def test_a_changed_last_day_moves_what_counts_from_it_and_says_so(play: Player) -> None:
    """By HR, with a reason and the paper; the entry names the deadlines that moved, and check follows it."""
    play.play(but=("wage_pay", "certificate"))
    row, hua = play.row, play.cast.actor("hua")
    assert row.ends_on is not None
    new = row.ends_on + timedelta(days=10)

    def change(**more: Any) -> Any:
        given = {"by": hua, "name": "D", "day": new, "why": "双方商定", "now": play.now}
        given["upload"] = SimpleUploadedFile("p.png", voucher("agreement"))
        return acts.change_day(case=play.case, **{**given, **more})

    before = {step.key: step.due_at for step in CaseStep.objects.filter(case=row, due_at__isnull=False)}
    for who, error in (("lu", NotAllowed), ("wang", NotAllowed), ("wei", NotVisible)):
        with pytest.raises(error):
            change(by=play.cast.actor(who))
    for more in ({"upload": None}, {"why": " "}, {"day": row.ends_on}, {"name": "T0"}, {"name": "Z"}):
        with pytest.raises((BadInput, Refused)):
            change(**more)
    change()
    wage = CaseStep.objects.get(case=row, key="wage_pay")
    assert play.row.ends_on == new and wage.due_at == before["wage_pay"] + timedelta(days=10)
    line = queries.case_view(hua, play.case, play.now, lines=1).timeline[0]
    assert new.isoformat() in line.sentence and line.type == "anchor.changed"
    assert audit.rebuild(store.load(play.row)).faults == ()


@pytest.mark.django_db
def test_no_paper_carries_a_dismissal_beyond_the_end_of_probation(cast: Cast) -> None:
    """The last day moves within the probation, not past it nor before the service; the probation grows no longer."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    play.last_day = cast.now.astimezone(SHANGHAI).date() + timedelta(days=2)
    play.play(until="pay_calc")
    row, ends = play.row, date.fromisoformat(play.row.anchors["P"])

    def change(name: str, day: date) -> Any:
        upload = SimpleUploadedFile("p.png", voucher("agreement"))
        given = {"case": play.case, "why": "双方商定", "now": play.now, "upload": upload}
        return acts.change_day(by=play.cast.actor("hua"), name=name, day=day, **given)

    for name, day, code in (
        ("D", ends + timedelta(days=1), "last_day"),
        ("D", row.opened_at.astimezone(SHANGHAI).date() - timedelta(days=1), "last_day"),
        ("P", ends + timedelta(days=30), "probation_extended"),
        ("P", row.ends_on - timedelta(days=1), "last_day"),
    ):
        with pytest.raises(BadInput) as refusal:
            change(name, day)
        assert refusal.value.code == code and refusal.value.fields["day"], (name, day)
    assert play.row.ends_on == row.ends_on
    change("D", ends)
    assert play.row.ends_on == ends


def test_no_reminder_is_lost_between_two_periods() -> None:
    """The ladder of a long period ends with the deadline itself, however the festival lies in it."""
    from partwell.lib import template_files

    template = template_files.load("voluntary_resignation").template
    step = template.steps[0]
    due = add_span(Span(8, "wd"), FEBRUARY, calendar())
    assert reminders(template, step, FEBRUARY, due)[-1] == due
