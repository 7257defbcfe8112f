"""A case as its evidence entries prove it, held against its rows.

What a trigger can't refuse, a forged fact or a forged skip, is found here: by closing, by `./run check`, and, with
the same code, by the verifier.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from partwell.apps.evidence import queries as log
from partwell.core.process.replay import Fault, Happening, replay
from partwell.core.process.state import Attached, CaseState, StepView, derive
from partwell.core.process.template import Template
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar

from . import beside, standing, store, timing, watching
from .models import Case

AT_ONCE = 200
"""Cases read at once; with their entries some 20 MB."""
_BESIDE = ("employee", "department", "template", "planned", "stream__key")


@dataclass(frozen=True, slots=True)
class Proved:
    """The case rebuilt from its entries, and where entries break the rules or rows differ from them."""

    state: CaseState
    faults: tuple[Fault, ...]
    entries: tuple[Any, ...]


def rebuild(loaded: store.Loaded) -> Proved:
    """Replay the case's stream and compare every row with it."""
    entries = log.entries(loaded.case.stream)
    rows = beside.of_cases([loaded.case])[loaded.case.pk]
    return _rebuilt(loaded, entries, rows, store.versions_named(_versions(entries)))


def _versions(entries: Sequence[Any]) -> set[str]:
    """The versions a case followed in turn, by SHA-256; empty for a case that never moved."""
    moves = {one.payload["to"]["sha256"] for one in entries if one.type == "case.migrated"}
    return moves | {one.payload.get("template", {}).get("sha256", "") for one in entries[:1]} if moves else moves


def _rebuilt(loaded: store.Loaded, opened: Sequence[Any], rows: beside.Rows, known: Mapping[str, Template]) -> Proved:
    entries = tuple(opened)
    happenings = [Happening(one.type, one.at, one.actor, one.payload) for one in entries]
    followed = _versions(entries)
    versions = {**known, loaded.case.template.sha256: loaded.template} if followed else None
    state, faults = replay(loaded.template, happenings, calendar(), versions)
    if state is None:
        return Proved(loaded.state, faults, entries)
    past = [template for sha256, template in (versions or {}).items() if sha256 in followed]
    differences = (*_differences(loaded, state), *beside.faults(loaded.case, state, entries, rows, past))
    return Proved(state, (*faults, *differences), entries)


def _differences(loaded: store.Loaded, proved: CaseState) -> Iterator[Fault]:
    """Rows that say something else than the entries."""
    row = loaded.state
    if dict(row.facts) != dict(proved.facts):
        names = {name for name in {*row.facts, *proved.facts} if row.facts.get(name) != proved.facts.get(name)}
        yield Fault("facts_differ", detail=", ".join(sorted(names)))
    if dict(row.anchors) != dict(proved.anchors):
        yield Fault("dates_differ")
    if loaded.case.ends_on != proved.anchors.get("D"):
        yield Fault("dates_differ", detail="ends_on")
    if (dict(row.facts_at), dict(row.requested)) != (dict(proved.facts_at), dict(proved.requested)):
        yield Fault("dates_differ", detail="facts_at, requested")
    if row.state != proved.state:
        yield Fault("state_differs", detail=f"{row.state} / {proved.state}")
    if Counter(map(_mark, row.attached)) != Counter(map(_mark, proved.attached)):
        yield Fault("proof_differs")
    if (row.seats, dict(row.handed)) != (proved.seats, dict(proved.handed)):
        yield Fault("seats_differ")
    if dict(row.reopened_at) != dict(proved.reopened_at) or loaded.case.restate != sorted(proved.restate):
        yield Fault("attempts_differ")
    if proved.template != row.template:
        yield Fault("version_differs")
        return
    yield from _step_differences(loaded, proved)


def _step_differences(loaded: store.Loaded, proved: CaseState) -> Iterator[Fault]:
    """Rows of steps that say something else than the entries."""
    views = derive(proved, calendar())
    # As it was before the newest year of holidays was published.
    earlier = derive(proved, calendar().without(max(calendar().years)))
    for key, view in views.items():
        stored = loaded.steps.get(key)
        if stored is None:
            yield Fault("step_row_missing", key)
        elif stored.attempt != view.attempt:
            yield Fault("attempts_differ", key, detail=f"{stored.attempt} / {view.attempt}")
        elif stored.status != view.status:
            yield Fault("status_differs", key, detail=f"{stored.status} / {view.status}")
        elif stored.gone:
            yield Fault("step_row_gone", key)
        else:
            yield from beside.settled_faults(stored, view)
            if _deadline_moved(stored, view, earlier[key], proved):
                yield Fault("deadline_differs", key, detail=f"{stored.due_at} / {view.due_at}")
    for key in loaded.steps.keys() - views.keys():
        yield from _gone_differences(loaded.steps[key], proved)
    if proved.state == "open" and views.keys() <= loaded.steps.keys():
        yield from _board_differences(loaded, views)


def _gone_differences(stored: store.StepRow, proved: CaseState) -> Iterator[Fault]:
    """A step that the version followed now does not have: as it was settled, and skipped where it was not."""
    settled = proved.settled.get(stored.key)
    status = settled.outcome if settled else "skipped"
    outcome = (settled.at, settled.by) if settled else (None, "")
    if not stored.gone:
        yield Fault("step_row_unknown", stored.key)
    elif (stored.status, stored.attempt) != (status, proved.attempt(stored.key)):
        yield Fault("status_differs", stored.key, detail=f"{stored.status} / {status}")
    elif (stored.done_at, stored.done_by) != outcome:
        yield Fault("outcome_differs", stored.key)


