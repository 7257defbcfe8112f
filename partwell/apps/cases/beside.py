"""Rows of a case that the engine's state does not hold, against the entries they were written with.

Whose case it is and who may see it, what its steps are, how it was settled, added seats and copies, who was named for
a role, what was decided about versions. Nobody gets into a case, and nothing in it is put into another light, by SQL.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from partwell.apps.accounts import queries as accounts
from partwell.core.process.replay import Fault
from partwell.core.process.state import CaseState, StepView
from partwell.core.process.template import Step, Template

from .models import Case, CaseMigration, CaseRole, CaseSeat, CaseStep

CHOICES = {"case.version_kept": "keep", "case.version_planned": "next", "case.migrated": "now"}
_STEP = ("case", "key", "position", "phase", "kind", "required", "duty", "who")
_SEAT = ("number", "entry", "key", "step", "kind", "role", "holder", "by", "at", "decision", "decided_at", "user")
_MOVE = ("case", "entry", "choice", "from_version__sha256", "to_version__sha256", "reason", "at", "by")


@dataclass(slots=True)
class Rows:
    """What stands beside the state of one case."""

    steps: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """By key, the columns of `_STEP` behind it."""
    seats: list[dict[str, Any]] = field(default_factory=list)
    roles: list[tuple[Any, ...]] = field(default_factory=list)
    moves: list[tuple[Any, ...]] = field(default_factory=list)
    pids: Mapping[int, str] = field(default_factory=dict)
    """The random ids of all users named here, by primary key."""


def of_cases(cases: Sequence[Case]) -> dict[int, Rows]:
    """These rows of some cases: five statements, however many they are."""
    found = {case.pk: Rows() for case in cases}
    users: set[Any] = {case.opened_by_id for case in cases}
    for case, key, *row in CaseStep.objects.filter(case__in=list(found)).values_list(*_STEP):
        found[case].steps[key] = tuple(row)
    for seat in CaseSeat.objects.filter(case__in=list(found)).values("case", "attempt", *_SEAT):
        found[seat["case"]].seats.append(seat)
        users.add(seat["user"])
    for case, *named in CaseRole.objects.filter(case__in=list(found)).values_list(
        "case", "role", "user", "since", "until"
    ):
        found[case].roles.append(tuple(named))
        users.add(named[1])
    for case, *move in CaseMigration.objects.filter(case__in=list(found)).values_list(*_MOVE):
        found[case].moves.append(tuple(move))
        users.add(move[-1])
    pids = accounts.pids_of(users - {None})
    for rows in found.values():
        rows.pids = pids
    return found


def faults(
    case: Case, state: CaseState, entries: Sequence[Any], rows: Rows, versions: Sequence[Template]
) -> Iterator[Fault]:
    """Where these rows say something else than the entries. `versions`: every version the case followed."""
    yield from _opening(case, entries, rows)
    yield from _ending(case, state, entries)
    yield from _planned(case, entries)
    yield from _moves(case, entries, rows)
    yield from _steps(state, rows, versions)
    yield from _seats(case, entries, rows)
    yield from _roles(entries, rows)


def _opening(case: Case, entries: Sequence[Any], rows: Rows) -> Iterator[Fault]:
    """Whose case it is, who proposed it and on what ground, and who may see it, is what the first entry says."""
    first = next((one for one in entries if one.type == "case.opened" and one.payload), None)
    if first is None:
        return
    is_now = {
        "initiator": case.initiator,
        "ground": case.ground,
        "number": case.number,
        "separation_type": case.separation_type,
        "employee": str(case.employee.uid),
        "department": str(case.department.uid),
    }
    names = [name for name, value in is_now.items() if name in first.payload and first.payload[name] != value]
    if case.path != case.department.path:
        names.append("path")
    if case.opened_at != first.at:
        names.append("opened_at")
    if not _did(case, first.actor, case.opened_by_id, rows):
        names.append("opened_by")
    if names:
        yield Fault("opening_differs", detail=", ".join(names))


def _did(case: Case, actor: str, user: int | None, rows: Rows) -> bool:
    """Whether a row's user is who acted. The employee acts under the id of the record, whatever he signed in with."""
    if user is None:
        return actor == "system"
    return actor in (rows.pids.get(user, ""), str(case.employee.uid))


def _ending(case: Case, state: CaseState, entries: Sequence[Any]) -> Iterator[Fault]:
    """When it ended is when the entry says so; an open case has not ended."""
    ended = [one.at for one in entries if state.state != "open" and one.type == f"case.{state.state}"]
    if case.closed_at != (ended[-1] if ended else None):
        yield Fault("state_differs", detail="closed_at")


def _planned(case: Case, entries: Sequence[Any]) -> Iterator[Fault]:
    """The version it moves to at its next step is the one last decided on, and none after it moved or was kept."""
    last = next((one for one in reversed(entries) if one.type in CHOICES and one.payload), None)
    wanted = last.payload["to"]["sha256"] if last and last.type == "case.version_planned" else ""
    planned = case.planned.sha256 if case.planned else ""
    if planned != wanted or (case.planned_id is None) != (wanted == ""):
        yield Fault("version_differs", detail="planned")


