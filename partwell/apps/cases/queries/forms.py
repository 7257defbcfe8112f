"""What forms about a case begin with: facts, a changed day, a successor, a paper, a resignation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.cases import lawful, papers, standing, store, values, words
from partwell.apps.cases.directory import Directory
from partwell.apps.cases.models import Case
from partwell.apps.cases.papers import NOTICE_DAYS, PROBATION_NOTICE_DAYS
from partwell.apps.people import queries as people
from partwell.core.process.anchors import FIXED
from partwell.core.process.decide import FACT_KEEPERS
from partwell.core.process.state import derive
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import BadInput, NotVisible

from .case import CaseView
from .step import step_page


@dataclass(frozen=True, slots=True)
class FactsPage:
    """The facts of a case that somebody states: what is known, what is asked, and whether this person may state it."""

    case: Case
    known: Mapping[str, Any]
    asked: tuple[str, ...]
    may: bool


def facts_page(by: Actor, uid: object) -> FactsPage:
    """Facts that the case's conditions read and no step determines; those of the ground only before the notice.

    Raises NotVisible, NotAllowed.
    """
    case = standing.visible(by, uid)
    standing.require_whole(by, case, _("The whole case is for HR. Your own tasks of it are under To-dos."))
    loaded = store.load(case)
    asked = set(loaded.template.open_facts()) - lawful.frozen_facts(loaded)
    return FactsPage(
        case=case,
        known=case.facts,
        asked=tuple(sorted(asked, key=lambda name: (name in case.facts, name))),
        may=case.state == Case.State.OPEN
        and by.holds_on(case.path, "hr_ops", "hrbp", "er", "hr_manager", "hr_director")
        and not standing.is_own(by, case),
    )


@dataclass(frozen=True, slots=True)
class DayPage:
    """The days of a case that can be changed: name, what it is called, the day that holds."""

    days: tuple[tuple[str, str, date], ...]
    may: bool


def day_page(by: Actor, view: CaseView) -> DayPage:
    """Which days HR may change in a case."""
    case = view.case
    days = tuple(
        (name, words.anchor_title(name), date.fromisoformat(day))
        for name, day in case.anchors.items()
        if name not in FIXED and name in view.template.anchors
    )
    own = standing.is_own(by, case)
    may = case.state == Case.State.OPEN and bool(days) and by.holds_on(case.path, *FACT_KEEPERS) and not own
    return DayPage(days, may)


@dataclass(frozen=True, slots=True)
class SuccessorPage:
    """Who takes over the work of a case: named or not yet, who stands in meanwhile, and who may be chosen."""

    case: Case
    named: tuple[str, ...]
    stands_in: str
    found: tuple[Any, ...]
    """Employees who can sign in; those of the same department first, or those the search finds."""


def successor_page(by: Actor, uid: object, now: datetime, text: str = "", role: str = "successor") -> SuccessorPage:
    """Whom the work may go to. Raises NotVisible, NotAllowed."""
    case = standing.visible(by, uid)
    standing.require_naming(by, case)
    today = now.astimezone(SHANGHAI).date()
    directory = Directory(case.company_id, today, [case])
    return SuccessorPage(
        case=case,
        named=directory.named(case, role),
        stands_in=directory.names(case, [role]),
        found=tuple(people.colleagues(case.employee, text)),
    )


@dataclass(frozen=True, slots=True)
class ResignationTerms:
    """What the law says about the own resignation today: how many days ahead, and the latest last day."""

    probation: bool
    days: int
    latest: date
    cite: tuple[str, ...] = ("LCL37",)


def resignation_terms(by: Actor, now: datetime) -> ResignationTerms:
    """Thirty days ahead, three during probation (《劳动合同法》第三十七条). Raises NotVisible without an employment."""
    if by.employee is None:
        raise NotVisible
    today = now.astimezone(SHANGHAI).date()
    person = people.by_pk(by.employee)
    probation = people.facts_of(person, today).get("employee_type") == "probation"
    days = PROBATION_NOTICE_DAYS if probation else NOTICE_DAYS
    return ResignationTerms(probation, days, today + timedelta(days=days))


@dataclass(frozen=True, slots=True)
class PaperForm:
    """What a person writes before a paper of a step is made: the fields, and what they begin with."""

    case: Case
    title: str
    step: str
    inputs: tuple[Any, ...]
    suggested: Mapping[str, str]
    own: bool = False
    """Whether it is the employee's own paper, and this is the employee."""


def paper_form(by: Actor, uid: object, key: str, kind: str, now: datetime) -> PaperForm:
    """The fields of a paper. Raises NotVisible, NotAllowed, BadInput for a paper the step does not ask for."""
    page = step_page(by, uid, key, now)
    if kind not in papers.kinds_of(page.step):
        raise BadInput({"kind": _("This step asks for no such paper.")}, code="no_such_paper")
    view = derive(store.load(page.case).state, calendar())[key]
    return PaperForm(
        case=page.case,
        title=words.name_of(kind),
        step=page.card.title,
        inputs=values.INPUTS.get(kind, ()),
        suggested=values.suggested(page.case, kind, view, now),
        own=standing.is_own(by, page.case) and papers.is_own_words(kind),
    )