def _deadline_moved(stored: store.StepRow, view: StepView, earlier: StepView, proved: CaseState) -> bool:
    """A deadline that is not what the entries give.

    One in working days of a year whose holidays were published while it ran may still wait to be filled in
    (`cases.calendar` does so within a day), and one that was settled before stays as it was then; any other day is
    wrong, whatever it is counted in.
    """
    if (stored.due_at, stored.due_class) == (view.due_at, view.due_class):
        return False
    if view.settled:
        return stored.due_class != view.due_class or stored.due_at not in _as_published(proved, view.step.key)
    waits = stored.due_at is None and earlier.due_at is None and view.ready_at is not None
    newest = max(calendar().years)
    if waits and view.ready_at and view.ready_at.astimezone(SHANGHAI).year < newest:
        return stored.due_class != view.due_class
    return True


def _as_published(proved: CaseState, key: str) -> set[datetime | None]:
    """The deadlines of a step by the holidays of one year less after the other, as they were published in turn."""
    known, found = calendar(), set()
    while len(known.years) > 1:
        known = known.without(max(known.years))
        found.add(derive(proved, known)[key].due_at)
    return found


def _board_differences(loaded: store.Loaded, views: Mapping[str, StepView]) -> Iterator[Fault]:
    """Columns by which the board finds and sorts an open case, against the steps they are taken from."""
    told = {key: replace(view, due_at=loaded.steps[key].due_at) for key, view in views.items()}
    names = [name for name, value in store.board_columns(told).items() if getattr(loaded.case, name) != value]
    if names:
        yield Fault("board_differs", detail=", ".join(names))


def _mark(one: Attached) -> tuple[Any, ...]:
    """What has to be the same of a piece of proof in its row and in its entry."""
    who = (one.by, one.role, one.behalf, one.source)
    return (one.step, one.attempt, str(one.item), *who, one.at, one.object, one.sha256)


def completeness(case: Case, proved: Proved) -> dict[str, Any]:
    """What the closing entry says beyond the engine: how many entries there are and which one settled each step."""
    settled_by = {
        one.payload["step"]: str(one.eid)
        for one in proved.entries
        if one.type.startswith(("step.", "seat.")) and one.payload.get("outcome")
    }
    return {
        "entries": len(proved.entries) + 1,
        "settled_by": settled_by,
        "number": case.number,
    }


def check_open_cases(company: int | None = None, now: datetime | None = None) -> Iterator[tuple[Case, Fault]]:
    """Every fault of every open case, for each start. Without `now` no timer is held against the clock."""
    rows = Case.objects.filter(state=Case.State.OPEN)
    if company is not None:
        rows = rows.filter(company=company)
    yield from _faults(rows, now)


def check_all_cases(now: datetime | None = None) -> Iterator[tuple[Case, Fault]]:
    """Every fault of every case, closed ones too, for `./run check`."""
    yield from _faults(Case.objects.all(), now)


def _faults(rows: Any, now: datetime | None) -> Iterator[tuple[Case, Fault]]:
    # Of a person who was lawfully erased only the entries are left; the audit of the log checks those.
    kept = rows.filter(stream__key__wrapped__isnull=False)
    last = 0
    while some := list(kept.filter(pk__gt=last).select_related(*_BESIDE).order_by("pk")[:AT_ONCE]):
        yield from _faults_of(some, now)
        last = some[-1].pk


def _faults_of(cases: list[Case], now: datetime | None) -> Iterator[tuple[Case, Fault]]:
    """Every fault of some cases. How many statements it takes does not depend on how many cases they are."""
    loaded = []
    for one in store.load_each(cases):
        if isinstance(one, store.Unreadable):
            yield one.case, Fault(one.code)
        else:
            loaded.append(one)
    cases = [one.case for one in loaded]
    entries, clocks = log.entries_of([case.stream for case in cases]), watching.of_cases(cases)
    known = store.versions_named({sha256 for some in entries.values() for sha256 in _versions(some)})
    rows = beside.of_cases(cases)
    proved = {
        one.case.pk: (one, _rebuilt(one, entries[one.case.stream_id], rows[one.case.pk], known)) for one in loaded
    }
    ticking = {
        case.pk: watching.faults(case, proved[case.pk][1].state, entries[case.stream_id], clocks[case.pk])
        for case in cases
    }
    wanted = {pk: {**_reminders(*proved[pk]), **ticking[pk][1]} for pk in proved}
    timers = timing.of_cases(wanted)
    for case in cases:
        found = [*proved[case.pk][1].faults, *ticking[case.pk][0]]
        if entries[case.stream_id]:
            newest = entries[case.stream_id][-1].at
            found += timing.silenced(case, wanted[case.pk], timers[case.pk], newest, now)
        for fault in found:
            yield case, fault


def _reminders(loaded: store.Loaded, proved: Proved) -> dict[str, tuple[str, datetime]]:
    """Reminders and escalations the open steps of a case must have, so that none is silenced behind the engine.

    Not asked when a case closes: no reminder decides that. A deadline that moved is a fault of its own, so the timers
    are held against the deadline as it stands.
    """
    case, state = loaded.case, proved.state
    wanted: dict[str, tuple[str, datetime]] = {}
    for key, view in derive(state, calendar()).items() if proved.entries and state.state == "open" else ():
        stored = loaded.steps.get(key)
        if stored is None or key in state.shared:
            continue
        for mark in timing.marks(state.template, replace(view, due_at=stored.due_at)):
            wanted[timing.key_of(case, key, view.attempt, mark)] = (key, mark[-1])
    return wanted


def names(case: Case, role: str, today: date) -> str:
    """The names of those a role falls to in this case, for a refusal's sentence."""
    if role == "employee":
        return case.employee.name
    return "、".join(user.name for user in standing.holders(case, role, today)[:2])
