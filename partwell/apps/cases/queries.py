"""What people see of cases. Every function takes who looks and starts at `visible_to(by)`.

The board reads open cases and their ready steps with a fixed number of queries, however many closed cases there are.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partwell.apps.accounts import queries as accounts
from partwell.apps.accounts.roles import ADMINISTRATOR
from partwell.apps.appraisals import readiness
from partwell.apps.evidence import queries as log
from partwell.apps.law import warned
from partwell.apps.people import queries as people
from partwell.core.process.anchors import FIXED
from partwell.core.process.batch import SHARED
from partwell.core.process.decide import (
    FACT_KEEPERS,
    Attach,
    Refusal,
    decide_act,
    decide_close,
    free,
    held_up,
    may_attach,
    may_complete,
    missing_of,
    on_turn,
    open_seats,
    role_of,
    silence_open_at,
    waits_until,
)
from partwell.core.process.decide import Act as Wish
from partwell.core.process.silence import is_silence
from partwell.core.process.state import StepView, derive
from partwell.core.process.template import PHASES, Item, Step, Template
from partwell.lib import registry, template_files
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from partwell.lib.refusal import Refusal as Refuse

from . import moving, papers, proof, reminders, standing, store, turns, values, words
from .directory import Directory
from .models import Attachment, Case, CaseStep
from .papers import NOTICE_DAYS, PROBATION_NOTICE_DAYS

TOLD_AT_ONCE = ("probation_failure",)
"""Kinds begun by the company of which the employee is told at once: the appraisals have announced what comes."""
BOARD_LANES = ("ground", "decide", "clearance", "humane", "close")
SOON = timedelta(hours=24)
LAW_HORIZON = timedelta(days=7)
LIMIT = 200
MOST_OPEN = 2000
"""Open cases one look goes through, the most urgent first."""
GIVES_ROLES = (ADMINISTRATOR, "owner", "hr_manager", "hr_director")
"""Who is shown the steps nobody can be found for."""


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


def visible_to(by: Actor) -> Any:
    """Cases that exist for this person."""
    return standing.visible_to(by)


def find_everywhere(name: str) -> list[tuple[Any, int]]:
    """(uid, company) of the cases of all companies with this uid, number or alias; for commands of the operator."""
    rows = Case.objects.filter(Q(number=name) | Q(alias=name))
    if not rows and standing.is_uid(name):
        rows = Case.objects.filter(uid=name)
    return list(rows.values_list("uid", "company_id"))


def board(by: Actor, now: datetime, filters: Filters | None = None) -> Board:
    """The HR board. Raises NotAllowed for a person whose role has no board."""
    if not by.holds(*standing.SEES_CASES):
        raise NotAllowed(_("The board is for HR. Your own tasks are under To-dos."))
    filters = filters or Filters()
    today = now.astimezone(SHANGHAI).date()
    cases = {case.pk: case for case in _open_cases(by)}
    directory = Directory(by.company or 0, today, cases.values())
    steps = _ready_steps(cases)
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
    duties = _duties(chosen, directory, by, now)
    by_law = _law_counts(chosen, duties, now)
    begin = today.replace(day=1)
    month = visible_to(by).filter(state=Case.State.CLOSED, closed_at__gte=_midnight(begin)).count()
    return Board(
        counts=_counts(chosen, waits, by_law, now, today),
        duties=tuple(duties),
        lanes=lanes,
        views=_views(cases, by, waits, now),
        kinds=tuple(sorted({(case.separation_type, _kind(case)) for case in cases.values()})),
        departments=tuple(sorted({(str(case.department.uid), case.department.name) for case in cases.values()})),
        roles=tuple(sorted({role_of(seat) for case in cases.values() for seat in waits.seats(case)})),
        closed_this_month=month,
        beyond=0 if len(cases) < MOST_OPEN else beyond(by),
        all_duties=len(duties) if len(duties) < LIMIT else _duty_rows(list(chosen)).count(),
    )


def beyond(by: Actor) -> int:
    """How many open cases a look at the most urgent ones leaves out."""
    return max(0, _others_open(by).count() - MOST_OPEN)


def duties(by: Actor, now: datetime, page: int = 1, size: int = 50) -> tuple[list[Duty], int]:
    """One page of all duties of law of the open cases, first due first, and how many there are.

    A page after the last is the last one. Raises NotAllowed.
    """
    if not by.holds(*standing.SEES_CASES):
        raise NotAllowed(_("The board is for HR. Your own tasks are under To-dos."))
    rows = _duty_rows(_others_open(by).values("pk"))
    total = rows.count()
    first = size * min(page - 1, max(0, total - 1) // size)
    rows = list(rows.order_by("due_at", "pk")[first : first + size])
    cases = {case.pk: case for case in _with_cards(_others_open(by).filter(pk__in={row.case_id for row in rows}))}
    directory = Directory(by.company or 0, now.astimezone(SHANGHAI).date(), cases.values())
    return [_duty(row, cases[row.case_id], directory, by, now) for row in rows], total


def todos(by: Actor, now: datetime) -> list[Todo]:
    """Steps that wait for this person, in every role he holds and in the own case, first due first."""
    return todos_and_rest(by, now)[0]


def todos_and_rest(by: Actor, now: datetime) -> tuple[list[Todo], int]:
    """The same, of the most urgent open cases, and how many open cases that leaves out: counted when any can be."""
    today = now.astimezone(SHANGHAI).date()
    cases = {case.pk: case for case in _open_cases(by, own=True)}
    directory = Directory(by.company or 0, today, cases.values())
    signed = _signed(cases)
    steps = _ready_steps(cases)
    up = turns.free(cases, steps, now)
    found = []
    for pk, rows in steps.items():
        case = cases[pk]
        template = store.template_of(case)
        for row in rows:
            step = template.step(row.key)
            if case.batch_id and row.key in SHARED:
                continue
            acted = {role for role in _roles_of(step) if (pk, row.key, role, row.attempt) in signed}
            open_ = [role for role in _roles_of(step) if role not in acted]
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
    rows = {case.pk: case for case in _open_cases(by)}
    directory = Directory(by.company or 0, today, rows.values())
    found = []
    for pk, steps in _ready_steps(rows).items():
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


@dataclass(frozen=True, slots=True)
class Search:
    """What the list of cases is searched by; nothing narrows it unless it is given."""

    text: str = ""
    """Name, pinyin, employee number or case number."""
    state: str = ""
    """open, late, closed or cancelled."""
    kind: str = ""
    """Kind of separation."""
    ends_from: date | None = None
    ends_to: date | None = None
    """First and last of the last days that are wanted."""


def cases(by: Actor, search: Search, page: int = 1, size: int = 50, *, now: datetime) -> tuple[list[Case], int]:
    """One page of `cases_found`, and how many there are."""
    rows = cases_found(by, search, now=now)
    total = rows.count()
    # Every page beyond the last is empty; an offset may be larger than what a database counts with.
    first = min((page - 1) * size, total)
    return list(part_of(rows, first, size)), total


def part_of(rows: Any, first: int, size: int) -> Any:
    """So many rows of `cases_found` from a place on.

    The keys are chosen first, by an index alone; only those rows are joined with their people and departments.
    """
    keys = rows.select_related(None).values("pk")[first : first + size]
    chosen = Case.objects.filter(pk__in=keys).select_related("employee", "department", "template").only(*_IN_LISTS)
    return chosen.order_by(*rows.query.order_by)


def cases_found(by: Actor, search: Search, *, now: datetime) -> Any:
    """Cases that may be read whole and fit a search.

    Newest first; those of the state `late` (open, something is overdue) the most overdue first.
    """
    if not by.holds(*standing.SEES_CASES):
        raise NotAllowed(_("The list of cases is for HR. Your own tasks are under To-dos."))
    rows = standing.of_others(visible_to(by), by)
    rows = rows.select_related("employee", "department", "template").only(*_IN_LISTS)
    if text := search.text.strip()[:60]:
        rows = rows.filter(
            Q(employee__name__contains=text)
            | Q(employee__number__istartswith=text)
            | Q(employee__pinyin__startswith=text.lower())
            | Q(number__contains=text)
        )
    if search.kind:
        rows = rows.filter(separation_type=search.kind)
    if search.ends_from:
        rows = rows.filter(ends_on__gte=search.ends_from)
    if search.ends_to:
        rows = rows.filter(ends_on__lte=search.ends_to)
    state = search.state
    if state == "late":
        return rows.filter(state=Case.State.OPEN, next_due_at__lt=now).order_by("next_due_at", "pk")
    if state in Case.State.values:
        rows = rows.filter(state=state)
    return rows.order_by("-opened_at", "-pk")


@dataclass(frozen=True, slots=True)
class Without:
    """Who may go on with a step without the employee: since or from when, and with which proof."""

    who: str
    since: datetime
    now: bool
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step on the map of a case."""

    key: str
    title: str
    phase: str
    status: str
    duty: bool
    optional: bool
    who: str
    due_at: datetime | None
    due_class: str
    late: bool
    soon: bool
    locked: bool
    done_at: datetime | None
    done_by: str
    note: str
    unknown: tuple[str, ...]
    waits_for: tuple[str, ...] = ()
    """Keys of the steps it waits for."""
    why_not: str = ""
    """For a step that does not apply: the condition that is not met."""
    employee: bool = False
    """Whether the employee himself has something to do in it."""
    own_note: str = ""
    """What the employee should know before doing it; `note` is for the staff."""
    aside: str = ""
    """What the template says in brackets after the title; its own page shows it."""
    practices: tuple[warned.Shown, ...] = ()
    """What goes wrong in law by its lateness."""
    without: Without | None = None
    """Who may go on where the employee does not act."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline: when, who, what, and how it is marked."""

    number: int
    at: datetime
    sentence: str
    tone: str
    type: str
    actor: str
    eid: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as HR sees it."""

    case: Case
    template: Template
    lanes: Mapping[str, tuple[StepCard, ...]]
    done: Mapping[str, tuple[int, int]]
    counts: Mapping[str, int]
    waiting: tuple[StepCard, ...]
    refusal: Refused | None
    may_close: bool
    may_cancel: bool
    may_change_day: bool
    followed_by: tuple[Case, ...]
    clocks: tuple[StepCard, ...]
    timeline: tuple[Line, ...]
    entries: int
    attachments: tuple[Attachment, ...]
    people: Mapping[str, str] = field(default_factory=dict)
    may_remind: bool = False
    """Whether a reminder of the first step one waits for would go out now."""
    effective: bool = False
    """Whether the separation has taken effect: from then on the case is finished, not cancelled."""
    binding: Any = None
    """A version that binds this case and about which HR has to decide before it can close."""


ON_THE_WAY = frozenset({"notice.queued", "notice.sent", "document.code_sent"})
"""Entries that only lead to another: the log shows them, a summary leaves them out."""


def case_view(
    by: Actor, uid: object, now: datetime, lines: int = 8, *, without: frozenset[str] = frozenset()
) -> CaseView:
    """The case page, its timeline without entries of some types. Raises NotVisible, NotAllowed."""
    case = standing.visible(by, uid)
    standing.require_whole(by, case, _("The whole case is for HR. Your own tasks of it are under To-dos."))
    today = now.astimezone(SHANGHAI).date()
    loaded = store.load(case)
    views = derive(loaded.state, calendar())
    directory = Directory(case.company_id, today, [case])
    entries = log.entries(case.stream)
    persons = people_of(case, loaded, entries)
    cards = {key: _step_card(case, view, directory, persons, now) for key, view in views.items()}
    lanes: dict[str, tuple[StepCard, ...]] = {
        phase: tuple(card for card in cards.values() if card.phase == phase) for phase in PHASES
    }
    refusal = close_refusal(by, loaded, now, directory)
    # Asked for once everything is done: until then the open steps are what keeps it from closing.
    binding = moving.mandatory(case, today) if refusal is None and case.state == Case.State.OPEN else None
    effective = any(views[key].settled for key in loaded.template.effective)
    able = [card for card in cards.values() if card.status in ("ready", "undetermined")]
    able.sort(
        key=lambda card: (
            card.optional,
            card.duty,
            card.due_at is None,
            card.due_at or now,
        )
    )
    return CaseView(
        case=case,
        template=loaded.template,
        lanes=lanes,
        done={
            phase: (
                sum(card.status in ("done", "declined") for card in some),
                sum(c.status != "skipped" for c in some),
            )
            for phase, some in lanes.items()
        },
        counts=Counter(card.status for card in cards.values()),
        waiting=tuple(able),
        refusal=refusal,
        may_close=refusal is None and binding is None and case.state == Case.State.OPEN,
        binding=binding,
        may_cancel=by.holds_on(case.path, "hr_manager", "hr_director", "owner")
        and case.state == Case.State.OPEN
        and not effective,
        effective=effective,
        followed_by=tuple(Case.objects.filter(follows=case).order_by("pk")) if case.state != Case.State.OPEN else (),
        may_change_day=case.state == Case.State.OPEN
        and bool(set(case.anchors) - FIXED)
        and by.holds_on(case.path, *FACT_KEEPERS),
        clocks=tuple(
            sorted(
                (card for card in cards.values() if card.due_class == "statutory" and card.status != "skipped"),
                key=lambda card: (card.due_at is None, card.due_at or now),
            )
        ),
        timeline=tuple(timeline([one for one in entries if one.type not in without], loaded.template, persons))[
            -lines:
        ][::-1],
        entries=len(entries),
        attachments=tuple(Attachment.objects.filter(case=case).order_by("pk")),
        people=persons,
        may_remind=bool(able)
        and cards[able[0].key].who != by.name
        and reminders.may_remind(case, views[able[0].key], now),
    )


def close_refusal(by: Actor, loaded: store.Loaded, now: datetime, directory: Directory) -> Refused | None:
    """Why an open case can't be closed now, as the action would say it; None when it can, or is ended."""
    if loaded.state.state != "open":
        return None
    who = standing.Standing(standing.pid_of(by, loaded.case), frozenset({"hr_ops"}))
    answer = decide_close(loaded.state, who, now, calendar())
    if not isinstance(answer, Refusal):
        return None
    made = words.refuse(answer, loaded.template, lambda role: directory.names(loaded.case, [role]))
    return made if isinstance(made, Refused) else None


