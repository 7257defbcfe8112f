"""Seats of one case: asking more people to sign, handing a seat on, asking somebody first, and their answers.

加签 adds a seat before or after the own one, 减签 takes an added one away before it answered, 转交 gives the own seat
to another holder of the role, 委派 lets another do the work and comes back. Only what the step's `allow` names exists.
A seat of the template is never taken away, and a step completes by the same `completion` as by an act: an added seat
makes a gate higher, never lower.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from .decide import Done, Refusal, Standing, completion, seat_refusal
from .state import CaseState, Seat, StepView, derive
from .template import Item

MAX_SEATS = 20
"""Seats that can be added to one attempt of a step."""
HR_KEEPS = ("hr_manager", "hr_director", "owner")
"""Roles that may move a seat on or take an added one away when whoever holds it is not there."""
ALLOWED_BY: Mapping[str, str] = {
    "before": "add_signer",
    "after": "add_signer",
    "delegate": "delegate",
    "transfer": "transfer",
}
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "before": ("agree", "disagree"),
    "after": ("agree", "disagree"),
    "delegate": ("opinion",),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """A wish to add a seat, or to hand the own one on. `holds` are the roles the person could sit in by right."""

    step: str
    kind: Literal["before", "after", "delegate", "transfer"]
    person: str
    role: str = ""
    """The own seat it is about; empty: the first one held."""
    why: str = ""
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the holder of an added seat says."""

    seat: str
    decision: Literal["agree", "disagree", "opinion"]
    text: str = ""


def decide_ask(case: CaseState, ask: Ask, who: Standing, now: datetime, calendar: Any) -> Done | Refusal:
    """Decide adding a seat to a step, or handing one on."""
    view = _ready(case, ask.step, calendar)
    if isinstance(view, Refusal):
        return view
    found = _own_seat(case, view, ask, who)
    if isinstance(found, Refusal):
        return found
    if ALLOWED_BY[ask.kind] not in view.step.allow or ask.step in case.shared:
        return Refusal("refused", "act_not_offered", step=ask.step)
    role, keeper = found
    wrong = _fits(case, view, ask, role, who, own=not keeper)
    if wrong:
        return wrong
    payload: dict[str, Any] = {
        "step": ask.step,
        "attempt": view.attempt,
        "role": role,
        "person": ask.person,
        "why": ask.why.strip(),
    }
    if keeper:
        payload["as"] = keeper
    elif behalf := who.behalf.get(role):
        payload["behalf"] = behalf
    if ask.kind == "transfer":
        return Done("seat.transferred", payload)
    return Done("seat.added", {**payload, "kind": ask.kind, "seat": str(len(case.seats) + 1)})


def decide_remove(case: CaseState, seat: str, why: str, who: Standing, now: datetime, calendar: Any) -> Done | Refusal:
    """Decide taking an added seat away before it answered (减签, or calling a delegated task back)."""
    found = _seat(case, seat, calendar)
    if isinstance(found, Refusal):
        return found
    one, view = found
    role = one.role if one.role in who.roles or one.by == who.pid else next((r for r in HR_KEEPS if r in who.roles), "")
    if not role or who.pid in (case.employee, one.holder):
        return Refusal("not_allowed", "seat_of_another", step=one.step)
    payload: dict[str, Any] = {
        "step": one.step,
        "attempt": one.attempt,
        "seat": seat,
        "role": role,
        "why": why.strip(),
    }
    if role != one.role or one.by != who.pid:
        # Whoever added it is not there: that another took it away is told with its reason.
        if not why.strip():
            return Refusal("bad_input", "reason_needed", step=one.step, fields={"why": ""})
        if behalf := who.behalf.get(role):
            payload["behalf"] = behalf
    kept = tuple(other for other in view.seats if other.key != seat)
    return _done("seat.removed", payload, completion(case, replace(view, seats=kept), now, calendar))


def decide_answer(case: CaseState, answer: Answer, who: Standing, now: datetime, calendar: Any) -> Done | Refusal:
    """Decide the answer of an added seat.

    A disagreement of a seat that comes after the signature begins the step's next attempt: whoever signed decides
    again, knowing it. Before the signature it is heard, and whoever asked decides.
    """
    found = _seat(case, answer.seat, calendar)
    if isinstance(found, Refusal):
        return found
    one, view = found
    if one.holder not in (who.pid, *who.stands_for) or who.pid == case.employee:
        return Refusal("not_allowed", "seat_of_another", step=one.step)
    if answer.decision not in ANSWERS[one.kind]:
        return Refusal("bad_input", "no_such_answer", step=one.step, fields={"decision": ""})
    text = answer.text.strip()
    if not text and answer.decision != "agree":
        return Refusal("bad_input", "reason_needed", step=one.step, fields={"text": ""})
    payload: dict[str, Any] = {
        "step": one.step,
        "attempt": one.attempt,
        "seat": one.key,
        "decision": answer.decision,
        "text": text,
    }
    if one.holder != who.pid:
        payload["behalf"] = one.holder
    if one.kind == "after" and answer.decision == "disagree":
        again = [{"step": one.step, "attempt": view.attempt + 1}]
        return Done("seat.answered", {**payload, "outcome": "", "items": [], "reopened": again})
    answered = tuple(
        replace(seat, decision=answer.decision, decided_at=now) if seat.key == one.key else seat for seat in view.seats
    )
    return _done("seat.answered", payload, completion(case, replace(view, seats=answered), now, calendar))


