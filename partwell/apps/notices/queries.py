"""Reading notices: the own inbox, what went out about a case, what proves a delivery, what a person must serve."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from partwell.apps.accounts import queries as accounts
from partwell.apps.people import queries as people
from partwell.lib import registry
from partwell.lib.actor import Actor
from partwell.lib.keys.fields import look_up
from partwell.lib.refusal import NotVisible

from . import composing
from .messages import TEMPLATES
from .models import Delivery, DemoLine, DemoMessage, Notice
from .words import Both, reason_words

SERVES = ("hr_ops", "hrbp", "er", "hr_manager", "hr_director", "owner")
"""Roles that see what was not delivered and record service by hand."""
SECRET = tuple(key for key, template in TEMPLATES.items() if template.secret)
_REACHED = (Delivery.State.DELIVERED, Delivery.State.OPENED)


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One channel of a notice, for lists. `address` is masked; `why` says a failure, `stands_in_for` names channels."""

    uid: uuid.UUID
    token: str
    channel: str
    title: str
    title_en: str
    address: str
    state: str
    reason: str
    why: str
    why_en: str
    demo: bool
    instead_of: tuple[str, ...]
    stands_in_for: str
    stands_in_for_en: str
    basis: str
    message_id: str
    attempts: int
    queued_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    failed_at: datetime | None
    opened_at: datetime | None

    @property
    def at(self) -> datetime:
        """When its present state began."""
        return self.opened_at or self.failed_at or self.delivered_at or self.sent_at or self.queued_at


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice with its words and deliveries. The words of a code are withheld from everyone."""

    pk: int
    uid: uuid.UUID
    template: str
    to: str
    title: str
    paragraphs: tuple[str, ...]
    action: str
    sms: str
    link: str
    step: str
    subject_uid: uuid.UUID | None
    created_at: datetime
    opened_at: datetime | None
    deliveries: tuple[DeliveryView, ...]

    @property
    def token(self) -> str:
        """The token under which the addressee opens it: the one of the application where there is one."""
        inside = [one.token for one in self.deliveries if one.channel == "in_app"]
        return inside[0] if inside else self.deliveries[0].token


@dataclass(frozen=True, slots=True)
class Proof:
    """A delivery that counts as such (decision 5): who says so, when, under which number."""

    delivery: uuid.UUID
    notice: uuid.UUID
    template: str
    channel: str
    at: datetime
    message_id: str
    basis: str
    demo: bool


def masked(address: str) -> str:
    """138****0126 or l***@example.cn: enough to recognize one's own."""
    name, sign, host = address.partition("@")
    if sign:
        return f"{name[:1]}***@{host}"
    return f"{address[:3]}****{address[-4:]}" if len(address) >= 8 else "****" if address else ""


def is_addressee(notice: Notice, by: Actor) -> bool:
    """Whether this person is the one the notice was sent to."""
    if notice.to_user_id is not None:
        return notice.to_user_id == by.user
    return by.employee is not None and notice.to_employee_id == by.employee


def _mine(by: Actor) -> Q:
    mine = Q(to_user=by.user) if by.user is not None else Q(pk__in=[])
    return mine | Q(to_employee=by.employee) if by.employee is not None else mine


def may_serve(by: Actor) -> bool:
    """Whether the actor may see failed deliveries and record service by hand."""
    return by.holds(*SERVES)


def visible_to(by: Actor) -> QuerySet[Notice]:
    """The own notices, and those of people under the actor's HR seats."""
    visible = _mine(by)
    if by.company is not None:
        for seat in by.seats:
            if seat.role in SERVES:
                under = Q(company=by.company)
                if seat.path is not None:
                    under &= Q(to_employee__department__path__startswith=seat.path)
                visible |= under
    return Notice.objects.filter(visible)


def unread(by: Actor) -> int:
    """How many messages wait to be opened; one query on a partial index, for the bell."""
    return Notice.objects.filter(_mine(by), opened_at=None).exclude(template__in=SECRET).count()


def unread_count(by: Actor, now: datetime) -> int:
    """`unread` as the page's frame asks for counts; it does not depend on the time."""
    return unread(by)


def inbox(by: Actor, *, limit: int = 50, before: int | None = None) -> list[NoticeView]:
    """The own messages, newest first; two queries. Codes are not shown in the application."""
    rows = Notice.objects.filter(_mine(by)).exclude(template__in=SECRET)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return _views(rows.order_by("-pk")[:limit])


