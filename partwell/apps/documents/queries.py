"""Reading papers. Every list starts at `visible_to(by)`; what is not visible does not exist (404)."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from partwell.lib import registry
from partwell.lib.actor import Actor
from partwell.lib.files.models import Blob
from partwell.lib.paper import model
from partwell.lib.paper.kind import DocumentKind
from partwell.lib.refusal import NotAllowed, NotVisible, Refused

from . import pdf_signatures
from .labels import TITLES
from .models import Answer, Document, Reading, SealAct

CONSENT = "signature_consent"
"""Kind of the agreement under which codes and passkeys count as a signature."""
HR_READERS = ("hr_ops", "hrbp", "er", "hr_manager", "hr_director", "legal")
"""Roles that read every paper of the people under their seats; other roles read the kinds that name them."""


def kind_of(document: Document) -> DocumentKind:
    """The kind of a paper."""
    return registry.kind("documents", document.kind)


def visible_to(by: Actor) -> QuerySet[Document]:
    """Papers addressed to the actor, and those of people under seats whose role may read that kind.

    What an employee writes is the employee's alone until it is signed: a draft nobody else sees.
    """
    rows = Document.objects.select_related("blob", "employee__department", "answer")
    if by.company is not None:
        rows = rows.filter(company=by.company)
    if by.is_system:
        return rows
    if by.company is None:
        return rows.none()
    kinds: dict[str, DocumentKind] = dict(registry.kinds("documents"))
    drafts = Q(kind__in=[key for key, kind in kinds.items() if kind.own_words], answer__isnull=True)
    visible = Q(pk__in=[])
    if by.employee is not None:
        hidden = [key for key, kind in kinds.items() if not kind.to_employee]
        visible |= Q(employee=by.employee) & ~Q(kind__in=hidden)
    for seat in by.seats:
        reads = (
            ~Q(pk__in=[])
            if seat.role in HR_READERS
            else Q(kind__in=[k for k, v in kinds.items() if seat.role in v.readers])
        )
        reads &= ~drafts
        visible |= reads if seat.path is None else reads & Q(employee__department__path__startswith=seat.path)
    return rows.filter(visible)


def document(by: Actor, uid: UUID | str) -> Document:
    """One paper: by the role, or by acting on the step it was made for, as a deputy or because one was asked to.

    Raises NotVisible for another company or another part of it, NotAllowed when the paper is of a person under
    the actor's seats but of a kind the role does not read.
    """
    row = visible_to(by).filter(uid=uid).first()
    if row is not None:
        return row
    rows = Document.objects.select_related("blob", "employee__department", "answer")
    other = rows.filter(company=by.company, uid=uid).first() if by.company is not None else None
    if other is not None and _is_draft(other):
        raise NotVisible
    if other is not None and by.employee != other.employee_id and registry.service("acts_on_paper")(by, other):
        return other
    if by.company is not None and other is not None and by.roles_on(other.employee.department.path):
        raise NotAllowed(_("Your role does not read this paper. HR can show it to you."))
    raise NotVisible


def _is_draft(row: Document) -> bool:
    """Whether a paper is the employee's own words and not signed yet."""
    return kind_of(row).own_words and not Answer.objects.filter(document=row).exists()


def own_document(by: Actor, uid: UUID | str) -> Document:
    """A paper addressed to the actor personally. Raises NotVisible."""
    row = visible_to(by).filter(uid=uid, employee=by.employee or 0).first()
    if row is None:
        raise NotVisible
    return row


def of_case(case_uid: UUID, *, by: Actor) -> QuerySet[Document]:
    """The papers of a case that the actor may read, oldest first."""
    return visible_to(by).filter(case_uid=case_uid).order_by("issued_at", "pk")


def answers_in(case_uid: UUID) -> QuerySet[Answer]:
    """The answers to papers of a case, oldest first, for callers that already checked the case."""
    return Answer.objects.filter(document__case_uid=case_uid).select_related("document", "signed_copy").order_by("at")


def item_of(answer: Answer) -> str:
    """The evidence item that an answer stands for, of its kind of paper or, where that names none, of the answer."""
    document = answer.document
    party = "decline" if answer.intent == Answer.Intent.DECLINE else "sign"
    return kind_of(document).items.get(answer.intent, "") or f"employee.{party}:{document.kind}"


def of_employee(employee: int, *, by: Actor) -> QuerySet[Document]:
    """The papers of one person that the actor may read, newest first."""
    return visible_to(by).filter(employee=employee).order_by("-issued_at", "-pk")


def current(case_uid: UUID, kind: str) -> Document | None:
    """The issued version of a kind in a case, for the program and for callers that already checked the case."""
    rows = Document.objects.filter(case_uid=case_uid, kind=kind, state=Document.State.ISSUED)
    return rows.select_related("blob", "answer").order_by("-version", "-pk").first()


