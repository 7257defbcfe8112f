"""The papers of a case: which a step asks for, what stands in them, who made them, and the way to them.

A paper is typeset before any transaction and issued in one. Its values come from the records, from the case's facts and
dates, from calculations that were made in the case, and from what people wrote in earlier steps; nobody retypes a sum.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.documents import actions as documents
from partwell.apps.documents import queries as documents_of
from partwell.apps.evidence import actions as evidence
from partwell.apps.evidence import queries as log
from partwell.apps.law import warned
from partwell.apps.notices.words import Both
from partwell.apps.people import queries as people
from partwell.core.days import due_day
from partwell.core.process.state import StepView, derive
from partwell.core.process.template import Step
from partwell.core.warnings import Place, warnings
from partwell.lib import registry
from partwell.lib.actor import Actor, system
from partwell.lib.calculations import CaseInput
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.jobs import enqueue
from partwell.lib.refusal import BadInput, NotAllowed, Refused

from . import lawful, standing, store, values
from .models import Case
from .paper_sources import received_on

PROBATION_NOTICE_DAYS, NOTICE_DAYS = 3, 30
"""《劳动合同法》第三十七条: days between a resignation and the latest end."""


@dataclass(slots=True)
class Prepared:
    """Papers a step needs from the program: those that are there, and those that could not be made, with the reason."""

    papers: list[Any] = field(default_factory=list)
    blocked: dict[str, str] = field(default_factory=dict)
    anew: list[Any] = field(default_factory=list)
    """Those of `papers` that took the place of one the employee may have read."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list of everything in the case file, by hash: what freezing fixes."""

    sha256: str
    says: Mapping[str, Any]


def kinds_of(step: Step) -> tuple[str, ...]:
    """Kinds of papers a step's evidence names, each once."""
    known = registry.kinds("documents")
    found: list[str] = []
    for alternative in step.evidence:
        for item in alternative:
            name = _paper_name(item.name)
            if item.kind in ("sign", "seal", "delivery", "decline") and name in known and name not in found:
                found.append(name)
    return tuple(found)


def late_certificate(step: Step, due: datetime | None, now: datetime) -> tuple[warned.Shown, ...]:
    """That the certificate of a step still open is past the day of the law, with the article and the way on."""
    if due is None or "certificate" not in kinds_of(step):
        return ()
    facts = {"last_day": due_day(due), "today": now.astimezone(SHANGHAI).date()}
    return tuple(warned.shown(one) for one in warnings("certificate", {"kind": "certificate"}, facts))


def sealed_kinds(step: Step) -> frozenset[str]:
    """Kinds that the step wants under the company's seal; a person makes and reads those before sealing."""
    return frozenset(item.name for alternative in step.evidence for item in alternative if item.kind == "seal")


def prepare(
    case: Case, view: StepView, now: datetime, *, closing: bool = False, named_at: datetime | None = None
) -> Prepared:
    """Make the papers of a step that nobody has to seal first: what the employee is asked to read and answer.

    A paper whose values are not all known, or rest on figures nobody has confirmed, is not made; the answer says which
    and why, and HR gets the to-do.
    The completion letter is made only when everything else is done and the file is frozen (`closing`).
    A step that was given back asks for a new paper; the one of the attempt that is over stays on record as replaced.
    So does a paper nobody has signed yet that was made before somebody was named in the case (`named_at`): it names
    who held the part before.
    """
    made = Prepared()
    for kind in kinds_of(view.step):
        if kind in sealed_kinds(view.step) or (view.step.key == "case_freeze") != closing:
            continue
        if registry.kind("documents", kind).own_words:
            # What the employee writes nobody writes for him.
            continue
        paper = current(case, kind)
        before = named_at is not None and paper is not None and paper.issued_at < named_at
        renamed = before and not _is_signed(paper, view)
        if paper is None or paper.step != view.step.key or is_outlived(case, paper) or renamed:
            old = paper if paper is not None and paper.step == view.step.key else None
            try:
                paper = _issue(case, view, kind, system(case.company_id), now, replaces=old)
            except BadInput as why:
                made.blocked[kind] = why.sentence
                continue
            except Refused as why:
                if why.code != values.UNCONFIRMED:
                    raise
                made.blocked[kind] = why.sentence
                continue
            if renamed and old is not None:
                made.anew.append(paper)
        made.papers.append(paper)
    return made


def _is_signed(paper: Any, view: StepView) -> bool:
    """Whether the employee answered a paper of the step, or anybody put a name to it."""
    signed = any(one.item.name == paper.kind and one.item.kind in ("sign", "decline", "seal") for one in view.proof)
    return signed or bool(documents_of.answer_of(paper)) or documents_of.is_sealed(paper)


