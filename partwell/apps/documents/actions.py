"""What is done to papers: made, issued, read, answered, sealed, replaced, withdrawn. One verb a function.

Slow work comes first and touches no transaction: `render` (typesetting), `prepare_answer` (code, signature, signed
copy). `issue` and `record_answer` only write, so that a case can do them in the transaction of its own step.
"""

import hashlib
import json
import logging
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.apps.law import warned
from partwell.apps.notices import actions as notices
from partwell.apps.notices.words import Both
from partwell.lib import registry
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.files import store
from partwell.lib.files.models import Blob
from partwell.lib.ids import uid7
from partwell.lib.isolated import ChildFailed
from partwell.lib.paper import model
from partwell.lib.paper.kind import INTENTS
from partwell.lib.paper.typeset import CannotTypeset, count_pages, typeset
from partwell.lib.paper.values import Incomplete
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from partwell.lib.signing import CannotSign

from . import checking, codes, labels, passkeys, pdf_signatures, queries, signature, signed_copy
from .models import Answer, Document, OneTimeCode, Reading, SealAct

log = logging.getLogger(__name__)
MAX_TEXT = 2000
MAX_SECONDS_A_PAGE = 3600
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a number can be read out on the phone."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A paper made but not issued. `blob` is its file, written and not yet saved; None for a preview."""

    kind: str
    number: str
    paper: model.Data
    pdf: bytes
    pages: int
    sha256: bytes
    blob: Blob | None
    token: str = ""
    """What the code on a publicly checked paper asks with: 128 random bits, printed and nowhere else readable."""


def new_number(now: datetime) -> str:
    """A number for a paper: the day in Shanghai and 40 random bits, 20261126-7K4Q2M9D."""
    return f"{now.astimezone(SHANGHAI):%Y%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(8))}"


def render(
    kind: str, values: Mapping[str, Any], *, company: int | None, now: datetime, number: str = "", keep: bool = True
) -> Rendered:
    """Make a paper of `kind` from `values` as PDF/A-2a. Outside transactions; takes some tenths of a second.

    `values` are those of the kind's `fields.py` without `document_number`. With `keep` its file is written, for
    `issue`. Raises `BadInput` naming each missing value, or the character that no font has.
    """
    found = registry.kind("documents", kind)
    number = number or new_number(now)
    try:
        paper = found.fields({**values, "document_number": number}).as_data()
    except Incomplete as why:
        sentence = _("%(name)s is missing or cannot be used; expected: %(what)s.")
        said = {n: sentence % {"name": labels.label(n), "what": labels.expected(w)} for n, w in why.names.items()}
        raise BadInput(said, code="incomplete") from None
    token, printed = "", dict(paper)
    if found.publicly_checked:
        token = checking.new_token()
        printed["check"] = checking.printed(token)
    try:
        pdf = typeset(found.template, printed, at=now)
    except CannotTypeset as why:
        raise _not_made(why, values) from None
    name = f"{paper['title']}-{paper['employee']}-{number}.pdf"
    blob = store.stage(pdf, name=name, company=company, now=now, made_here=True) if keep else None
    return Rendered(kind, number, paper, pdf, count_pages(pdf), hashlib.sha256(pdf).digest(), blob, token)


def _not_made(why: CannotTypeset | ChildFailed | CannotSign, values: Mapping[str, Any]) -> BadInput | Refused:
    """The refusal when typesetting failed: on the value that holds a character no font has, else to try again."""
    glyph = getattr(why, "glyph", "")
    if not glyph:
        log.error("a paper could not be made: %s", why)
        return Refused(_("The paper could not be made just now; nothing was saved. Please try again."), code="not_made")
    lost = glyph[0]
    field = next((name for name, value in values.items() if isinstance(value, str) and lost in value), "paper")
    shown = f"“{lost}” (U+{ord(lost):04X})"
    sentence = _(
        "The character %(shown)s is in none of the fonts, so the paper was not made: it would show an empty box. "
        "Check the spelling; for a rare name ask the administrator to add a font."
    )
    return BadInput({field: sentence % {"shown": shown}}, code="no_glyph")


