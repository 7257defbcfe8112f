"""State a figure about a person, and make a calculation."""

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
from partwell.apps.law import queries as law
from partwell.apps.people import queries as people
from partwell.core.evidence.canonical import encode
from partwell.core.money import exact, plain
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.lib import registry
from partwell.lib.actor import Actor
from partwell.lib.calculations import CalculationContext, CaseInput
from partwell.lib.law_files import rulebook
from partwell.lib.refusal import BadInput, Missing, NotAllowed, Refused

from . import queries, words
from .models import Calculation, StatedFigure

STATED = tuple(
    name
    for name in words.FACTS
    if name.startswith(("average_wage", "last_month_wage", "training_", "bond_", "noncompete_"))
)
STATES_FIGURES = ("payroll", "hr_ops", "hrbp", "hr_manager", "hr_director", "er")
LARGEST = Decimal("99999999.99")


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
        raise not_computed(name, unknown, context.by, context.employee) from unknown
    return replace(statement, name=name, rules_sha256=rulebook().sha256)


KEPT_AT: Mapping[str, str] = {
    "annual_leave": "attendance:person",
    "attendance_month": "attendance:person",
    "attendance_unconfirmed": "attendance:person",
    "attendance_cut": "attendance:person",
    "bond_agreed": "training:person",
    "bond_months": "training:person",
    "training_cost": "training:person",
    "contributions": "people:show",
    "contribution_base": "people:show",
    "monthly_wage": "people:show",
}
"""The page of a person on which a fact is kept. Figures nobody keeps are stated beside the money."""


def _page(ask: Ask, by: Actor, employee: int) -> tuple[str, ...]:
    """Where the reader settles an unknown, if it is his to settle."""
    if ask.figure:
        return ("law:figure", ask.division, ask.what) if by.holds(*law.CONFIRMS) else ()
    person = people.by_pk(employee)
    if by.employee == employee or not by.holds_on(person.department.path, *STATES_FIGURES):
        return ()
    if ask.what in KEPT_AT:
        return KEPT_AT[ask.what], str(person.uid)
    return ("settlements:stated", str(person.uid)) if ask.what in STATED else ()


def not_computed(name: str, unknown: NotComputed, by: Actor, employee: int) -> Refused:
    """The refusal that names each unknown, who settles it, and where if it is the reader's to settle."""
    roles = accounts.role_titles()
    sentences = [words.ask(ask, roles) for ask in unknown.asks]
    missing = tuple(
        Missing(
            name,
            words.key_title(ask.what) if ask.figure else str(words.FACTS.get(ask.what, ask.what)),
            roles.get(ask.who, ask.who),
            page=_page(ask, by, employee),
        )
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
