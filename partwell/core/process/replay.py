"""Rebuild a case from its evidence entries, checking every act against the rules as it goes.

Closing, `./run check` and the verifier use this: whatever a row says, the case is what its entries prove.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from .deadlines import min_wait_ends
from .decide import full_alternative, missing_of, silence_refusal
from .state import (
    HANDLERS,
    Attached,
    CaseState,
    FactValue,
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
        )
        for one in payload["attached"]
    )
    case = _with_facts(case, payload["facts"], at)
    anchors = {name: date.fromisoformat(day) for name, day in payload["anchors"].items()}
    case = replace(case, attached=case.attached + attached, anchors={**case.anchors, **anchors})
    if payload["outcome"]:
        done = Settled(
            step,
            attempt,
            payload["outcome"],
            happening.actor,
            at,
            tuple(Item.parse(item) for item in payload["items"]),
            payload.get("reason", ""),
        )
        case = replace(case, settled={**case.settled, step: done})
    return case


def replay(
    template: Template, happenings: Iterable[Happening], calendar: Any
) -> tuple[CaseState | None, tuple[Fault, ...]]:
    """Rebuild the case and list every fault: a skipped predecessor, proof by the wrong party, a false closing."""
    case: CaseState | None = None
    faults: list[Fault] = []
    for number, happening in enumerate(happenings, start=1):
        if happening.type == "case.opened":
            if case is not None:
                faults.append(Fault("opened_twice", entry=number))
                continue
            case = opened(template, happening)
            continue
        if case is None:
            continue
        if case.state != "open" and (happening.type.startswith("step.") or happening.type == "fact.set"):
            faults.append(Fault("act_after_end", happening.payload.get("step", ""), number))
        if happening.type.startswith("step."):
            faults += _faults_of_act(case, happening, number, calendar)
        elif happening.type == "case.closed":
            faults += _faults_of_closing(case, happening, number, calendar)
        elif happening.type == "case.cancelled" and any(key in case.settled for key in template.effective):
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
    for one in after.attached[len(case.attached) :]:
        if not _own_party(case, before, one):
            faults.append(Fault("wrong_party", key, number, str(one.item)))
        seen = replace(before, proof=(*before.proof, *after.attached[len(case.attached) :]))
        if silence_refusal(case, seen, one.item, happening.at, calendar) is not None:
            faults.append(Fault("silence_without_time", key, number, str(one.item)))
    if not (set(payload["facts"]) | set(payload["anchors"])) <= set(before.step.sets):
        faults.append(Fault("not_set_by_step", key, number))
    if payload["outcome"] == "done":
        faults += _faults_of_completion(after, derive(after, calendar)[key], number)
        if before.ready_at is not None:
            ends = min_wait_ends(before.step, before.ready_at, calendar)
            if ends is not None and happening.at < ends:
                faults.append(Fault("too_early", key, number))
    if payload["outcome"] == "declined" and not before.step.optional:
        faults.append(Fault("not_optional", key, number))
    return faults


def _own_party(case: CaseState, view: StepView, one: Attached) -> bool:
    """Whether an attached item was attached by its own party (decision 1)."""
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
    undetermined = [name for name in view.step.sets if name not in case.facts and name not in case.anchors]
    if undetermined:
        faults.append(Fault("undetermined", view.step.key, number, ", ".join(undetermined)))
    return faults


def _faults_of_closing(case: CaseState, happening: Happening, number: int, calendar: Any) -> list[Fault]:
    """A closed case has no open step, and its closing entry lists the steps as they are."""
    views = derive(case, calendar)
    faults = [Fault("closed_with_open_step", view.step.key, number) for view in open_steps(views)]
    said = {one["step"]: one["status"] for one in happening.payload["steps"]}
    if said != {key: view.status for key, view in views.items()}:
        faults.append(Fault("closing_list_differs", entry=number))
    return faults
