from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

Z = ZoneInfo("Asia/Shanghai")


def add_span(span, instant, calendar):
    if span.unit == "h":
        return instant + timedelta(hours=span.amount)
    day = instant.astimezone(Z).date()
    return _day(day, span)


def _day(day, span):
    n = span.amount
    if span.unit == "d":
        day += timedelta(days=n)
        return datetime.combine(day + timedelta(days=1), time(0), Z).astimezone(UTC)
    s = 1 if n >= 0 else -1
    while n:
        day += timedelta(days=s)
        if day.weekday() < 5:
            n -= s
    return datetime.combine(day, time(18), Z).astimezone(UTC)


def due_at(due, *, ready_at, anchors, done_at, calendar):
    if due.start == "ready":
        return add_span(due.plus, ready_at, calendar) if ready_at else None
    if due.start.startswith("step:"):
        at = done_at.get(due.start[5:])
        return add_span(due.plus, at, calendar) if at else None
    a = anchors.get(due.start)
    return _day(a, due.plus) if a else None


def reminders(template, step, ready_at, due):
    return [due - timedelta(hours=4)] if due - ready_at > timedelta(hours=5) else []


def escalations(template, due):
    return [
        (due + timedelta(hours=span.amount), role) for span, role in template.escalate
    ]
