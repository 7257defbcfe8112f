"""Between rows and the pure engine: load a case as a value, write back what an act changed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.evidence import actions as evidence
from partwell.core.process.batch import shared_steps
from partwell.core.process.decide import Done, open_seats
from partwell.core.process.flat import from_flat
from partwell.core.process.replay import Happening, apply, fact_value
from partwell.core.process.state import (
    Attached,
    CaseState,
    Seat,
    Settled,
    StepView,
    derive,
    open_steps,
)
from partwell.core.process.template import Item, Template
from partwell.lib import rows, template_files
from partwell.lib.actor import Actor
from partwell.lib.files.models import Blob
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import Refused

from . import standing, timing, watching
from .models import Attachment, Case, CaseSeat, CaseStep, TemplateVersion, Timer

STEP_COLUMNS = (
    "status",
    "ready_at",
    "due_at",
    "due_class",
    "done_at",
    "done_by",
    "attempt",
)
CASE_COLUMNS = (
    "state",
    "closed_at",
    "revision",
    "facts",
    "facts_at",
    "anchors",
    "requested",
    "reopened",
    "restate",
    "seat_count",
    "ends_on",
    "lane",
    "next_step",
    "next_who",
    "next_due_at",
    "open_count",
    "waits_for_employee",
)


@dataclass(slots=True)
class StepRow:
    """What stands in the row of a step: a copy of the engine's view. A plain value, because a case has some forty."""

    pk: int
    key: str
    status: str
    attempt: int
    ready_at: datetime | None
    due_at: datetime | None
    due_class: str
    done_at: datetime | None
    done_by: str
    gone: bool = False
    """Not in the version the case follows: kept as history."""


@dataclass(slots=True)
class Loaded:
    """A case row, its steps by key, and the value the engine decides on."""

    case: Case
    steps: dict[str, StepRow]
    state: CaseState

    @property
    def template(self) -> Template:
        """The process this case follows."""
        return self.state.template


@lru_cache(maxsize=64)
def _template(sha256: str, version: int) -> Template:
    body = TemplateVersion.objects.get(pk=version).body
    return from_flat(body, template_files.facts())


def new_steps(case: Case, template: Template, keys: Collection[str] | None = None) -> list[CaseStep]:
    """Rows for the steps of a template, or for some of them, as a case begins with them."""
    return [
        CaseStep(
            case=case,
            key=step.key,
            position=position,
            phase=step.phase,
            kind=step.kind,
            required=not step.optional,
            duty=step.duty,
            who=list(step.who),
        )
        for position, step in enumerate(template.steps)
        if keys is None or step.key in keys
    ]


def template_value(version: TemplateVersion) -> Template:
    """The template value of a published version."""
    return _template(version.sha256, version.pk)


def versions_named(sha256s: Collection[str]) -> dict[str, Template]:
    """The published versions with these SHA-256; no query where none is named."""
    if not sha256s:
        return {}
    found = TemplateVersion.objects.filter(sha256__in=sha256s).exclude(status="draft").only("pk", "sha256")
    return {one.sha256: _template(one.sha256, one.pk) for one in found}


def template_of(case: Case) -> Template:
    """The template value of a case's version; versions never change, so it is kept per process."""
    return _template(case.template.sha256, case.template_id)


def template_of_version(version: TemplateVersion) -> Template:
    """The template value of a version."""
    return _template(version.sha256, version.pk)