def open_of_case(case_uid: UUID) -> list[Document]:
    """The papers of a case that ask for an answer and have none, for the program."""
    rows = Document.objects.filter(case_uid=case_uid, state=Document.State.ISSUED, answer__isnull=True)
    found = rows.select_related("employee__department").order_by("pk")
    return [row for row in found if kind_of(row).needs_answer]


def paper_of(document: Document) -> model.Data:
    """What the paper says, as `Paper.as_data()`. Raises Refused when it was lawfully erased."""
    if not document.paper:
        raise Refused(_("This paper was lawfully erased; its number and digest are left."), code="erased")
    return json.loads(document.paper)


def answer_of(document: Document) -> Answer | None:
    """The answer, if there is one."""
    return Answer.objects.filter(document=document).select_related("signed_copy", "code").first()


def answers_to(papers: Iterable[str]) -> list[Answer]:
    """The answers to these papers, oldest first; for the program."""
    return list(
        Answer.objects.filter(document__uid__in=papers)
        .select_related("document__employee__department", "document__stream")
        .order_by("pk")
    )


def reading_of(document: Document, reader: str) -> Reading | None:
    """How far a person read a paper."""
    return Reading.objects.filter(document=document, reader=reader).first()


def title_of(document: Document) -> dict[str, str]:
    """Title in Chinese and English, as template tags read it."""
    kind = kind_of(document)
    return {"title": kind.title, "title_en": kind.title_en}


def answers_of(document: Document) -> tuple[Any, ...]:
    """The answers a paper takes, as its page offers them."""
    kind = kind_of(document)
    return tuple(TITLES[kind.effect, intent] for intent in kind.answers)


def verification(token_number: str, company: int) -> dict[str, Any] | None:
    """What may be told about a paper to someone who gives its number: kind, state, day, digest. None when unknown."""
    row = Document.objects.filter(company=company, number=token_number).first()
    if row is None:
        return None
    return {"kind": row.kind, "state": row.state, "issued_at": row.issued_at, "sha256": bytes(row.sha256).hex()}


def files(document: Document) -> list[Blob]:
    """All stored files of a paper: the original, the signed copy, the scan of the sealed paper."""
    found = [document.blob]
    if answer := answer_of(document):
        found.append(answer.signed_copy)
    if act := seal_of(document):
        found += [blob for blob in (act.scan, act.sealed_copy) if blob]
    return found


def seal_of(document: Document) -> SealAct | None:
    """How the paper was sealed, if it was."""
    return SealAct.objects.filter(document=document).select_related("scan", "sealed_copy").first()


def has_electronic_seal(company: UUID) -> bool:
    """Whether a company's papers can be put under its electronic seal."""
    return pdf_signatures.has_seal(company)


def agreed_to_sign(employee: int, now: datetime) -> bool:
    """Whether the person had signed the agreement on electronic signatures before, and it still stands."""
    return Answer.objects.filter(
        document__employee=employee,
        document__kind=CONSENT,
        document__state=Document.State.ISSUED,
        intent=Answer.Intent.SIGN,
        at__lt=now,
    ).exists()


def unanswered(employee: int, now: datetime) -> QuerySet[Document]:
    """Papers an employee is asked to answer and has not, the nearest deadline first."""
    asked = [key for key, kind in registry.kinds("documents").items() if kind.needs_answer]
    rows = Document.objects.filter(employee=employee, kind__in=asked, state=Document.State.ISSUED, answer__isnull=True)
    return rows.order_by("reply_by", "pk")


def issued_again(case_uid: UUID) -> list[Document]:
    """Papers of a case that were sealed in place of another that had been sealed, oldest first; for the program."""
    rows = Document.objects.filter(
        case_uid=case_uid, seal_act__isnull=False, replaces__seal_act__isnull=False, replaces__step=F("step")
    )
    return list(rows.order_by("pk"))


def ended_after_seal(case_uid: UUID) -> list[tuple[UUID, str]]:
    """The sealed papers of a case that were replaced or withdrawn since, with their state; for the program."""
    rows = Document.objects.filter(case_uid=case_uid, seal_act__isnull=False).exclude(state=Document.State.ISSUED)
    return list(rows.values_list("uid", "state"))


def is_sealed(document: Document) -> bool:
    """Whether the keeper has put the company's seal to this paper."""
    return SealAct.objects.filter(document=document).exists()


def page_counts(uids: Iterable[str]) -> dict[str, int]:
    """Pages of the PDF of each of these papers."""
    return {str(uid): pages for uid, pages in Document.objects.filter(uid__in=list(uids)).values_list("uid", "pages")}