def own_seats(case: CaseState, view: StepView, who: Standing) -> tuple[str, ...]:
    """Seats of the template that this person may act in now and that have not signed yet."""
    if who.pid == case.employee or view.status != "ready":
        return ()
    signed = {one.role for one in view.proof} if view.step.mode != "any" else set()
    return tuple(
        role
        for role in view.step.who
        if role != "employee"
        and role in who.roles
        and role not in signed
        and view.handed.get(role, who.pid) in (who.pid, who.behalf.get(role))
    )


def _ready(case: CaseState, step: str, calendar: Any) -> StepView | Refusal:
    """The view of a step that can be worked on now."""
    if case.state != "open":
        return Refusal("refused", "case_" + case.state, step=step)
    view = derive(case, calendar).get(step)
    if view is None:
        return Refusal("bad_input", "no_such_step", step=step)
    if view.status != "ready":
        return Refusal("refused", "step_settled" if view.settled else "step_not_ready", step=step)
    return view


def _own_seat(case: CaseState, view: StepView, ask: Ask, who: Standing) -> tuple[str, str] | Refusal:
    """The seat of the template it is about, and in which role of HR it is moved on; that is empty for the own seat."""
    mine = own_seats(case, view, who)
    if ask.kind == "after":
        # Also after the own signature, while the step waits for others.
        mine += tuple(one.role for one in view.proof if one.by == who.pid and one.role in view.step.who)
    mine = tuple(role for role in mine if ask.role in ("", role))
    keeper = next((role for role in HR_KEEPS if role in who.roles and role not in who.behalf), "")
    if ask.kind == "transfer" and not mine and keeper and who.pid != case.employee:
        # Whoever holds it may be gone: HR management moves a seat on, it does not act in it.
        signed = {one.role for one in view.proof} if view.step.mode != "any" else set()
        seats = (role for role in view.step.who if role != "employee" and role not in signed)
        moved = next((role for role in seats if ask.role in ("", role)), "")
        if moved:
            return moved, keeper
    if not mine:
        added = any(seat.holder == who.pid for seat in view.seats)
        return Refusal("not_allowed", "added_asks_nobody" if added else "not_your_step", step=view.step.key)
    role = mine[0]
    if role in who.behalf and ask.kind in ("transfer", "delegate"):
        return Refusal("not_allowed", "deputy_hands_nothing_on", step=view.step.key)
    if ask.kind == "delegate" and (wrong := seat_refusal(view, role, who)):
        return wrong
    return role, ""


def _fits(case: CaseState, view: StepView, ask: Ask, role: str, who: Standing, *, own: bool) -> Refusal | None:
    """Whether the person may be asked: never the employee of the case, nobody twice, by right where it is a seat."""

    def no(code: str) -> Refusal:
        return Refusal("refused", code, step=view.step.key, fields={"person": ""})

    if not ask.person:
        return Refusal("bad_input", "person_needed", step=view.step.key, fields={"person": ""})
    if ask.person == case.employee:
        return no("own_case")
    present = view.handed.get(role, "")
    if ask.person == who.pid and own:
        return no("asks_oneself")
    if any(seat.holder == ask.person and not seat.decision for seat in view.seats):
        return no("asked_already")
    if ask.kind == "transfer":
        if role not in ask.holds:
            return no("person_lacks_role")
        if ask.person == present:
            return no("asked_already")
        others = {one.by for one in view.proof if one.role != role}
        others |= {pid for other, pid in view.handed.items() if other != role}
        if view.step.distinct and ask.person in others:
            return no("distinct_seats")
        return None
    if any(one.by == ask.person for one in view.proof):
        return no("asked_already")
    if len([one for one in case.seats if one.step == view.step.key and one.attempt == view.attempt]) >= MAX_SEATS:
        return no("too_many_seats")
    return None


def _seat(case: CaseState, key: str, calendar: Any) -> tuple[Seat, StepView] | Refusal:
    """An added seat that still waits for its answer, with the view of its step."""
    one = next((seat for seat in case.seats if seat.key == key), None)
    if one is None:
        return Refusal("bad_input", "no_such_seat", fields={"seat": ""})
    if case.state != "open":
        return Refusal("refused", "case_" + case.state, step=one.step)
    view = derive(case, calendar).get(one.step)
    if view is None or one.decision or one.attempt != view.attempt:
        return Refusal("refused", "seat_answered", step=one.step)
    if view.status != "ready":
        return Refusal("refused", "step_not_ready", step=one.step)
    return one, view


def _done(type: str, payload: dict[str, Any], items: tuple[Item, ...] | None) -> Done:
    """A decided change of a seat, which may complete its step."""
    more = {"outcome": "done" if items else "", "items": [str(item) for item in items or ()]}
    return Done(type, {**payload, **more}, completes=items is not None)