@dataclass(frozen=True, slots=True)
class ItemView:
    """One proof item of an alternative: whether it is there, and whether this person may attach it."""

    item: Item
    title: str
    attached: Attachment | None
    may: bool
    roles: tuple[str, ...] = ()
    """Roles that have attached it; a step with several seats needs one of each."""
    known: bool = False
    """Whether it stands in the log from before the case and needs only to be pointed to."""
    silence: bool = False
    closed: bool = False
    """Whether it states somebody's silence and the time for that has not come."""
    open_from: datetime | None = None
    by: str = ""
    """Who attached it; each of several seats, and a deputy with the name he acted for."""


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step as somebody works on it."""

    case: Case
    card: StepCard
    step: Step
    alternatives: tuple[tuple[ItemView, ...], ...]
    sets: tuple[str, ...]
    last_day: date | None
    """The last day that the paper of the step names, before it is stated for the case."""
    refusal: Refuse | None
    mine: bool
    roles: tuple[str, ...]
    whole: bool
    """Whether this person may open the whole case."""
    may_remind: bool
    """Whether this person may send whoever owes the step a reminder now."""
    may_name: bool
    """Whether this person names who takes over, and this step is about that."""
    successor: tuple[str, ...]
    """Who was named to take over, by name."""
    mine_alone: bool = False
    """Whether the step is the employee's own, and this is the employee."""
    may_complete: bool = False
    """Whether everything is on record and only the completion is missing."""
    waits_until: datetime | None = None
    """End of the cooling time, while it runs."""
    effective: bool = True
    """Whether the end of the employment is fixed."""
    template: Any = None
    may_name_colleague: bool = False
    """Whether this person names the colleague who fills in this step's form."""
    held: Refuse | None = None
    """Why the seat this person holds can't act now, while others of the step can."""
    stands_in: Mapping[str, str] = field(default_factory=dict)
    """Role -> whose name, for the seats of the step in which this person acts as a deputy."""
    shows_performance: bool = False
    """Whether this person decides here on what the page of the employee's appraisals shows, and may open it."""


