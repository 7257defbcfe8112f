"""What an employee keeps of an answer: the place of its entry in the log, provable later without the company's help."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.documents import queries as documents
from partwell.apps.evidence import queries as log
from partwell.apps.notices.actions import Outgoing
from partwell.core.evidence import checkpoint, proof
from partwell.core.process.reopen import withdraw_refusal
from partwell.core.process.state import derive
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import NotVisible, Refused

from . import papers, standing, store
from .models import Case


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt. `text` is the tlog-proof; `compact` is what the QR code says."""

    paper: Any
    title: dict[str, str]
    code: str
    at: datetime
    text: str
    compact: str
    origin: str
    index: int
    size: int
    leaf: str
    anchored: datetime | None


def message(answer: Any, *, now: datetime) -> Outgoing:
    """The number of an answer's receipt, told outside the program, with whom to ask: the HR partner over the person."""
    paper = answer.document
    path = paper.employee.department.path
    partners = accounts.holders(paper.company_id, "hrbp", path, now.astimezone(SHANGHAI).date())
    contact = {"contact": partners[0].name} if partners else {}
    return Outgoing(
        "answer_kept",
        {"what": papers.title(paper.kind), "code": answer.receipt, **contact},
        key=f"answer:{answer.uid}",
        to_employee=paper.employee,
        stream=paper.stream,
        link=f"/my/papers/{paper.uid}/receipt/",
        subject_uid=paper.uid,
        step=paper.step,
    )


def of_employee(by: Actor) -> list[Any]:
    """The answered papers of a person, newest first."""
    rows = documents.of_employee(by.employee or 0, by=by).filter(answer__isnull=False).select_related("answer")
    return [{"paper": row, "title": documents.title_of(row), "answer": row.answer} for row in rows]


def one(by: Actor, uid: str) -> Receipt:
    """The receipt of an own paper's answer. Raises NotVisible; Refused while the log has not taken it in yet."""
    paper = documents.own_document(by, uid)
    answer = documents.answer_of(paper)
    if answer is None:
        raise NotVisible
    entry = log.at_place(paper.stream, answer.entry_seq)
    try:
        text = log.receipt(entry)
    except log.NotIntegrated:
        raise Refused(_("The receipt is being made. Please try again in a few seconds."), code="not_ready") from None
    found = proof.parse(text)
    head = checkpoint.parse(found.note)
    leaf = base64.b64encode(found.leaf).decode()
    root = base64.b64encode(head.root).decode()
    return Receipt(
        paper=paper,
        title=documents.title_of(paper),
        code=answer.receipt,
        at=answer.at,
        text=text,
        compact=f"partwell-receipt/1 {head.origin} {found.index} {leaf} {head.size} {root}",
        origin=head.origin,
        index=found.index,
        size=head.size,
        leaf=leaf,
        anchored=log.covered(paper.stream).get(answer.entry_seq),
    )


@dataclass(frozen=True, slots=True)
class Holds:
    """Whether a signature still holds: since when it is taken back, or whether its giver may take it back now."""

    taken_back: datetime | None = None
    may_take_back: bool = False


def signature(by: Actor, paper: Any, now: datetime) -> Holds:
    """Whether the signature on an answered paper of a case still holds. Who may read the paper was checked before."""
    answer = documents.answer_of(paper)
    case = Case.objects.select_related("employee", "stream").filter(uid=paper.case_uid).first()
    if answer is None or case is None:
        return Holds()
    if papers.is_outlived(case, paper):
        found = log.of_types(case.stream, ("step.withdrawn",))
        # On a paper stands the account, in the case the person: both are the employee, and nobody else answers.
        own = {answer.by, str(case.employee.uid)}
        back = [one.at for one in found if one.payload and one.payload["step"] == paper.step and one.actor in own]
        return Holds(taken_back=next((at for at in back if at >= answer.at), None))
    if not standing.is_own(by, case) or paper.state != "issued":
        return Holds()
    loaded = store.load(case)
    views = derive(loaded.state, calendar())
    view = views.get(paper.step)
    if view is None or view.outcome is not None or loaded.state.state != "open":
        return Holds()
    who = standing.standing_on(by, case, [view.step], now.astimezone(SHANGHAI).date())
    return Holds(may_take_back=withdraw_refusal(loaded.state, views, view, who) is None)
