"""What waits for one person, and which roles nobody holds."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from partwell.apps.accounts.roles import ADMINISTRATOR
from partwell.apps.cases import standing, store, turns, words
from partwell.apps.cases.directory import Directory
from partwell.apps.cases.models import Case, CaseStep
from partwell.core.process.batch import SHARED
from partwell.core.process.decide import on_turn, role_of
from partwell.core.process.template import Step
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI

from .rows import MOST_OPEN, SOON, beyond, kind_of, open_cases, ready_steps, roles_of, signings

GIVES_ROLES = (ADMINISTRATOR, "owner", "hr_manager", "hr_director")
"""Who is shown the steps nobody can be found for."""


@dataclass(frozen=True, slots=True)
class Todo:
    """A step that waits for this person."""

    case: str
    number: str
    name: str
    kind: str
    step_key: str
    title: str
    due_at: datetime | None
    due_class: str
    late: bool
    soon: bool
    role: str
    note: str


def todos(by: Actor, now: datetime) -> list[Todo]:
    """Steps that wait for this person, in every role he holds and in the own case, first due first."""
    return todos_and_rest(by, now)[0]


def todos_and_rest(by: Actor, now: datetime) -> tuple[list[Todo], int]:
    """The same, of the most urgent open cases, and how many open cases that leaves out: counted when any can be."""
    today = now.astimezone(SHANGHAI).date()
    cases = {case.pk: case for case in open_cases(by, own=True)}
    directory = Directory(by.company or 0, today, cases.values())
    signed = signings(cases)
    steps = ready_steps(cases)
    up = turns.free(cases, steps, now)
    found = []
    for pk, rows in steps.items():
        case = cases[pk]
        template = store.template_of(case)
        for row in rows:
            step = template.step(row.key)
            if case.batch_id and row.key in SHARED:
                continue
            acted = {role for role in roles_of(step) if (pk, row.key, role, row.attempt) in signed}
            open_ = [role for role in roles_of(step) if role not in acted]
            if step.mode == "sequence":
                open_ = list(on_turn(step, acted))
            open_ = list(dict.fromkeys((*up.get((pk, row.key), ()), *open_)))
            seats = directory.seats(case, row.key, row.attempt, open_)
            mine = [_as(directory, case, row, seat, by) for seat in seats if directory.falls_to(case, seat, by.user)]
            if standing.is_own(by, case):
                mine = [words.role_title("employee")] if "employee" in open_ else []
            if mine:
                found.append(_todo(case, row, step, mine[0], now))
    found.sort(key=lambda todo: (todo.due_at is None, todo.due_at or now))
    return found, 0 if len(cases) < MOST_OPEN else beyond(by)


def _as(directory: Directory, case: Case, row: CaseStep, seat: str, by: Actor) -> str:
    """In which seat somebody acts, in words: the role, or being asked beside it, and for whom as a deputy."""
    if directory.is_asked(case, row.key, row.attempt, seat):
        said = _("asked by a colleague")
    else:
        said = words.role_title(role_of(seat))
    holders = {user for user, _name in directory.holders(case, seat)}
    if by.user in holders:
        return said
    principal = next((one.name for one in by.stands_in if one.user in holders), "")
    return _("%(role)s, for %(principal)s") % {"role": said, "principal": principal} if principal else said


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A step that waits for a role nobody holds. No name: whoever gives roles sees no person's file."""

    number: str
    title: str
    roles: tuple[str, ...]
    due_at: datetime | None
    due_class: str


def unfilled(by: Actor, now: datetime) -> list[Unfilled]:
    """Steps nobody can be found for, for those who can give somebody the role; first due first."""
    if not by.holds(*GIVES_ROLES):
        return []
    today = now.astimezone(SHANGHAI).date()
    rows = {case.pk: case for case in open_cases(by)}
    directory = Directory(by.company or 0, today, rows.values())
    found = []
    for pk, steps in ready_steps(rows).items():
        case = rows[pk]
        template = store.template_of(case)
        for row in steps:
            step = template.step(row.key)
            seats = directory.seats(case, row.key, row.attempt, [role for role in step.who if role != "employee"])
            empty = [seat for seat in seats if not directory.holders(case, seat)]
            if empty and (step.mode != "any" or len(empty) == len(seats)):
                roles = tuple(words.role_title(role_of(seat)) for seat in empty)
                found.append(Unfilled(case.number, words.step_title(step), roles, row.due_at, row.due_class))
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or now))


def _todo(case: Case, row: CaseStep, step: Step, role: str, now: datetime) -> Todo:
    return Todo(
        case=str(case.uid),
        number=case.number,
        name=case.employee.name,
        kind=kind_of(case),
        step_key=row.key,
        title=words.step_title(step),
        due_at=row.due_at,
        due_class=row.due_class,
        late=row.due_at is not None and row.due_at < now,
        soon=row.due_at is not None and now <= row.due_at <= now + SOON,
        role=role,
        note=words.step_note(step),
    )


def todo_count(by: Actor, now: datetime) -> int:
    """How many steps wait for this person; the number in the side bar."""
    return len(todos(by, now))
