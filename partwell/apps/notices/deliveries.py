"""What is known about a delivery: its row, its receipts, and the entries that say the same."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from partwell.apps.evidence import actions as evidence
from partwell.lib import jobs
from partwell.lib.actor import Actor, system
from partwell.lib.files.models import Blob

from .models import Delivery, Notice, Receipt

DELIVER = "notices.deliver"
State, Kind = Delivery.State, Receipt.Kind


def locked(**where: Any) -> Delivery | None:
    """A delivery for writing, with notice and stream; its row is locked until the transaction ends."""
    rows = Delivery.objects.select_related("notice__stream__key", "notice__company")
    return rows.select_for_update(of=("self",)).filter(**where).first()


def draft(delivery: Delivery, entry: str, **more: Any) -> evidence.Draft:
    """An entry about a delivery: which, where, what the provider said."""
    notice = delivery.notice
    about = {
        "notice": str(notice.uid),
        "delivery": str(delivery.uid),
        "template": notice.template,
        "subject": str(notice.subject_uid or ""),
        "step": notice.step,
        "channel": delivery.channel,
        "message_id": delivery.message_id,
        "attempt": delivery.attempts,
        "demo": delivery.demo,
    }
    return evidence.Draft(entry, about | more)


def follow(delivery: Delivery, event: str, now: datetime) -> None:
    """Tell the handler that the sender named, once for each event of a delivery."""
    notice = delivery.notice
    if notice.follow_up:
        arguments = notice.follow_up_arguments | {"delivery": str(delivery.uid)}
        jobs.enqueue(notice.follow_up, arguments, key=f"follow:{delivery.uid}:{event}", now=now)


def by_program(delivery: Delivery) -> Actor:
    return system(delivery.notice.company_id)


class Facts:
    """What is learned about a delivery in one transaction; `keep` writes rows and entries together."""

    def __init__(self, row: Delivery, by: Actor, now: datetime) -> None:
        self.row, self.by, self.now = row, by, now
        self._receipts: list[Receipt] = []
        self._drafts: list[evidence.Draft] = []

    def learn(
        self,
        kind: str,
        entry: str,
        *,
        code: str = "",
        server: str = "",
        basis: str = "",
        files: Sequence[Blob] = (),
        **more: Any,
    ) -> None:
        """Add one fact: a receipt, and the entry that says the same."""
        row, said = self.row, {"code": code[:60], "server": server[:120], "basis": basis}
        self._receipts.append(
            Receipt(
                delivery=row,
                kind=kind,
                attempt=0 if kind in (Kind.OPENED, Kind.BOUNCED) else row.attempts,
                at=self.now,
                message_id=row.message_id,
                by=self.by.pid,
                **said,
            )
        )
        made = draft(row, entry, **{name: value for name, value in said.items() if value}, **more)
        self._drafts.append(evidence.Draft(made.type, made.payload, files))

    def delivered(self, basis: str, files: Sequence[Blob] = ()) -> None:
        """It arrived, and this is what says so."""
        self.row.state, self.row.delivered_at, self.row.basis = State.DELIVERED, self.now, basis
        self.learn(Kind.DELIVERED, "notice.delivered", basis=basis, files=files)
        follow(self.row, "delivered", self.now)

    def keep(self) -> None:
        """Write the delivery's state, its receipts and their entries."""
        self.row.save()
        Receipt.objects.bulk_create(self._receipts)
        evidence.record_all(self.row.notice.stream, self._drafts, by=self.by, now=self.now)


def opened(row: Delivery, *, by: Actor, now: datetime) -> None:
    """The addressee opened it. What left the house and was opened has arrived, whatever its provider said."""
    facts = Facts(row, by, now)
    facts.learn(Kind.OPENED, "notice.opened")
    if row.channel != "in_app" and row.delivered_at is None:
        facts.delivered("opened")
    row.state, row.opened_at = State.OPENED, now
    facts.keep()
    Notice.objects.filter(pk=row.notice_id, opened_at=None).update(opened_at=now)
    follow(row, "opened", now)