def issue(
    rendered: Rendered,
    *,
    stream: Any,
    employee: int,
    by: Actor,
    now: datetime,
    company: int | None = None,
    case_uid: UUID | None = None,
    step: str = "",
    reply_by: datetime | None = None,
    reply_class: str = "internal",
    replaces: Document | None = None,
) -> Document:
    """Issue a made paper to the person it is about and record `document.issued` in `stream`.

    Joins the caller's transaction. `reply_by` is shown while reading; `reply_class` says whose deadline it is.
    """
    if rendered.blob is None:
        raise ValueError("a preview is not issued")
    document = Document(
        uid=uid7(),
        company_id=company or stream.company_id,
        employee_id=employee,
        stream=stream,
        case_uid=case_uid,
        step=step,
        kind=rendered.kind,
        number=rendered.number,
        version=replaces.version + 1 if replaces else 1,
        replaces=replaces,
        sha256=rendered.sha256,
        pages=rendered.pages,
        reader_pages=len(model.pages(rendered.paper)),
        reply_by=reply_by,
        reply_class=reply_class,
        issued_at=now,
        issued_by=by.pid,
    )
    _check_may_issue(document, by)
    document.paper = _json(rendered.paper)
    with transaction.atomic():
        rendered.blob.save()
        document.blob = rendered.blob
        document.save()
        if rendered.token:
            checking.keep(document, rendered.token)
        payload = _about(document) | {
            "title": rendered.paper["title"],
            "version": document.version,
            "pages": document.pages,
            "paper": hashlib.sha256(document.paper.encode()).hexdigest(),
        }
        if replaces:
            payload["replaces"] = str(replaces.uid)
        evidence.record(stream, "document.issued", by=by, now=now, payload=payload, files=[rendered.blob])
    return document


def _check_may_issue(document: Document, by: Actor) -> None:
    """The program, a colleague with a seat over the person's department or in for one, the person for an own paper."""
    if by.is_system and by.company in (None, document.company_id):
        return
    if by.company != document.company_id:
        raise NotVisible
    path = document.employee.department.path
    kind = registry.kind("documents", document.kind)
    if by.acts_on(path) or (by.employee == document.employee_id and kind.effect == "declaration"):
        return
    raise NotAllowed(_("Only HR and the person's own managers issue this paper."))


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _about(document: Document) -> dict[str, Any]:
    """What each entry says about the paper it speaks of."""
    return {
        "document": str(document.uid),
        "kind": document.kind,
        "number": document.number,
        "sha256": bytes(document.sha256).hex(),
    }


def replace(
    document: Document,
    rendered: Rendered,
    *,
    reason: str,
    acknowledged: Collection[str] = (),
    by: Actor,
    now: datetime,
    **issue_with: Any,
) -> Document:
    """Issue a new version in place of `document`; the old one stays readable and says that it was replaced.

    Raises Unacknowledged for a reason wrong in law.
    """
    _check_may_issue(document, by)
    with transaction.atomic():
        _end(document, Document.State.REPLACED, reason=reason, acknowledged=acknowledged, by=by, now=now)
        kept = {"company": document.company_id, "case_uid": document.case_uid, "step": document.step}
        return issue(
            rendered,
            stream=document.stream,
            employee=document.employee_id,
            by=by,
            now=now,
            replaces=document,
            **{**kept, **issue_with},
        )


def withdraw(document: Document, *, reason: str, acknowledged: Collection[str] = (), by: Actor, now: datetime) -> None:
    """Withdraw a paper nobody answered. An answered one is replaced instead, because the answer stays.

    A receipt said only that the paper came, and goes on saying so. Raises Unacknowledged for a reason wrong in law.
    """
    if queries.answer_of(document) and queries.kind_of(document).effect != "receipt":
        raise Refused(_("This paper was answered already. Replace it by a new version instead."), code="answered")
    _check_may_issue(document, by)
    _end(document, Document.State.WITHDRAWN, reason=reason, acknowledged=acknowledged, by=by, now=now)


def end_agreement(
    document: Document,
    *,
    reason: str,
    read: bool,
    acknowledged: Collection[str] = (),
    by: Actor,
    now: datetime,
) -> None:
    """End a signed agreement from now on, as its own words allow; who may was checked before.

    `read`: whether the reason is somebody else's words than the person's own. Raises Unacknowledged for those wrong
    in law.
    """
    state = Document.State.WITHDRAWN
    _end(document, state, reason=reason, acknowledged=acknowledged, read=read, by=by, now=now)


