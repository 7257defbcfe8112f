"""Confirm a figure by two persons, state a figure about a person, and make a calculation."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.evidence import actions as evidence
from partwell.apps.people import queries as people
from partwell.core.evidence.canonical import encode
from partwell.core.money import exact, fen, plain
from partwell.core.settlement.statement import NotComputed, Statement
from partwell.lib import registry
from partwell.lib.actor import Actor
from partwell.lib.calculations import CalculationContext, CaseInput
from partwell.lib.files.models import Blob
from partwell.lib.law_files import rulebook
from partwell.lib.refusal import BadInput, Missing, NotAllowed, NotVisible, Refused

from . import queries, words
from .models import Calculation, FigureConfirmation, StatedFigure

STATED = tuple(name for name in words.FACTS if name.startswith(("average_wage", "training_", "bond_", "noncompete_")))
STATES_FIGURES = ("payroll", "hr_ops", "hrbp", "hr_manager", "hr_director", "er")
LARGEST = Decimal("99999999.99")


@dataclass(frozen=True, slots=True)
class Wish:
    """A figure as someone read it on a paper. `no_limit`: the paper says that there is no such limit."""

    division: str
    key: str
    value: Decimal | None
    valid_from: date
    valid_to: date
    ref: str
    no_limit: bool = False


def _require_confirmer(by: Actor) -> None:
    if by.is_system or not by.holds(*queries.CONFIRMS):
        raise NotAllowed(_("Figures of law are confirmed by HR, payroll and social insurance. Please ask them."))


def _check(wish: Wish) -> None:
    """Refuse what cannot be a figure. Raises BadInput."""
    errors: dict[str, str] = {}
    if wish.key not in queries.KEPT:
        errors["key"] = _("There is no such figure.")
    if wish.no_limit:
        if not wish.key.endswith(".ceiling"):
            errors["no_limit"] = _("Only an upper limit can be absent.")
    elif wish.value is None:
        errors["value"] = _("Give the figure as the paper prints it.")
    elif wish.value < 0 or wish.value > LARGEST:
        errors["value"] = _("This figure cannot be right. Please check it.")
    elif words.is_rate(wish.key) and wish.value >= 1:
        errors["value"] = _("A rate is below 100 %. Write 9.5 for 9.5 %.")
    if wish.valid_to < wish.valid_from:
        errors["valid_to"] = _("The last day is before the first.")
    elif (wish.valid_to - wish.valid_from).days > 731:
        errors["valid_to"] = _("Confirm a figure for at most two years, then look again.")
    if not wish.ref.strip():
        errors["ref"] = _("Name the document: its number, or what it is.")
    elif len(wish.ref) > 120:
        errors["ref"] = _("At most %(limit)d characters.") % {"limit": 120}
    if errors:
        raise BadInput(errors)


@transaction.atomic
def ask_confirmation(wish: Wish, *, paper: Blob, by: Actor, now: datetime) -> FigureConfirmation:
    """Put a figure with its paper before a second person. Raises NotVisible, NotAllowed, BadInput, Refused."""
    queries.place(by, wish.division)
    _require_confirmer(by)
    _check(wish)
    asked = FigureConfirmation.objects.filter(company=by.company, division=wish.division, key=wish.key, answer="")
    if asked.exists():
        raise Refused(_("This figure waits for a second person already."), code="already_asked")
    found = queries.figures(by.company or 0, wish.division)(wish.key, wish.valid_from)
    row = FigureConfirmation.objects.create(
        company_id=by.company,
        division=wish.division,
        key=wish.key,
        value=None if wish.no_limit else wish.value,
        valid_from=wish.valid_from,
        valid_to=wish.valid_to,
        ref=wish.ref.strip(),
        paper=paper,
        found=plain(found.value) if isinstance(found.value, Decimal) else "",
        found_status=found.status,
        asked_by=by.pid,
        asked_by_name=by.name,
        asked_at=now,
    )
    _record(row, "figure.asked", by=by, now=now, files=[paper])
    return row


@transaction.atomic
def answer_confirmation(
    uid: object, *, confirmed: bool, by: Actor, now: datetime, reason: str = ""
) -> FigureConfirmation:
    """Confirm or decline what another person asked. Raises NotVisible, NotAllowed, BadInput, Refused."""
    seen = queries.confirmation(by, uid)
    _require_confirmer(by)
    row = FigureConfirmation.objects.select_for_update().get(pk=seen.pk)
    if row.answer:
        raise Refused(_("This was answered already by %(name)s.") % {"name": row.answered_by_name}, code="answered")
    if row.asked_by == by.pid:
        raise Refused(_("You cannot confirm what you asked yourself; a colleague does."), code="second_person")
    if not confirmed and not reason.strip():
        raise BadInput({"reason": _("Say what does not agree with the paper.")})
    row.answer = "confirmed" if confirmed else "declined"
    row.answered_by, row.answered_by_name, row.answered_at = by.pid, by.name, now
    row.reason = reason.strip()[:300]
    row.save(update_fields=["answer", "answered_by", "answered_by_name", "answered_at", "reason"])
    _record(row, f"figure.{row.answer}", by=by, now=now)
    return row


def _record(row: FigureConfirmation, type: str, *, by: Actor, now: datetime, files: list[Blob] | None = None) -> None:
    """The entry in the company's own stream."""
    stream = evidence.stream_of_installation(row.company_id, now)
    payload = {
        "confirmation": str(row.uid),
        "division": row.division,
        "key": row.key,
        "value": None if row.value is None else plain(row.value),
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat(),
        "ref": row.ref,
        "found": row.found,
        "found_status": row.found_status,
        "reason": row.reason,
    }
    evidence.record(stream, type, by=by, now=now, payload=payload, files=files or ())


