"""Rebuild a case from its evidence entries, checking every act against the rules as it goes.

Closing, `./run check` and the verifier use this: whatever a row says, the case is what its entries prove.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from .anchors import decide_day
from .deadlines import min_wait_ends
from .decide import (
    FACT_KEEPERS,
    Done,
    Refusal,
    Standing,
    full_alternative,
    missing_of,
    overtaken,
    seat_refusal,
    sequence_refusal,
    silence_refusal,
)
from .migrate import FROM_THE_MOVE, moved, plan
from .reopen import decide_return, decide_withdraw
from .seats import Answer, Ask, decide_answer, decide_ask, decide_remove
from .silence import HANDLERS
from .state import (
    Attached,
    CaseState,
    FactValue,
    Seat,
    Settled,
    StepView,
    derive,
    open_steps,
)
from .template import Item, Template


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of a case's stream as the process sees it. `at` is aware; `actor` a random id."""

    type: str
    at: datetime
    actor: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry, or its absence, that the rules do not allow."""

    code: str
    step: str = ""
    entry: int = 0
    """1-based number of the entry in the stream; 0 when it is about the whole."""
    detail: str = ""


def fact_value(value: Any) -> FactValue:
    """A fact as it stands in a payload, as the conditions read it: a list is a set of values."""
    return tuple(value) if isinstance(value, list) else value


def opened(template: Template, happening: Happening) -> CaseState:
    """The state that a `case.opened` entry makes."""
    payload = happening.payload
    return CaseState(
        template=template,
        employee=payload["employee"],
        opened_at=happening.at,
        facts={name: fact_value(value) for name, value in payload["facts"].items()},
        facts_at=dict.fromkeys(payload["facts"], happening.at),
        anchors={name: date.fromisoformat(day) for name, day in payload["anchors"].items()},
        shared=frozenset(payload.get("batch", {}).get("steps", ())),
    )


def apply(case: CaseState, happening: Happening) -> CaseState:
    """The state after one more entry. Entries that are no act of the process leave it as it is."""
    payload, at = happening.payload, happening.at
    if happening.type == "fact.set":
        return _with_facts(case, payload["facts"], at)
    if happening.type == "case.requested":
        return replace(case, requested={payload["step"]: at, **case.requested})
    if happening.type == "case.closed":
        return replace(case, state="closed")
    if happening.type == "case.cancelled":
        return replace(case, state="cancelled")
    if happening.type == "anchor.changed":
        return replace(case, anchors={**case.anchors, **_days(payload["anchors"])})
    if happening.type.startswith("seat."):
        return _with_seat(case, happening)
    if happening.type in ("step.returned", "step.withdrawn"):
        return _reopened(case, payload["reopened"], at)
    if not happening.type.startswith("step."):
        return case
    step, attempt = payload["step"], payload["attempt"]
    attached = tuple(
        Attached(
            step,
            attempt,
            Item.parse(one["item"]),
            happening.actor,
            one["role"],
            one["source"],
            at,
            one["object"],
            one["sha256"],
            one.get("behalf", ""),
        )
        for one in payload["attached"]
    )
    case = _with_facts(case, payload["facts"], at)
    anchors = _days(payload["anchors"])
    case = replace(case, attached=case.attached + attached, anchors={**case.anchors, **anchors})
    if case.restate:
        case = replace(case, restate=case.restate - {*payload["facts"], *anchors})
    return _with_outcome(case, happening)


def _days(values: Mapping[str, str]) -> dict[str, date]:
    return {name: date.fromisoformat(day) for name, day in values.items()}


def _with_outcome(case: CaseState, happening: Happening) -> CaseState:
    """The state with the step settled, where the entry completed or declined it."""
    payload = happening.payload
    if not payload["outcome"]:
        return case
    done = Settled(
        payload["step"],
        payload["attempt"],
        payload["outcome"],
        happening.actor,
        happening.at,
        tuple(Item.parse(item) for item in payload["items"]),
        payload.get("reason", ""),
    )
    return replace(case, settled={**case.settled, payload["step"]: done})


def _with_seat(case: CaseState, happening: Happening) -> CaseState:
    """The state after a seat was added, handed on, removed or answered."""
    payload, at = happening.payload, happening.at
    step = payload["step"]
    if happening.type == "seat.transferred":
        return replace(case, handed={**case.handed, (step, payload["role"]): payload["person"]})
    if happening.type == "seat.added":
        made = Seat(
            payload["seat"],
            step,
            payload["attempt"],
            payload["kind"],
            payload["role"],
            payload["person"],
            happening.actor,
            at,
        )
        return replace(case, seats=(*case.seats, made))
    decision: Any = "removed" if happening.type == "seat.removed" else payload["decision"]
    seats = tuple(
        replace(one, decision=decision, decided_at=at) if one.key == payload["seat"] else one for one in case.seats
    )
    case = replace(case, seats=seats)
    if payload.get("reopened"):
        return _reopened(case, payload["reopened"], at)
    return _with_outcome(case, happening)


def _reopened(case: CaseState, reopened: Iterable[Mapping[str, Any]], at: datetime) -> CaseState:
    """The state with steps in a new attempt: no outcome, no request that still counts, what they set to state anew."""
    attempts = {one["step"]: one["attempt"] for one in reopened}
    template = case.template
    behind = {key for step in attempts for key in template.behind(step) if key not in case.settled}
    return replace(
        case,
        settled={key: one for key, one in case.settled.items() if key not in attempts},
        attempts={**case.attempts, **attempts},
        reopened_at={**case.reopened_at, **dict.fromkeys(attempts, at)},
        restate=case.restate | {name for step in template.steps if step.key in attempts for name in step.sets},
        requested={key: when for key, when in case.requested.items() if key not in attempts and key not in behind},
    )


def replay(
    template: Template,
    happenings: Iterable[Happening],
    calendar: Any,
    templates: Mapping[str, Template] | None = None,
) -> tuple[CaseState | None, tuple[Fault, ...]]:
    """Rebuild the case and list every fault: a skipped predecessor, proof by the wrong party, a false closing.

    `templates` are the versions the case followed in turn, by SHA-256; without them it followed `template` throughout.
    """
    known = templates or {}
    case: CaseState | None = None
    faults: list[Fault] = []
    for number, happening in enumerate(happenings, start=1):
        if happening.type == "case.opened":
            if case is not None:
                faults.append(Fault("opened_twice", entry=number))
                continue
            first = happening.payload.get("template", {}).get("sha256", "")
            case = opened(known.get(first, template), happening)
            continue
        if case is None:
            continue
        if case.state != "open" and happening.type.startswith(("step.", "seat.", "fact.", "anchor.")):
            faults.append(Fault("act_after_end", happening.payload.get("step", ""), number))
        if happening.type.startswith("seat.") or happening.type in ("step.returned", "step.withdrawn"):
            faults += _faults_of_seat(case, happening, number, calendar)
        elif happening.type == "anchor.changed":
            faults += _faults_of_day(case, happening, number, calendar)
        elif happening.type.startswith("step."):
            faults += _faults_of_act(case, happening, number, calendar)
        elif happening.type == "fact.set":
            faults += _faults_of_facts(case, happening, number)
        elif happening.type == "case.closed":
            faults += _faults_of_closing(case, happening, number, calendar)
        elif happening.type == "case.migrated":
            target = known.get(happening.payload["to"]["sha256"])
            faults += _faults_of_move(case, target, number)
            since = happening.at if happening.payload.get("new_since") == FROM_THE_MOVE else None
            case = moved(case, target, since) if target else case
        elif happening.type == "case.cancelled" and case.is_effective:
            faults.append(Fault("cancelled_after_effect", entry=number))
        case = apply(case, happening)
    if case is None:
        faults.append(Fault("never_opened"))
    return case, tuple(faults)


def _with_facts(case: CaseState, values: Mapping[str, Any], at: datetime) -> CaseState:
    if not values:
        return case
    facts = {name: fact_value(value) for name, value in values.items()}
    return replace(
        case,
        facts={**case.facts, **facts},
        facts_at={**case.facts_at, **dict.fromkeys(values, at)},
    )


def _faults_of_act(case: CaseState, happening: Happening, number: int, calendar: Any) -> list[Fault]:
    """What is wrong with one act, judged against the state before and after it."""
    payload = happening.payload
    key = payload["step"]
    views = derive(case, calendar)
    if key not in views:
        return [Fault("no_such_step", key, number)]
    before, after = views[key], apply(case, happening)
    faults = []
    if payload["attempt"] != before.attempt:
        faults.append(Fault("wrong_attempt", key, number, f"{payload['attempt']} / {before.attempt}"))
    if before.settled and before.outcome is not None:
        faults.append(Fault("settled_twice", key, number))
    elif before.status != "ready":
        faults.append(
            Fault(
                "not_ready",
                key,
                number,
                ", ".join(before.waits_for or sorted(before.unknown)),
            )
        )
    faults += _faults_of_proof(case, before, after.attached[len(case.attached) :], number, happening.at, calendar)
    if not (set(payload["facts"]) | set(payload["anchors"])) <= set(before.step.sets):
        faults.append(Fault("not_set_by_step", key, number))
    if payload["anchors"]:
        late = overtaken(case, _days(payload["anchors"]), after.facts, calendar, {key: happening.at})
        faults += [Fault("day_too_early", step.key, number) for step, _at in late]
    if payload["outcome"] == "done":
        faults += _faults_of_completion(after, derive(after, calendar)[key], number)
        if before.ready_at is not None:
            ends = min_wait_ends(before.step, before.ready_at, calendar)
            if ends is not None and happening.at < ends:
                faults.append(Fault("too_early", key, number))
    if payload["outcome"] and any(not seat.decision for seat in before.seats):
        faults.append(Fault("seat_not_heard", key, number))
    if payload["outcome"] == "declined" and not before.step.optional:
        faults.append(Fault("not_optional", key, number))
    return faults


def _faults_of_facts(case: CaseState, happening: Happening, number: int) -> list[Fault]:
    """Facts stated beside the steps: by HR, and none that a step determines with its proof."""
    owned = {name: step.key for step in case.template.steps for name in step.sets}
    faults = [Fault("fact_of_step", owned[name], number, name) for name in happening.payload["facts"] if name in owned]
    if happening.actor == case.employee:
        faults.append(Fault("wrong_party", entry=number))
    return faults


def _faults_of_seat(case: CaseState, happening: Happening, number: int, calendar: Any) -> list[Fault]:
    """A seat or a way back, decided again from what the entry says: the answer has to be the very same entry."""
    payload = happening.payload
    key = payload.get("step", "")
    if key not in {step.key for step in case.template.steps}:
        return [Fault("no_such_step", key, number)]
    role, behalf = payload.get("role", ""), payload.get("behalf", "")
    who = Standing(
        happening.actor,
        frozenset({payload.get("as") or role} - {""}),
        behalf={role: behalf} if behalf and role else {},
        stands_for=frozenset({behalf} - {""}),
    )
    decided = _again(case, happening, who, calendar)
    if isinstance(decided, Refusal):
        return [Fault("act_refused", key, number, decided.code)]
    if decided.type != happening.type or not _same(decided.payload, payload):
        return [Fault("act_differs", key, number)]
    return []


def _faults_of_day(case: CaseState, happening: Happening, number: int, calendar: Any) -> list[Fault]:
    """A changed day, decided again from what the entry says."""
    payload = happening.payload
    ((name, day),) = _days(payload["anchors"]).items()
    who = Standing(happening.actor, frozenset(FACT_KEEPERS))
    decided = decide_day(case, name, day, payload["why"], payload["paper"], who, happening.at, calendar)
    if isinstance(decided, Refusal):
        return [Fault("act_refused", decided.step, number, decided.code)]
    # Which deadlines moved was told with the holidays known then; a year published since may tell more.
    same = _same({**decided.payload, "moved": payload["moved"]}, payload)
    return [] if same else [Fault("act_differs", "", number, name)]


def _same(one: Any, other: Any) -> bool:
    """Whether two contents are the same as written: to Python, true and 1 are equal."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def _again(case: CaseState, happening: Happening, who: Standing, calendar: Any) -> Done | Refusal:
    """The decision an entry about seats or a way back stands for."""
    payload, at, step = happening.payload, happening.at, happening.payload["step"]
    why = payload.get("why", "")
    match happening.type:
        case "seat.added" | "seat.transferred":
            kind: Any = payload["kind"] if happening.type == "seat.added" else "transfer"
            ask = Ask(step, kind, payload["person"], payload["role"], why, frozenset({payload["role"]}))
            return decide_ask(case, ask, who, at, calendar)
        case "seat.removed":
            return decide_remove(case, payload["seat"], why, who, at, calendar)
        case "seat.answered":
            answer = Answer(payload["seat"], payload["decision"], payload["text"])
            return decide_answer(case, answer, who, at, calendar)
        case "step.returned":
            return decide_return(case, step, payload["to"], why, who, at, calendar)
        case "step.withdrawn":
            return decide_withdraw(case, step, why, who, at, calendar)
        case _:
            return Refusal("bad_input", "no_such_act", step=step)