_OF_PERFORMANCE = ("appraisal_1", "appraisal_2", "probation_assessment")


def _rests_on_performance(views: Mapping[str, StepView], step: Step) -> bool:
    """Whether a step finds the ground or decides on it, in a case that rests on how somebody worked."""
    if step.phase not in ("ground", "decide"):
        return False
    apply = [view.step for view in views.values() if view.status != "skipped"]
    return any(item.name in _OF_PERFORMANCE for one in apply for way in one.evidence for item in way)


def step_page(by: Actor, uid: object, key: str, now: datetime) -> StepPage:
    """One step. Raises NotVisible for a strange case, NotAllowed when the step is not this person's to see."""
    case = standing.visible(by, uid)
    loaded = store.load(case)
    views = derive(loaded.state, calendar())
    if key not in views:
        raise NotVisible
    view = views[key]
    today = now.astimezone(SHANGHAI).date()
    who = standing.standing_on(by, case, [view.step], today)
    own = standing.is_own(by, case)
    alone = own and "employee" in view.step.who
    mine = (alone or _offers(loaded, view, who)) if own else bool(who.roles & set(_roles_of(view.step)))
    asked = () if own else standing.asked_on(by, case, view)
    if not mine and not asked and not standing.sees_whole(by, case) and not standing.has_copy(by, case, key):
        standing.require_others(by, case)
        raise NotAllowed(
            _("%(step)s is for %(roles)s.")
            % {
                "step": words.step_title(view.step),
                "roles": "、".join(words.role_title(role) for role in view.step.who),
            }
        )
    directory = Directory(case.company_id, today, [case])
    persons = people_of(case, loaded)
    probe = decide_act(
        loaded.state,
        Wish(key, facts=dict.fromkeys(view.step.sets, "")),
        who,
        now,
        calendar(),
    )
    refusal = None
    if view.status != "ready" and view.outcome is None and isinstance(probe, Refusal):
        refusal = words.refuse(probe, loaded.template, lambda role: directory.names(case, [role]))
    rows = {(row.item, row.role): row for row in Attachment.objects.filter(case=case, step=key, attempt=view.attempt)}
    opens = silence_open_at(loaded.state, view, calendar())
    waits = held_up(view, who) if view.status == "ready" and not own else None
    held = words.refuse(waits, loaded.template, lambda role: directory.names(case, [role])) if waits else None
    alternatives = tuple(
        tuple(
            ItemView(
                item=item,
                title=words.item_title(item, loaded.template.forms, loaded.template.steps),
                attached=next(
                    (row for (name, _role), row in rows.items() if name == str(item)),
                    None,
                ),
                roles=tuple(role for (name, role) in rows if name == str(item)),
                may=view.status == "ready"
                and held is None
                and may_attach(loaded.state, view.step, proof.probe(case, proof.Given(item)), who),
                known=proof.on_record(case, item) is not None,
                silence=is_silence(item),
                closed=is_silence(item) and (opens is None or now < opens),
                open_from=opens if item.kind == "record" else None,
                by="、".join(
                    _signer(row.by, row.behalf, persons) for (name, _r), row in rows.items() if name == str(item)
                ),
            )
            for item in alternative
        )
        for alternative in view.step.evidence
    )
    card = _step_card(case, view, directory, persons, now)
    principals = {one.pid: one.name for one in by.stands_in}
    judged = _rests_on_performance(views, view.step)
    return StepPage(
        case=case,
        shows_performance=judged and not own and readiness.may_open(by, case.employee),
        stands_in={role: principals[pid] for role, pid in who.behalf.items() if pid in principals},
        card=card,
        step=view.step,
        alternatives=alternatives,
        sets=tuple(name for name in view.step.sets if name in view.unknown),
        last_day=(papers.last_day(case, view.step) or ("", None))[1]
        if "D" in view.step.sets and "D" in view.unknown
        else None,
        refusal=refusal,
        mine=mine,
        roles=tuple(sorted(who.roles & set(view.step.who))),
        whole=standing.sees_whole(by, case),
        may_remind=standing.sees_whole(by, case) and card.who != by.name and reminders.may_remind(case, view, now),
        may_name=may_name_successor(by, case, loaded.template, key),
        successor=directory.named(case, "successor"),
        mine_alone=alone,
        may_complete=mine and not own and may_complete(loaded.state, view, now, calendar()),
        waits_until=_cooling(view, now),
        effective=_is_effective(loaded.template, views),
        template=loaded.template,
        may_name_colleague="colleague" in view.step.who
        and case.state == Case.State.OPEN
        and standing.may_name(by, case),
        held=held,
    )


