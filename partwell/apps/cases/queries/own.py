"""The employee's own case: how far it is, what he receives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from partwell.apps.cases import papers, standing, store, words
from partwell.apps.cases.directory import Directory
from partwell.apps.cases.models import Case
from partwell.core.process.decide import open_seats
from partwell.core.process.state import StepView, derive
from partwell.core.process.template import Template
from partwell.lib import registry
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar

from .case import StepCard, next_sentence, step_card
from .rows import own_case, people_of
from .step import is_effective, is_offered

TOLD_AT_ONCE = ("probation_failure",)
"""Kinds begun by the company of which the employee is told at once: the appraisals have announced what comes."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A case as the employee sees it: what is mine, what the company does, what the law owes, what I will receive."""

    case: Case
    tasks: tuple[StepCard, ...]
    company: tuple[StepCard, ...]
    law: tuple[StepCard, ...]
    receive: tuple[StepCard, ...]
    done: int
    total: int
    handler: str
    next_sentence: str
    offers: tuple[tuple[StepCard, str], ...] = ()
    """What the employee may hand in without being asked, and what it is called."""
    effective: bool = True
    heading: str = ""
    unaffected: str = ""


RECEIVES = (
    "pay_in_lieu",
    "medical_subsidy",
    "arrears_wage",
    "injury_subsidy",
    "pension_result",
    "rehire_notice",
    "wage_pay",
    "certificate",
    "severance_pay",
    "back_payment",
    "si_transfer",
    "rights_letter",
    "hpf_transfer",
)


def progress(by: Actor, now: datetime) -> Progress | None:
    """The employee's own case in plain words; None without one."""
    case = own_case(by)
    if case is None:
        return None
    today = now.astimezone(SHANGHAI).date()
    loaded = store.load(case)
    views = derive(loaded.state, calendar())
    if not is_told(loaded.template, views):
        return None
    directory = Directory(case.company_id, today, [case])
    persons = people_of(case, loaded)
    cards = {key: step_card(case, view, directory, persons, now) for key, view in views.items()}
    effective = is_effective(loaded.template, views)
    shown = [card for card in cards.values() if card.status != "skipped"]
    if not effective and loaded.template.key not in TOLD_AT_ONCE:
        # What would follow a decision nobody has taken is not held before anyone.
        shown = [card for card in shown if card.phase in ("ground", "decide")]
    who = standing.standing_on(by, case, [], today)
    ready = {key: view for key, view in views.items() if view.status == "ready"}
    waiting = papers.waiting_for_answer(case, ready, now)
    tasks = [cards[key] for key, view in ready.items() if "employee" in open_seats(view) or key in waiting]
    tasks.sort(key=lambda card: (card.optional, card.due_at is None, card.due_at or now))
    able = [card for card in shown if card.status == "ready" and card not in tasks]
    able.sort(key=lambda card: (card.optional, card.due_at is None, card.due_at or now))
    return Progress(
        case=case,
        tasks=tuple(tasks),
        company=tuple(card for card in shown if not card.duty),
        law=tuple(card for card in shown if card.duty and (effective or loaded.template.party != "employer")),
        receive=tuple(cards[key] for key in RECEIVES if key in cards and cards[key] in shown),
        done=sum(card.status in ("done", "declined") for card in shown),
        total=len(shown),
        handler=directory.names(case, ["hrbp"]) or directory.names(case, ["hr_ops"]),
        next_sentence=next_sentence(able[0]) if able else "",
        offers=tuple(
            (cards[key], _offer_title(view))
            for key, view in views.items()
            if "employee" not in view.step.who and not _by_paper(view) and is_offered(loaded, view, who)
        ),
        effective=effective,
        heading=words.own_heading(case.separation_type, effective),
        unaffected=words.own_unaffected(effective),
    )


def is_told(template: Template, views: Mapping[str, StepView]) -> bool:
    """Whether the employee is to know of the case yet.

    An inquiry of the company is told when it asks the employee, or when it ends in a notice; a death never.
    """
    if template.quiet:
        return False
    if template.party != "employer" or template.key in TOLD_AT_ONCE or is_effective(template, views):
        return True
    asked = any(
        view.status in ("ready", "done", "declined")
        and any(item.party == "employee" for alternative in view.step.evidence for item in alternative)
        for view in views.values()
    )
    known = registry.kinds("documents")
    delivered = {one.item.name for view in views.values() for one in view.proof if one.item.kind == "delivery"}
    return asked or any(name in known and papers.goes_to_employee(name) for name in delivered)


def _offer_title(view: StepView) -> str:
    """What the employee may hand in: the thing itself, not the company's step it belongs to."""
    own = [item for alternative in view.step.evidence for item in alternative if item.party == "employee"]
    written = next((item for item in own if item.kind in ("form", "file") or papers.is_own_words(item.name)), None)
    return words.name_of(written.name) if written else words.step_title(view.step)


def _by_paper(view: StepView) -> bool:
    """Whether all the employee could hand in are answers to papers, which stand among the papers to answer."""
    own = [item for alternative in view.step.evidence for item in alternative if item.party == "employee"]
    return all(item.kind == "sign" and not papers.is_own_words(item.name) for item in own)