def message(by: Actor, token: str) -> NoticeView | None:
    """The message behind a link, for its addressee only."""
    notice = Notice.objects.filter(deliveries__token=token).first()
    if notice is None or not is_addressee(notice, by):
        return None
    return _views([notice])[0]


def deliveries(subject_uid: uuid.UUID | str, *, step: str | None = None) -> list[NoticeView]:
    """What was sent about a case or a paper, oldest first; two queries. The caller checked the right to it."""
    rows = Notice.objects.filter(subject_uid=subject_uid)
    if step is not None:
        rows = rows.filter(step=step)
    return _views(rows.order_by("pk"))


def delivery(uid: uuid.UUID | str) -> Delivery:
    """A delivery with its notice, for a follow-up job. Raises Delivery.DoesNotExist."""
    return Delivery.objects.select_related("notice").get(uid=uid)


def proof_of_delivery(
    subject_uid: uuid.UUID | str,
    *,
    template: str | None = None,
    step: str | None = None,
) -> Proof | None:
    """The first delivery about a subject that counts: provider, mail opened or unreturned, service by hand.

    A message in the application is an opening (`system.log:opened`), never a delivery.
    """
    rows = Delivery.objects.filter(
        notice__subject_uid=subject_uid, state__in=_REACHED, delivered_at__isnull=False
    ).select_related("notice")
    if template is not None:
        rows = rows.filter(notice__template=template)
    if step is not None:
        rows = rows.filter(notice__step=step)
    row = rows.order_by("delivered_at", "pk").first()
    if row is None or row.delivered_at is None:
        return None
    return Proof(
        row.uid,
        row.notice.uid,
        row.notice.template,
        row.channel,
        row.delivered_at,
        row.message_id,
        row.basis,
        row.demo,
    )


def opened_at(
    subject_uid: uuid.UUID | str,
    *,
    template: str | None = None,
    step: str | None = None,
) -> datetime | None:
    """When a message about the subject was first opened, on any channel."""
    rows = Notice.objects.filter(subject_uid=subject_uid, opened_at__isnull=False)
    if template is not None:
        rows = rows.filter(template=template)
    if step is not None:
        rows = rows.filter(step=step)
    return rows.order_by("opened_at").values_list("opened_at", flat=True).first()


def last_reminder(subject_uid: uuid.UUID | str, step: str = "") -> datetime | None:
    """When someone was last reminded about a step of a case (reminder, deadline come)."""
    reminders = ("reminder", "due_now", "staff_reminder", "staff_due_now")
    rows = Notice.objects.filter(subject_uid=subject_uid, step=step, template__in=reminders)
    return rows.order_by("-created_at").values_list("created_at", flat=True).first()


def _unserved(by: Actor) -> QuerySet[Notice]:
    """Notices under the actor's seats that reached nobody: a channel failed and none other arrived or is on its way."""
    outside = Delivery.objects.filter(notice=OuterRef("pk")).exclude(channel="in_app")
    failed = outside.filter(state__in=[Delivery.State.FAILED, Delivery.State.BOUNCED])
    alive = outside.exclude(state__in=[Delivery.State.FAILED, Delivery.State.BOUNCED])
    rows = visible_to(by).filter(Exists(failed), ~Exists(alive), to_employee__isnull=False, opened_at=None)
    return rows.exclude(template__in=SECRET)


def to_serve_by_hand(by: Actor, *, limit: int = 100) -> list[NoticeView]:
    """待人工送达: notices to employees that no channel brought to them, oldest first."""
    return _views(_unserved(by).order_by("pk")[:limit]) if may_serve(by) else []


def servable(by: Actor, subject_uid: uuid.UUID | str) -> uuid.UUID | None:
    """The notice about a subject that the actor may serve by hand; None once one counts as delivered.

    Who opened it in the application is no longer on the list of those to be served, but an opening is no delivery.
    """
    if not may_serve(by) or proof_of_delivery(subject_uid) is not None:
        return None
    rows = visible_to(by).filter(subject_uid=subject_uid, to_employee__isnull=False).exclude(template__in=SECRET)
    return rows.order_by("pk").values_list("uid", flat=True).first()