def to_ms(moment: datetime) -> datetime:
    """An instant as precise as the log keeps it: milliseconds."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def lock(by: Actor, uid: object) -> Loaded:
    """Load a case for an act, its row locked until the transaction ends. Raises NotVisible.

    One statement finds, checks and locks: after waiting, PostgreSQL reads the row as the other act left it.
    """
    return load(standing.visible(by, uid, lock=True))


_STEPS = (
    "SELECT case_id, id, key, status, attempt, ready_at, due_at, due_class, done_at, done_by, gone "
    "FROM cases_casestep WHERE case_id IN ({}) ORDER BY position"
)
"""The case, then the columns of a step in the order of `StepRow`."""
_PROOF = (
    'SELECT case_id, step, attempt, item, "by", role, source, at, object, sha256, behalf '
    "FROM cases_attachment WHERE case_id IN ({}) ORDER BY id"
)
"""The case, then the columns of an attachment in the order of `Attached`."""
_SEATS = (
    'SELECT case_id, key, step, attempt, kind, role, holder, "by", at, decision, decided_at '
    "FROM cases_caseseat WHERE case_id IN ({}) AND kind <> 'copy' ORDER BY number"
)
"""The case, then the columns of a seat in the order of `Seat`; what was handed on stands among them."""
_item = lru_cache(maxsize=4096)(Item.parse)


def step_rows(case: Case) -> dict[str, StepRow]:
    """The rows of a case's steps by key, in the template's order."""
    return _steps_of(_rows_of([([case], _STEPS, (5, 6, 8))])[0][case.pk])


def _steps_of(found: Sequence[Sequence[Any]]) -> dict[str, StepRow]:
    return {row[1]: StepRow(*row[:-1], gone=bool(row[-1])) for row in found}


def _rows_of(asked: Sequence[tuple[Sequence[Case], str, Sequence[int]]]) -> list[dict[int, list[list[Any]]]]:
    """For each statement the rows of its cases by case, in its order and without the case's own column."""
    made: list[dict[int, list[list[Any]]]] = [{case.pk: [] for case in cases} for cases, _sql, _moments in asked]
    some = [(found, sql, moments) for found, (_cases, sql, moments) in zip(made, asked, strict=True) if found]
    selects = [rows.Select(sql.format(rows.places(list(found))), list(found), moments) for found, sql, moments in some]
    for (found, _sql, _moments), read in zip(some, rows.read_all(selects), strict=True):
        for pk, *row in read:
            found[pk].append(row)
    return made


def load(case: Case) -> Loaded:
    """A case as a value: two queries beside the case itself, three where seats were added or handed on.

    Raises Unreadable.
    """
    return load_many([case])[0]


def load_many(cases: Sequence[Case]) -> list[Loaded]:
    """Cases as values in their order, with as many queries as one of them takes. Raises Unreadable."""
    loaded = []
    for one in load_each(cases):
        if isinstance(one, Unreadable):
            raise one
        loaded.append(one)
    return loaded


