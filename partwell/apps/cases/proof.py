"""What a person hands in for a step, made into proof.

A page or the API gives texts, files, numbers; here each becomes what its item asks for: a stored file, a paper under
seal, a calculation by the program. Files are stored and sums are done before the transaction; what must stand or fall
with the act (the seal on a paper) is done inside it.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.appraisals import queries as appraisals
from partwell.apps.documents import actions as documents
from partwell.apps.documents import queries as papers_of
from partwell.apps.notices import actions as notices
from partwell.core.process import forms
from partwell.core.process.decide import Act, Attach
from partwell.core.process.state import FactValue, derive
from partwell.core.process.template import Item, Step, Template
from partwell.core.warnings import Place
from partwell.lib import registry
from partwell.lib.actor import Actor, system
from partwell.lib.clock import SHANGHAI
from partwell.lib.files import store as files
from partwell.lib.files.models import Blob
from partwell.lib.holiday_file import calendar
from partwell.lib.inputs import Input, texts_in
from partwell.lib.refusal import BadInput, Refused
from partwell.lib.requests.once import answered, once

from . import actions, paper_sources, papers, receipts, standing, store, told, words
from .models import Case

TEXT_LIMIT = 4000
BEGINS: Mapping[str, tuple[str, str]] = {
    "resignation": ("voluntary_resignation", "resign"),
    "art38_notice": ("constructive_dismissal", "notice_in"),
}
"""Papers with which an employee begins the own case: kind of separation and first step."""


@dataclass(frozen=True, slots=True)
class Asks:
    """What an item asks a person for; the page shows these fields and the API documents them."""

    text: bool = False
    text_needed: bool = False
    number: bool = False
    electronic: bool = False
    """Whether the company's electronic seal is another way."""
    day: bool = False
    amount: bool = False
    file: bool = False
    file_needed: bool = False
    paper: str = ""
    """Kind of the paper that must have been made; "" for none."""
    by_program: bool = False
    inputs: tuple[Input, ...] = ()
    """What a calculation asks for."""
    form: Mapping[str, Any] | None = None
    """A form of the template: its fields are filled in instead of one text."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a person hands in for one item."""

    item: Item
    role: str = ""
    text: str = ""
    number: str = ""
    day: date | None = None
    amount: Decimal | None = None
    upload: Any = None
    stored: Any = None
    """Uid of a file that was kept before; the API names files so."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """What a calculation asks for, by name."""
    electronic: bool = False
    """Put the company's electronic seal on the paper."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """What was filled in for a form of the template: texts, rows of a table, uploads."""


@dataclass(slots=True)
class _Prepared:
    """An item made ready: what to attach, its files, what to do in the transaction, which facts it gives."""

    attach: Attach
    files: list[Blob] = field(default_factory=list)
    inside: Callable[[], None] | None = None
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    anchors: Mapping[str, date] = field(default_factory=dict)


def asks(item: Item, template: Template | None = None) -> Asks:
    """What an item asks for; with the case's template, the fields of its form."""
    if item.kind == "form" and template is not None and item.name in template.forms:
        return Asks(form=template.forms[item.name])
    is_paper = item.name in registry.kinds("documents")
    match (item.party, item.kind):
        case ("system", "calc"):
            kind = registry.kinds("calculations").get(item.name)
            return Asks(by_program=True, inputs=kind.inputs if kind else ())
        case ("system", "log"):
            return Asks(text=True, text_needed=True, by_program=True)
        case ("system", _):
            return Asks(by_program=True)
        case ("third", "sign"):
            return Asks(text=True, file=True, file_needed=True, paper=item.name if is_paper else "")
        case (_, "sign"):
            return Asks(text=True, paper=item.name if is_paper else "")
        case (_, "seal"):
            return Asks(number=True, file=True, electronic=is_paper, paper=item.name if is_paper else "")
        case (_, "form" | "record"):
            return Asks(text=True, text_needed=True, file=item.kind == "record")
        case (_, "delivery"):
            return Asks(number=True, day=True, file=True, file_needed=True, paper=item.name if is_paper else "")
        case (_, "receipt"):
            return Asks(number=True, day=True, amount=item.party == "third", file=True, file_needed=True)
        case (_, "decline"):
            return Asks(text=True)
        case _:
            return Asks(text=True, file=True, file_needed=True, day=item.name == "public_notice")