@transaction.atomic
def state_figure(employee: object, name: str, value: Decimal, *, source: str, by: Actor, now: datetime) -> StatedFigure:
    """State a figure about a person that no record holds. Raises NotVisible, NotAllowed, BadInput."""
    person = people.employee(by, employee)
    if by.employee == person.pk or not (by.is_system or by.holds_on(person.department.path, *STATES_FIGURES)):
        raise NotAllowed(_("Figures about pay are stated by payroll and HR, never about oneself."))
    errors = {}
    if name not in STATED:
        errors["name"] = _("There is no such figure.")
    if value < 0 or value > LARGEST or value != round(value, 2):
        errors["value"] = _("Give an amount with at most two decimals.")
    if not source.strip() or len(source) > 120:
        errors["source"] = _("Say in a few words what you read it from.")
    if errors:
        raise BadInput(errors)
    row = StatedFigure(
        employee=person,
        name=name,
        source=source.strip(),
        stated_by=by.pid,
        stated_by_name=by.name,
        stated_at=now,
    )
    row.value = plain(exact(value))
    row.save()
    payload = {"name": name, "value": row.value, "source": row.source}
    evidence.record_of_employee(person.pk, "figure.stated", by=by, now=now, payload=payload)
    return row


@dataclass(frozen=True, slots=True)
class Made:
    """A calculation that was made and kept, with what a case takes from it."""

    uid: str
    sha256: str
    statement: Statement
    total: str
    """Sum of all its money as printed text, "" for a calculation without money."""
    facts: Mapping[str, Any]
    anchors: Mapping[str, date]


def context_of(
    case: CaseInput, *, by: Actor, now: datetime, inputs: Mapping[str, str] | None = None
) -> CalculationContext:
    """What a kind is told."""
    return CalculationContext(
        case.employee,
        case.company,
        case.facts,
        case.anchors,
        queries.day_of(now),
        now,
        by,
        inputs or {},
        case.case_uid,
    )