def sent(by: Actor, *, limit: int = 30, before: int | None = None) -> list[NoticeView]:
    """What was sent to the people under the actor's HR seats, newest first; two queries."""
    rows = visible_to(by)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return _views(rows.order_by("-pk")[:limit])


def notice(by: Actor, uid: uuid.UUID | str) -> NoticeView:
    """One notice. Raises NotVisible."""
    row = visible_to(by).filter(uid=uid).first()
    if row is None:
        raise NotVisible
    return _view(row)


def own_phone(by: Actor) -> str:
    """The number under which the actor gets short messages, "" when there is none."""
    if by.employee is not None and (phone := people.by_pk(by.employee).phone):
        return str(phone)
    return str(accounts.user(by.user).phone) if by.user is not None else ""


def to_serve_count(by: Actor) -> int:
    """How many notices wait to be served by a person."""
    return _unserved(by).count() if may_serve(by) else 0


def _views(rows: "Iterable[Notice] | QuerySet[Notice]") -> list[NoticeView]:
    if isinstance(rows, QuerySet):
        rows = rows.select_related("to_user", "to_employee").prefetch_related("deliveries")
    return [_view(row) for row in rows]


def _view(row: Notice) -> NoticeView:
    text = composing.text_of(row)
    secret = row.template in SECRET
    person = row.to_employee or row.to_user
    return NoticeView(
        pk=row.pk,
        uid=row.uid,
        template=row.template,
        to=person.name if person else "",
        title=text.title,
        paragraphs=() if secret else text.paragraphs,
        action=text.action,
        sms="" if secret else text.sms,
        link=row.link,
        step=row.step,
        subject_uid=row.subject_uid,
        created_at=row.created_at,
        opened_at=row.opened_at,
        deliveries=tuple(_delivery_view(one) for one in sorted(row.deliveries.all(), key=lambda one: one.pk)),
    )


def _delivery_view(row: Delivery) -> DeliveryView:
    kind = registry.kinds("channels").get(row.channel)
    titles = _TITLES.get(row.channel, (row.channel, row.channel))
    instead_of = tuple(row.instead_of.split(",")) if row.instead_of else ()
    why = reason_words(row.reason)
    return DeliveryView(
        uid=row.uid,
        token=row.token,
        channel=row.channel,
        title=kind.title if kind else titles[0],
        title_en=kind.title_en if kind else titles[1],
        address="" if row.channel == "in_app" else masked(row.address),
        state=row.state,
        reason=row.reason,
        why=why.zh if row.reason else "",
        why_en=why.en if row.reason else "",
        demo=row.demo,
        instead_of=instead_of,
        stands_in_for="、".join(_NAMES.get(name, Both(name, name)).zh for name in instead_of),
        stands_in_for_en=", ".join(_NAMES.get(name, Both(name, name)).en for name in instead_of),
        basis=row.basis,
        message_id=row.message_id,
        attempts=row.attempts,
        queued_at=row.queued_at,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
        failed_at=row.failed_at,
        opened_at=row.opened_at,
    )


_NAMES = {
    "sms": Both("短信", "SMS"),
    "dingtalk": Both("钉钉", "DingTalk"),
    "wecom": Both("企业微信", "WeCom"),
    "email": Both("电子邮件", "e-mail"),
    "ems": Both("邮政快递", "courier"),
}
_TITLES = {"by_hand": ("人工送达", "by hand"), "none": ("没有可用的渠道", "no channel")}


@dataclass(frozen=True, slots=True)
class DemoPage:
    """What the demo's phone of one person shows, newest first."""

    messages: Sequence[DemoMessage]
    state: str


def demo_phone(*addresses: str, limit: int = 50) -> DemoPage:
    """Short messages and mails of the demo to any of these addresses (a person's phone and mail)."""
    found = [look_up("demo", address) for address in addresses if address]
    rows = DemoMessage.objects.filter(to_index__in=found).order_by("-pk")[:limit]
    line = DemoLine.objects.filter(to_index__in=found).first()
    return DemoPage(list(rows), line.state if line else DemoLine.State.ON)


def is_for_staff(template: str) -> bool:
    """Whether a message of this template goes to colleagues, not to the person a case is about."""
    found = TEMPLATES.get(template)
    return found is not None and found.audience == "staff"