def hand_in(
    *,
    by: Actor,
    case: object,
    step: str,
    given: Sequence[Given],
    facts: Mapping[str, FactValue] | None = None,
    anchors: Mapping[str, date] | None = None,
    decline: bool = False,
    reason: str = "",
    acknowledged: Collection[str] = (),
    now: datetime,
    key: str | None = None,
) -> dict[str, Any]:
    """Make proof of what was handed in and do the act.

    What goes wrong in law in the words a person of the company types is warned about; `acknowledged` are the codes
    this person goes on with by name. Raises NotVisible, NotAllowed, BadInput, Refused, Unacknowledged.
    """
    row = standing.visible(by, case)
    template = store.template_of(row)
    found = next((one for one in template.steps if one.key == step), None)
    if found is None:
        raise BadInput({"step": _("This case has no such step.")}, code="no_such_step")
    asked = _asked(row, step, given, facts or {}, anchors or {}, decline=decline)
    if acknowledged:
        asked["acknowledged"] = sorted(acknowledged)

    def kept() -> actions.Answer | None:
        return answered(by, key, asked, "case.act")

    if (before := kept()) is not None:
        return before
    # What the rules refuse is refused before a file is stored or a sum is done.
    wished = Act(step, tuple(probe(row, one) for one in given))
    if (before := actions.check(by=by, case=row, wish=wished, now=now, kept=kept)) is not None:
        return before
    where: Place = "payment" if found.kind == "payment" else "notice"
    said = [reason, *(text for one in given for text in (one.text, *one.inputs.values(), *texts_in(one.fields)))]
    practices = told.practices("cases.proof.hand_in", by, row, said, acknowledged, where)
    prepared = [_prepare(by, row, found, one, now) for one in given]
    made = {name: day for one in prepared for name, day in one.anchors.items()}
    _require_one_last_day(row, found, made, (anchors or {}).get("D"))
    inside = [one.inside for one in prepared if one.inside is not None]
    if practices:
        inside.append(lambda: told.acknowledge(practices, row, step, by=by, now=now, where=where))
    wish = Act(
        step,
        tuple(one.attach for one in prepared),
        {**{k: v for one in prepared for k, v in one.facts.items() if k in found.sets}, **(facts or {})},
        {**{k: v for one in prepared for k, v in one.anchors.items() if k in found.sets}, **(anchors or {})},
        decline,
        reason,
    )
    return actions.act(
        by=by,
        case=row.uid,
        wish=wish,
        now=now,
        key=key,
        files=[blob for one in prepared for blob in one.files],
        inside=inside,
        asked=asked,
    )


def _require_one_last_day(case: Case, step: Step, made: Mapping[str, date], typed: date | None) -> None:
    """The last day is the one worked out by law, or the one a paper names; nobody states another. Raises BadInput."""
    if "D" not in step.sets:
        return
    worked_out, named = made.get("D"), papers.last_day(case, step)
    if named is not None and (worked_out is None or _both_signed(case, step, named[0])):
        if {worked_out, typed} <= {None, named[1]}:
            return
        sentence = _("%(paper)s names %(day)s as the last day; no other day can be stated for it.") % {
            "paper": f"《{papers.title(named[0]).zh}》",
            "day": named[1].isoformat(),
        }
    elif worked_out is not None:
        if typed in (None, worked_out):
            return
        sentence = _(
            "The law makes %(day)s the last day, and it is not typed. For an earlier day both sides sign an agreement."
        ) % {"day": worked_out.isoformat()}
    elif typed is not None and step.sets["D"] == "calc":
        sentence = _("The last day is worked out by law or stands in a paper both sides sign; it is not typed.")
    else:
        return
    raise BadInput({"fact-D": sentence}, code="last_day")


def _both_signed(case: Case, step: Step, kind: str) -> bool:
    """Whether employee and company signed a paper of the present attempt."""
    proof = {str(one.item) for one in store.load(case).state.proof(step.key)}
    return {f"employee.sign:{kind}", f"employer.sign:{kind}"} <= proof


def _asked(
    case: Case,
    step: str,
    given: Sequence[Given],
    facts: Mapping[str, FactValue],
    anchors: Mapping[str, date],
    *,
    decline: bool,
) -> dict[str, Any]:
    """What a person asked for, without the names of what is made of it: the same form sent twice asks the same."""
    return {
        "case": str(case.uid),
        "step": step,
        "items": [
            {
                **{name: str(getattr(one, name)) for name in ("item", "role", "text", "number", "day", "amount")},
                "inputs": dict(one.inputs),
                **({"electronic": True} if one.electronic else {}),
                "file": str(one.stored or (one.upload and [one.upload.name, one.upload.size]) or ""),
                **({"fields": {name: _plain(value) for name, value in one.fields.items()}} if one.fields else {}),
            }
            for one in given
        ],
        "facts": dict(facts),
        "anchors": dict(anchors),
        "decline": decline,
    }