def _end(
    document: Document,
    state: str,
    *,
    reason: str,
    acknowledged: Collection[str] = (),
    read: bool = True,
    by: Actor,
    now: datetime,
) -> None:
    """Close a version with its reason."""
    reason = _text(reason, "reason", needed=True)
    act, type_ = {
        Document.State.WITHDRAWN: ("documents.actions.withdraw", "document.withdrawn"),
        Document.State.REPLACED: ("documents.actions.replace", "document.replaced"),
    }[Document.State(state)]
    with transaction.atomic():
        row = Document.objects.select_for_update().get(pk=document.pk)
        if row.state != Document.State.ISSUED:
            raise Refused(_("This version was already replaced or withdrawn."), code="ended")
        row.state, row.ended_at, row.end_reason = state, now, reason
        row.save(update_fields=["state", "ended_at", "end_reason_sealed"])
        found = warned.read(act, reason, acknowledged=acknowledged, by=by) if read else ()
        payload = _about(row) | {"reason": reason}
        evidence.record(row.stream, type_, by=by, now=now, payload=payload)
        warned.kept(act, found, about=f"document:{row.uid}", stream=row.stream, by=by, now=now)
    document.state, document.ended_at = row.state, row.ended_at


def _text(text: str, field: str, *, needed: bool) -> str:
    """Free words: control characters out, bounded, refused on `field` when empty and needed."""
    kept = "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or c.isprintable()).strip()
    if needed and not kept:
        raise BadInput({field: _("Write at least one word here.")}, code="no_text")
    if len(kept) > MAX_TEXT:
        raise BadInput(
            {field: _("At most %(n)d characters; attach a file for more.") % {"n": MAX_TEXT}}, code="long_text"
        )
    return kept


def _addressee(document: Document, by: Actor) -> int:
    """The signed-in user, when the paper is addressed to this person. Nobody answers in another's name."""
    if by.company != document.company_id:
        raise NotVisible
    if by.employee != document.employee_id or by.user is None:
        raise NotAllowed(_("Only the person this paper is addressed to can answer it."))
    return by.user


def opened(document: Document, *, by: Actor, now: datetime) -> Reading | None:
    """Note that the addressee opened the paper; recorded once as `document.opened`. Others' reading is not evidence."""
    if by.employee != document.employee_id or by.company != document.company_id:
        return None
    found = Reading.objects.filter(document=document, reader=by.pid).first()
    if found:
        return found
    with transaction.atomic():
        reading, fresh = Reading.objects.get_or_create(document=document, reader=by.pid, defaults={"opened_at": now})
        if fresh:
            evidence.record(document.stream, "document.opened", by=by, now=now, payload=_about(document))
    return reading


def read_page(document: Document, page: int, *, seconds: int, by: Actor, now: datetime) -> Reading | None:
    """Note that page `page` was before the addressee for `seconds` more; `document.read` when the last was reached."""
    if not 1 <= page <= document.reader_pages:
        raise BadInput({"page": _("There is no such page.")}, code="no_page")
    if opened(document, by=by, now=now) is None:
        return None
    with transaction.atomic():
        reading = Reading.objects.select_for_update().get(document=document, reader=by.pid)
        spent = int(reading.seconds.get(str(page), 0)) + max(0, min(seconds, MAX_SECONDS_A_PAGE))
        reading.seconds = reading.seconds | {str(page): spent}
        reading.page_reached = max(reading.page_reached, page)
        whole = reading.page_reached >= document.reader_pages and reading.read_at is None
        if whole:
            reading.read_at = now
        reading.save(update_fields=["seconds", "page_reached", "read_at"])
        if whole:
            payload = _about(document) | {"pages": document.reader_pages, "seconds": dict(reading.seconds)}
            evidence.record(document.stream, "document.read", by=by, now=now, payload=payload)
    return reading


def downloaded(document: Document, *, by: Actor, now: datetime, what: str = "original") -> None:
    """Record that a copy left the system; each time, by anyone."""
    with transaction.atomic():
        payload = _about(document) | {"what": what}
        evidence.record(document.stream, "document.downloaded", by=by, now=now, payload=payload)


def _check_open(document: Document, intent: str) -> None:
    """Refuse an answer that the paper does not take, or no longer takes."""
    kind = queries.kind_of(document)
    if intent not in INTENTS or intent not in kind.answers:
        raise BadInput({"intent": _("Choose one of the answers.")}, code="intent")
    if document.state != Document.State.ISSUED:
        raise Refused(_("This version was replaced or withdrawn. Please read the new one."), code="ended")
    if queries.answer_of(document):
        raise Refused(_("You have answered this paper already. Your answer is kept."), code="already_answered")