def make(
    *,
    by: Actor,
    case: object,
    step: str,
    kind: str,
    now: datetime,
    inputs: Mapping[str, str] | None = None,
    acknowledged: Collection[str] = (),
) -> Any:
    """Make a paper a ready step asks for, at a person's request; an unsealed, unanswered one is made anew.

    So is a sealed or answered one of an attempt that is over, because the step was given back or withdrawn.

    What goes wrong in law with it is warned about; `acknowledged` are the codes of warnings this person goes on with
    by name. Raises NotVisible, NotAllowed, Refused, BadInput naming each value that is missing, and Unacknowledged.
    """
    row = standing.visible(by, case)
    loaded = store.load(row)
    view = derive(loaded.state, calendar()).get(step)
    steps = [view.step] if view else []
    who = standing.standing_on(by, row, steps, now.astimezone(SHANGHAI).date())
    own = standing.is_own(by, row)
    if own != is_own_words(kind):
        raise NotAllowed(
            _("The employee alone writes this paper.")
            if not own
            else _("This paper is made by HR or by who does the step.")
        )
    if not own and not who.roles & {
        "hr_ops",
        "hrbp",
        "er",
        *(role for one in steps for role in one.who),
    }:
        raise NotAllowed(_("This paper is made by HR or by who does the step."))
    if view is None or kind not in kinds_of(view.step):
        raise BadInput({"kind": _("This step asks for no such paper.")}, code="no_such_paper")
    if view.status != "ready":
        raise Refused(_("The step is not open now; its papers stay as they are."), code="step_not_open")
    if kind == "proposal" and loaded.state.facts.get("initiator") == "employer":
        raise Refused(_("The company proposed this; you need not propose anything."), code="initiator_stated")
    old = current(row, kind)
    kept = old is not None and not is_outlived(row, old)
    if kept and (documents_of.answer_of(old) or documents_of.is_sealed(old)):
        return old
    given = inputs if inputs is not None else values.suggested(row, kind, view, now)
    lawful.require_paper_day(loaded, step, given.get("ending_on", ""), now)
    where, what, facts = _about_to(row, loaded.state, kind, view, now)
    text = "\n".join(given.values())
    # The employee's own words are nobody's to correct.
    found = () if own else warned.require(where, what, facts, text=text, acknowledged=acknowledged, by=by)

    def record(paper: Any) -> None:
        about = f"document:{paper.uid}"
        warned.acknowledge(found, where=where, about=about, stream=row.stream, by=by, now=now)

    return _issue(row, view, kind, by, now, replaces=old, inputs=given, behalf=who.behalf, record=record)


def _about_to(
    case: Case, state: Any, kind: str, view: StepView, now: datetime
) -> tuple[Place, dict[str, Any], dict[str, Any]]:
    """Where a person is, with what, and what is known of the case: what warnings go by."""
    facts = {
        **state.facts,
        "initiator": case.initiator,
        "separation_type": case.separation_type,
        "last_day": _lawful_day(state, view),
        "probation_ends": state.anchors.get("P"),
        "today": now.astimezone(SHANGHAI).date(),
    }
    return ("certificate" if kind == "certificate" else "paper"), {"kind": kind}, facts


def _lawful_day(state: Any, view: StepView) -> date | None:
    """The day of the law a step is owed by: its own statutory deadline, else the last day."""
    if view.due_class == "statutory" and view.due_at is not None:
        return due_day(view.due_at)
    day: date | None = state.anchors.get("D")
    return day


def _issue(
    case: Case,
    view: StepView,
    kind: str,
    by: Actor,
    now: datetime,
    replaces: Any = None,
    inputs: Mapping[str, str] | None = None,
    behalf: Mapping[str, str] | None = None,
    record: Callable[[Any], None] | None = None,
) -> Any:
    """Typeset and issue one paper, and tell who has to read it. `record` writes more in the same transaction.

    `behalf` says in which seats of the step its maker stands in for whom.
    """
    found = values.collect(case, kind, view, now, inputs, {r: (by.pid, pid) for r, pid in (behalf or {}).items()})
    if replaces is not None:
        found["replaces_number"] = replaces.number
    rendered = documents.render(kind, found, company=case.company_id, now=now)
    asked = registry.kind("documents", kind).needs_answer
    more: dict[str, Any] = {
        "case_uid": case.uid,
        "step": view.step.key,
        "reply_by": view.due_at if asked else None,
        "reply_class": view.due_class,
    }
    with transaction.atomic():
        if replaces is not None:
            paper = documents.replace(replaces, rendered, reason=_("made anew"), by=by, now=now, **more)
        else:
            paper = documents.issue(rendered, stream=case.stream, employee=case.employee_id, by=by, now=now, **more)
        if record is not None:
            record(paper)
        if not by.is_system:
            arguments = {"case": str(case.uid), "entry": "", "ready": [view.step.key]}
            enqueue("cases.announce", arguments, key=f"announce:paper:{paper.uid}", now=now)
    return paper


