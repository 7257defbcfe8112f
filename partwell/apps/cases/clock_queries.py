"""Reading the clocks of law: of one case for its page, of many for the board, and of one person for a calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from partwell.core.days import end_of
from partwell.core.process.clocks import BY_KEY, Clock
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import NotAllowed

from . import standing, words
from .directory import Directory
from .models import Case, CaseWatch

State = Literal["done", "late", "soon", "running", "over", "waiting", "stopped", "unproved"]
SOON = timedelta(days=7)
MOST = 500
HISTORY = [key for key, clock in BY_KEY.items() if clock.since == "H"]
"""Due a month after the hire: shown with the case, and nobody is reminded."""
ORDER: tuple[State, ...] = ("late", "soon", "running", "waiting", "unproved", "done", "over", "stopped")


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock of law as a page shows it."""

    case: str
    number: str
    name: str
    key: str
    kind: str
    title: str
    law: str
    rule: str
    evidence: str
    due_on: date | None
    due_at: datetime | None
    since: date | None
    since_words: str
    state: State
    state_words: str
    who: str
    step: str
    done_at: datetime | None
    may_record: bool


def title_of(clock: Clock) -> str:
    """What the clock is called in the reader's language."""
    return clock.title if words.is_chinese() else clock.title_en


def state_of(row: CaseWatch, today: date) -> State:
    """How a clock stands on a day."""
    if row.done_at is not None:
        return "done"
    if row.stopped_at is not None:
        return "stopped"
    if row.due_on is None:
        return "waiting"
    if row.due_on < today:
        if row.kind in ("period", "keep"):
            return "over"
        return "unproved" if BY_KEY[row.key].since == "H" else "late"
    return "soon" if row.due_on <= today + SOON else "running"


def state_words(state: State, kind: str) -> str:
    """The same in words."""
    if state == "over":
        return _("the period has ended") if kind == "period" else _("may be deleted or blocked now")
    if state == "late" and kind == "target":
        # The company's own day before the one of the law.
        return _("past the company's own day")
    return {
        "done": _("done"),
        "late": _("overdue by law"),
        "soon": _("within 7 days"),
        "running": _("running"),
        "waiting": _("starts with the handover"),
        "stopped": _("does not apply"),
        "unproved": _("no proof on record"),
    }[state]


def _since_words(clock: Clock) -> str:
    return {
        "D": _("the last day of work"),
        "H": _("the day of hire"),
        "A": _("the accident"),
        "R": _("the day of retirement"),
    }.get(clock.since, _("the handover"))


def of_case(by: Actor, uid: object, now: datetime) -> tuple[Case, list[ClockRow]]:
    """Every clock of one case, what is late first. Raises NotVisible, NotAllowed."""
    case = standing.visible(by, uid)
    if not may_read(by, case, now):
        raise NotAllowed(_("The clocks of law of a case are open to the employee, to HR, and to whoever owns one."))
    today = now.astimezone(SHANGHAI).date()
    rows = CaseWatch.objects.filter(case=case)
    return case, _rows(rows, {case.pk: case}, by, today)


def may_read(by: Actor, case: Case, now: datetime) -> bool:
    """The employee, who sees the whole case, and holders of one of its clocks."""
    if standing.is_own(by, case) or standing.sees_whole(by, case):
        return True
    keys = CaseWatch.objects.filter(case=case).values_list("key", flat=True)
    return any(standing.holds_watch(by, case, key, now) for key in keys)


def _rows(rows: Iterable[CaseWatch], cases: dict[int, Case], by: Actor, today: date) -> list[ClockRow]:
    directory = Directory(by.company or next((c.company_id for c in cases.values()), 0), today, cases.values())
    found = [_row(row, cases[row.case_id], directory, by, today) for row in rows if row.key in BY_KEY]
    far = date.max
    return sorted(found, key=lambda one: (ORDER.index(one.state), one.due_on or far, one.number, one.key))