def send_code(document: Document, intent: str, *, by: Actor, now: datetime) -> OneTimeCode:
    """Send the addressee a code for this answer to this paper. Declining needs none.

    Of codes that were not used at most one a minute and six an hour; an earlier code stops working. Raises `Refused`
    with code `too_soon` or `too_many`, or `no_phone` when there is nowhere to send it.
    """
    user = _addressee(document, by)
    _check_open(document, intent)
    # A code that was used is no resend: whoever has signed one paper may go on to the next at once.
    sent = OneTimeCode.objects.filter(user=user, used_at__isnull=True, sent_at__gt=now - timedelta(hours=1))
    recent = list(sent.order_by("-sent_at"))
    if len(recent) >= codes.PER_HOUR:
        raise Refused(
            _("Six codes were sent within an hour. Please wait, or ask HR to sign on paper."), code="too_many"
        )
    if recent and (wait := codes.PAUSE_SECONDS - int((now - recent[0].sent_at).total_seconds())) > 0:
        raise Refused(
            _("A code was just sent. You can ask for another in %(n)d seconds.") % {"n": wait}, code="too_soon"
        )
    if not (document.employee.phone or document.employee.mail):
        raise Refused(
            _("No phone number or mail address is on file. Ask HR to add one, or sign on paper."), code="no_phone"
        )
    uid, code = uid7(), codes.new_code()
    bound = codes.digest(code, uid=uid, user=user, paper=bytes(document.sha256), intent=intent)
    kind = queries.kind_of(document)
    with transaction.atomic():
        OneTimeCode.objects.filter(document=document, user=user, used_at__isnull=True, expires_at__gt=now).update(
            expires_at=now
        )
        row = OneTimeCode.objects.create(
            uid=uid,
            document=document,
            user_id=user,
            intent=intent,
            digest=bound,
            sent_at=now,
            expires_at=now + timedelta(minutes=codes.MINUTES),
        )
        payload = _about(document) | {"intent": intent, "code": str(uid)}
        evidence.record(document.stream, "document.code_sent", by=by, now=now, payload=payload)
        notices.send(
            to_employee=document.employee_id,
            template="code",
            context={"code": code, "minutes": codes.MINUTES, "what": Both(kind.title, kind.title_en)},
            stream=document.stream,
            by=by,
            now=now,
            link=f"/my/papers/{document.uid}/answer",
            key=f"code:{uid}",
            subject_uid=document.uid,
        )
    return row


def _check_code(document: Document, intent: str, code: str, user: int, now: datetime) -> OneTimeCode:
    """The live code that was entered. Each try counts, also when two come at the same moment."""
    row = OneTimeCode.objects.filter(document=document, user=user).order_by("-sent_at", "-pk").first()
    if row is None:
        raise _bad_code(_("Ask for a code first."), "no_code")
    if row.used_at is not None:
        raise Refused(_("You have answered this paper already. Your answer is kept."), code="already_answered")
    if now >= row.expires_at:
        raise _bad_code(_("This code is no longer valid; codes live for 5 minutes. Ask for a new one."), "code_expired")
    counted = OneTimeCode.objects.filter(pk=row.pk, tries__lt=codes.TRIES).update(tries=F("tries") + 1)
    if not counted:
        raise _bad_code(_("Five tries were used up. Ask for a new code."), "code_locked")
    if row.intent != intent:
        raise _bad_code(_("This code was sent for another answer. Ask for a new one."), "code_intent")
    bound = {"uid": row.uid, "user": user, "paper": bytes(document.sha256), "intent": intent}
    if not codes.matches(code, row.digest, **bound):  # type: ignore[arg-type]
        left = codes.TRIES - row.tries - 1
        if left <= 0:
            raise _bad_code(_("Five tries were used up. Ask for a new code."), "code_locked")
        raise _bad_code(_("This is not the code that was sent. %(n)d tries are left.") % {"n": left}, "code_wrong")
    return row


def _bad_code(sentence: str, code: str) -> BadInput:
    return BadInput({"code": sentence}, code=code)


