"""Who can act now on a step: the seats that are up, and who may go on where the employee did not act.

Time passes without anything being written, so this is asked when it is read: of one step by `seats`, of a list of
cases by `free`, from rows and by the rule of the engine itself, with one query however long the list is.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from partwell.core.process.decide import free as is_free
from partwell.core.process.decide import open_seats
from partwell.core.process.silence import goes_on, others, ways_without
from partwell.core.process.state import Attached, CaseState, StepView
from partwell.core.process.template import Item, Step
from partwell.lib.holiday_file import calendar

from . import store
from .models import Attachment, Case, CaseStep

Free = Mapping[tuple[int, str], tuple[str, ...]]
"""(case, step) -> roles that may go on with it now without the employee."""


def seats(case: Case, view: StepView, now: datetime) -> tuple[str, ...]:
    """Seats that are up on a step of a case; where the employee can't be asked here, those who go on without him."""
    up = open_seats(view, now)
    if view.status == "ready" and "employee" in up and case.employee.user_id is None and not is_free(view, now):
        instead = goes_on(view.step)
        return (*instead, *(seat for seat in up if seat not in instead))
    return up


def free(cases: Mapping[int, Case], steps: Mapping[int, Sequence[CaseStep]], now: datetime) -> Free:
    """Steps of these cases with which others may go on by now, without the employee whose act was first asked for."""
    found: dict[tuple[int, str], tuple[str, ...]] = {}
    ways: dict[tuple[str, str], tuple[str, ...]] = {}
    asked: list[tuple[Case, CaseStep, Step]] = []
    for pk, rows in steps.items():
        case = cases[pk]
        for row in rows:
            if row.status != "ready" or "employee" not in row.who:
                continue
            step = store.template_of(case).step(row.key)
            name = (case.template.sha256, row.key)
            if name not in ways:
                ways[name] = goes_on(step)
            if not ways[name]:
                continue
            if case.employee.user_id is None:
                found[pk, row.key] = ways[name]
            elif _may_be_over(case, row, step, now):
                asked.append((case, row, step))
    proof = _proof([(case.pk, name) for case, _row, step in asked for name in (step.key, *step.after)])
    for case, row, step in asked:
        attached = proof.get(case.pk, ())
        attempts = {one.step: max(o.attempt for o in attached if o.step == one.step) for one in attached}
        state = CaseState(
            template=store.template_of(case),
            employee="",
            opened_at=now,
            attached=tuple(attached),
            requested={key: datetime.fromisoformat(at) for key, at in case.requested.items()},
            attempts={**attempts, row.key: row.attempt},
        )
        roles, since = others(state, step, state.proof(row.key), row.ready_at, row.due_at, calendar())
        if since is not None and since <= now:
            found[case.pk, row.key] = roles
    return found


def _may_be_over(case: Case, row: CaseStep, step: Step, now: datetime) -> bool:
    """Whether the employee's time on a step can be over. No period ends before the deadline of a step, but one whose
    request reached him with an earlier step, and one without a deadline."""
    if row.due_at is None or row.due_at <= now:
        return True
    asks = any(item.kind == "delivery" for way in ways_without(step) for item in way)
    starts_ready = step.due is not None and step.due.start == "ready"
    return starts_ready and not asks and row.key not in case.requested


def _proof(wanted: Sequence[tuple[int, str]]) -> dict[int, list[Attached]]:
    """What is attached to some steps of some cases; one query, none where nothing is asked."""
    made: dict[int, list[Attached]] = {}
    if not wanted:
        return made
    rows = Attachment.objects.filter(case__in={pk for pk, _key in wanted}, step__in={key for _pk, key in wanted})
    names = ("case", "step", "attempt", "item", "by", "role", "source", "at")
    for case, step, attempt, item, by, role, source, at in rows.order_by("pk").values_list(*names):
        made.setdefault(case, []).append(Attached(step, attempt, Item.parse(item), by, role, source, at))
    return made


def next_up(case: Case, up: Free) -> tuple[str, ...]:
    """Seats the next step of a case waits for: the first of its own, or those who go on without the employee."""
    return up.get((case.pk, case.next_step)) or ((case.next_who,) if case.next_who else ())


def waits_for_employee(case: Case, steps: Sequence[CaseStep], up: Free) -> bool:
    """Whether a case waits for something that the employee alone can do."""
    if not case.waits_for_employee:
        return False
    own = [row for row in steps if "employee" in row.who]
    return any((case.pk, row.key) not in up for row in own) or not own


def next_roles(cases: Iterable[int], now: datetime) -> dict[int, tuple[str, ...]]:
    """The same as `next_up` for open cases by their keys, read anew."""
    rows = Case.objects.filter(pk__in=list(cases), state=Case.State.OPEN).select_related("employee", "template")
    found = {case.pk: case for case in rows.only(*ASKED)}
    steps: dict[int, list[CaseStep]] = {}
    for row in CaseStep.objects.filter(case__in=list(found), status="ready"):
        steps.setdefault(row.case_id, []).append(row)
    up = free(found, steps, now)
    return {pk: next_up(case, up) for pk, case in found.items()}


ASKED = ("requested", "next_step", "next_who", "employee__user", "template__sha256", "template__key")
"""What is asked of a case here."""