def _plain(value: Any) -> Any:
    """A filled-in value as it identifies a request: an upload by its name and size."""
    return [value.name, value.size] if hasattr(value, "chunks") else value


def answer(
    *,
    by: Actor,
    paper: object,
    intent: str,
    code: str = "",
    signature: bytes | None = None,
    text: str = "",
    sections: Sequence[int] = (),
    passkey: Any = None,
    now: datetime,
    key: str | None = None,
) -> dict[str, Any]:
    """The employee's answer to a paper: signed, signed with reservation, or declined, and the step it completes.

    A paper that no open step waits for (a second copy, a receipt that came later) is answered all the same.
    Raises NotVisible, NotAllowed, BadInput, Refused.
    """
    document = papers_of.own_document(by, str(paper))
    asked = {"paper": str(document.uid), "intent": intent, "text": text, "sections": list(sections)}
    before = answered(by, key, asked, "case.act", "case.start", "paper.answer")
    if before is not None:
        given = papers_of.answer_of(document)
        return {**before, "receipt": given.receipt if given else ""}
    prepared = documents.prepare_answer(
        document,
        intent,
        by=by,
        now=now,
        code=code,
        signature_png=signature,
        text=text,
        sections=sections,
        passkey=passkey,
    )
    made: dict[str, Any] = {}

    def record() -> None:
        made["answer"] = documents.record_answer(prepared, by=by, now=now)

    attach = _answer_item(document, prepared, text)
    facts, anchors = _stated(document)
    if document.kind in BEGINS and document.case_uid is None:
        separation_type, step = BEGINS[document.kind]
        done = actions.start(
            by=by,
            employee=document.employee.uid,
            separation_type=separation_type,
            initiator="employee",
            facts=facts,
            anchors=anchors,
            now=now,
            key=key,
            first=Act(step, (attach,)),
            files=[prepared.signed_copy],
            inside=[record],
            asked=asked,
        )
    elif _waits(by, document, attach, now):
        done = actions.act(
            by=by,
            case=document.case_uid,
            wish=Act(document.step, (attach,), *_of_step(by, document, facts, anchors)),
            now=now,
            key=key,
            files=[prepared.signed_copy],
            inside=[record],
            asked=asked,
        )
    else:

        def alone() -> dict[str, Any]:
            record()
            # No case follows this answer, so nobody else tells the person of the receipt.
            notices.send_all([receipts.message(made["answer"], now=now)], by=system(document.company_id), now=now)
            return {}

        done = once(by, key, "paper.answer", asked, now, alone)
    return {**done, **({"receipt": made["answer"].receipt} if made else {})}


def _stated(document: Any) -> tuple[dict[str, FactValue], dict[str, date]]:
    """Facts and days that the words of an employee's own paper state: what is read is what is signed."""
    kind = papers_of.kind_of(document)
    if kind.states is None:
        return {}, {}
    said = kind.states(papers_of.paper_of(document))
    facts: dict[str, FactValue] = {name: value for name, value in said.items() if not name.isupper()}
    return facts, {name: date.fromisoformat(value) for name, value in said.items() if name.isupper()}


def _of_step(
    by: Actor, document: Any, facts: Mapping[str, FactValue], anchors: Mapping[str, date]
) -> tuple[dict[str, FactValue], dict[str, date]]:
    """Of what a paper states, what its step determines."""
    step = store.template_of(standing.visible(by, document.case_uid)).step(document.step)
    return (
        {name: value for name, value in facts.items() if name in step.sets},
        {name: day for name, day in anchors.items() if name in step.sets},
    )


def _answer_item(document: Any, prepared: Any, text: str) -> Attach:
    """The proof that an answer is."""
    says = {"paper": document.number, "intent": prepared.intent, "method": prepared.method}
    if prepared.text:
        says["text"] = prepared.text
    item = Item.parse(prepared.item or "employee.sign:" + document.kind)
    return Attach(item, "employee", f"document:{document.uid}", bytes(document.sha256).hex(), "person", says)


