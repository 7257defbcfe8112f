"""What happens to a delivery: tried, taken, delivered, opened, refused, come back. Each is a row and an entry.

A delivery is handed to its provider outside any transaction. Before that the attempt is written, so that one cut
short by a dead worker is on record; the provider gets the same id again and can tell the repeat.
"""

from datetime import datetime, timedelta

from django.db import transaction

from partwell.apps.accounts import queries as accounts
from partwell.apps.people import queries as people
from partwell.lib import jobs, registry
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI

from . import composing
from .actions import Outgoing, send_all
from .channel import ChannelKind
from .channel import Receipt as Answer
from .deliveries import Facts, Kind, State, by_program, locked
from .messages import TEMPLATES
from .models import Attempt, Delivery
from .words import reason_words

SETTLE_MAIL = "notices.settle_mail"
BOUNCE_WINDOW = timedelta(days=3)
SECRET_LIVES = timedelta(minutes=5)
"""A code that arrives after it has run out only confuses: it is not sent any more."""


def deliver(run: jobs.Run, *, delivery: int) -> None:
    """Hand one delivery to its channel and record the answer. A repeat of what was answered does nothing."""
    with transaction.atomic():
        row = locked(pk=delivery)
        if row is None or row.state != State.QUEUED:
            return
        kind: ChannelKind = registry.kind("channels", row.channel)
        silent = any(people.silent([row.notice.to_employee_id or 0], [row.notice.to_user_id or 0]))
        stale = silent or (TEMPLATES[row.notice.template].secret and run.now - row.notice.created_at > SECRET_LIVES)
        if not stale:
            row.attempts += 1
            Attempt.objects.create(delivery=row, number=row.attempts, at=run.now)
            row.save(update_fields=["attempts"])
    answer = (
        Answer("refused", code="silent" if silent else "expired")
        if stale
        else kind.send(composing.message_of(row, kind, run.now))
    )
    _settle(delivery, kind, answer, run)
    if answer.outcome == "unreachable" and not run.last:
        raise jobs.Retry(f"{row.channel}: {answer.code}")


def _settle(delivery: int, kind: ChannelKind, answer: Answer, run: jobs.Run) -> None:
    """Write down what the provider answered."""
    with transaction.atomic():
        row = locked(pk=delivery)
        if row is None or row.state != State.QUEUED:
            return
        row.message_id = answer.message_id[:200]
        facts = Facts(row, by_program(row), run.now)
        if answer.outcome in ("refused", "unreachable"):
            final = answer.outcome == "refused" or run.last
            _failed(facts, answer.outcome, answer.code, server=answer.server, final=final)
            return
        row.state, row.sent_at, row.reason = State.SENT, run.now, ""
        facts.learn(Kind.SENT, "notice.sent", code=answer.code, server=answer.server)
        if answer.outcome == "delivered":
            facts.delivered("provider")
        elif kind.hears_bounces():
            after = run.now + BOUNCE_WINDOW
            jobs.enqueue(SETTLE_MAIL, {"delivery": row.pk}, key=f"settle:{row.uid}", run_after=after, now=run.now)
        facts.keep()


def _failed(facts: Facts, kind: str, code: str, *, final: bool, server: str = "") -> None:
    """An attempt failed; with `final` nothing more is tried and a person has to serve it."""
    row = facts.row
    row.reason = code[:60]
    if final:
        row.state, row.failed_at = State.FAILED, facts.now
    facts.learn(kind, "notice.failed", code=code, server=server, final=final)
    facts.keep()
    if final:
        _tell(row, facts.now)


def _tell(row: Delivery, now: datetime) -> None:
    """Say that a notice reached nobody, unless another channel is still on its way: to whoever sent it, and where the
    program did, to the case handlers of the employee it was for."""
    notice = row.notice
    others = notice.deliveries.exclude(pk=row.pk).exclude(channel="in_app")
    if notice.template == "delivery_failed" or others.exclude(state__in=[State.FAILED, State.BOUNCED]).exists():
        return
    employee = people.by_pk(notice.to_employee_id) if notice.to_employee_id else None
    told = [notice.sent_by_id] if notice.sent_by_id else []
    if not told and employee is not None:
        today = now.astimezone(SHANGHAI).date()
        own = [employee.user_id] if employee.user_id else []
        told = [user.pk for user in people.holders_for(employee, "hr_ops", today, without=own)]
    outgoing = [
        Outgoing(
            "delivery_failed",
            {
                "what": composing.text_of(notice).title,
                "person": employee.name if employee else accounts.user(notice.to_user_id or 0).name,
                "reason": reason_words(row.reason),
            },
            key=f"failed:{row.uid}:{user}",
            to_user=user,
            stream=notice.stream,
            link="/notices/failed/",
            subject_uid=notice.subject_uid,
            step=notice.step,
            channels=("in_app",),
        )
        for user in told
    ]
    send_all(outgoing, by=by_program(row), now=now)


def give_up(run: jobs.Run, why: str, *, delivery: int) -> None:
    """The job died of an error of ours: the delivery failed, and HR sees it."""
    row = locked(pk=delivery)
    if row is not None and row.state == State.QUEUED:
        _failed(Facts(row, by_program(row), run.now), Kind.FAILED, "internal_error", final=True)


def settle_mail(run: jobs.Run, *, delivery: int) -> None:
    """Three days without a bounce: the mail counts as delivered (decision 5)."""
    row = locked(pk=delivery)
    if row is not None and row.state == State.SENT:
        facts = Facts(row, by_program(row), run.now)
        facts.delivered("three_days_without_bounce")
        facts.keep()


def came_back(row: Delivery, *, code: str, by: Actor, now: datetime) -> None:
    """The mail came back. One that was opened has arrived all the same; the return is on record."""
    facts = Facts(row, by, now)
    was_opened = row.opened_at is not None
    if not was_opened:
        row.state, row.reason, row.failed_at = State.BOUNCED, code[:60], now
    facts.learn(Kind.BOUNCED, "notice.failed", code=code, final=not was_opened)
    facts.keep()
    if not was_opened:
        _tell(row, now)


def bounced(message_id: str, *, code: str, by: Actor, now: datetime) -> bool:
    """Record that a mail came back. False when no delivery has this message id, or it came back already."""
    with transaction.atomic():
        delivery = locked(message_id=message_id) if message_id else None
        if delivery is None or delivery.state in (State.BOUNCED, State.FAILED):
            return False
        came_back(delivery, code=code, by=by, now=now)
        return True
