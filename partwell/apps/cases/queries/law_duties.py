"""Duties of law that run in open cases: which, by when, whose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.cases import papers, standing, store, words
from partwell.apps.cases.directory import Directory
from partwell.apps.cases.models import Case, CaseStep
from partwell.apps.law import warned
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import NotAllowed

from .rows import LIMIT, SOON, others_open, with_cards


@dataclass(frozen=True, slots=True)
class Duty:
    """A row of the statutory table: a duty of law that somebody can do now, or must soon."""

    case: str
    number: str
    name: str
    ends_on: date | None
    step_key: str
    title: str
    cite: tuple[str, ...]
    due_at: datetime | None
    late: bool
    soon: bool
    who: str
    mine: bool
    practices: tuple[warned.Shown, ...] = ()
    """What goes wrong in law by its lateness."""


def duties(by: Actor, now: datetime, page: int = 1, size: int = 50) -> tuple[list[Duty], int]:
    """One page of all duties of law of the open cases, first due first, and how many there are.

    A page after the last is the last one. Raises NotAllowed.
    """
    if not by.holds(*standing.SEES_CASES):
        raise NotAllowed(_("The board is for HR. Your own tasks are under To-dos."))
    rows = duty_rows(others_open(by).values("pk"))
    total = rows.count()
    first = size * min(page - 1, max(0, total - 1) // size)
    rows = list(rows.order_by("due_at", "pk")[first : first + size])
    cases = {case.pk: case for case in with_cards(others_open(by).filter(pk__in={row.case_id for row in rows}))}
    directory = Directory(by.company or 0, now.astimezone(SHANGHAI).date(), cases.values())
    return [_duty(row, cases[row.case_id], directory, by, now) for row in rows], total


def duties_of(cases: Mapping[int, Case], directory: Directory, by: Actor, now: datetime) -> list[Duty]:
    """Statutory steps still to be done, whatever the process waits for, first due first."""
    rows = duty_rows(list(cases)).order_by("due_at", "pk")[:LIMIT]
    return [_duty(row, cases[row.case_id], directory, by, now) for row in rows]


def _duty(row: CaseStep, case: Case, directory: Directory, by: Actor, now: datetime) -> Duty:
    step = store.template_of(case).step(row.key)
    return Duty(
        case=str(case.uid),
        number=case.number,
        name=case.employee.name,
        ends_on=case.ends_on,
        step_key=row.key,
        title=words.step_title(step),
        cite=step.cite,
        due_at=row.due_at,
        late=row.due_at < now,
        soon=row.due_at <= now + SOON,
        who=directory.names(case, [step.who[0]]),
        mine=any(directory.falls_to(case, role, by.user) for role in step.who),
        practices=papers.late_certificate(step, row.due_at, now),
    )


def duty_rows(cases: Any) -> Any:
    """Statutory steps to be done that have a day, of some cases: their keys, or a query for them."""
    return CaseStep.objects.filter(
        case__in=cases,
        due_class="statutory",
        status__in=["ready", "waiting", "undetermined"],
        due_at__isnull=False,
    )