@dataclass(frozen=True, slots=True)
class PreparedAnswer:
    """An answer checked and typeset; nothing is stored yet but files that a sweep removes if it is never recorded."""

    document: Document
    intent: str
    method: str
    text: str
    sections: tuple[int, ...]
    code: OneTimeCode | None
    signature: Blob | None
    signed_copy: Blob
    at: datetime
    level: str
    signed: pdf_signatures.Signed
    passkey: passkeys.Proof | None = None

    @property
    def item(self) -> str:
        """The evidence item of a process template that this answer stands for; "" when it stands for none."""
        return queries.kind_of(self.document).items.get(self.intent, "")


def prepare_answer(
    document: Document,
    intent: str,
    *,
    by: Actor,
    now: datetime,
    code: str = "",
    signature_png: bytes | None = None,
    text: str = "",
    sections: Sequence[int] = (),
    passkey: passkeys.Given | None = None,
) -> PreparedAnswer:
    """Check an answer and make its signed copy. Before the transaction; `record_answer` writes it.

    `sign` and `sign_with_reservation` take a code; without `signature_png` the method is "signed in + code" only.
    `decline` takes neither; its `text` is optional, that of a reservation is not. `sections` are numbers of the
    paper's sections objected to. Raises `BadInput` on fields intent, text, signature, code; `Refused`.
    """
    user = _addressee(document, by)
    _check_open(document, intent)
    paper = queries.paper_of(document)
    text = _text(text, "text", needed=intent == "sign_with_reservation")
    if intent == "sign":
        text, sections = "", ()
    chosen = tuple(sorted({number for number in sections if 1 <= number <= len(paper["sections"])}))
    png = signature.checked(signature_png) if signature_png is not None and intent != "decline" else None
    proof = passkeys.check(passkey, document, intent, by=by) if passkey and intent != "decline" else None
    row = None if intent == "decline" else _check_code(document, intent, code, user, now)
    method = "signed_in" if row is None else "signed_in_code_finger" if png else "signed_in_code"
    person = None
    if intent != "decline":
        person = pdf_signatures.certified(
            name=paper["employee"],
            identity=document.employee.id_number or "",
            document=bytes(document.sha256),
            intent=intent,
            at=now,
        )
    level = _level(document, intent, person=person is not None, passkey=proof is not None, now=now)
    act = queries.seal_of(document)
    page = signed_copy.answer_page(
        paper=paper,
        effect=queries.kind_of(document).effect,
        sha256=bytes(document.sha256),
        intent=intent,
        method=method,
        at=now,
        code_reference=str(row.uid) if row else "",
        sections=list(chosen),
        text=text,
        signature=png or b"",
        read=_reading_words(document, by),
        level=level,
        passkey=proof.record["passkey"] if proof else "",
        kept="authority" if person else "installation",
        sealed=bytes(act.sealed_copy.sha256).hex() if act and act.sealed_copy else "",
    )
    try:
        signed = signed_copy.make(store.content(document.blob), page, at=now, picture=png or b"", person=person)
    except (CannotTypeset, ChildFailed, CannotSign) as why:
        raise _not_made(why, {"text": text}) from None
    company = document.company_id
    name = f"{paper['title']}-{paper['employee']}-{document.number}"
    return PreparedAnswer(
        document=document,
        intent=intent,
        method=method,
        text=text,
        sections=chosen,
        code=row,
        signature=store.stage(png, name=f"{name}-签名.png", company=company, now=now) if png else None,
        signed_copy=store.stage(signed.pdf, name=f"{name}-答复副本.pdf", company=company, now=now, made_here=True),
        at=now,
        level=level,
        signed=signed,
        passkey=proof,
    )


def _level(document: Document, intent: str, *, person: bool, passkey: bool, now: datetime) -> str:
    """The level of a signature, never more than it is.

    C under the person's own certificate; under the prior agreement B with the person's own passkey, otherwise A.
    """
    if intent == "decline":
        return ""
    if person:
        return "C"
    agreed = queries.agreed_to_sign(document.employee_id, now)
    return ("B" if passkey else "A") if agreed else ""


def _reading_words(document: Document, by: Actor) -> str:
    """How far the paper was read, for the answer page."""
    reading = queries.reading_of(document, by.pid)
    if reading is None:
        return "没有在线阅读的记录"
    spent = {int(page): int(value) for page, value in reading.seconds.items()}
    whole = _minutes(sum(spent.values()))
    told = f"网上阅读版共 {document.reader_pages} 页，读到第 {reading.page_reached} 页，累计 {whole}"
    each = "、".join(f"第 {page} 页 {_minutes(spent[page])}" for page in sorted(spent))
    return f"{told}（{each}）" if len(spent) > 1 else told