def _waits(by: Actor, document: Any, attach: Attach, now: datetime) -> bool:
    """Whether the paper's step is open and asks for this answer."""
    if document.case_uid is None or not document.step:
        return False
    case = standing.visible(by, document.case_uid)
    if papers.is_outlived(case, document):
        return False
    loaded = store.load(case)
    view = derive(loaded.state, calendar()).get(document.step)
    if view is None or view.status != "ready" or case.state != Case.State.OPEN:
        return False
    return any(attach.item in alternative for alternative in view.step.evidence)


def probe(case: Case, given: Given) -> Attach:
    """The wish as it will be made, for asking the engine beforehand."""
    known = on_record(case, given.item)
    if known is not None and given.upload is None and given.stored is None:
        return known
    source: Any = "program" if given.item.party == "system" else "person"
    return Attach(given.item, role=given.role, object="?", sha256="?", source=source)


def _prepare(by: Actor, case: Case, step: Step, given: Given, now: datetime) -> _Prepared:
    """Store, seal or compute what one item needs."""
    item, wants = given.item, asks(given.item)
    if item.party == "system":
        return _by_program(by, case, step, given, now)
    known = on_record(case, item)
    if known is not None and given.upload is None and given.stored is None:
        return _Prepared(replace(known, role=given.role))
    form = store.template_of(case).forms.get(item.name) if item.kind == "form" else None
    if form is not None:
        return _filled_in(case, form, given, now)
    text = _text(given.text, wants)
    says: dict[str, Any] = {}
    if text:
        says["text"] = text
    if given.number.strip():
        says["number"] = given.number.strip()[:80]
    if given.day is not None:
        if given.day > now.astimezone(SHANGHAI).date():
            raise BadInput({"day": _("This day is in the future. Give the day it happened.")})
        says["day"] = given.day.isoformat()
    if given.amount is None and wants.amount:
        raise BadInput({"amount": _("Give the amount that was paid.")})
    if given.amount is not None:
        if not _is_sum_paid(given.amount):
            raise BadInput({"amount": _("Give an amount above zero with at most two decimals.")})
        says["fen"] = int(given.amount * 100)
    if item.kind == "seal" and wants.paper:
        return _sealed(by, case, step, given, says, now)
    if wants.file_needed or given.upload is not None or given.stored is not None:
        blob = _file(case, given, now)
        attach = Attach(item, given.role, f"file:{blob.uid}", bytes(blob.sha256).hex(), "person", says)
        return _Prepared(attach, [blob])
    if wants.paper:
        paper = _paper(case, wants.paper)
        attach = Attach(
            item,
            given.role,
            f"document:{paper.uid}",
            bytes(paper.sha256).hex(),
            "person",
            {**says, "paper": paper.number},
        )
        return _Prepared(attach)
    return _Prepared(Attach(item, given.role, says=says))


