"""Send notices, and record what comes back. Sending itself is a job (sending.py)."""

import secrets
import string
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.evidence import actions as evidence
from partwell.apps.people import queries as people
from partwell.lib import jobs, registry
from partwell.lib.actor import Actor
from partwell.lib.files.models import Blob
from partwell.lib.jobs.handlers import HANDLERS
from partwell.lib.keys.fields import look_up
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused

from . import composing, deliveries, queries, routing
from .channel import Outcome
from .messages import Rendered, render, template_for
from .models import Delivery, DemoLine, DemoMessage, Notice
from .words import language_of

State = Delivery.State
_LETTERS = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))
BY_HAND = "by_hand"
HANDED = ("courier", "in_person", "public_notice")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One notice to be sent. See `send` for the fields."""

    template: str
    context: Mapping[str, Any]
    key: str
    to_user: Any = None
    to_employee: Any = None
    stream: Any = None
    link: str = ""
    subject_uid: uuid.UUID | None = None
    step: str = ""
    follow_up: tuple[str, Mapping[str, Any]] | None = None
    channels: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class _Addressee:
    """Whom a notice goes to, and how the person can be reached."""

    pid: str
    name: str
    company: Any
    language: str
    user: Any
    addresses: Mapping[str, str]


@dataclass(slots=True)
class _Plan:
    """A notice about to be written, with its deliveries."""

    notice: Notice
    addressee: _Addressee
    text: Rendered
    secret: bool
    start_at: datetime
    deliveries: list[Delivery] = field(default_factory=list)
    missing: list[routing.Missing] = field(default_factory=list)


def send(
    *,
    to_user: Any = None,
    to_employee: Any = None,
    template: str,
    context: Mapping[str, Any],
    stream: Any = None,
    by: Actor,
    now: datetime,
    link: str = "",
    key: str,
    subject_uid: uuid.UUID | None = None,
    step: str = "",
    follow_up: tuple[str, Mapping[str, Any]] | None = None,
    channels: Sequence[str] | None = None,
) -> Notice:
    """Write one notice, its deliveries, their jobs and the evidence, in the caller's transaction.

    `to_user` (a colleague) or `to_employee`: a row or its primary key; exactly one. `context` are the facts of the
    message template (messages.py). `stream` is where the evidence goes (default: the installation's). `link` is the
    path that the message opens. The same `key` is sent once: a repeat gives the notice that is there. `follow_up`
    names a job handler and its arguments (ids only); it is enqueued on delivery and on opening of each channel, with
    `delivery` (the delivery's uid as text) added. `channels` overrides those of the template.

    Raises WrongContext for facts the template cannot use, Refused when a code can reach nobody.
    """
    one = Outgoing(
        template,
        context,
        key,
        to_user,
        to_employee,
        stream,
        link,
        subject_uid,
        step,
        follow_up,
        channels,
    )
    sent = send_all([one], by=by, now=now)
    if not sent:
        raise Refused(_("No message goes to this person; the family is spoken to by one colleague."), code="silent")
    return sent[0]


def send_all(outgoing: Sequence[Outgoing], *, by: Actor, now: datetime) -> list[Notice]:
    """Write several notices at once, at the price of one: the statements do not grow with their number.

    Nothing is ever written to a person whose death was reported; the answer leaves those notices out.
    """
    outgoing = _to_the_living(outgoing)
    kept = {row.key: row for row in Notice.objects.filter(key__in=[one.key for one in outgoing])}
    fresh = {one.key: one for one in reversed(outgoing) if one.key not in kept}
    colleagues = any(one.to_user is not None for one in fresh.values())
    employer = accounts.company(by.company) if colleagues and by.company else None
    plans = {key: _plan(one, employer, by, now) for key, one in fresh.items()}
    if plans:
        # Conflicts are ignored, not raised: a refused INSERT would end the caller's transaction on PostgreSQL.
        Notice.objects.bulk_create([plan.notice for plan in plans.values()], ignore_conflicts=True)
        kept |= {row.key: row for row in Notice.objects.filter(key__in=list(plans))}
        _write(
            [plan for key, plan in plans.items() if kept[key].uid == plan.notice.uid],
            kept,
            by,
            now,
        )
    return [kept[one.key] for one in outgoing]


def _to_the_living(outgoing: Sequence[Outgoing]) -> list[Outgoing]:
    """Without those to people to whom no message may go."""
    employees = {getattr(one.to_employee, "pk", one.to_employee) for one in outgoing} - {None}
    users = {getattr(one.to_user, "pk", one.to_user) for one in outgoing} - {None}
    if not employees and not users:
        return list(outgoing)
    no_employee, no_user = people.silent(employees, users)
    return [
        one
        for one in outgoing
        if getattr(one.to_employee, "pk", one.to_employee) not in no_employee
        and getattr(one.to_user, "pk", one.to_user) not in no_user
    ]


def _plan(one: Outgoing, employer: Any, by: Actor, now: datetime) -> _Plan:
    addressee = _addressee(one, employer)
    template = template_for(one.template, "staff" if one.to_user is not None else "employee")
    if one.follow_up is not None and one.follow_up[0] not in HANDLERS:
        raise LookupError(f"no job handler {one.follow_up[0]!r}")
    language = language_of(addressee.language)
    company = addressee.company.name if addressee.company else "PartWell"
    text = render(
        template,
        one.context,
        name=addressee.name,
        company=company,
        now=now,
        language=language,
    )
    notice = Notice(
        key=one.key,
        company=addressee.company,
        stream=one.stream or evidence.stream_of_installation(by.company, now),
        template=template.key,
        language=language,
        to_user=addressee.user if one.to_user is not None else None,
        to_employee_id=getattr(one.to_employee, "pk", one.to_employee),
        subject_uid=one.subject_uid,
        step=one.step,
        link=one.link,
        sent_by_id=by.user,
        follow_up=one.follow_up[0] if one.follow_up else "",
        follow_up_arguments=dict(one.follow_up[1]) if one.follow_up else {},
        created_at=now,
    )
    notice.text = composing.sealed_form(text)
    start_at = routing.after_the_night(now) if template.quiet else now
    plan = _Plan(notice, addressee, text, template.secret, start_at)
    found, plan.missing = routing.routes(
        template.channels if one.channels is None else one.channels,
        addressee.addresses,
        registry.kinds("channels").values(),
        inside=not template.secret,
    )
    if template.secret and not found:
        raise Refused(
            _("No phone number or mail address is on file to send the code to. Please ask HR to record one."),
            code="no_address",
        )
    plan.deliveries = [_delivery(plan, route, now) for route in found] or [_to_be_served_by_hand(plan, now)]
    return plan


def _addressee(one: Outgoing, employer: Any) -> _Addressee:
    """Whom it goes to; `employer` is the company a colleague is written to from."""
    if (one.to_user is None) == (one.to_employee is None):
        raise ValueError("a notice has one addressee: to_user or to_employee")
    if one.to_user is not None:
        user = accounts.user(one.to_user) if isinstance(one.to_user, int) else one.to_user
        return _Addressee(
            str(user.uid),
            user.name or user.username,
            employer,
            user.language,
            user,
            _addresses(user, user.phone, ""),
        )
    employee = people.by_pk(one.to_employee) if isinstance(one.to_employee, int) else one.to_employee
    user = employee.user
    return _Addressee(
        str(user.uid if user else employee.uid),
        employee.name,
        employee.company,
        user.language if user else "zh-hans",
        user,
        _addresses(user, employee.phone, employee.mail),
    )


def _addresses(user: Any, phone: str, mail: str) -> dict[str, str]:
    """How someone can be reached; the account's own phone and mail stand in for missing ones."""
    return {
        "account": str(user.pk) if user and user.is_active else "",
        "phone": phone or (user.phone if user else ""),
        "mail": mail or (user.email if user else ""),
    }


def _token() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(10))


def _delivery(plan: _Plan, route: routing.Route, now: datetime) -> Delivery:
    delivery = Delivery(
        token=_token(),
        channel=route.kind.key,
        instead_of=",".join(route.instead_of),
        demo=route.kind.demo,
        queued_at=now,
    )
    delivery.address = route.address
    if route.kind.inside:
        # The row is the message: nothing is handed to a provider.
        delivery.state, delivery.sent_at = State.SENT, now
    return delivery


def _to_be_served_by_hand(plan: _Plan, now: datetime) -> Delivery:
    """No way to reach the person is known: a person has to serve it, and HR sees that at once."""
    return Delivery(
        token=_token(),
        channel="none",
        state=State.FAILED,
        reason="no_address",
        queued_at=now,
        failed_at=now,
    )


def _write(plans: Sequence[_Plan], kept: Mapping[str, Notice], by: Actor, now: datetime) -> None:
    """Deliveries, jobs and evidence of the notices just written."""
    for plan in plans:
        plan.notice.pk = kept[plan.notice.key].pk
        for delivery in plan.deliveries:
            delivery.notice = plan.notice
    rows = Delivery.objects.bulk_create([row for plan in plans for row in plan.deliveries])
    start = {plan.notice.pk: plan.start_at for plan in plans}
    jobs.enqueue_many(
        [
            (
                deliveries.DELIVER,
                {"delivery": row.pk},
                f"notice:{row.uid}",
                start[row.notice_id],
            )
            for row in rows
            if row.state == State.QUEUED
        ],
        now=now,
    )
    drafts: dict[int, list[evidence.Draft]] = {}
    streams = {plan.notice.stream.pk: plan.notice.stream for plan in plans}
    for plan in plans:
        mine = drafts.setdefault(plan.notice.stream.pk, [])
        mine.append(_queued(plan))
        mine += [
            deliveries.draft(row, "notice.failed", code=row.reason, final=True)
            for row in plan.deliveries
            if row.state == State.FAILED
        ]
    for stream, entries in drafts.items():
        evidence.record_all(streams[stream], entries, by=by, now=now)


def _queued(plan: _Plan) -> evidence.Draft:
    """The entry of a notice: its words, its addressee, its channels, and what was asked for in vain."""
    notice, text = plan.notice, plan.text
    return evidence.Draft(
        "notice.queued",
        {
            "notice": str(notice.uid),
            "template": notice.template,
            "language": notice.language,
            "to": plan.addressee.pid,
            "subject": str(notice.subject_uid or ""),
            "step": notice.step,
            "link": notice.link,
            "title": text.title,
            # A code that signs must not be readable by whoever may read the file.
            "text": [] if plan.secret else list(text.paragraphs),
            "sms": "" if plan.secret else text.sms,
            "deliveries": [
                {
                    "delivery": str(row.uid),
                    "channel": row.channel,
                    "address": "" if row.channel == routing.INSIDE else row.address,
                    "state": row.state,
                    "instead_of": row.instead_of,
                    "demo": row.demo,
                }
                for row in plan.deliveries
            ],
            "not_taken": [{"channel": one.channel, "why": one.why} for one in plan.missing],
        },
    )


def open_notice(token: str, *, by: Actor, now: datetime) -> str:
    """Record that the addressee opened a message; the path it leads to. Opening again records nothing new.

    Raises NotVisible for anyone but the addressee.
    """
    with transaction.atomic():
        delivery = deliveries.locked(token=token)
        if delivery is None or not queries.is_addressee(delivery.notice, by):
            raise NotVisible
        if delivery.opened_at is None:
            deliveries.opened(delivery, by=by, now=now)
        return delivery.notice.link


def serve_by_hand(
    notice_uid: uuid.UUID | str,
    *,
    how: str,
    number: str,
    proof: Blob,
    by: Actor,
    now: datetime,
) -> None:
    """Record that a person served the notice: by courier with its number, in person, or by public notice.

    The proof (the courier's proof of service, the signed slip, the page of the newspaper) is part of the evidence.
    Raises NotVisible, NotAllowed without an HR role, BadInput, Refused when it was served by hand before.
    """
    if how not in HANDED:
        raise BadInput({"how": _("Choose how it was served: courier, in person, or public notice.")})
    if how == "courier" and not number.strip():
        raise BadInput({"number": _("Enter the courier's number.")})
    with transaction.atomic():
        notice = queries.visible_to(by).filter(uid=notice_uid).select_related("stream__key").first()
        if notice is None:
            raise NotVisible
        if not queries.may_serve(by):
            raise NotAllowed(_("Service by hand is recorded by HR. Please ask the case handler."))
        if notice.deliveries.filter(channel=BY_HAND).exists():
            raise Refused(_("This notice was already served by hand."), code="already_served")
        delivery = Delivery(
            notice=notice, token=_token(), channel=BY_HAND, message_id=number.strip()[:200], queued_at=now
        )
        delivery.save(force_insert=True)
        facts = deliveries.Facts(delivery, by, now)
        facts.delivered(how, files=[proof])
        facts.keep()


def put_on_demo_phone(message_id: str, *, medium: str, to: str, subject: str, text: str, now: datetime) -> Outcome:
    """Show a message on the demo's phone or in its mailbox. The same id is shown once."""
    index = look_up("demo", to)
    line = DemoLine.objects.filter(to_index=index).first()
    if line is not None and line.state == DemoLine.State.OUT_OF_SERVICE:
        return "refused"
    if line is not None and line.state == DemoLine.State.OFF:
        return "unreachable"
    with transaction.atomic():
        if not DemoMessage.objects.filter(message_id=message_id).exists():
            row = DemoMessage(medium=medium, message_id=message_id, to_index=index, at=now)
            row.to, row.text = to, f"{subject}\n\n{text}" if subject else text
            row.save(force_insert=True)
    return "delivered" if medium == "sms" else "sent"


def switch_demo_line(to: str, state: str) -> None:
    """Switch the demo's phone of a number on, off, or out of service: to see what happens to what it is sent."""
    if state not in DemoLine.State.values:
        raise BadInput({"state": _("Choose on, off or out of service.")})
    with transaction.atomic():
        DemoLine.objects.update_or_create(to_index=look_up("demo", to), defaults={"state": state})