def _faults_of_proof(
    case: CaseState, before: StepView, fresh: tuple[Attached, ...], number: int, at: datetime, calendar: Any
) -> list[Fault]:
    """What is wrong with the proof an act brought: another's seat, another party's item, silence before its time."""
    faults = []
    seen = replace(before, proof=(*before.proof, *fresh))
    for one in fresh:
        if not _own_party(case, before, one):
            faults.append(Fault("wrong_party", before.step.key, number, str(one.item)))
        who = Standing(one.by, frozenset({one.role}), behalf={one.role: one.behalf} if one.behalf else {})
        if one.role and (held := seat_refusal(before, one.role, who)) is not None:
            faults.append(Fault(held.code, before.step.key, number, str(one.item)))
        if silence_refusal(case, seen, one.item, at, calendar) is not None:
            faults.append(Fault("silence_without_time", before.step.key, number, str(one.item)))
    if sequence_refusal(before, fresh) is not None:
        faults.append(Fault("out_of_turn", before.step.key, number))
    return faults


def _own_party(case: CaseState, view: StepView, one: Attached) -> bool:
    """Whether an attached item was attached by its own party (decision 1)."""
    if view.step.key in case.shared:
        return one.source == "record" and one.object.startswith("entry:")
    if one.behalf and one.behalf == case.employee:
        return False
    if one.item.party == "employee":
        own = one.by == case.employee and one.source == "person"
        return own or (one.source == "record" and one.object.startswith("entry:"))
    if one.item.party == "system":
        return one.source == "program"
    if one.item.party == "employer":
        roles = set(view.step.who) - {"employee"} or set(HANDLERS)
        return one.by != case.employee and one.role in roles
    return one.source in ("channel", "import") or (one.by != case.employee and bool(one.sha256))