def _cooling(view: StepView, now: datetime) -> datetime | None:
    """Until when an open step waits by its cooling time; None without one."""
    ends = waits_until(view, calendar()) if view.status == "ready" else None
    return ends if ends is not None and ends > now else None


def _offers(loaded: store.Loaded, view: StepView, who: Any) -> bool:
    """Whether the employee may hand something in on a ready step that is not the employee's own."""
    return view.status == "ready" and any(
        may_attach(loaded.state, view.step, Attach(item, object="?", sha256="?"), who)
        for alternative in view.step.evidence
        for item in alternative
        if item.party == "employee" and not any(one.item == item for one in view.proof)
    )


def _is_effective(template: Template, views: Mapping[str, StepView]) -> bool:
    """Whether the end of the employment is fixed, or was the employee's own word from the start."""
    return template.party == "employee" or any(views[key].settled for key in template.effective)


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


def own_case(by: Actor) -> Case | None:
    """The person's own newest case, open or ended; None when there is none."""
    if by.employee is None:
        return None
    rows = Case.objects.filter(company=by.company, employee=by.employee)
    rows = rows.select_related("employee", "employee__line_manager", "employee__user", "template", "stream")
    return rows.order_by("-opened_at").first()


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
    cards = {key: _step_card(case, view, directory, persons, now) for key, view in views.items()}
    effective = _is_effective(loaded.template, views)
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
        next_sentence=_next_sentence(able[0]) if able else "",
        offers=tuple(
            (cards[key], _offer_title(view))
            for key, view in views.items()
            if "employee" not in view.step.who and not _by_paper(view) and _offers(loaded, view, who)
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
    if template.party != "employer" or template.key in TOLD_AT_ONCE or _is_effective(template, views):
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


def timeline(entries: Sequence[Any], template: Template, persons: Mapping[str, str]) -> list[Line]:
    """Entries of a case's stream as sentences, oldest first."""
    return [
        Line(
            number=one.stream_seq,
            at=one.at,
            sentence=_sentence(one, template, persons),
            tone=_tone(one),
            type=one.type,
            actor=persons.get(one.actor, ""),
            eid=str(one.eid),
        )
        for one in entries
    ]


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
_IN_LISTS = (
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


def _open_cases(by: Actor, *, own: bool = False) -> list[Case]:
    """Open cases this person may see, with what cards show; the own one only where its to-dos are wanted."""
    rows = _with_cards(visible_to(by).filter(state=Case.State.OPEN) if own else _others_open(by))
    # A case that waits for nobody has no next deadline: it is the least urgent one on either database.
    return list(rows.order_by(F("next_due_at").asc(nulls_last=True), "pk")[:MOST_OPEN])


def _others_open(by: Actor) -> Any:
    """Open cases this person may see, without the own one."""
    return standing.of_others(visible_to(by), by).filter(state=Case.State.OPEN)


def _with_cards(rows: Any) -> Any:
    """Cases with what cards show of them."""
    return rows.select_related("employee", "employee__line_manager", "department", "template").only(*_ON_CARDS)


def _ready_steps(cases: Mapping[int, Case]) -> dict[int, list[CaseStep]]:
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


def _signed(cases: Mapping[int, Case]) -> set[tuple[int, str, str, int]]:
    """(case, step, role, attempt) of seats that were already filled on steps with several seats."""
    many = {step.key for case in cases.values() for step in store.template_of(case).steps if step.mode != "any"}
    rows = Attachment.objects.filter(case__in=list(cases), step__in=many).exclude(role="")
    return set(rows.values_list("case_id", "step", "role", "attempt"))


def _roles_of(step: Step) -> tuple[str, ...]:
    """Roles a step falls to; where it names the employee alone, also the handler who records for the company."""
    if step.who == ("employee",) and any(item.party != "employee" for alt in step.evidence for item in alt):
        return ("employee", "hr_ops", "hrbp")
    return step.who


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
        kind=_kind(case),
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


def _duties(cases: Mapping[int, Case], directory: Directory, by: Actor, now: datetime) -> list[Duty]:
    """Statutory steps still to be done, whatever the process waits for, first due first."""
    rows = _duty_rows(list(cases)).order_by("due_at", "pk")[:LIMIT]
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


def _duty_rows(cases: Any) -> Any:
    """Statutory steps to be done that have a day, of some cases: their keys, or a query for them."""
    return CaseStep.objects.filter(
        case__in=cases,
        due_class="statutory",
        status__in=["ready", "waiting", "undetermined"],
        due_at__isnull=False,
    )


def _law_counts(cases: Mapping[int, Case], duties: list[Duty], now: datetime) -> tuple[int, int]:
    """Duties of law due within the horizon, and late ones: all of them, also where the list is cut off."""
    soon = now + LAW_HORIZON
    if len(duties) < LIMIT:
        return sum(one.due_at is not None and one.due_at <= soon for one in duties), sum(one.late for one in duties)
    rows = _duty_rows(list(cases))
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
    end = _midnight(today + timedelta(days=1))
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


def _todo(case: Case, row: CaseStep, step: Step, role: str, now: datetime) -> Todo:
    return Todo(
        case=str(case.uid),
        number=case.number,
        name=case.employee.name,
        kind=_kind(case),
        step_key=row.key,
        title=words.step_title(step),
        due_at=row.due_at,
        due_class=row.due_class,
        late=row.due_at is not None and row.due_at < now,
        soon=row.due_at is not None and now <= row.due_at <= now + SOON,
        role=role,
        note=words.step_note(step),
    )


def _step_card(
    case: Case,
    view: StepView,
    directory: Directory,
    persons: Mapping[str, str],
    now: datetime,
) -> StepCard:
    due = view.due_at
    able = view.status in ("ready", "undetermined")
    return StepCard(
        key=view.step.key,
        title=words.step_title(view.step),
        phase=view.step.phase,
        status=view.status,
        duty=view.step.duty,
        optional=view.step.optional,
        who=directory.names(case, turns.seats(case, view, now) if able else _all_seats(view)),
        due_at=due,
        due_class=view.due_class,
        late=view.overdue(now),
        soon=not view.settled and due is not None and now <= due <= now + SOON,
        locked=view.status == "waiting" and any(key == "undertaking" for key in view.waits_for),
        done_at=view.outcome.at if view.outcome else None,
        done_by=_done_by(view, persons) if view.outcome else "",
        note=words.step_note(view.step),
        unknown=tuple(sorted(view.unknown)) if view.status == "undetermined" else (),
        waits_for=tuple(view.waits_for),
        employee="employee" in view.step.who,
        why_not=_why_not(view),
        own_note=words.own_note(view.step.key) if "employee" in view.step.who else "",
        aside=words.step_aside(view.step),
        practices=() if view.settled else papers.late_certificate(view.step, due, now),
        without=_without(case, view, directory, now),
    )


def _without(case: Case, view: StepView, directory: Directory, now: datetime) -> Without | None:
    """Who may go on without the employee, from when, and how; None where nobody may, or the time is not known yet."""
    if view.others_from is None:
        return None
    roles = (f"{role}@{view.handed[role]}" if role in view.handed else role for role in view.others)
    gaps = zip(view.step.evidence, missing_of(view), strict=True)
    ways = [gap for way, gap in gaps if gap and all(item.party != "employee" for item in way)]
    said = (" ＋ ".join(words.item_title(item) for item in way) for way in ways)
    return Without(directory.names(case, roles), view.others_from, free(view, now), tuple(dict.fromkeys(said)))


def _all_seats(view: StepView) -> tuple[str, ...]:
    """Every seat of the template on a step, each as it was handed on."""
    return tuple(f"{role}@{view.handed[role]}" if role in view.handed else role for role in view.step.who)


def _doer(view: StepView) -> str:
    """Who did a settled step: the person whose act a receipt of the program, or an added seat's answer, completed."""
    by = view.outcome.by if view.outcome else ""
    people_in_it = [one.by for one in view.proof if one.by != "system"]
    added = any(seat.holder == by and seat.decision for seat in view.seats) and by not in people_in_it
    return people_in_it[-1] if (by == "system" or added) and people_in_it else by


def _done_by(view: StepView, persons: Mapping[str, str]) -> str:
    """The name of who did a settled step; a deputy with the name he acted for."""
    doer = _doer(view)
    return _signer(doer, next((one.behalf for one in view.proof if one.by == doer and one.behalf), ""), persons)


def _signer(by: str, behalf: str, persons: Mapping[str, str]) -> str:
    """Who acted, by name; a deputy with the name he acted for."""
    name = persons.get(by, "")
    return (
        _("%(deputy)s for %(principal)s") % {"deputy": name, "principal": persons.get(behalf, "")} if behalf else name
    )


def _why_not(view: StepView) -> str:
    """The condition that keeps a step from applying, as a sentence."""
    if view.status != "skipped" or view.step.when is None:
        return ""
    sentence = view.step.when.sentence_zh if words.is_chinese() else view.step.when.sentence_en
    return sentence(template_files.facts())


def _next_sentence(card: StepCard) -> str:
    """One sentence: who acts next and until when."""
    if card.due_at is None:
        return _("%(who)s is working on %(step)s.") % {"who": card.who or _("nobody yet"), "step": card.title}
    return _("%(who)s is working on %(step)s, by %(due)s (%(kind)s).") % {
        "who": card.who or _("nobody yet"),
        "step": card.title,
        "due": words.moment(card.due_at),
        "kind": words.due_class(card.due_class),
    }


def _kind(case: Case) -> str:
    return words.kind_title(case.separation_type)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), SHANGHAI)