def _moves(case: Case, entries: Sequence[Any], rows: Rows) -> Iterator[Fault]:
    """What was decided about versions, by whom and why: an invented decision lets a case close that must not."""
    told = {
        one.eid: (CHOICES[one.type], one.payload["from"]["sha256"], one.payload["to"]["sha256"], one.payload["reason"])
        for one in entries
        if one.type in CHOICES and one.payload
    }
    acted = {one.eid: (one.at, one.actor) for one in entries if one.eid in told}
    wrong = {entry for entry, *_rest in rows.moves} ^ told.keys()
    for entry, *said, at, by in rows.moves:
        if (entry in told and (tuple(said) != told[entry] or at != acted[entry][0])) or (
            entry in told and not _did(case, acted[entry][1], by, rows)
        ):
            wrong.add(entry)
    if wrong or len(rows.moves) != len(told):
        yield Fault("version_differs", detail="decisions")


def _what_it_is(step: Step, position: int) -> tuple[Any, ...]:
    """The columns of a step's row that come from its template."""
    return (position, step.phase, step.kind, not step.optional, step.duty, list(step.who))


def _steps(state: CaseState, rows: Rows, versions: Sequence[Template]) -> Iterator[Fault]:
    """What each step is, is what the case's version says; one that is gone, what a version says that it followed."""
    now = {step.key: _what_it_is(step, position) for position, step in enumerate(state.template.steps)}
    for key, row in rows.steps.items():
        if key in now:
            held = row == now[key]
        else:
            held = any(
                step.key == key and row == _what_it_is(step, position)
                for version in versions
                for position, step in enumerate(version.steps)
            )
        if not held:
            yield Fault("step_differs" if key in now else "step_row_unknown", key)


def _seats(case: Case, entries: Sequence[Any], rows: Rows) -> Iterator[Fault]:
    """Added seats and copies: each by its entry, held by the person it names, answered as the log says."""
    told = Counter(tuple(sorted(one.items())) for one in _told_seats(entries))
    there: Counter[Any] = Counter()
    wrong = {""} if sorted(one["number"] for one in rows.seats) != [*range(1, len(rows.seats) + 1)] else set()
    for one in rows.seats:
        known = {name: one[name] for name in _SEAT if name not in ("number", "user")}
        known["attempt"] = one["attempt"] if one["kind"] != "copy" else 0
        there[tuple(sorted(known.items()))] += 1
        if rows.pids.get(one["user"], "") != one["holder"]:
            wrong.add(one["step"])
    wrong |= {dict(one)["step"] for one in (told - there) + (there - told)}
    if case.seat_count != sum(one["kind"] != "copy" for one in rows.seats):
        wrong.add("")
    for step in sorted(wrong):
        yield Fault("seats_differ", step)


def _told_seats(entries: Sequence[Any]) -> list[dict[str, Any]]:
    """The seats and copies that the entries made, as they stand after the last one."""
    made: list[dict[str, Any]] = []
    for one in entries:
        payload = one.payload or {}
        row = {"entry": one.eid, "key": "", "role": "", "by": one.actor, "at": one.at, "decision": "", "attempt": 0}
        row |= {"decided_at": None, "step": payload.get("step", "")}
        if one.type == "case.copied":
            made += [{**row, "kind": "copy", "holder": person} for person in payload["persons"]]
        elif one.type in ("seat.added", "seat.transferred"):
            names = {"attempt": payload["attempt"], "role": payload["role"], "holder": payload["person"]}
            fresh = {**row, **names, "kind": payload.get("kind", "transfer"), "key": payload.get("seat", "")}
            if one.type == "seat.transferred":
                earlier = [seat for seat in made if _same_seat(seat, fresh) and not seat["decision"]]
                if any(seat["holder"] == fresh["holder"] for seat in earlier):
                    continue
                for seat in earlier:
                    seat |= {"decision": "replaced", "decided_at": one.at}
            made.append(fresh)
        elif one.type in ("seat.removed", "seat.answered"):
            decision = payload.get("decision", "removed")
            for seat in made:
                if seat["key"] == payload["seat"]:
                    seat |= {"decision": decision, "decided_at": one.at}
    return made


def _same_seat(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether both hand on the same seat of the template."""
    return all(one[name] == other[name] for name in ("kind", "step", "role"))


def _roles(entries: Sequence[Any], rows: Rows) -> Iterator[Fault]:
    """Who acts in this case alone, and since and until when, is who was named."""
    told: list[list[Any]] = []
    for one in entries:
        if one.type == "role.named" and one.payload:
            for former in told:
                if former[0] == one.payload["role"] and former[3] is None:
                    former[3] = one.at
            told.append([one.payload["role"], one.payload["person"], one.at, None])
    there = [[role, rows.pids.get(user, ""), since, until] for role, user, since, until in rows.roles]
    if Counter(map(tuple, there)) != Counter(map(tuple, told)):
        yield Fault("roles_differ")


def settled_faults(stored: Any, view: StepView) -> Iterator[Fault]:
    """When a step became ready, and by whom and when it was settled, of a row that has the right status."""
    key = view.step.key
    outcome = (view.outcome.at, view.outcome.by) if view.outcome else (None, "")
    if (stored.done_at, stored.done_by) != outcome:
        yield Fault("outcome_differs", key)
    if stored.ready_at != view.ready_at:
        yield Fault("ready_differs", key, detail=f"{stored.ready_at} / {view.ready_at}")