def _faults_of_completion(case: CaseState, view: StepView, number: int) -> list[Fault]:
    """A completed step needs its guard true, what it determines determined, and one whole alternative."""
    faults = []
    if full_alternative(view.step, view.proof) is None:
        gaps = "; ".join(", ".join(map(str, gap)) for gap in missing_of(view))
        faults.append(Fault("no_full_alternative", view.step.key, number, gaps))
    if view.guard is not True:
        faults.append(Fault("guard", view.step.key, number))
    undetermined = [
        name for name in view.step.sets if name in case.restate or (name not in case.facts and name not in case.anchors)
    ]
    if undetermined:
        faults.append(Fault("undetermined", view.step.key, number, ", ".join(undetermined)))
    return faults


def _faults_of_move(case: CaseState, target: Template | None, number: int) -> list[Fault]:
    """A case moves only while it is open, to a version that is there and drops no duty that was done."""
    if target is None:
        return [Fault("version_missing", entry=number)]
    found = plan(case, target)
    faults = [Fault("duty_dropped", key, number) for key in found.lost]
    if case.state != "open":
        faults.append(Fault("act_after_end", entry=number))
    if found.other_type or found.open_ends:
        faults.append(Fault("version_does_not_fit", entry=number, detail=", ".join(found.open_ends)))
    return faults


def _faults_of_closing(case: CaseState, happening: Happening, number: int, calendar: Any) -> list[Fault]:
    """A closed case has no open step, and its closing entry lists the steps as they are."""
    views = derive(case, calendar)
    faults = [Fault("closed_with_open_step", view.step.key, number) for view in open_steps(views)]
    said = {one["step"]: one["status"] for one in happening.payload["steps"]}
    if said != {key: view.status for key, view in views.items()}:
        faults.append(Fault("closing_list_differs", entry=number))
    return faults