def _sentence(entry: Any, template: Template, persons: Mapping[str, str]) -> str:
    """What an entry says, for the timeline."""
    payload = entry.payload
    who = persons.get(entry.actor) or _("somebody")
    if payload is None:
        return _("Content lawfully erased; the entry is intact.")
    if behalf := _behalf_of(payload):
        who = _("%(deputy)s for %(principal)s") % {"deputy": who, "principal": persons.get(behalf) or _("somebody")}
    step = next((one for one in template.steps if one.key == payload.get("step")), None)
    title = words.step_title(step) if step else payload.get("step", "")
    proof = [Item.parse(one["item"]) for one in payload.get("attached", ())]
    items = "、".join(words.item_title(item, template.forms, template.steps) for item in proof)
    shapes = {
        "case.opened": _("%(who)s began the case."),
        "step.done": _("%(step)s done by %(who)s. %(items)s"),
        "step.attached": _("%(who)s, %(step)s: %(items)s"),
        "step.declined": _("%(who)s declined %(step)s."),
        "fact.set": _("%(who)s stated facts: %(why)s"),
        "seat.added": {
            "before": _("%(who)s asked %(person)s to see %(step)s first. %(why)s"),
            "after": _("%(who)s asked %(person)s to sign %(step)s as well. %(why)s"),
            "delegate": _("%(who)s gave %(step)s to %(person)s to prepare. %(why)s"),
        }.get(payload.get("kind", ""), ""),
        "seat.transferred": _("%(who)s handed the seat %(role)s of %(step)s on to %(person)s. %(why)s"),
        "seat.removed": _("%(who)s took an added seat of %(step)s away. %(why)s"),
        "seat.answered": {
            "agree": _("%(who)s agreed to %(step)s. %(text)s"),
            "disagree": _("%(who)s did not agree to %(step)s: %(text)s"),
            "opinion": _("%(who)s gave %(step)s back with an opinion: %(text)s"),
        }.get(payload.get("decision", ""), ""),
        "step.returned": _("%(who)s returned %(step)s to %(to)s: %(why)s"),
        "step.withdrawn": _("%(who)s took %(step)s back. %(why)s"),
        "anchor.changed": ngettext(
            "%(who)s changed the day %(days)s: %(why)s. %(count)s deadline moved.",
            "%(who)s changed the day %(days)s: %(why)s. %(count)s deadlines moved.",
            len(payload.get("moved", ())),
        ),
        "case.commented": _("%(who)s on %(step)s: %(text)s"),
        "case.copied": _("%(who)s showed %(step)s to %(people)s. %(text)s"),
        "case.followed": _("%(who)s began a new case that refers to this one: %(number)s. %(reason)s"),
        "case.requested": _("The request for %(step)s was delivered."),
        "case.refused": _("Refused to %(who)s: %(sentence)s"),
        "case.closed": _("%(who)s closed the case."),
        "case.cancelled": _("%(who)s cancelled the case: %(reason)s"),
        "case.migrated": _("%(who)s moved the case to version %(version)s of its process. %(reason)s"),
        "case.version_kept": _("%(who)s kept the case on its version; version %(version)s came. %(reason)s"),
        "case.version_planned": _("%(who)s planned version %(version)s for the next step. %(reason)s"),
        "role.named": _("%(who)s named %(person)s as successor.")
        if payload.get("role", "successor") == "successor"
        else _("%(who)s named the colleague %(person)s."),
        "watch.done": _("%(who)s recorded for the deadline of law “%(title)s”: %(note)s"),
        "notice.queued": _("Message prepared: %(title)s"),
        "notice.sent": _("Message sent by %(channel)s: %(title)s"),
        "notice.delivered": _("Message delivered by %(channel)s: %(title)s"),
        "notice.failed": _("Message failed on %(channel)s: %(title)s"),
        "notice.opened": _("%(who)s opened the message: %(title)s"),
        "document.issued": _("%(who)s issued %(title)s."),
        "document.opened": _("%(who)s opened %(title)s."),
        "document.read": _("%(who)s read %(title)s to the end, %(pages)s pages."),
        "document.downloaded": _("%(who)s downloaded %(title)s."),
        "document.replaced": _("%(who)s replaced %(title)s by a new version."),
        "document.withdrawn": _("%(who)s withdrew %(title)s."),
        "settlement.calculated": _("%(who)s calculated: %(title)s"),
        "settlement.approved": _("%(who)s reviewed and approved a calculation."),
        "settlement.returned": _("%(who)s returned a calculation: %(reason)s"),
        "settlement.exported": _("%(who)s exported the settlement statement."),
        "case.exported": _("%(who)s took out the evidence bundle."),
        "document.code_sent": _("A signing code was sent to %(who)s."),
        "document.answered": _("%(who)s answered %(title)s."),
        "document.sealed": _("%(who)s put the company seal to %(title)s."),
        "warning.acknowledged": _("%(who)s was warned and went on: %(warning)s"),
    }
    values = {
        "who": who,
        "step": title,
        "items": items,
        "why": payload.get("why", ""),
        "reason": payload.get("reason", ""),
        "note": payload.get("note", ""),
        "sentence": payload.get("sentence", ""),
        "warning": warned.title_of(payload.get("warning", ""), payload.get("title", "")),
        "version": (payload.get("to") or {}).get("version", "") if entry.type.startswith("case.") else "",
        "title": payload.get("title", "") or (words.name_of(payload["kind"]) if payload.get("kind") else title),
        "channel": _channel(payload.get("channel", "")),
        "pages": payload.get("pages", ""),
        "text": payload.get("text", ""),
        "role": words.role_title(payload["role"]) if payload.get("role") else "",
        "to": _step_title(template, payload.get("to", "")),
        "days": "、".join(
            f"{words.anchor_title(name)} {payload.get('before', {}).get(name, '')} → {day}"
            for name, day in payload.get("anchors", {}).items()
        ),
        "count": len(payload.get("moved", ())),
        "people": "、".join(persons.get(pid, "") for pid in payload.get("persons", ())),
        "number": payload.get("number", ""),
        "person": persons.get(payload.get("person", "")) or _("somebody"),
    }
    return (shapes.get(entry.type, entry.type) % values).strip().rstrip("：:")


