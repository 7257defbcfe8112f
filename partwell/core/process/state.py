"""What a case is at one moment, derived from what happened and from nothing else.

Truth is four things: the template version, the facts and anchors that were set, the proof that was attached, and
the steps that were completed with it. Whether a step is ready, waiting, not applicable or undetermined is derived
here each time; a stored status is a copy for lists and is never believed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from .deadlines import due_at
from .template import Item, Step, Template

FactValue = str | bool | int | tuple[str, ...]
Status = Literal["waiting", "ready", "undetermined", "skipped", "done", "declined"]
HANDLERS = ("hr_ops", "hrbp")
"""Roles of the case handler, who speaks for the employer where a step's `who` is the employee alone."""


@dataclass(frozen=True, slots=True)
class Attached:
    """One piece of proof on a step: who attached it, for whom it speaks, in which role, from which source."""

    step: str
    attempt: int
    item: Item
    by: str
    role: str
    source: Literal["person", "program", "channel", "import", "record"]
    """Where it comes from: by hand here, by the program, by a channel's receipt, by an import, or a "record": an act
    the person did earlier and that stands in the log (`object` names its entry)."""
    at: datetime
    object: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A completed step, or an optional one that was declined."""

    step: str
    attempt: int
    outcome: Literal["done", "declined"]
    by: str
    at: datetime
    items: tuple[Item, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CaseState:
    """Everything about a case that decisions are made from. `employee` and actors are random ids (pids)."""

    template: Template
    employee: str
    opened_at: datetime
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    facts_at: Mapping[str, datetime] = field(default_factory=dict)
    anchors: Mapping[str, date] = field(default_factory=dict)
    attached: tuple[Attached, ...] = ()
    settled: Mapping[str, Settled] = field(default_factory=dict)
    requested: Mapping[str, datetime] = field(default_factory=dict)
    """Step -> when a request to act on it first reached the person who owes it."""
    state: Literal["open", "closed", "cancelled"] = "open"

    def attempt(self, step: str) -> int:
        """The current attempt of a step; a returned step counts up."""
        return max((one.attempt for one in self.attached if one.step == step), default=1)

    def proof(self, step: str) -> tuple[Attached, ...]:
        """What is attached to a step in its current attempt."""
        attempt = self.attempt(step)
        return tuple(one for one in self.attached if one.step == step and one.attempt == attempt)


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as it stands: its status, since when it may be done, until when, and what it waits for."""

    step: Step
    status: Status
    settled: bool
    ready_at: datetime | None = None
    due_at: datetime | None = None
    waits_for: tuple[str, ...] = ()
    unknown: frozenset[str] = frozenset()
    """Facts and anchors that must become known before the step can exist or be completed."""
    guard: bool | None = True
    proof: tuple[Attached, ...] = ()
    outcome: Settled | None = None

    @property
    def due_class(self) -> str:
        """ "statutory" or "internal"; a step without a deadline is internal."""
        return self.step.due.kind if self.step.due else "internal"

    def overdue(self, now: datetime) -> bool:
        """Whether the deadline has passed while the step is still to be done."""
        return self.status in ("ready", "undetermined", "waiting") and self.due_at is not None and self.due_at < now


def derive(case: CaseState, calendar: Any) -> dict[str, StepView]:
    """The view of every step, in the template's order.

    A step whose condition is false is not applicable; it passes its predecessors' completion on, so that what
    comes after it still waits for what came before it.
    """
    views: dict[str, StepView] = {}
    settled_at: dict[str, datetime] = {}
    proof: dict[str, list[Attached]] = {}
    for one in case.attached:
        proof.setdefault(one.step, []).append(one)
    done_at = {key: one.at for key, one in case.settled.items()}
    for step in case.template.steps:
        applies = step.when.evaluate(case.facts) if step.when else True
        waits_for = tuple(key for key in step.after if not views[key].settled)
        since = max(
            [case.opened_at]
            + [settled_at[key] for key in step.after if key in settled_at]
            + [case.facts_at[name] for name in (step.when.facts if step.when else ()) if name in case.facts_at]
        )
        outcome = case.settled.get(step.key)
        status: Status
        if outcome is not None:
            status = outcome.outcome
        elif applies is False:
            status = "skipped"
        elif waits_for:
            status = "waiting"
        else:
            status = "ready" if applies else "undetermined"
        settled = outcome is not None or (applies is False and not waits_for)
        if settled:
            settled_at[step.key] = outcome.at if outcome else since
        ready_at = since if not waits_for and status != "skipped" else None
        mine = tuple(proof.get(step.key, ()))
        newest = max((one.attempt for one in mine), default=1)
        views[step.key] = StepView(
            step=step,
            status=status,
            settled=settled,
            ready_at=ready_at,
            due_at=_due(step, case, ready_at, done_at, calendar) if status != "skipped" else None,
            waits_for=waits_for,
            unknown=_unknown(step, case),
            guard=step.guard.evaluate(case.facts) if step.guard else True,
            proof=tuple(one for one in mine if one.attempt == newest),
            outcome=outcome,
        )
    return views


def _unknown(step: Step, case: CaseState) -> frozenset[str]:
    """Names the step needs and nobody has stated: in its condition, in its guard, or its own to set."""
    names: set[str] = set(step.sets)
    if step.when and step.when.evaluate(case.facts) is None:
        names |= step.when.facts
    if step.guard and step.guard.evaluate(case.facts) is None:
        names |= step.guard.facts
    return frozenset(name for name in names if name not in case.facts and name not in case.anchors)


def _due(
    step: Step,
    case: CaseState,
    ready_at: datetime | None,
    done_at: Mapping[str, datetime],
    calendar: Any,
) -> datetime | None:
    """The step's deadline, or None while what it counts from is not known or its condition is not true."""
    if step.due is None or (step.due.when is not None and step.due.when.evaluate(case.facts) is not True):
        return None
    return due_at(
        step.due,
        ready_at=ready_at,
        anchors=case.anchors,
        done_at=done_at,
        calendar=calendar,
    )


def open_steps(views: Mapping[str, StepView]) -> tuple[StepView, ...]:
    """Steps that keep the case from closing: applicable or undetermined, and neither done nor declined.

    A step that does not apply settles with its predecessors; while they are open they are named, it is not.
    """
    return tuple(view for view in views.values() if not view.settled and view.status != "skipped")
