"""The cases somebody may see, and the rows that lists of them are made from."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q

from partwell.apps.accounts import queries as accounts
from partwell.apps.cases import standing, store, words
from partwell.apps.cases.models import Attachment, Case, CaseStep
from partwell.core.process.template import Step
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI

SOON = timedelta(hours=24)
LAW_HORIZON = timedelta(days=7)
LIMIT = 200
MOST_OPEN = 2000
"""Open cases one look goes through, the most urgent first."""


def visible_to(by: Actor) -> Any:
    """Cases that exist for this person."""
    return standing.visible_to(by)


def find_everywhere(name: str) -> list[tuple[Any, int]]:
    """(uid, company) of the cases of all companies with this uid, number or alias; for commands of the operator."""
    rows = Case.objects.filter(Q(number=name) | Q(alias=name))
    if not rows and standing.is_uid(name):
        rows = Case.objects.filter(uid=name)
    return list(rows.values_list("uid", "company_id"))


def beyond(by: Actor) -> int:
    """How many open cases a look at the most urgent ones leaves out."""
    return max(0, others_open(by).count() - MOST_OPEN)


def part_of(rows: Any, first: int, size: int) -> Any:
    """So many rows of `cases_found` from a place on.

    The keys are chosen first, by an index alone; only those rows are joined with their people and departments.
    """
    keys = rows.select_related(None).values("pk")[first : first + size]
    chosen = Case.objects.filter(pk__in=keys).select_related("employee", "department", "template").only(*IN_LISTS)
    return chosen.order_by(*rows.query.order_by)


def own_case(by: Actor) -> Case | None:
    """The person's own newest case, open or ended; None when there is none."""
    if by.employee is None:
        return None
    rows = Case.objects.filter(company=by.company, employee=by.employee)
    rows = rows.select_related("employee", "employee__line_manager", "employee__user", "template", "stream")
    return rows.order_by("-opened_at").first()


def people_of(case: Case, loaded: store.Loaded, entries: Sequence[Any] = ()) -> dict[str, str]:
    """Random id -> name of everybody who acted in a case; one query."""
    pids = {one.by for one in loaded.state.attached} | {one.by for one in loaded.state.settled.values()}
    pids |= {one.actor for one in entries}
    pids |= {one.behalf for one in loaded.state.attached if one.behalf}
    pids |= {pid for one in loaded.state.seats for pid in (one.holder, one.by)} | set(loaded.state.handed.values())
    for one in entries:
        if one.payload and one.type.startswith(("role.", "seat.", "case.copied")):
            pids |= {one.payload.get("person", ""), *one.payload.get("persons", ())}
        if one.payload and one.payload.get("behalf"):
            pids.add(one.payload["behalf"])
    found = accounts.names(pid for pid in pids if pid not in ("system", ""))
    return {**found, str(case.employee.uid): case.employee.name, "system": "PartWell"}


_ON_CARDS = (
    *("uid", "number", "path", "separation_type", "opened_by", "ends_on", "lane", "open_count", "waits_for_employee"),
    *("next_step", "next_who", "next_due_at", "state", "company", "stream", "seat_count", "batch", "requested"),
    *("employee__uid", "employee__name", "employee__number", "employee__pinyin", "employee__user"),
    *("employee__line_manager__name", "employee__line_manager__user"),
    *("department__uid", "department__name", "template__sha256", "template__key", "template__title"),
)
"""What cards show of a case: a person's row has thirty more columns, most of them sealed."""

IN_LISTS = (
    *("uid", "number", "separation_type", "ground", "state", "opened_at", "closed_at"),
    *("ends_on", "next_due_at", "next_who", "open_count"),
    *(
        "employee__uid",
        "employee__name",
        "employee__number",
        "department__uid",
        "department__name",
        "department__name_en",
    ),
    *("template__sha256", "template__key", "template__title", "template__title_en"),
)
"""What rows of the list of cases show."""


def open_cases(by: Actor, *, own: bool = False) -> list[Case]:
    """Open cases this person may see, with what cards show; the own one only where its to-dos are wanted."""
    rows = with_cards(visible_to(by).filter(state=Case.State.OPEN) if own else others_open(by))
    # A case that waits for nobody has no next deadline: it is the least urgent one on either database.
    return list(rows.order_by(F("next_due_at").asc(nulls_last=True), "pk")[:MOST_OPEN])


def others_open(by: Actor) -> Any:
    """Open cases this person may see, without the own one."""
    return standing.of_others(visible_to(by), by).filter(state=Case.State.OPEN)


def with_cards(rows: Any) -> Any:
    """Cases with what cards show of them."""
    return rows.select_related("employee", "employee__line_manager", "department", "template").only(*_ON_CARDS)


def ready_steps(cases: Mapping[int, Case]) -> dict[int, list[CaseStep]]:
    """Steps that can be done now, by case."""
    found: dict[int, list[CaseStep]] = {}
    rows = CaseStep.objects.filter(case__in=list(cases), status__in=["ready", "undetermined"])
    for row in rows.only(
        "case_id",
        "key",
        "phase",
        "duty",
        "status",
        "ready_at",
        "due_at",
        "due_class",
        "required",
        "who",
        "attempt",
    ):
        found.setdefault(row.case_id, []).append(row)
    return found


def signings(cases: Mapping[int, Case]) -> set[tuple[int, str, str, int]]:
    """(case, step, role, attempt) of seats that were already filled on steps with several seats."""
    many = {step.key for case in cases.values() for step in store.template_of(case).steps if step.mode != "any"}
    rows = Attachment.objects.filter(case__in=list(cases), step__in=many).exclude(role="")
    return set(rows.values_list("case_id", "step", "role", "attempt"))


def roles_of(step: Step) -> tuple[str, ...]:
    """Roles a step falls to; where it names the employee alone, also the handler who records for the company."""
    if step.who == ("employee",) and any(item.party != "employee" for alt in step.evidence for item in alt):
        return ("employee", "hr_ops", "hrbp")
    return step.who


def kind_of(case: Case) -> str:
    return words.kind_title(case.separation_type)


def midnight_of(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), SHANGHAI)


def people_in_cases(credit_code: str, limit: int = 30) -> list[tuple[str, str, str]]:
    """(employee number, name, kind) of the cases of a company, one a person; for the demo's front door."""
    rows = Case.objects.filter(company__credit_code=credit_code, employee__user__isnull=False)
    rows = rows.filter(employee__silent_since__isnull=True).order_by("pk")
    found = rows.values_list("employee__number", "employee__name", "separation_type")[:limit]
    return list({row[0]: row for row in found}.values())


def open_case_of(by: Actor, person: Any) -> Case | None:
    """The open case of an employee, where this person may know of it."""
    return visible_to(by).filter(employee=person, state=Case.State.OPEN).first()


def own_open_case(by: Actor) -> Case | None:
    """The person's own open case."""
    case = own_case(by)
    return case if case is not None and case.state == Case.State.OPEN else None