class Unreadable(Refused):
    """The rows of a case hold what no act ever writes: somebody changed them behind the program."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            _("The rows of case %(number)s cannot be read; they were changed behind the program. Ask an administrator.")
            % {"number": case.number},
            code="rows_unreadable",
        )
        self.case = case


def load_each(cases: Sequence[Case]) -> Iterator[Loaded | Unreadable]:
    """As `load_many`; what cannot be read is answered in its place and keeps nobody from reading the others."""
    seated = [case for case in cases if case.seat_count]
    steps, proof, seats = _rows_of([(cases, _STEPS, (5, 6, 8)), (cases, _PROOF, (7,)), (seated, _SEATS, (8, 10))])
    for case in cases:
        try:
            yield _value(case, _steps_of(steps[case.pk]), proof[case.pk], seats.get(case.pk, ()))
        except (ValueError, TypeError, AttributeError):
            yield Unreadable(case)


def _value(
    case: Case, steps: dict[str, StepRow], proof: Sequence[Sequence[Any]], seat_rows: Sequence[Sequence[Any]]
) -> Loaded:
    seats = [Seat(*row) for row in seat_rows]
    state = CaseState(
        template=template_of(case),
        employee=str(case.employee.uid),
        opened_at=case.opened_at,
        facts={name: fact_value(value) for name, value in case.facts.items()},
        facts_at={name: datetime.fromisoformat(at) for name, at in case.facts_at.items()},
        anchors={name: date.fromisoformat(day) for name, day in case.anchors.items()},
        attached=tuple(Attached(step, attempt, _item(item), *rest) for step, attempt, item, *rest in proof),
        settled={
            row.key: Settled(row.key, row.attempt, row.status, row.done_by, row.done_at)  # type: ignore[arg-type]
            for row in steps.values()
            if row.status in ("done", "declined") and row.done_at
        },
        requested={step: datetime.fromisoformat(at) for step, at in case.requested.items()},
        state=case.state,  # type: ignore[arg-type]
        attempts={row.key: row.attempt for row in steps.values() if row.attempt > 1},
        reopened_at={step: datetime.fromisoformat(at) for step, at in case.reopened.items()},
        restate=frozenset(case.restate),
        shared=shared_steps(template_of(case)) if case.batch_id else frozenset(),
        seats=tuple(seat for seat in seats if seat.key),
        handed={(seat.step, seat.role): seat.holder for seat in seats if not seat.key},
    )
    return Loaded(case, steps, state)


def write(
    loaded: Loaded, done: Done, *, by: Actor, now: datetime, files: Sequence[Blob] = ()
) -> tuple[Any, dict[str, StepView], list[str]]:
    """Write one decided act: its evidence entry, its proof, and every copy that follows from it.

    Answers the entry, the views after the act, and the keys of the steps that became ready by it.
    """
    case = loaded.case
    acting = replace(by, pid=standing.pid_of(by, case))
    entry = evidence.record(
        case.stream,
        done.type,
        by=acting,
        now=now,
        payload=done.payload,
        files=files,
        template=case.template.sha256,
    )
    Attachment.objects.bulk_create(attachments(case, done, by=acting.pid, entry=entry.eid))
    before = loaded.state
    loaded.state = apply(before, Happening(done.type, now, acting.pid, done.payload))
    if done.type.startswith("seat."):
        _seats(case, before, loaded.state, acting, now, entry.eid)
    views, fresh = settle(loaded, now)
    watching.follow(case, before, loaded.state, views, now)
    return entry, views, fresh


def attachments(case: Case, done: Done, *, by: str, entry: object) -> list[Attachment]:
    """The rows of the proof an act attached, not saved yet; `entry` is the evidence they were attached with."""
    return [
        Attachment(
            case=case,
            step=one.step,
            attempt=one.attempt,
            item=str(one.item),
            role=one.role,
            source=one.source,
            by=by,
            at=one.at,
            object=one.object,
            sha256=one.sha256,
            behalf=one.behalf,
            entry=entry,
        )
        for one in done.attached
    ]


def _seats(case: Case, before: CaseState, after: CaseState, by: Actor, now: datetime, entry: object) -> None:
    """Write the seats an act added, handed on or answered."""
    made: list[CaseSeat] = []
    known = {seat.key: seat for seat in before.seats}
    for seat in after.seats:
        if seat.key not in known:
            made.append(_seat_row(case, seat.key, seat.step, seat.attempt, seat.kind, seat.role, seat.holder))
        elif seat.decision != known[seat.key].decision:
            CaseSeat.objects.filter(case=case, key=seat.key).update(decision=seat.decision, decided_at=now)
    for (step, role), holder in after.handed.items():
        if before.handed.get((step, role)) != holder:
            made.append(_seat_row(case, "", step, after.attempt(step), "transfer", role, holder))
    users = accounts.pks_of([row.holder for row in made])
    for number, row in enumerate(made, start=CaseSeat.objects.filter(case=case).count() + 1):
        row.number, row.user_id, row.by, row.at, row.entry = number, users[row.holder], by.pid, now, entry  # type: ignore[assignment]
    CaseSeat.objects.bulk_create(made)
    case.seat_count += len(made)
    for row in made:
        if row.kind == "transfer":
            earlier = CaseSeat.objects.filter(case=case, kind="transfer", step=row.step, role=row.role, decision="")
            earlier.filter(number__lt=row.number).update(decision="replaced", decided_at=now)


def _seat_row(case: Case, key: str, step: str, attempt: int, kind: str, role: str, holder: str) -> CaseSeat:
    return CaseSeat(case=case, key=key, step=step, attempt=attempt, kind=kind, role=role, holder=holder)


def settle(loaded: Loaded, now: datetime, *, anew: bool = False) -> tuple[dict[str, StepView], list[str]]:
    """Bring the rows in line with the state: steps, timers, and the board's columns of the case.

    `anew`: the template is another one, so that reminders may move although no step did.
    """
    views = derive(loaded.state, calendar())
    changed, fresh = save_steps(loaded, views)
    ready = [loaded.steps[key] for key, view in views.items() if view.status == "ready"] if anew else []
    kept = [row for row in ready if row not in changed]
    _timers(loaded, changed, views, kept, now)
    _board(loaded, views, now)
    return views, fresh


def save_steps(loaded: Loaded, views: Mapping[str, StepView]) -> tuple[list[StepRow], list[str]]:
    """Write the steps that differ from their rows; answers those rows, and the keys of what became ready."""
    changed: list[StepRow] = []
    fresh: list[str] = []
    for key, view in views.items():
        row = loaded.steps[key]
        before, attempt = row.status, row.attempt
        if _copy(row, view, loaded.state.attempt(key)):
            changed.append(row)
        # A step that begins again while it is up asks anew for what was handed in.
        if view.status == "ready" and (before != "ready" or row.attempt != attempt):
            fresh.append(key)
    _save(changed)
    return changed, fresh


_SAVE = f"UPDATE cases_casestep SET {', '.join(f'{name} = %s' for name in STEP_COLUMNS)} WHERE id = %s"


def _save(changed: Sequence[StepRow]) -> None:
    """Write the copied columns of some steps at once; `bulk_update` costs eight times as much."""
    if not changed:
        return
    adapt = connection.ops.adapt_datetimefield_value
    values = [
        [
            *(
                adapt(value) if isinstance(value, datetime) else value
                for value in (getattr(row, n) for n in STEP_COLUMNS)
            ),
            row.pk,
        ]
        for row in changed
    ]
    rows.change(_SAVE, values)


def _copy(row: StepRow, view: StepView, attempt: int) -> bool:
    """Copy a view onto its row; True when something differs."""
    outcome = view.outcome
    done_at, done_by = (outcome.at, outcome.by) if outcome else (None, "")
    now = (view.status, view.ready_at, view.due_at, view.due_class, done_at, done_by, attempt)
    if now == (row.status, row.ready_at, row.due_at, row.due_class, row.done_at, row.done_by, row.attempt):
        return False
    row.status, row.ready_at, row.due_at, row.due_class, row.done_at, row.done_by, row.attempt = now
    return True


def _timers(
    loaded: Loaded, changed: Sequence[StepRow], views: Mapping[str, StepView], kept: Sequence[StepRow], now: datetime
) -> None:
    """Drop the timers of steps that were settled or moved, and set those of steps that are ready now.

    `kept`: steps that did not change, which follow another ladder now; of them nothing is told that is past.
    """
    if not changed and not kept:
        return
    case, fresh, keep = loaded.case, [], []
    for row in (*changed, *kept):
        view = views[row.key]
        if row.key in loaded.state.shared:
            # Done once for the whole batch: nobody is reminded of it in each of its cases.
            continue
        for mark in timing.marks(loaded.template, view):
            keep.append(timing.key_of(case, row.key, row.attempt, mark))
            if row in changed or mark[-1] > now:
                fresh.append((case.pk, row.key, *mark, keep[-1]))
    since = max(row.ready_at or case.opened_at for row in (*changed, *kept))
    steps = [row.key for row in (*changed, *kept)]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_timer SET dropped_at = %s WHERE case_id = %s AND fired_at IS NULL AND dropped_at IS NULL"
            f" AND step IN ({rows.places(steps)})" + (f" AND key NOT IN ({rows.places(keep)})" if keep else ""),
            [connection.ops.adapt_datetimefield_value(since), case.pk, *steps, *keep],
        )
    timing.write(fresh)


def drop_timers(case: Case, steps: Sequence[str]) -> None:
    """Drop what was to be told about steps that no longer exist."""
    Timer.objects.filter(case=case, step__in=steps, fired_at__isnull=True, dropped_at__isnull=True).update(
        dropped_at=case.opened_at
    )


def _board(loaded: Loaded, views: Mapping[str, StepView], now: datetime) -> None:
    """Write the case row: state, facts, and the columns that the board sorts and filters by."""
    case, state = loaded.case, loaded.state
    case.state = state.state
    case.closed_at = now if state.state != "open" and case.closed_at is None else case.closed_at
    case.revision += 1
    case.facts = {name: list(value) if isinstance(value, tuple) else value for name, value in state.facts.items()}
    case.facts_at = {name: at.isoformat() for name, at in state.facts_at.items()}
    case.anchors = {name: day.isoformat() for name, day in state.anchors.items()}
    case.requested = {step: at.isoformat() for step, at in state.requested.items()}
    case.reopened = {step: at.isoformat() for step, at in state.reopened_at.items()}
    case.restate = sorted(state.restate)
    case.ends_on = state.anchors.get("D")
    for name, value in board_columns(views).items():
        setattr(case, name, value)
    case.save(update_fields=CASE_COLUMNS)


def board_columns(views: Mapping[str, StepView]) -> dict[str, Any]:
    """What the board finds and sorts a case by: how much is open, and which step, of whom, comes next."""
    open_now = open_steps(views)
    able = [view for view in open_now if view.status in ("ready", "undetermined")]
    dues = [view.due_at for view in able if view.due_at]
    last = max(dues, default=None)
    able.sort(
        key=lambda v: (
            v.step.optional,
            v.step.phase == "statutory",
            v.due_at is None,
            v.due_at or last,
        )
    )
    first = able[0] if able else None
    return {
        "open_count": len(open_now),
        "lane": "close" if first is None or first.step.phase == "statutory" else first.step.phase,
        "next_step": first.step.key if first else "",
        "next_who": next(iter(open_seats(first)), "") if first else "",
        "next_due_at": min(dues, default=None),
        "waits_for_employee": any("employee" in open_seats(view) for view in able),
    }
