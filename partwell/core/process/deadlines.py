"""Deadlines of a step, its reminders and its escalations, as pure functions of what is recorded.

- `24h` are clock hours from the instant; from an anchor, which is a day, they run from that day's 24:00.
- `3d` are calendar days, the day of the event not counted, due 24:00 in Shanghai. A legal day on a holiday keeps its
  day: whoever must act acts early, never late.
- `5wd` are working days, due 18:00; a year that is not published leaves the deadline unknown.
- `before` says that the span is the latest moment ahead of the anchor; the instant is counted the same way.

Quiet hours delay messages, never deadlines: nothing here knows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from partwell.core.days import Calendar, UnknownYear, at_close, end_of, shanghai_day

from .template import Due, Span, Step, Template

GRACE = timedelta(hours=1)
"""No reminder earlier than this after a step became ready: the message that it is ready has just gone out."""
LEAST_SILENCE = Span(3, "d")
SHORT = timedelta(hours=24)
SHORT_LADDER = (timedelta(hours=-4), timedelta(0))
"""For periods up to 24 hours."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a step is due, or why that is not known.

    `missing` is empty when `at` is known, otherwise "none" (the step has no deadline), "not_applicable" (its condition
    is false), "fact:<name>", "ready", "anchor:<name>", "step:<key>" or "year:<number>".
    """

    at: datetime | None
    missing: str = ""


def deadline(
    due: Due | None,
    *,
    ready_at: datetime | None,
    anchors: Mapping[str, date],
    done_at: Mapping[str, datetime],
    calendar: Calendar,
    facts: Mapping[str, Any] | None = None,
) -> Deadline:
    """When a step is due (in UTC), or what is missing to say so."""
    if due is None:
        return Deadline(None, "none")
    if due.when is not None:
        applies = due.when.evaluate(facts or {})
        if applies is None:
            return Deadline(None, f"fact:{min(due.when.open_facts(facts or {}))}")
        if not applies:
            return Deadline(None, "not_applicable")
    start = _start(due.start, ready_at, anchors, done_at)
    if start is None:
        return Deadline(None, due.start if due.start == "ready" or due.start[:5] == "step:" else f"anchor:{due.start}")
    try:
        return Deadline(add_span(due.plus, start, calendar))
    except UnknownYear as unknown:
        return Deadline(None, f"year:{unknown.year}")


def due_at(
    due: Due | None,
    *,
    ready_at: datetime | None,
    anchors: Mapping[str, date],
    done_at: Mapping[str, datetime],
    calendar: Calendar,
    facts: Mapping[str, Any] | None = None,
) -> datetime | None:
    """The instant a step is due, in UTC; None when there is none or it is not known (see `deadline` for why)."""
    if due is None or _start(due.start, ready_at, anchors, done_at) is None:
        return None
    return deadline(due, ready_at=ready_at, anchors=anchors, done_at=done_at, calendar=calendar, facts=facts).at


def add_span(span: Span, start: datetime | date, calendar: Calendar) -> datetime:
    """The end of a span from an instant or a day, in UTC. Raises UnknownYear for working days."""
    if span.unit == "h":
        return (start if isinstance(start, datetime) else end_of(start)) + timedelta(hours=span.amount)
    day = shanghai_day(start) if isinstance(start, datetime) else start
    if span.unit == "d":
        return end_of(day + timedelta(days=span.amount))
    return at_close(calendar.add_working_days(day, span.amount))


def _start(
    name: str, ready_at: datetime | None, anchors: Mapping[str, date], done_at: Mapping[str, datetime]
) -> datetime | date | None:
    if name == "ready":
        return ready_at
    if name.startswith("step:"):
        return done_at.get(name[5:])
    return anchors.get(name)


def reminders(template: Template, step: Step, ready_at: datetime, due: datetime | None) -> list[datetime]:
    """When the holders of a step are reminded, in order: the template's ladder before the deadline and at it.

    A period up to 24 hours is reminded 4 hours before and at the deadline. What would come within an hour after the
    step became ready is left out. A quiet template never reminds the employee.
    """
    if due is None or (template.quiet and step.who == ("employee",)):
        return []
    ladder = SHORT_LADDER if due - ready_at <= SHORT else tuple(_length(span) for span in template.remind)
    return sorted({at for offset in ladder if (at := due + offset) >= ready_at + GRACE})


def escalations(
    template: Template, due: datetime | None, ready_at: datetime | None = None
) -> list[tuple[datetime, str]]:
    """When an overdue step is told to whom, in order: (instant, role).

    A step that becomes ready after its deadline is escalated too: no earlier than an hour after it became ready.
    """
    if due is None:
        return []
    earliest = max(due, ready_at + GRACE) if ready_at else due
    return sorted((max(due + _length(after), earliest), role) for after, role in template.escalate)


def silence_ends(step: Step, reached_at: datetime, due: datetime | None, calendar: Calendar) -> datetime:
    """The first instant at which silence may be recorded, given when the request reached the person.

    A period that runs from "ready" runs in full from that moment. Where the deadline hangs on an anchor or another
    step, it must have passed, and three days since the request: a request sent on the last day is no trap, and a
    deadline that is not known yet is no leave to skip the person. In a year whose working days are not published the
    wait is long enough for any arrangement of holidays.
    """
    if step.due is None or step.due.start != "ready":
        least = add_span(LEAST_SILENCE, reached_at, calendar)
        return max(due, least) if due else least
    try:
        return add_span(step.due.plus, reached_at, calendar)
    except UnknownYear:
        return add_span(Span(2 * step.due.plus.amount + 14, "d"), reached_at, calendar)


def min_wait_ends(step: Step, ready_at: datetime, calendar: Calendar) -> datetime | None:
    """The first instant a step with a cooling time may be completed; None without one. Raises UnknownYear."""
    return add_span(step.min_wait, ready_at, calendar) if step.min_wait else None


def _length(span: Span) -> timedelta:
    return timedelta(hours=span.amount) if span.unit == "h" else timedelta(days=span.amount)