def withdraw_unanswered(case: Case, *, by: Actor, now: datetime) -> None:
    """Withdraw what a case that is cancelled asked to be signed: nobody signs what no longer stands.

    What was answered stays, and so does what asks for no answer: it was said.
    """
    for paper in documents_of.open_of_case(case.uid):
        documents.withdraw(paper, reason=_("the case was cancelled"), by=by, now=now)


def current(case: Case, kind: str) -> Any:
    """The paper of a kind that holds now in a case, or None."""
    return documents_of.current(case.uid, kind)


def is_outlived(case: Case, paper: Any) -> bool:
    """Whether a paper was made for an attempt that is over: its step was given back or withdrawn since."""
    since = case.reopened.get(paper.step)
    return since is not None and paper.issued_at < datetime.fromisoformat(since)


def to_act_on(case: Case, kind: str) -> Any:
    """The paper of a kind made for the present attempt of its step, or None: what is sealed, signed or sent now."""
    paper = current(case, kind)
    return None if paper is None or is_outlived(case, paper) else paper


def last_day(case: Case, step: Step) -> tuple[str, date] | None:
    """The kind and the last day of the paper made for the present attempt of a step, if one names that day."""
    for kind in kinds_of(step):
        paper = to_act_on(case, kind)
        named = None
        if paper is not None and paper.step == step.key and paper.paper:
            named = registry.kind("documents", kind).last_day_in(documents_of.paper_of(paper))
        if named is not None:
            return kind, named
    return None


def waiting_for_answer(case: Case, ready: Mapping[str, StepView], now: datetime) -> frozenset[str]:
    """The steps, of those ready, that wait for the employee's answer to a paper that is out, whoever owes the step."""
    found = set()
    for paper in documents_of.unanswered(case.employee_id, now).filter(case_uid=case.uid, step__in=list(ready)):
        step, signature = ready[paper.step].step, f"employee.sign:{paper.kind}"
        asked = any(str(item) == signature for way in step.evidence for item in way)
        asked = asked and not any(str(one.item) == signature for one in ready[paper.step].proof)
        unsealed = paper.kind in sealed_kinds(step) and not documents_of.is_sealed(paper)
        if asked and not unsealed and not is_outlived(case, paper):
            found.add(paper.step)
    return frozenset(found)


def acted_on(by: Actor, paper: Any) -> bool:
    """Whether this person acts on the step a paper was made for: as a deputy, or because a seat asked for it."""
    case = standing.visible_to(by).select_related("employee").filter(uid=paper.case_uid).first()
    if case is None or not paper.step or standing.is_own(by, case):
        return False
    view = derive(store.load(case).state, calendar()).get(paper.step)
    if view is None:
        return False
    seats = {role for who in view.step.who for role in (who, *accounts.fallback(who))}
    for one in by.stands_in:
        if one.employee != case.employee_id and (
            any(seat.role in seats and seat.covers(case.path) for seat in one.seats)
            or ("line_manager" in seats and one.employee is not None and one.employee == case.employee.line_manager_id)
        ):
            return True
    return bool(standing.asked_on(by, case, view))


def title(kind: str) -> Both:
    """The title of a kind of paper in both languages."""
    found = registry.kind("documents", kind)
    return Both(found.title, found.title_en)


def is_own_words(kind: str) -> bool:
    """Whether a kind of paper is written by the employee alone."""
    found = registry.kinds("documents").get(kind)
    return found is not None and bool(found.own_words)


def own_kinds(step: Step) -> tuple[str, ...]:
    """Papers of a step that the employee writes and signs."""
    return tuple(kind for kind in kinds_of(step) if is_own_words(kind))


def goes_to_employee(kind: str) -> bool:
    """Whether the person the case is about receives this kind of paper."""
    return bool(registry.kind("documents", kind).to_employee)


def link_for(case: Case, step: str, *, own: bool = False) -> str:
    """Where a message about a step leads: the employee's own page, or the step's page of the case."""
    if own:
        return f"/my/steps/{step}/" if step else "/my/"
    return f"/cases/{case.uid}/steps/{step}/" if step else f"/cases/{case.uid}/"


def latest_day(case: Case) -> date:
    """The last day by law after a resignation: 30 days, during probation 3 (《劳动合同法》第三十七条)."""
    began = received_on(case)
    probation = case.facts.get("employee_type") == "probation"
    return began + timedelta(days=PROBATION_NOTICE_DAYS if probation else NOTICE_DAYS)