def _row(row: CaseWatch, case: Case, directory: Directory, by: Actor, today: date) -> ClockRow:
    clock = BY_KEY[row.key]
    state = state_of(row, today)
    own = standing.is_own(by, case)
    keeps = not own and (standing.sees_whole(by, case) or directory.falls_to(case, clock.owner, by.user))
    return ClockRow(
        case=str(case.uid),
        number=case.number,
        name=case.employee.name,
        key=row.key,
        kind=row.kind,
        title=title_of(clock),
        law=clock.law,
        rule=clock.rule,
        evidence=clock.evidence if words.is_chinese() else clock.evidence_en,
        due_on=row.due_on,
        due_at=end_of(row.due_on) if row.due_on else None,
        since=row.since,
        since_words=_since_words(clock),
        state=state,
        state_words=state_words(state, row.kind),
        who=directory.names(case, [clock.owner]),
        step=row.step,
        done_at=row.done_at,
        may_record=keeps and not row.step and state not in ("done", "stopped"),
    )


def running(by: Actor, now: datetime) -> list[ClockRow]:
    """What is no step of a process: clocks that run in the cases of HR, closed cases too, what is late first.

    Raises NotAllowed for a person whose role has no board.
    """
    if not by.holds(*standing.SEES_CASES):
        raise NotAllowed(_("The board is for HR. Your own tasks are under To-dos."))
    today = now.astimezone(SHANGHAI).date()
    rows = running_rows(by).select_related("case__employee__line_manager__user", "case__template")
    kept = list(rows.order_by("due_on", "pk")[:MOST])
    cases = {row.case_id: row.case for row in kept if standing.sees_whole(by, row.case)}
    return _rows([row for row in kept if row.case_id in cases], cases, by, today)


def running_rows(by: Actor) -> QuerySet[CaseWatch]:
    """Clocks that run apart from the process in the cases this person sees."""
    # A seat narrower than the company sees the cases under it; every role here reads them whole.
    seen = standing.visible_to(by).exclude(state=Case.State.CANCELLED).filter(pk=OuterRef("case_id"))
    # Asked for each running clock: a list of all cases to look in would grow with every closed one.
    rows = CaseWatch.objects.filter(Exists(seen), done_at__isnull=True, stopped_at__isnull=True)
    return rows.filter(step="", due_on__isnull=False).exclude(key__in=HISTORY)


def tally(by: Actor, now: datetime) -> dict[str, int]:
    """How many clocks apart from the process are late, soon due, and running, in one query, for the board's head."""
    today = now.astimezone(SHANGHAI).date()
    late = Q(due_on__lt=today, kind__in=("duty", "target"))
    soon = Q(due_on__range=(today, today + SOON))
    made: dict[str, int] = running_rows(by).aggregate(
        late=Count("pk", filter=late),
        soon=Count("pk", filter=soon),
        running=Count("pk", filter=Q(due_on__gt=today + SOON)),
    )
    return made


def of_person(by: Actor, now: datetime) -> list[tuple[CaseWatch, Case]]:
    """The clocks a calendar holds: those that fall to this person, and those of the own case."""
    today = now.astimezone(SHANGHAI).date()
    rows = CaseWatch.objects.filter(
        case__company=by.company, stopped_at__isnull=True, due_on__gte=today - timedelta(days=60)
    ).exclude(case__state=Case.State.CANCELLED)
    mine = Q(case__employee=by.employee) if by.employee is not None else Q(pk__in=[])
    rows = rows.filter(mine | Q(case__in=standing.visible_to(by).values("pk")))
    rows = rows.filter(done_at__isnull=True).exclude(key__in=HISTORY)
    kept = list(rows.select_related("case__employee__line_manager__user").order_by("due_on", "pk")[:MOST])
    directory = Directory(by.company or 0, today, {row.case_id: row.case for row in kept}.values())
    return [
        (row, row.case)
        for row in kept
        if row.key in BY_KEY
        and (standing.is_own(by, row.case) or directory.falls_to(row.case, BY_KEY[row.key].owner, by.user))
    ]


def counts(rows: Iterable[ClockRow]) -> dict[str, int]:
    """How many are late, soon, running."""
    made = dict.fromkeys(("late", "soon", "running"), 0)
    for row in rows:
        if row.state in made:
            made[row.state] += 1
    return made