def _behalf_of(payload: Mapping[str, Any]) -> str:
    """For whom an entry's actor acted as deputy; empty for the own name."""
    named = {one["behalf"] for one in payload.get("attached", ()) if one.get("behalf")}
    return str(payload.get("behalf") or next(iter(named), ""))


def _step_title(template: Template, key: str) -> str:
    step = next((one for one in template.steps if one.key == key), None)
    return words.step_title(step) if step else ""


def _channel(key: str) -> str:
    """What a channel is called."""
    kind = registry.kinds("channels").get(key)
    if kind is None:
        return key
    return str(kind.title if words.is_chinese() else kind.title_en)


def _tone(entry: Any) -> str:
    """The colour of the dot on the timeline; it always stands beside words."""
    if entry.type in ("case.refused", "notice.failed"):
        return "soon"
    if entry.type in ("step.done", "case.closed"):
        return "ok"
    return "brand" if entry.type.startswith(("notice.", "document.")) else ""


def next_actor(case: Case, views: Mapping[str, StepView], now: datetime) -> str:
    """One sentence for the employee: who acts next and until when; empty when it is the employee's own turn."""
    able = [view for view in views.values() if view.status == "ready" and "employee" not in open_seats(view)]
    able.sort(key=lambda view: (view.step.optional, view.due_at is None, view.due_at or now))
    if not able:
        return ""
    today = now.astimezone(SHANGHAI).date()
    view = able[0]
    who = "、".join(
        dict.fromkeys(
            user.name for role in turns.seats(case, view, now) for user in standing.holders(case, role, today)[:1]
        )
    )
    return _("%(who)s is working on %(step)s, by %(due)s (%(kind)s).") % {
        "who": who or _("nobody yet"),
        "step": words.step_title(view.step),
        "due": words.moment(view.due_at),
        "kind": words.due_class(view.due_class),
    }


