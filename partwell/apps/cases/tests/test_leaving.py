"""Whose last day is over has left: the record says so from the next day, whatever the process still has to do."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from partwell.apps.cases import actions
from partwell.apps.cases.jobs import leaving
from partwell.apps.evidence.models import Entry
from partwell.apps.people import queries as people
from partwell.lib.clock import SHANGHAI
from partwell.lib.jobs import Run

from .player import Player

pytestmark = pytest.mark.django_db


def morning(day: date) -> datetime:
    return datetime.combine(day, time(0, 10), SHANGHAI)


def at(day: date) -> None:
    """The job of that night."""
    leaving(Run(1, morning(day), 1, last=False))


def left(cast: Any, key: str) -> date | None:
    return people.by_pk(cast.employee(key).pk).left_on


def noted() -> int:
    return Entry.objects.filter(type="employee.left").count()


def test_a_dismissed_person_has_left_the_day_after_though_the_case_is_open(cast: Any) -> None:
    """Not before the notice was served, not on the last day itself; once, with one entry."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    at(cast.today + timedelta(days=40))
    assert left(cast, "lin") is None, "a day that nobody was told ends nothing"
    play.play(until="notice_served")
    play.do("notice_served")
    last_day = play.row.ends_on
    assert last_day is not None
    at(last_day)
    assert left(cast, "lin") is None
    for later in (1, 2):
        at(last_day + timedelta(days=later))
        assert (left(cast, "lin"), noted()) == (last_day, 1)
    assert play.row.state == "open"


def test_a_changed_last_day_is_followed(cast: Any) -> None:
    """The record says what the case says."""
    play = Player(cast, cast.now)
    play.start("wang", "voluntary_resignation", "wang")
    play.play(but=("undertaking",))
    first = play.row.ends_on
    assert first is not None
    at(first + timedelta(days=1))
    assert left(cast, "wang") == first
    row = play.row
    row.ends_on = first - timedelta(days=1)
    row.save()
    at(first + timedelta(days=2))
    assert (left(cast, "wang"), noted()) == (first - timedelta(days=1), 2)


def test_a_cancelled_case_ends_nothing_and_who_came_back_stays(cast: Any) -> None:
    """A case that was called off says nothing about the record; nor one older than the present employment."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua", anchors={})
    actions.cancel(by=cast.actor("gu"), case=play.case, reason="误发起", now=play.now)
    at(cast.today + timedelta(days=90))
    assert left(cast, "lin") is None
    again = Player(cast, cast.now)
    again.start("wang", "voluntary_resignation", "wang")
    again.play(but=("undertaking",))
    last_day = again.row.ends_on
    assert last_day is not None
    wang = cast.employee("wang")
    wang.hired_on = last_day + timedelta(days=30)
    wang.save()
    at(last_day + timedelta(days=60))
    assert left(cast, "wang") is None
