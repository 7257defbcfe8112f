"""What people see of layoffs: the list, one batch with its steps, its people, and what holds whom."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.people import queries as people
from partwell.core.days import add_months
from partwell.core.process.decide import missing_of, open_seats
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import BadInput, NotAllowed

from . import batches, store, turns, words
from .directory import Directory
from .models import Batch, Case

SHOWN = 20
PRIORITY_MONTHS = 6
"""《劳动合同法》第四十一条: who hires again within six months tells those who went and takes them first."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step that is done once, and what this person has to hand in on it."""

    key: str
    title: str
    status: str
    who: str
    due_at: datetime | None
    due_class: str
    done_at: datetime | None
    cite: tuple[str, ...]
    note: str
    mine: bool
    asks_text: bool
    asks_file: bool
    asks_number: bool
    asks_day: bool
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the list: whom the law keeps first, how far the case is, and what it waits for."""

    uid: str
    name: str
    number: str
    department: str
    contract: str
    keep_first: str
    case: Case | None
    holds: str
    who: str
    due_at: datetime | None
    priority_until: date | None


@dataclass(frozen=True, slots=True)
class BatchView:
    """One batch."""

    batch: Batch
    planned: date
    steps: tuple[StepLine, ...]
    people: tuple[Person, ...]
    threshold: dict[str, Any]
    counts: dict[str, int]
    may_keep: bool
    may_end: bool
    chosen: bool


def listing(by: Actor) -> list[Batch]:
    """Layoffs this person may see, newest first. Raises NotAllowed."""
    if not by.holds_on("", *batches.SEES):
        raise NotAllowed(_("Layoffs are for HR, legal and the executives of the whole company."))
    return list(batches.visible_to(by).order_by("-opened_at"))


def view(by: Actor, uid: object, now: datetime) -> BatchView:
    """One batch. Raises NotVisible, Refused."""
    batch = batches.find(by, uid)
    present = batches.now_of(batch)
    today = now.astimezone(SHANGHAI).date()
    listed = batches.members(batch)
    cases = [member.case for member in listed if member.case is not None]
    rows = {
        case.pk: case
        for case in Case.objects.filter(pk__in=[case.pk for case in cases]).select_related(
            "employee", "employee__line_manager", "employee__user", "template"
        )
    }
    directory = Directory(batch.company_id, today, rows.values())
    lines = []
    for key, one in present.views.items():
        who = batches.stands(by, batch, one.step, today)
        seats = [role for role in open_seats(one) if role in who.roles]
        gaps = {item for gap in missing_of(one) for item in gap}
        mine = one.status == "ready" and bool(seats)
        names = [user.name for role in open_seats(one) for user in batches.holders(batch, role, today)[:1]]
        kinds = {item.kind for item in gaps}
        # A paper is stamped, and a file handed in, once; further seats sign for it.
        fresh = {item.kind for item in gaps - {proof.item for proof in one.proof}}
        lines.append(
            StepLine(
                key=key,
                title=words.step_title(one.step),
                status=one.status,
                who="、".join(dict.fromkeys(names)),
                due_at=one.due_at,
                due_class=one.due_class,
                done_at=one.outcome.at if one.outcome else None,
                cite=one.step.cite,
                note=words.step_note(one.step),
                mine=mine,
                asks_text=bool(kinds & {"record", "form", "sign"}),
                asks_file=bool(fresh & {"file", "receipt", "seal"}),
                asks_number="seal" in fresh,
                asks_day="B" in one.step.sets,
                items=tuple(words.item_title(item) for item in sorted(gaps)),
            )
        )
    up = turns.next_roles(rows, now)
    persons = tuple(_person(member, rows.get(member.case_id or 0), up, directory, today) for member in listed)
    states = Counter(person.case.state if person.case else "waiting" for person in persons)
    return BatchView(
        batch=batch,
        planned=present.state.anchors["D"],
        steps=tuple(lines),
        people=persons,
        threshold=batches.threshold(batch),
        counts={name: states.get(name, 0) for name in ("waiting", "open", "closed", "cancelled")},
        may_keep=batch.state == Batch.State.OPEN and by.holds_on("", *batches.STARTS),
        may_end=batch.state == Batch.State.OPEN and by.holds_on("", *batches.ENDS),
        chosen=batches.CHOSEN in present.state.settled,
    )


def _person(
    member: Any, case: Case | None, up: Mapping[int, tuple[str, ...]], directory: Directory, today: date
) -> Person:
    """One line of the list."""
    employee = member.employee
    contract = people.last_contract(employee, today)
    open_ended = contract is not None and contract.type == "open_ended"
    kind = ""
    if contract is not None:
        kind = _("open-ended") if open_ended else _("until %(day)s") % {"day": contract.ends_on or "—"}
    holds = who = ""
    due = None
    if case is not None and case.state == Case.State.OPEN and case.next_step:
        holds = words.step_title(store.template_of(case).step(case.next_step))
        who, due = directory.names(case, up.get(case.pk, ())), case.next_due_at
    return Person(
        uid=str(employee.uid),
        name=employee.name,
        number=employee.number,
        department=employee.department.name,
        contract=kind,
        keep_first=_("to be kept first: open-ended contract") if open_ended else "",
        case=case,
        holds=holds,
        who=who,
        due_at=due,
        priority_until=add_months(case.ends_on, PRIORITY_MONTHS) if case is not None and case.ends_on else None,
    )


@dataclass(frozen=True, slots=True)
class BatchTodo:
    """A step of a batch that waits for this person."""

    uid: str
    number: str
    title: str
    step: str
    due_at: datetime | None
    due_class: str


def todos(by: Actor, now: datetime) -> list[BatchTodo]:
    """Steps of layoffs that wait for this person."""
    if not by.holds_on("", *batches.SEES):
        return []
    found = []
    for batch in batches.visible_to(by).filter(state=Batch.State.OPEN):
        for line in view(by, batch.uid, now).steps:
            if line.mine:
                uid = str(batch.uid)
                found.append(BatchTodo(uid, batch.number, batch.title, line.title, line.due_at, line.due_class))
    return found


def candidates(by: Actor, text: str) -> list[Any]:
    """Employees who can be put on a list, found by words."""
    return list(people.search(by, text)[:SHOWN])


def numbered(by: Actor, text: str) -> list[str]:
    """The uids of the employees with these numbers, apart by lines, blanks or commas. Raises BadInput."""
    wanted = list(dict.fromkeys(re.split(r"[\s,，、;；]+", text.strip()[:40_000]))) if text.strip() else []
    found = dict(people.search(by, "").filter(number__in=wanted).values_list("number", "uid"))
    strange = [number for number in wanted if number not in found]
    if strange:
        raise BadInput(
            {"numbers": _("No employee has these numbers: %(numbers)s.") % {"numbers": "、".join(strange[:10])}}
        )
    return [str(found[number]) for number in wanted]