def _filled_in(case: Case, form: Mapping[str, Any], given: Given, now: datetime) -> _Prepared:
    """A form of the template, filled in: its values, what they say in words, its files by hash. Raises BadInput."""
    texts = dict(given.fields)
    uploads = {one["key"]: texts.pop(one["key"], None) for one in form["fields"] if one["type"] == "file"}
    texts |= {key: upload.name for key, upload in uploads.items() if upload}
    found, wrong = forms.fill(form, texts)
    if wrong:
        raise BadInput({f"field-{key}": _WRONG[code]() for key, code in wrong.items()})
    if not found:
        raise BadInput({"form": _("Fill in the form; it is kept as proof.")})
    blobs = []
    for key, upload in uploads.items():
        if upload:
            blob = files.put_upload(upload, company=case.company_id, now=now)
            blobs.append(blob)
            found[key] = f"{upload.name[:120]} SHA-256 {bytes(blob.sha256).hex()}"
    says = {"form": form["title"], "values": found, "text": forms.told(form, found)}
    digest = hashlib.sha256(json.dumps(found, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return _Prepared(Attach(given.item, given.role, f"form:{given.item.name}", digest, "person", says), blobs)


_WRONG: dict[str, Callable[[], str]] = {
    "needed": lambda: _("This has to be filled in."),
    "number": lambda: _("Write a number."),
    "date": lambda: _("Write the date as 2026-11-30."),
    "choice": lambda: _("Choose one of the answers."),
    "long": lambda: _("This is too long."),
}


def _is_sum_paid(amount: Decimal) -> bool:
    """Whether an amount in yuan can have been paid: finite, above zero, to the fen."""
    return amount.is_finite() and 0 < amount < Decimal("1e10") and amount == round(amount, 2)


def on_record(case: Case, item: Item) -> Attach | None:
    """Proof that was made before the case and stands in the log: the hiring criteria and that they were received."""
    if item.name not in ("hiring_criteria", "criteria_receipt"):
        return None
    receipt = appraisals.received(case.employee_id)
    if receipt is None or receipt.entry is None:
        return None
    says = {"received_on": receipt.received_on.isoformat(), "how": receipt.how, "version": receipt.plan.version}
    if item.party == "employee":
        return Attach(item, object=f"entry:{receipt.entry}", sha256=receipt.plan.sha256, source="record", says=says)
    return Attach(item, object=f"plan:{receipt.plan.uid}", sha256=receipt.plan.sha256, says=says)


def _by_program(by: Actor, case: Case, step: Step, given: Given, now: datetime) -> _Prepared:
    """Proof that the program makes when a person asks for it: a calculation, the manifest, a line of the log."""
    item = given.item
    if item.kind == "calc":
        made = registry.service("calculate")(
            item.name, case=papers.calculation_input(case), by=by, now=now, inputs=given.inputs
        )
        attach = Attach(item, given.role, f"calculation:{made.uid}", made.sha256, "program", {"total": made.total})
        return _Prepared(attach, facts=made.facts, anchors=made.anchors)
    if item.kind == "record":
        # The file as it stands, by hash: frozen at the end, or fixed after an investigation.
        listed = papers.manifest(case)
        return _Prepared(Attach(item, given.role, "manifest", listed.sha256, "program", listed.says))
    if item.kind == "log" and item.name != "opened":
        text = _text(given.text, asks(item))
        return _Prepared(Attach(item, given.role, source="program", says={"text": text, "stated_by": by.pid}))
    raise Refused(_("The program records this by itself when it happens."), code="by_program")


def _keeper(by: Actor, case: Case, step: Step, role: str, now: datetime) -> str:
    """Who puts the seal on, as it is printed: a deputy with whom he stands in for."""
    today = now.astimezone(SHANGHAI).date()
    behalf = standing.standing_on(by, case, [step], today).behalf
    principal = next((behalf[one] for one in (role, *step.who) if one in behalf), "")
    return (principal and paper_sources.printed(case.company_id, by.pid, principal, today)) or by.name


def _sealed(by: Actor, case: Case, step: Step, given: Given, says: dict[str, Any], now: datetime) -> _Prepared:
    """A paper under the company's seal: the number in the seal book, or a scan of the stamped paper."""
    paper = _paper(case, given.item.name)
    scan = _file(case, given, now) if given.upload is not None or given.stored is not None else None
    already = papers_of.is_sealed(paper)
    electronic = None
    if given.electronic and not already:
        electronic = documents.prepare_seal(paper, by=by, now=now, keeper=_keeper(by, case, step, given.role, now))
        says["electronic"] = electronic.signed.profile
    if scan is None and "number" not in says and not already and electronic is None:
        raise BadInput({"number": _("Give the number of the seal book, or upload a scan of the stamped paper.")})
    attach = Attach(
        given.item,
        given.role,
        f"document:{paper.uid}",
        bytes(paper.sha256).hex(),
        "person",
        {**says, "paper": paper.number, "scan": bytes(scan.sha256).hex() if scan else ""},
    )

    def inside() -> None:
        documents.seal(paper, seal_number=str(says.get("number", "")), scan=scan, electronic=electronic, by=by, now=now)

    return _Prepared(attach, [scan] if scan else [], None if already else inside)


def _file(case: Case, given: Given, now: datetime) -> Blob:
    """The file of an item: uploaded with it, or kept before in the same company. Raises BadInput."""
    if given.stored is None:
        return files.put_upload(given.upload, company=case.company_id, now=now)
    return files.kept(given.stored, company=case.company_id)


def _paper(case: Case, kind: str) -> Any:
    """The issued paper of a kind in this case. Raises Refused when it was not made yet."""
    paper = papers.to_act_on(case, kind)
    if paper is None:
        raise Refused(
            _("%(paper)s has not been made yet. Make it, read it, then go on.") % {"paper": words.name_of(kind)},
            code="paper_missing",
        )
    return paper


def _text(text: str, wants: Asks) -> str:
    """A person's words: trimmed, bounded, without control characters. Raises BadInput."""
    kept = "".join(letter for letter in text if letter >= " " or letter in "\n\t").strip()
    if wants.text_needed and not kept:
        raise BadInput({"text": _("Write what happened; it is kept as proof.")})
    if len(kept) > TEXT_LIMIT:
        raise BadInput({"text": _("This is longer than %(limit)s characters.") % {"limit": TEXT_LIMIT}})
    return kept