def _minutes(seconds: int) -> str:
    return f"{seconds // 60} 分 {seconds % 60} 秒"


def record_answer(prepared: PreparedAnswer, *, by: Actor, now: datetime) -> Answer:
    """Write a prepared answer once, use up its code, and record `document.answered`. Joins the caller's transaction.

    Two at the same moment: one is written, the other refused with code `already_answered`.
    """
    document = prepared.document
    _addressee(document, by)
    with transaction.atomic():
        row = Document.objects.select_for_update().get(pk=document.pk)
        if row.state != Document.State.ISSUED:
            raise Refused(_("This version was replaced or withdrawn. Please read the new one."), code="ended")
        if Answer.objects.filter(document=row).exists():
            raise Refused(_("You have answered this paper already. Your answer is kept."), code="already_answered")
        if prepared.code and not OneTimeCode.objects.filter(pk=prepared.code.pk, used_at__isnull=True).update(
            used_at=now
        ):
            raise Refused(_("You have answered this paper already. Your answer is kept."), code="already_answered")
        blobs = [blob for blob in (prepared.signed_copy, prepared.signature) if blob is not None]
        for blob in blobs:
            blob.save()
        entry = evidence.record(
            row.stream, "document.answered", by=by, now=now, payload=_answer_payload(prepared, by), files=blobs
        )
        answer = Answer(
            uid=uid7(),
            document=row,
            intent=prepared.intent,
            method=prepared.method,
            by=by.pid,
            at=now,
            sections=list(prepared.sections),
            code=prepared.code,
            signature=prepared.signature,
            signed_copy=prepared.signed_copy,
            level=prepared.level,
            passkey=prepared.passkey.passkey if prepared.passkey else None,
            profile=prepared.signed.profile,
            certificate=prepared.signed.certificate,
            receipt=receipt_number(bytes(entry.leaf)),
            entry_seq=entry.stream_seq,
        )
        answer.text = prepared.text
        if prepared.passkey:
            passkeys.used(prepared.passkey)
        try:
            with transaction.atomic():
                answer.save(force_insert=True)
        except IntegrityError:
            raise Refused(
                _("You have answered this paper already. Your answer is kept."), code="already_answered"
            ) from None
    return answer


def _answer_payload(prepared: PreparedAnswer, by: Actor) -> dict[str, Any]:
    """The content of the entry: what was answered, how, after how much reading, with which files."""
    document = prepared.document
    reading = queries.reading_of(document, by.pid)
    payload = _about(document) | {
        "intent": prepared.intent,
        "method": prepared.method,
        "text": prepared.text,
        "sections": list(prepared.sections),
        "item": prepared.item,
        "signed_copy": bytes(prepared.signed_copy.sha256).hex(),
        "pages": document.reader_pages,
        "page_reached": reading.page_reached if reading else 0,
        "seconds": dict(reading.seconds) if reading else {},
    }
    if prepared.signed.certificate:
        payload["pades"] = {
            "profile": prepared.signed.profile,
            "certificate": prepared.signed.certificate,
            "kept": prepared.signed.kept,
        }
    payload["level"] = prepared.level
    if prepared.passkey:
        payload["passkey"] = prepared.passkey.record
    if prepared.code:
        payload["code"] = str(prepared.code.uid)
    if prepared.signature:
        payload["signature"] = bytes(prepared.signature.sha256).hex()
    return payload


def answer(document: Document, intent: str, *, by: Actor, now: datetime, **given: Any) -> Answer:
    """Prepare and record an answer in one go, for a paper that no case waits for. See `prepare_answer`."""
    return record_answer(prepare_answer(document, intent, by=by, now=now, **given), by=by, now=now)


def receipt_number(leaf: bytes) -> str:
    """The receipt of an entry: the first 40 bits of its leaf hash, K7Q4-2M9D; the entry proves it."""
    number = int.from_bytes(leaf[:5])
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def _check_may_seal(document: Document, by: Actor) -> None:
    """The keeper of the seal over the person's department, or a deputy, and never on a paper of one's own."""
    if by.company != document.company_id:
        raise NotVisible
    if by.employee == document.employee_id or not by.acts_on(document.employee.department.path):
        raise NotAllowed(_("Only the keeper of the company's seal does this, and not on a paper of one's own."))