def people_in_cases(credit_code: str, limit: int = 30) -> list[tuple[str, str, str]]:
    """(employee number, name, kind) of the cases of a company, one a person; for the demo's front door."""
    rows = Case.objects.filter(company__credit_code=credit_code, employee__user__isnull=False)
    rows = rows.filter(employee__silent_since__isnull=True).order_by("pk")
    found = rows.values_list("employee__number", "employee__name", "separation_type")[:limit]
    return list({row[0]: row for row in found}.values())


def open_case_of(by: Actor, person: Any) -> Case | None:
    """The open case of an employee, where this person may know of it."""
    return visible_to(by).filter(employee=person, state=Case.State.OPEN).first()


@dataclass(frozen=True, slots=True)
class FactsPage:
    """The facts of a case that somebody states: what is known, what is asked, and whether this person may state it."""

    case: Case
    known: Mapping[str, Any]
    asked: tuple[str, ...]
    may: bool


def facts_page(by: Actor, uid: object) -> FactsPage:
    """Facts that the case's conditions read and no step determines. Raises NotVisible, NotAllowed."""
    case = standing.visible(by, uid)
    standing.require_whole(by, case, _("The whole case is for HR. Your own tasks of it are under To-dos."))
    template = store.template_of(case)
    owned = {name for step in template.steps for name in step.sets}
    wanted = {
        name
        for step in template.steps
        for condition in (step.when, step.guard)
        if condition
        for name in condition.facts
    }
    asked = sorted(name for name in wanted - owned)
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


def user_of_colleague(by: Actor, uid: object, employee: object) -> object:
    """The user behind a colleague's record, for naming a successor; None when there is none. Raises as the page."""
    case = standing.visible(by, uid)
    standing.require_naming(by, case)
    found = [one for one in people.colleagues(case.employee, limit=10_000) if str(one.uid) == str(employee)]
    return found[0].user.uid if found else None


def may_name_successor(by: Actor, case: Case, template: Template, key: str) -> bool:
    """Whether this person names who takes over from this step: it has the successor's seat, or leads to it."""
    seats = {step.key: step.after for step in template.steps if "successor" in step.who}
    about = key in seats or any(key in before for before in seats.values())
    return about and case.state == Case.State.OPEN and standing.may_name(by, case)


def todo_count(by: Actor, now: datetime) -> int:
    """How many steps wait for this person; the number in the side bar."""
    return len(todos(by, now))


def own_open_case(by: Actor) -> Case | None:
    """The person's own open case."""
    case = own_case(by)
    return case if case is not None and case.state == Case.State.OPEN else None


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
