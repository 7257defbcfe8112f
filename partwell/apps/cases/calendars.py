"""Deadlines as a calendar: a secret address per person that calendar programs read, and a file per case.

The address holds 256 random bits, is shown once and kept as its SHA-256; making a new one ends the old one. What it
gives out is the case number and the duty, never a name: a calendar is synchronised to places nobody here knows.
"""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.core.process.clocks import BY_KEY, FIRST_WARNING
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.ics import Event
from partwell.lib.refusal import NotVisible

from . import clock_queries, queries
from .models import CalendarAddress, Case

TOKEN_BYTES = 32
READ_AGAIN = timedelta(minutes=10)
"""The day of the last reading is noted at most this often: a feed is read all day."""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(by: Actor) -> CalendarAddress | None:
    """The living address of a person in the company he acts in; its secret is not known any more."""
    return CalendarAddress.objects.filter(user=by.user, company=by.company, revoked_at__isnull=True).first()


@transaction.atomic
def make(*, by: Actor, now: datetime) -> str:
    """A new secret for the person's calendar, shown once; an older one stops working. Raises NotVisible."""
    if by.user is None or by.company is None:
        raise NotVisible
    _revoke(by, now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarAddress.objects.create(user_id=by.user, company_id=by.company, sha256=_hash(token), made_at=now)
    _record(by, "calendar.made", now)
    return token


@transaction.atomic
def revoke(*, by: Actor, now: datetime) -> bool:
    """End the person's address; whether there was one."""
    found = _revoke(by, now)
    if found:
        _record(by, "calendar.revoked", now)
    return found


def _revoke(by: Actor, now: datetime) -> bool:
    rows = CalendarAddress.objects.filter(user=by.user, company=by.company, revoked_at__isnull=True)
    return bool(rows.update(revoked_at=now))


def _record(by: Actor, type: str, now: datetime) -> None:
    stream = evidence.stream_of_installation(by.company or 0, now)
    evidence.record(stream, type, by=by, now=now, payload={"person": by.pid})


def of_token(token: str, now: datetime) -> Actor:
    """The person whose calendar this is. Raises NotVisible for an address that is unknown, ended, or its owner gone."""
    from partwell.apps.people.queries import actor_for

    row = CalendarAddress.objects.filter(sha256=_hash(token), revoked_at__isnull=True).select_related("user").first()
    if row is None or not row.user.is_active:
        raise NotVisible
    if row.last_read_at is None or row.last_read_at < now - READ_AGAIN:
        CalendarAddress.objects.filter(pk=row.pk).update(last_read_at=now)
    by = actor_for(row.user, row.company_id, today=now.astimezone(SHANGHAI).date())
    if by is None or by.company != row.company_id:
        raise NotVisible
    return by


def events_of(by: Actor, now: datetime, host: str) -> list[Event]:
    """Everything with a deadline that falls to this person: open steps, and clocks of law."""
    found = list(_todo_events(by, now, host))
    ready = {(one.case, one.step_key) for one in queries.todos(by, now)}
    for row, case in clock_queries.of_person(by, now):
        if (str(case.uid), row.step) not in ready:
            found.append(_clock_event(row, case, host))
    return found


def _todo_events(by: Actor, now: datetime, host: str) -> Iterator[Event]:
    for todo in queries.todos(by, now):
        if todo.due_at is None:
            continue
        law = todo.due_class == "statutory"
        local = todo.due_at.astimezone(SHANGHAI)
        whole = local.hour == 0 and local.minute == 0
        day = (local - timedelta(minutes=1)).date() if whole else local.date()
        yield Event(
            uid=f"{todo.case}-{todo.step_key}@partwell",
            day=day,
            at=None if whole else todo.due_at,
            summary=f"{todo.number} {todo.title}",
            description=_kind(law=law),
            url=f"{host}/todos/",
            category=_kind(law=law),
            remind=1,
        )


def _clock_event(row: Any, case: Case, host: str) -> Event:
    clock = BY_KEY[row.key]
    law = row.kind in ("duty", "period", "keep")
    return Event(
        uid=f"{case.uid}-clock-{row.key}@partwell",
        day=row.due_on,
        summary=f"{case.number} {clock_queries.title_of(clock)}",
        description=f"{_kind(law=law)} · {clock.law}",
        url=f"{host}/cases/{case.uid}/clocks/",
        category=_kind(law=law),
        remind=FIRST_WARNING[clock.kind],
    )


def _kind(*, law: bool) -> str:
    return _("statutory deadline") if law else _("company deadline")


def events_of_case(by: Actor, uid: object, now: datetime, host: str) -> tuple[Case, list[Event]]:
    """The clocks of law of one case, done ones too. Raises NotVisible, NotAllowed."""
    case, rows = clock_queries.of_case(by, uid, now)
    made = []
    for row in rows:
        if row.due_on is None or row.state in ("stopped", "unproved"):
            continue
        clock = BY_KEY[row.key]
        words = _kind(law=row.kind != "target")
        made.append(
            Event(
                uid=f"{row.case}-clock-{row.key}@partwell",
                day=row.due_on,
                summary=f"{row.number} {row.title}" + (f" ({row.state_words})" if row.state == "done" else ""),
                description=f"{words} · {row.law}",
                url=f"{host}/cases/{row.case}/clocks/",
                category=words,
                remind=FIRST_WARNING[clock.kind],
                done=row.state == "done",
            )
        )
    return case, made