def work_out(name: str, context: CalculationContext) -> Statement:
    """The statement, without keeping it. Raises Refused with every unknown and who settles it."""
    try:
        kind = registry.kind("calculations", name)
    except KeyError:
        raise Refused(
            _("There is no calculation “%(name)s” in this version.") % {"name": name}, code="no_such_calculation"
        ) from None
    try:
        statement: Statement = kind.calculate(context)
    except NotComputed as unknown:
        raise not_computed(name, unknown) from unknown
    return replace(statement, name=name, rules_sha256=rulebook().sha256)


def not_computed(name: str, unknown: NotComputed) -> Refused:
    """The refusal that names each unknown and who settles it."""
    roles = accounts.role_titles()
    sentences = [words.ask(ask, roles) for ask in unknown.asks]
    missing = tuple(
        Missing(name, words.key_title(ask.what) if ask.figure else str(words.FACTS.get(ask.what, ask.what)), ask.who)
        for ask in unknown.asks
    )
    return Refused(
        " ".join(sentences),
        code="not_computed",
        missing=missing,
        unaffected=_("Wages, arrears to the fund and the certificate keep their own legal days."),
    )


def calculate(name: str, *, by: Actor, case: CaseInput, now: datetime, inputs: Mapping[str, str] | None = None) -> Made:
    """Make a calculation, seal it, and record it in the case's stream (or the employee's file).

    The caller has checked the right to the act it is made for. Raises Refused when something is unknown: nothing is
    kept then. What the kind names as `also` is kept beside it when it can be made.
    """
    context = context_of(case, by=by, now=now, inputs=inputs)
    statement = work_out(name, context)
    beside = []
    for other in registry.kind("calculations", name).also:
        try:
            beside.append(work_out(other, context))
        except Refused:
            # What is unknown there is asked for where it is needed; it holds nothing up here.
            continue
    with transaction.atomic():
        made = _keep(statement, by=by, case=case, now=now)
        for one in beside:
            _keep(one, by=by, case=case, now=now)
    return made


def _keep(statement: Statement, *, by: Actor, case: CaseInput, now: datetime) -> Made:
    """Seal and record one statement."""
    content = encode(statement.as_data())
    sha256 = hashlib.sha256(content).hexdigest()
    row = Calculation(
        company_id=case.company,
        employee_id=case.employee,
        path=case.path,
        case_uid=case.case_uid or None,
        name=statement.name,
        sha256=sha256,
        printable=statement.printable,
        made_by=by.pid,
        made_by_name=by.name,
        made_at=now,
    )
    row.statement = content.decode()
    row.save()
    stream = case.stream or evidence.stream_of_employee(case.employee, now)
    payload = {"calculation": str(row.uid), "name": row.name, "sha256": sha256, "statement": statement.as_data()}
    evidence.record(stream, "settlement.calculated", by=by, now=now, payload=payload, rule=statement.rules_sha256)
    return made_of(row, statement)


def made_of(row: Calculation, statement: Statement) -> Made:
    """What a case takes from a kept calculation: its name, hash, sum, and the facts and anchors it establishes."""
    money = any(line.amount is not None for line in statement.lines)
    anchors = {key: date.fromisoformat(str(value)) for key, value in statement.facts.items() if key.isupper() and value}
    facts = {key: value for key, value in statement.facts.items() if not key.isupper() and value is not None}
    return Made(str(row.uid), row.sha256, statement, f"{statement.total():.2f}" if money else "", facts, anchors)


def preview(name: str, *, by: Actor, case: CaseInput, now: datetime) -> Statement:
    """The statement as it would be today, kept nowhere. Raises NotAllowed, Refused."""
    if not queries.may_see_money(by, case.employee, case.path):
        raise NotAllowed(_("Sums about a person are made by HR, payroll and social insurance."))
    return work_out(name, context_of(case, by=by, now=now))


def person_input(by: Actor, employee: object) -> CaseInput:
    """A person as input of a calculation outside any case. Raises NotVisible, NotAllowed."""
    person = people.employee(by, employee)
    if person.company_id != by.company:
        raise NotVisible
    return CaseInput(person.company_id, person.pk, person.department.path)


def fen_of(statement: Statement) -> int:
    """Sum of a statement's money in whole fen."""
    return fen(statement.total())