@dataclass(frozen=True, slots=True)
class PreparedSeal:
    """A paper under the electronic seal; its file is written and not yet recorded."""

    copy: Blob
    signed: pdf_signatures.Signed
    over: str
    """Digest of the file that was sealed: the paper, or the copy with the employee's answer."""


def prepare_seal(
    document: Document, *, by: Actor, now: datetime, keeper: str = "", instead: Rendered | None = None
) -> PreparedSeal:
    """Put the company's electronic seal on the paper, or on the copy the employee has signed. Before the transaction.

    `keeper` is how the signature names who put it on, where that is more than the name (a deputy); `instead` is a
    version made to take the place of `document`: then that one is sealed.
    Raises Refused when the company has no electronic seal or it can't be used just now.
    """
    _check_may_seal(document, by)
    if instead is None:
        _check_seal_open(document)
    company = document.company
    key = pdf_signatures.seal_to_use(company.uid, now)
    if key is None:
        raise Refused(
            _("This company has no electronic seal. Give the number of the seal book or a scan of the stamped paper."),
            code="no_electronic_seal",
        )
    source = _to_seal(document) if instead is None else instead.blob
    if source is None:
        raise ValueError("a preview is not sealed")
    number = document.number if instead is None else instead.number
    try:
        signed = pdf_signatures.seal_paper(
            store.content(source), key, company=company.name, keeper=keeper or by.name or by.pid, at=now
        )
    except CannotSign as why:
        raise _not_made(why, {}) from None
    name = f"{queries.paper_of(document)['title']}-{number}-电子印章.pdf"
    copy = store.stage(signed.pdf, name=name, company=company.pk, now=now, made_here=True)
    return PreparedSeal(copy, signed, bytes(source.sha256).hex())


def _to_seal(document: Document) -> Blob:
    """The file the seal goes on: the paper, or the copy the employee has signed."""
    given = queries.answer_of(document)
    return document.blob if given is None or given.intent == Answer.Intent.DECLINE else given.signed_copy


def _check_seal_open(document: Document) -> None:
    if document.state != Document.State.ISSUED:
        raise Refused(_("This version was replaced or withdrawn; seal the new one."), code="ended")
    if SealAct.objects.filter(document=document).exists():
        raise Refused(_("The seal on this paper is already on record."), code="already_sealed")


def seal(
    document: Document,
    *,
    by: Actor,
    now: datetime,
    seal_number: str = "",
    scan: Blob | None = None,
    electronic: PreparedSeal | None = None,
) -> SealAct:
    """Note that the keeper sealed the paper: a number of the seal book, a scan, or the electronic seal.

    The paper's own file stays as it is; under the electronic seal it is a file of its own. Once per paper; joins the
    caller's transaction.
    """
    _check_may_seal(document, by)
    seal_number = _text(seal_number, "seal_number", needed=scan is None and electronic is None)
    if len(seal_number) > 60:
        raise BadInput({"seal_number": _("At most 60 characters.")}, code="long_text")
    if scan is not None and scan.company_id not in (None, document.company_id):
        raise NotVisible
    with transaction.atomic():
        row = Document.objects.select_for_update(of=("self",)).select_related("blob").get(pk=document.pk)
        _check_seal_open(row)
        if electronic and electronic.over != bytes(_to_seal(row).sha256).hex():
            raise Refused(
                _("The employee has just signed this paper; nothing was sealed. Seal it again, with the signature."),
                code="just_signed",
            )
        act = SealAct(uid=uid7(), document=row, by=by.pid, at=now, scan=scan)
        act.seal_number = seal_number
        payload: dict[str, Any] = _about(document) | {"seal_number": seal_number}
        if scan:
            payload["scan"] = bytes(scan.sha256).hex()
        if electronic:
            electronic.copy.save()
            act.sealed_copy = electronic.copy
            act.profile, act.certificate = electronic.signed.profile, electronic.signed.certificate
            payload["electronic"] = {
                "sealed_copy": bytes(electronic.copy.sha256).hex(),
                "over": electronic.over,
                "profile": electronic.signed.profile,
                "certificate": electronic.signed.certificate,
                "kept": electronic.signed.kept,
            }
        act.save(force_insert=True)
        files = [blob for blob in (scan, act.sealed_copy) if blob]
        evidence.record(row.stream, "document.sealed", by=by, now=now, payload=payload, files=files)
    return act
