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
from .silence import others
from .template import Item, Step, Template

FactValue = str | bool | int | tuple[str, ...]
Status = Literal["waiting", "ready", "undetermined", "skipped", "done", "declined"]
SeatKind = Literal["before", "after", "delegate"]


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
    behalf: str = ""
    """For whom a deputy attached it; empty where the person acts in a seat of his own."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat somebody added to a step of one case (加签, 委派). Seats of the template are its roles and are no rows.

    "before": asked first, then whoever added it decides; "after": has to agree as well; "delegate": does the work and
    gives it back with an opinion.
    """

    key: str
    """Number of the seat in the case, from "1"."""
    step: str
    attempt: int
    kind: SeatKind
    role: str
    """The template's seat from which it was added."""
    holder: str
    by: str
    at: datetime
    decision: Literal["", "agree", "disagree", "opinion", "removed"] = ""
    decided_at: datetime | None = None


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
    attempts: Mapping[str, int] = field(default_factory=dict)
    """Step -> its present attempt, for steps that were returned or withdrawn; 1 for the others."""
    reopened_at: Mapping[str, datetime] = field(default_factory=dict)
    """Step -> since when its present attempt runs, or since when a newer version put it into the case."""
    restate: frozenset[str] = frozenset()
    """Facts and anchors a reopened step had determined: they stand, but the step has to state them anew."""
    seats: tuple[Seat, ...] = ()
    """Seats that were added to steps, in the order they were added."""
    handed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(step, role) -> who holds this seat of the template since it was handed on (转交)."""
    shared: frozenset[str] = frozenset()
    """Steps that are done once for a whole batch; this case points to the entries there."""

    def attempt(self, step: str) -> int:
        """The current attempt of a step; a returned step counts up."""
        return self.attempts.get(step, 1)

    def proof(self, step: str) -> tuple[Attached, ...]:
        """What is attached to a step in its current attempt."""
        attempt = self.attempt(step)
        return tuple(one for one in self.attached if one.step == step and one.attempt == attempt)

    @property
    def is_effective(self) -> bool:
        """Whether a step that ends the employment is done: from then on nothing takes it back."""
        return any(key in self.settled for key in self.template.effective)


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
    attempt: int = 1
    seats: tuple[Seat, ...] = ()
    """Seats added in this attempt that were not removed."""
    handed: Mapping[str, str] = field(default_factory=dict)
    """Role -> who holds the template's seat instead of whoever holds the role."""
    others: tuple[str, ...] = ()
    """Roles that may go on with the ready step without the employee, from `others_from` on."""
    others_from: datetime | None = None

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
    # Every act of every case comes through here twice, so each step is asked for once and without spare lists.
    facts, facts_at, opened_at = case.facts, case.facts_at, case.opened_at
    for step in case.template.steps:
        key, when = step.key, step.when
        applies = when.evaluate(facts) if when else True
        guard = step.guard.evaluate(facts) if step.guard else True
        waits: list[str] = []
        since = max(opened_at, case.reopened_at.get(key, opened_at))
        for before in step.after:
            if before not in settled_at:
                waits.append(before)
            elif settled_at[before] > since:
                since = settled_at[before]
        for name in when.facts if when else ():
            if name in facts_at and facts_at[name] > since:
                since = facts_at[name]
        waits_for = tuple(waits)
        outcome = case.settled.get(key)
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
            settled_at[key] = outcome.at if outcome else since
        ready_at = since if not waits_for and status != "skipped" else None
        attempt = case.attempts.get(key, 1)
        due = _due(step, case, ready_at, done_at, calendar) if step.due and status != "skipped" else None
        attached = tuple([one for one in proof[key] if one.attempt == attempt]) if key in proof else ()
        alone = status == "ready" and "employee" in step.who
        free, free_from = others(case, step, attached, ready_at, due, calendar) if alone else ((), None)
        views[key] = StepView(
            step=step,
            status=status,
            settled=settled,
            ready_at=ready_at,
            due_at=due,
            waits_for=waits_for,
            unknown=_unknown(step, case, applies=applies, guard=guard),
            guard=guard,
            proof=attached,
            outcome=outcome,
            attempt=attempt,
            seats=seats_of(case, key) if case.seats else (),
            handed=_handed(case, key) if case.handed else _NOBODY,
            others=free,
            others_from=free_from,
        )
    return views


_NOBODY: Mapping[str, str] = {}
_NOTHING: frozenset[str] = frozenset()


def seats_of(case: CaseState, step: str) -> tuple[Seat, ...]:
    """Seats added to a step in its present attempt, without those that were removed again."""
    attempt = case.attempt(step)
    return tuple(one for one in case.seats if one.step == step and one.attempt == attempt and one.decision != "removed")


def _handed(case: CaseState, step: str) -> dict[str, str]:
    return {role: pid for (key, role), pid in case.handed.items() if key == step}


def _unknown(step: Step, case: CaseState, *, applies: bool | None, guard: bool | None) -> frozenset[str]:
    """Names the step needs and nobody has stated: in its condition, in its guard, or its own to set."""
    if not step.sets and applies is not None and guard is not None:
        return _NOTHING
    names: set[str] = set(step.sets)
    if step.when and applies is None:
        names |= step.when.facts
    if step.guard and guard is None:
        names |= step.guard.facts
    open_again = case.restate & set(step.sets)
    return open_again | {name for name in names if name not in case.facts and name not in case.anchors}


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
        facts=case.facts,
    )


def open_steps(views: Mapping[str, StepView]) -> tuple[StepView, ...]:
    """Steps that keep the case from closing: applicable or undetermined, and neither done nor declined.

    A step that does not apply settles with its predecessors; while they are open they are named, it is not.
    """
    return tuple(view for view in views.values() if not view.settled and view.status != "skipped")
