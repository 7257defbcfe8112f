"""The board of HR: open cases as cards in their lanes, filters, counts.

Reads open cases and their ready steps with a fixed number of queries, however many closed cases there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from partwell.apps.cases import standing, store, turns, words
from partwell.apps.cases.directory import Directory
from partwell.apps.cases.models import Case, CaseStep
from partwell.core.process.decide import role_of
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import NotAllowed

from .law_duties import Duty, duties_of, duty_rows
from .rows import LAW_HORIZON, LIMIT, MOST_OPEN, SOON, beyond, kind_of, midnight_of, open_cases, ready_steps, visible_to

BOARD_LANES = ("ground", "decide", "clearance", "humane", "close")


@dataclass(frozen=True, slots=True)
class Card:
    """A case on the board: who, what kind, what is next, until when, who owes it, and its number."""

    uid: str
    number: str
    name: str
    kind: str
    step: str
    step_key: str
    due_at: datetime | None
    due_class: str
    who: str
    lane: str
    late: bool
    soon: bool
    locked: bool
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Counts:
    """The four counts of the board, each a link to its list."""

    pending: int
    due_today: int
    overdue: int
    oldest: datetime | None
    law_soon: int
    law_late: int
    waits_for_employee: int
    open_cases: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What the board is narrowed to; empty fields narrow nothing."""

    words: str = ""
    kind: str = ""
    department: str = ""
    who: str = ""
    view: str = "all"
    ends_from: date | None = None
    ends_to: date | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board."""

    counts: Counts
    duties: tuple[Duty, ...]
    """The first of them; `all_duties` says how many there are."""
    lanes: Mapping[str, tuple[Card, ...]]
    views: Mapping[str, int]
    kinds: tuple[tuple[str, str], ...]
    departments: tuple[tuple[str, str], ...]
    roles: tuple[str, ...]
    closed_this_month: int
    beyond: int = 0
    """Open cases that are not among those shown and counted, the least urgent ones."""
    all_duties: int = 0


def board(by: Actor, now: datetime, filters: Filters | None = None) -> Board:
    """The HR board. Raises NotAllowed for a person whose role has no board."""
    if not by.holds(*standing.SEES_CASES):
        raise NotAllowed(_("The board is for HR. Your own tasks are under To-dos."))
    filters = filters or Filters()
    today = now.astimezone(SHANGHAI).date()
    cases = {case.pk: case for case in open_cases(by)}
    directory = Directory(by.company or 0, today, cases.values())
    steps = ready_steps(cases)
    waits = _Waits(turns.free(cases, steps, now), steps, directory)
    chosen = {pk: case for pk, case in cases.items() if _matches(case, filters, by, waits, now)}
    cards = [_card(case, waits, now) for case in chosen.values()]
    cards.sort(
        key=lambda card: (
            not card.late,
            card.due_at is None,
            card.due_at or now,
            card.number,
        )
    )
    lanes = {lane: tuple(card for card in cards if card.lane == lane) for lane in BOARD_LANES}
    duties = duties_of(chosen, directory, by, now)
    by_law = _law_counts(chosen, duties, now)
    begin = today.replace(day=1)
    month = visible_to(by).filter(state=Case.State.CLOSED, closed_at__gte=midnight_of(begin)).count()
    return Board(
        counts=_counts(chosen, waits, by_law, now, today),
        duties=tuple(duties),
        lanes=lanes,
        views=_views(cases, by, waits, now),
        kinds=tuple(sorted({(case.separation_type, kind_of(case)) for case in cases.values()})),
        departments=tuple(sorted({(str(case.department.uid), case.department.name) for case in cases.values()})),
        roles=tuple(sorted({role_of(seat) for case in cases.values() for seat in waits.seats(case)})),
        closed_this_month=month,
        beyond=0 if len(cases) < MOST_OPEN else beyond(by),
        all_duties=len(duties) if len(duties) < LIMIT else duty_rows(list(chosen)).count(),
    )


@dataclass(frozen=True, slots=True)
class _Waits:
    """Whom the cases of a board wait for at this moment."""

    free: turns.Free
    steps: Mapping[int, Sequence[CaseStep]]
    directory: Directory

    def seats(self, case: Case) -> tuple[str, ...]:
        """The seats the next step of a case waits for."""
        up = turns.next_up(case, self.free)
        if (case.pk, case.next_step) not in self.free:
            return up
        row = self.row(case)
        return self.directory.seats(case, case.next_step, row.attempt if row else 1, up)

    def row(self, case: Case) -> CaseStep | None:
        """The next step of a case."""
        return next((one for one in self.steps.get(case.pk, ()) if one.key == case.next_step), None)

    def employee(self, case: Case) -> bool:
        """Whether something waits for the employee alone."""
        return turns.waits_for_employee(case, self.steps.get(case.pk, ()), self.free)


def _matches(case: Case, filters: Filters, by: Actor, waits: _Waits, now: datetime) -> bool:
    """Whether a case passes the filters of the board."""
    text = filters.words.strip()
    return all(
        (
            not text
            or text in case.employee.name
            or text.lower() in (case.employee.pinyin or "")
            or text in case.number
            or text.lower() in case.employee.number.lower(),
            not filters.kind or case.separation_type == filters.kind,
            not filters.department or str(case.department.uid) == filters.department,
            not filters.who or filters.who in map(role_of, waits.seats(case)),
            filters.ends_from is None or (case.ends_on is not None and case.ends_on >= filters.ends_from),
            filters.ends_to is None or (case.ends_on is not None and case.ends_on <= filters.ends_to),
            _in_view(case, filters.view, by, waits, now),
        )
    )


def _in_view(case: Case, view: str, by: Actor, waits: _Waits, now: datetime) -> bool:
    """Whether a case belongs to one of the saved views."""
    if view == "mine":
        mine = any(waits.directory.falls_to(case, seat, by.user) for seat in waits.seats(case))
        return mine or case.opened_by_id == by.user
    if view == "probation":
        return case.separation_type == "probation_failure"
    if view == "employee":
        return waits.employee(case)
    if view == "late":
        return case.next_due_at is not None and case.next_due_at < now
    if view == "week":
        return case.next_due_at is not None and case.next_due_at <= now + LAW_HORIZON
    return True


def _views(cases: Mapping[int, Case], by: Actor, waits: _Waits, now: datetime) -> dict[str, int]:
    return {
        view: sum(_in_view(case, view, by, waits, now) for case in cases.values())
        for view in ("mine", "all", "week", "late", "probation", "employee")
    }


def _card(case: Case, waits: _Waits, now: datetime) -> Card:
    template = store.template_of(case)
    step = template.step(case.next_step) if case.next_step else None
    row = waits.row(case)
    due = row.due_at if row else None
    return Card(
        uid=str(case.uid),
        number=case.number,
        name=case.employee.name,
        kind=kind_of(case),
        step=words.step_title(step) if step else _("ready to close"),
        step_key=case.next_step,
        due_at=due,
        due_class=row.due_class if row else "internal",
        who=waits.directory.names(case, waits.seats(case)),
        lane=case.lane,
        late=due is not None and due < now,
        soon=due is not None and now <= due <= now + SOON,
        locked=waits.seats(case) == ("employee",),
        ends_on=case.ends_on,
    )


def _law_counts(cases: Mapping[int, Case], duties: list[Duty], now: datetime) -> tuple[int, int]:
    """Duties of law due within the horizon, and late ones: all of them, also where the list is cut off."""
    soon = now + LAW_HORIZON
    if len(duties) < LIMIT:
        return sum(one.due_at is not None and one.due_at <= soon for one in duties), sum(one.late for one in duties)
    rows = duty_rows(list(cases))
    return rows.filter(due_at__lte=soon).count(), rows.filter(due_at__lt=now).count()


def _counts(
    cases: Mapping[int, Case],
    waits: _Waits,
    by_law: tuple[int, int],
    now: datetime,
    today: date,
) -> Counts:
    ready = [row for pk in cases for row in waits.steps.get(pk, ())]
    late = [row.due_at for row in ready if row.due_at and row.due_at < now and row.due_class == "internal"]
    end = midnight_of(today + timedelta(days=1))
    return Counts(
        pending=len(ready),
        due_today=sum(row.due_at is not None and now <= row.due_at <= end for row in ready),
        overdue=len(late),
        oldest=min(late, default=None),
        law_soon=by_law[0],
        law_late=by_law[1],
        waits_for_employee=sum(map(waits.employee, cases.values())),
        open_cases=len(cases),
    )