def draft_resignation(*, by: Actor, text: str, wished_day: date | None, now: datetime) -> Any:
    """Make the caller's own resignation for reading and signing. It takes effect when it is signed.

    Raises NotAllowed for someone without an employment, BadInput for a day that is past or after the law's.
    """
    if by.employee is None:
        raise NotAllowed(_("Only an employee can resign here."))
    person = people.by_pk(by.employee)
    today = now.astimezone(SHANGHAI).date()
    if wished_day is not None and wished_day < today:
        raise BadInput({"wished_day": _("This day is past. Choose today or a later day.")})
    if Case.objects.filter(employee=person, state=Case.State.OPEN).exists():
        raise Refused(_("You have an open case already; its steps are under Progress."), code="open_case")
    ends = values.end_of_notice(person, today)
    if wished_day is not None and wished_day > ends:
        sentence = _(
            "Handed in today, a resignation ends the contract on %(day)s. To leave later, hand it in later or agree on "
            "the day with the company in writing."
        )
        raise BadInput({"wished_day": sentence % {"day": ends.isoformat()}})
    found = values.of_resignation(person, text, wished_day, now)
    rendered = documents.render("resignation", found, company=person.company_id, now=now)
    with transaction.atomic():
        stream = evidence.stream_of_employee(person.pk, now)
        return documents.issue(rendered, stream=stream, employee=person.pk, by=by, now=now)


def draft_art38(*, by: Actor, given: Mapping[str, str], now: datetime) -> Any:
    """Make the caller's own notice under Art. 38 for reading and signing. It works from its arrival, without approval.

    Raises NotAllowed for someone without an employment, BadInput for what is missing or a day that is past.
    """
    if by.employee is None:
        raise NotAllowed(_("Only an employee can give this notice here."))
    person = people.by_pk(by.employee)
    if Case.objects.filter(employee=person, state=Case.State.OPEN).exists():
        raise Refused(_("You have an open case already; its steps are under Progress."), code="open_case")
    found = values.of_art38(person, given, now)
    if found.get("ends_on") and found["ends_on"] < now.astimezone(SHANGHAI).date():
        raise BadInput({"ends_on": _("This day is past. Choose today or a later day.")})
    rendered = documents.render("art38_notice", found, company=person.company_id, now=now)
    with transaction.atomic():
        stream = evidence.stream_of_employee(person.pk, now)
        return documents.issue(rendered, stream=stream, employee=person.pk, by=by, now=now)


def send(*, by: Actor, paper: object, now: datetime) -> Any:
    """Send a paper of a case to its reader again, by every channel that is set up; each attempt is evidence.

    Raises NotVisible, NotAllowed, Refused for a paper that is not out yet.
    """
    document = documents_of.document(by, str(paper))
    case = standing.visible(by, document.case_uid)
    standing.require_whole(by, case, _("Papers are sent by HR."))
    entry = next((str(one.eid) for one in reversed(log.entries(case.stream)) if _speaks_of(one, document, case)), "")
    if not entry:
        raise Refused(_("This paper is not ready to be sent: it is not sealed yet."), code="not_sealed")
    with transaction.atomic():
        enqueue(
            "cases.announce",
            {"case": str(case.uid), "entry": entry, "ready": [document.step]},
            key=f"announce:again:{document.uid}:{now.isoformat()}",
            now=now,
        )
    return document


def _speaks_of(entry: Any, document: Any, case: Case) -> bool:
    """Whether an entry of the case attached this paper to a step."""
    if not entry.type.startswith("step.") or not entry.payload:
        return False
    return any(one["object"] == f"document:{document.uid}" for one in entry.payload.get("attached", ()))


def calculation_input(case: Case) -> CaseInput:
    """What a calculation is told about a case."""
    loaded = store.load(case)
    anchors = dict(loaded.state.anchors)
    if case.separation_type == "voluntary_resignation":
        # Days of notice count from its arrival, also where HR opened the case before the employee signed.
        anchors["T0"] = received_on(case)
    return CaseInput(
        company=case.company_id,
        employee=case.employee_id,
        path=case.path,
        case_uid=str(case.uid),
        facts=dict(loaded.state.facts),
        anchors=anchors,
        stream=case.stream,
    )


def manifest(case: Case) -> Manifest:
    """Everything in the case file by hash: entries so far, papers, files."""
    entries = log.entries(case.stream)
    files = sorted({file.sha256.hex() for one in entries for file in one.files if file.sha256})
    listed = {
        "entries": [{"n": one.stream_seq, "leaf": one.leaf.hex()} for one in entries],
        "files": files,
    }
    digest = hashlib.sha256(json.dumps(listed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    return Manifest(digest, {"entries": len(entries), "files": len(files), "sha256": digest})


def _paper_name(name: str) -> str:
    """The kind of paper an item's name stands for: a receipt or a reservation is about the paper itself."""
    for ending in ("_receipt", "_with_reservation"):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def all_of(case: Case, by: Actor) -> Sequence[Any]:
    """The papers of a case that this person may read."""
    return list(documents_of.of_case(case.uid, by=by))
