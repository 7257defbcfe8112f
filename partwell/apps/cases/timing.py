"""When something is said about the steps of a case: their timers as rows, and whether the rows are still those.

A timer silenced behind the engine (dropped, moved, marked as fired before its time) makes no entry and breaks no rule
of the process; it is found here, by working out anew from the entries which timers a case must have.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from partwell.core.process.deadlines import escalations, min_wait_ends, reminders
from partwell.core.process.replay import Fault
from partwell.core.process.state import StepView
from partwell.core.process.template import Template
from partwell.lib import rows
from partwell.lib.holiday_file import calendar

from .models import Case, Timer

Mark = tuple[str, str, datetime]
"""Kind, role escalated to, instant."""


def marks(template: Template, view: StepView) -> list[Mark]:
    """What is to be told about a step and when: nothing unless it is ready."""
    if view.status != "ready" or view.ready_at is None:
        return []
    cooled = min_wait_ends(view.step, view.ready_at, calendar())
    found: list[Mark] = [("min_wait", "", cooled)] if cooled else []
    if view.due_at is not None:
        # The ladder's last rung is the deadline itself, which has words of its own.
        ladder = reminders(template, view.step, view.ready_at, view.due_at)
        found += [("remind", "", at) for at in ladder if at < view.due_at]
        found.append(("due", "", view.due_at))
        found += [("escalate", role, at) for at, role in escalations(template, view.due_at, view.ready_at)]
    return found


def key_of(case: Case, step: str, attempt: int, mark: Mark) -> str:
    """What a timer of a step is known by. Its instant is written in UTC: sums hand it out in one zone or another."""
    kind, to, at = mark
    return f"{case.uid}:{step}:{attempt}:{kind}:{to}:{at.astimezone(UTC).isoformat()}"


def write(timers: Sequence[Sequence[Any]]) -> None:
    """Insert timers. One that was dropped and is wanted again, as when a deadline moves back, runs again."""
    again = "(key) DO UPDATE SET dropped_at = NULL WHERE cases_timer.fired_at IS NULL"
    rows.insert('cases_timer (case_id, step, kind, "to", fire_at, key)', timers, on_conflict=again)


Wanted = Mapping[str, tuple[str, datetime]]
"""Timers a case must have: for each key the step and the instant."""


def of_cases(wanted: Mapping[int, Wanted]) -> dict[int, list[Timer]]:
    """The timers there are of the steps of some cases: one statement, none where nothing is wanted."""
    found: dict[int, list[Timer]] = {case: [] for case in wanted}
    asked = [case for case, timers in wanted.items() if timers]
    steps = {step for timers in wanted.values() for step, _at in timers.values()}
    for timer in Timer.objects.filter(case__in=asked, step__in=steps) if asked else ():
        found[timer.case_id].append(timer)
    return found


def silenced(
    case: Case, wanted: Wanted, timers: Sequence[Timer], since: datetime, now: datetime | None
) -> Iterator[Fault]:
    """Timers that a case must have and that will not fire, or are said to have fired when they can't have.

    Every timer after `since`, the case's newest entry, was to be written as it is; one before it may have been left
    out as past, or set to an hour after its clock began. Without `now` nothing is held against the clock.
    """
    there = {_key(case, timer): timer for timer in timers}
    for key, (step, at) in wanted.items():
        timer = there.get(key)
        if timer is None:
            if at > since:
                yield Fault("timer_missing", step, detail=at.isoformat())
        elif timer.fire_at != at and (timer.fire_at < at or at > since):
            yield Fault("timer_moved", step, detail=f"{timer.fire_at} / {at}")
        elif timer.dropped_at is not None and not _past_of_a_demo(timer, now):
            yield Fault("timer_dropped", step, detail=at.isoformat())
        elif timer.fired_at is not None and (timer.fired_at < at or (now is not None and timer.fired_at > now)):
            yield Fault("timer_fired_early", step, detail=f"{timer.fired_at} / {at}")


def _key(case: Case, timer: Timer) -> str:
    """The key of a timer as it would be written today; those of clocks of law never had an instant in them."""
    if timer.step.startswith("watch:"):
        return timer.key
    return key_of(case, timer.step, int(timer.key.split(":")[2]), (timer.kind, timer.to, timer.fire_at))


def _past_of_a_demo(timer: Timer, now: datetime | None) -> bool:
    """The demo's cases come in with their past, of which nobody is told (`actions.drop_past_timers`)."""
    assert timer.dropped_at is not None
    return bool(settings.DEMO) and timer.fire_at <= timer.dropped_at and (now is None or timer.dropped_at <= now)
