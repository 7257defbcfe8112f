"""What may happen next in a case, and why not.

`decide_*` take the state, who asks, and the time, and answer with the payload of one evidence entry or a `Refusal`
that names what is missing, who owes it and until when. Page, API, admin and jobs get the same answer.

The rules are decisions 1 to 3 of the engine contract:

* a step is completed when it is ready, its guard is true, its waiting time is over, what it must determine is
  determined, and one whole alternative of its evidence is attached, each item by its own party;
* silence takes time: a record that nobody answered needs a delivered request and the whole period since;
* unknown is a value: an undetermined step is neither ready nor settled.

Seats that people add, hand on and answer are decided in `seats`, going back in `reopen`; both complete a step by the
same `completion` as an act does, so none of them can pass a gate.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal

from partwell.core.days import end_of

from .deadlines import due_at, min_wait_ends
from .silence import HANDLERS, is_silence, reached, silence_until
from .state import (
    Attached,
    CaseState,
    FactValue,
    Seat,
    StepView,
    derive,
    open_steps,
)
from .template import Item, Step

CLOSERS = ("hr_ops", "hrbp", "hr_manager", "hr_director")
FACT_KEEPERS = ("hr_ops", "hrbp", "er", "hr_manager", "hr_director")


@dataclass(frozen=True, slots=True)
class Standing:
    """Who asks: the random id, and the roles held for this case (fallbacks already resolved)."""

    pid: str
    roles: frozenset[str]
    program: bool = False
    """True for jobs and receipts of channels: they hold no role and attach only what is theirs."""
    behalf: Mapping[str, str] = field(default_factory=dict)
    """Role -> for whom it is held, where the person acts as a deputy (代理) and does not hold it himself."""
    stands_for: frozenset[str] = frozenset()
    """Everybody whose deputy this person is now."""


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that is missing: which step, what of it, who owes it, until when."""

    step: str
    title: str
    who: tuple[str, ...]
    due_at: datetime | None = None
    due_class: str = "internal"
    items: tuple[tuple[Item, ...], ...] = ()
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The answer "no". `kind` tells a wrong person (not_allowed) from a wrong moment (refused) or value (bad_input)."""

    kind: Literal["not_allowed", "refused", "bad_input"]
    code: str
    step: str = ""
    item: str = ""
    missing: tuple[Open, ...] = ()
    until: datetime | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    """The facts nobody has stated yet that decide whether the step applies."""


@dataclass(frozen=True, slots=True)
class Attach:
    """A wish to attach one piece of proof."""

    item: Item
    role: str = ""
    """The seat it is attached for; empty: the first of the step's roles that the person holds."""
    object: str = ""
    sha256: str = ""
    source: Literal["person", "program", "channel", "import", "record"] = "person"
    says: Mapping[str, Any] = field(default_factory=dict)
    """What the proof says, for the record: text of a form, number of a voucher."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act on one step: proof, what it determines, or declining an optional step."""

    step: str
    attach: tuple[Attach, ...] = ()
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    anchors: Mapping[str, date] = field(default_factory=dict)
    decline: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A decided act: the entry's type and payload, and the attachments as they will stand."""

    type: str
    payload: Mapping[str, Any]
    attached: tuple[Attached, ...] = ()
    completes: bool = False


def decide_act(case: CaseState, act: Act, who: Standing, now: datetime, calendar: Any) -> Done | Refusal:
    """Decide one act on one step."""
    if case.state != "open":
        return Refusal("refused", "case_" + case.state, step=act.step)
    views = derive(case, calendar)
    view = views.get(act.step)
    if view is None:
        return Refusal("bad_input", "no_such_step", step=act.step)
    wrong = _may_act(case, view, act, who, now) or _is_open(view, views, now)
    if wrong:
        return wrong
    if act.decline:
        return _decline(case, view, act, who, now)
    wrong = _is_sensible(case, view, act)
    if wrong:
        return wrong

    attempt = view.attempt
    attached: list[Attached] = []
    for wish in act.attach:
        seen = replace(view, proof=(*view.proof, *attached))
        wrong = _known_item(view.step, wish) or _may_attach(case, view.step, wish, who)
        wrong = wrong or silence_refusal(case, seen, wish.item, now, calendar)
        if wrong:
            return wrong
        role = _role_for(case, view.step, wish, who)
        wrong = seat_refusal(view, role, who)
        if wrong:
            return wrong
        attached.append(
            Attached(
                act.step,
                attempt,
                wish.item,
                who.pid,
                role,
                wish.source,
                now,
                wish.object,
                wish.sha256,
                _behalf(role, who),
            )
        )
    wrong = sequence_refusal(view, attached) or _too_early(case, act, now, calendar)
    if wrong:
        return wrong
    proof = (*view.proof, *attached)
    items = completion(case, replace(view, proof=proof), now, calendar, act.facts, act.anchors)
    if items is None and full_alternative(view.step, proof) is not None:
        guard = view.step.guard.evaluate({**case.facts, **act.facts}) if view.step.guard else True
        if guard is False:
            return Refusal("refused", "guard", step=act.step, missing=(_as_open(view, now),))
    complete = items is not None
    if not complete and not act.attach and not act.facts and not act.anchors:
        until = waits_until(view, calendar)
        return Refusal("refused", "not_complete", step=act.step, missing=(_as_open(view, now),), until=until)
    payload: dict[str, Any] = {
        "step": act.step,
        "attempt": attempt,
        "attached": [
            {
                "item": str(one.item),
                "role": one.role,
                "source": one.source,
                "object": one.object,
                "sha256": one.sha256,
                "says": dict(wish.says),
                **({"behalf": one.behalf} if one.behalf else {}),
            }
            for one, wish in zip(attached, act.attach, strict=True)
        ],
        "facts": {name: _plain(value) for name, value in act.facts.items()},
        "anchors": {name: day.isoformat() for name, day in act.anchors.items()},
        "outcome": "done" if complete else "",
        "items": [str(item) for item in items or ()],
    }
    return Done("step.done" if complete else "step.attached", payload, tuple(attached), complete)


def decide_facts(
    case: CaseState,
    values: Mapping[str, FactValue],
    why: str,
    who: Standing,
    allowed: frozenset[str],
) -> Done | Refusal:
    """Decide stating or correcting facts that no step determines. `allowed` are the facts a person may state."""
    if case.state != "open":
        return Refusal("refused", "case_" + case.state)
    if not who.roles & set(FACT_KEEPERS) or who.pid == case.employee:
        return Refusal("not_allowed", "facts_by_hr")
    strange = set(values) - allowed
    if strange or not values:
        return Refusal(
            "bad_input",
            "unknown_fact",
            fields=dict.fromkeys(sorted(strange), "unknown"),
        )
    settled_by = {name: step.key for step in case.template.steps for name in step.sets}
    owned = sorted(name for name in values if name in settled_by)
    if owned:
        return Refusal(
            "refused",
            "set_by_step",
            step=settled_by[owned[0]],
            fields=dict.fromkeys(owned, ""),
        )
    return Done(
        "fact.set",
        {"facts": {name: _plain(value) for name, value in values.items()}, "why": why},
    )


def decide_close(case: CaseState, who: Standing, now: datetime, calendar: Any) -> Done | Refusal:
    """Decide closing: every applicable step done, every optional one done or declined, the file frozen."""
    if case.state != "open":
        return Refusal("refused", "case_" + case.state)
    if not who.roles & set(CLOSERS) or who.pid == case.employee:
        return Refusal("not_allowed", "close_by_hr")
    views = derive(case, calendar)
    missing = open_steps(views)
    if missing:
        return Refusal(
            "refused",
            "open_steps",
            missing=tuple(_as_open(view, now) for view in _by_due(missing)),
        )
    payload = {
        "outcome": "closed",
        "steps": [
            {
                "step": view.step.key,
                "status": view.status,
                "items": [str(i) for i in _items_of(view)],
            }
            for view in views.values()
        ],
    }
    return Done("case.closed", payload, completes=True)


def decide_cancel(case: CaseState, reason: str, who: Standing) -> Done | Refusal:
    """Decide cancelling (撤销案件): with a reason, by the HR manager, before the separation took effect."""
    if case.state != "open":
        return Refusal("refused", "case_" + case.state)
    if not who.roles & {"hr_manager", "hr_director", "owner"} or who.pid == case.employee:
        return Refusal("not_allowed", "cancel_by_hr_manager")
    if not reason.strip():
        return Refusal("bad_input", "reason_needed", fields={"reason": ""})
    if case.template.party == "employee":
        return Refusal("refused", "resignation_stands")
    if case.is_effective:
        return Refusal("refused", "already_effective")
    return Done(
        "case.cancelled",
        {"outcome": "cancelled", "reason": reason.strip()},
        completes=True,
    )


def completion(
    case: CaseState,
    view: StepView,
    now: datetime,
    calendar: Any,
    facts: Mapping[str, FactValue] | None = None,
    anchors: Mapping[str, date] | None = None,
) -> tuple[Item, ...] | None:
    """The alternative that completes a step as `view` shows its proof and seats, or None while anything is missing.

    One whole alternative with its seats, every added seat answered, the guard true, the cooling time over, and all
    that the step determines stated in this attempt.
    """
    step, facts, anchors = view.step, facts or {}, anchors or {}
    items = full_alternative(step, view.proof)
    if items is None or any(not seat.decision for seat in view.seats):
        return None
    stated = {*facts, *anchors}
    known = ({*case.facts, *case.anchors} - case.restate) | stated
    if not known.issuperset(step.sets):
        return None
    if step.guard and step.guard.evaluate({**case.facts, **facts}) is not True:
        return None
    ends = waits_until(view, calendar)
    if step.min_wait is not None and (ends is None or now < ends):
        return None
    return items


def waits_until(view: StepView, calendar: Any) -> datetime | None:
    """When the cooling time of a ready step ends; None without one, or before the step is ready."""
    return min_wait_ends(view.step, view.ready_at, calendar) if view.ready_at else None


def may_complete(case: CaseState, view: StepView, now: datetime, calendar: Any) -> bool:
    """Whether a ready step needs nothing more: its proof is whole, its facts known, its guard true, its time over."""
    return view.status == "ready" and completion(case, view, now, calendar) is not None


def full_alternative(step: Step, proof: tuple[Attached, ...]) -> tuple[Item, ...] | None:
    """The first alternative of the step's evidence that is wholly attached with the seats it needs, or None."""
    have = {one.item for one in proof}
    for alternative in step.evidence:
        if all(item in have for item in alternative) and not _empty_seats(step, alternative, proof):
            return alternative
    return None


def missing_of(view: StepView) -> tuple[tuple[Item, ...], ...]:
    """For each alternative of an open step, the items still to attach; seats show as their item again."""
    have = {one.item for one in view.proof}
    gaps = []
    for alternative in view.step.evidence:
        gap = tuple(item for item in alternative if item not in have)
        if not gap and _empty_seats(view.step, alternative, view.proof):
            gap = tuple(_seat_items(alternative, "employer"))
        gaps.append(gap)
    return tuple(gaps)


def open_seats(view: StepView, now: datetime | None = None) -> tuple[str, ...]:
    """Seats whose own act is still missing on a ready step, in the order of `who`; then those that were added.

    A seat is a role, or `role@person` where it was handed on or added. A role that asked somebody first is not up
    before that answer, nor one whose turn has not come. With `now`, who may go on without the employee stands before
    him once that is so: his signature is still taken, and no longer waited for.
    """
    open_ = on_turn(view.step, {one.role for one in view.proof})
    if free(view, now) and "employee" in open_:
        open_ = (*view.others, "employee")
    if not view.seats and not view.handed:
        return open_
    asked = {seat.role for seat in view.seats if _holds_up(seat)}
    if full_alternative(view.step, view.proof):
        # Everything the step asks for is there: only the added seats are still to answer.
        open_ = ()
    own = (f"{role}@{view.handed[role]}" if role in view.handed else role for role in open_ if role not in asked)
    added = (f"{seat.role}@{seat.holder}" for seat in view.seats if not seat.decision)
    return tuple(dict.fromkeys((*own, *added)))


def free(view: StepView, now: datetime | None) -> bool:
    """Whether others may go on by now without the employee, whose act the step first asked for."""
    return now is not None and view.others_from is not None and view.others_from <= now


def on_turn(step: Step, signed: Collection[str]) -> tuple[str, ...]:
    """Roles of a step that may act now: where each acts for itself those that have not, one by one if the step says so.

    In a sequence only roles of the parties in an alternative have a turn: an absent employee holds nobody up.
    """
    if step.mode == "any":
        return step.who
    free = tuple(role for role in step.who if role not in signed)
    if step.mode != "sequence":
        return free
    queues = [queue for queue in (_queue(step, alternative) for alternative in step.evidence) if queue]
    turn = {next((role for role in queue if role not in signed), "") for queue in queues}
    return tuple(role for role in free if role in turn) if queues else free


def _queue(step: Step, alternative: tuple[Item, ...]) -> tuple[str, ...]:
    """The roles of a step whose party gives something in an alternative, in order."""
    parties = {item.party for item in alternative}
    return tuple(role for role in step.who if ("employee" if role == "employee" else "employer") in parties)


def held_up(view: StepView, who: Standing) -> Refusal | None:
    """Why none of the seats a person could act in may act now: handed on, not its turn, or somebody was asked first.

    None where a seat may act, and for whoever holds none that is still open.
    """
    signed = {one.role for one in view.proof} if view.step.mode != "any" else set()
    mine = [role for role in view.step.who if role != "employee" and role in who.roles and role not in signed]
    turn = on_turn(view.step, signed)
    found = []
    for role in mine:
        late = None if role in turn else Refusal("refused", "not_your_turn", view.step.key, missing=(_as_open(view),))
        found.append(seat_refusal(view, role, who) or late)
    return None if None in found else next(iter(found), None)


def role_of(seat: str) -> str:
    """The role of a seat as `open_seats` names it."""
    return seat.partition("@")[0]


def seat_refusal(view: StepView, role: str, who: Standing) -> Refusal | None:
    """Why this person can't act in a seat of the template now: it was handed on, or somebody was asked first."""
    holder = view.handed.get(role)
    if holder and holder not in (who.pid, who.behalf.get(role)):
        present = replace(_as_open(view), who=(f"{role}@{holder}",))
        return Refusal("not_allowed", "handed_on", step=view.step.key, missing=(present,))
    if asked := [seat for seat in view.seats if seat.role == role and _holds_up(seat)]:
        return Refusal("refused", "asked_first", step=view.step.key, missing=(_as_asked(view, asked),))
    return None


def _holds_up(seat: Seat) -> bool:
    """Whether the seat it was added from waits for its answer."""
    return seat.kind in ("before", "delegate") and not seat.decision


def _behalf(role: str, who: Standing) -> str:
    """For whom a person acts in a seat; empty for the own one."""
    return who.behalf.get(role, "")


def may_attach(case: CaseState, step: Step, wish: Attach, who: Standing) -> bool:
    """Whether this person may attach this to this step (a page shows only what one may do)."""
    return _may_attach(case, step, wish, who) is None


def _empty_seats(step: Step, alternative: tuple[Item, ...], proof: tuple[Attached, ...]) -> tuple[str, ...]:
    """Seats that `mode` requires and that are empty; only parties that occur in the alternative are counted."""
    if step.mode == "any":
        return ()
    parties = {item.party for item in alternative}
    seats = [role for role in step.who if ("employee" if role == "employee" else "employer") in parties]
    counted = {item for party in ("employee", "employer") for item in _seat_items(alternative, party)}
    filled: dict[str, str] = {}
    for one in proof:
        if one.item in counted and one.role in seats and not (step.distinct and one.by in filled.values()):
            filled.setdefault(one.role, one.by)
    empty = tuple(role for role in seats if role not in filled)
    if step.mode.startswith("count:"):
        return () if len(filled) >= min(int(step.mode[6:]), len(seats)) else empty
    if step.mode.startswith("ratio:"):
        return () if len(filled) >= Fraction(step.mode[6:]) * len(seats) else empty
    return empty


def fills_seat(step: Step, item: Item) -> bool:
    """Whether an item is given once for each seat of its party: a signature, or what a party gives without one."""
    return any(item in _seat_items(alternative, item.party) for alternative in step.evidence if item in alternative)


def _seat_items(alternative: tuple[Item, ...], party: str) -> list[Item]:
    """The items that fill a seat of a party: its signatures, or all it gives where none of them is one."""
    given = [item for item in alternative if item.party == party]
    return [item for item in given if item.kind == "sign"] or given


def _may_act(case: CaseState, view: StepView, act: Act, who: Standing, now: datetime) -> Refusal | None:
    """Whether the person has any business on this step; single items are judged one by one."""
    if who.program or who.pid == case.employee:
        return None
    if who.roles & (set(view.step.who) | set(HANDLERS)):
        return None
    return Refusal("not_allowed", "not_your_step", step=act.step, missing=(_as_open(view, now),))


def _is_sensible(case: CaseState, view: StepView, act: Act) -> Refusal | None:
    """Whether the act is one of this step at all: it brings something, and states only what the step determines."""
    strange = (set(act.facts) | set(act.anchors)) - set(view.step.sets)
    if strange:
        return Refusal("bad_input", "not_set_by_step", step=act.step, fields=dict.fromkeys(sorted(strange), act.step))
    if not act.attach and not act.facts and not act.anchors and full_alternative(view.step, view.proof) is None:
        return Refusal("bad_input", "nothing_to_do", step=act.step)
    if act.step in case.shared and any(one.source != "record" for one in act.attach):
        return Refusal("refused", "done_for_all", step=act.step)
    return None


def _is_open(view: StepView, views: Mapping[str, StepView], now: datetime) -> Refusal | None:
    """Whether the step can be worked on now; if not, what it waits for."""
    if view.status in ("done", "declined"):
        return Refusal("refused", "step_settled", step=view.step.key)
    if view.status == "skipped":
        return Refusal("refused", "step_not_applicable", step=view.step.key)
    if view.status == "undetermined":
        unknown = tuple(sorted(view.unknown))
        return Refusal("refused", "undetermined", step=view.step.key, missing=(_as_open(view, now),), facts=unknown)
    if view.status == "waiting":
        return Refusal("refused", "waits", step=view.step.key, missing=_behind(view, views, now))
    return None


def _behind(view: StepView, views: Mapping[str, StepView], now: datetime) -> tuple[Open, ...]:
    """What a waiting step waits for, down to the steps that somebody can do now; first due first."""
    found: dict[str, StepView] = {}
    stack = list(view.waits_for)
    seen: set[str] = set()
    while stack:
        key = stack.pop()
        if key in seen:
            continue
        seen.add(key)
        other = views[key]
        if other.status in ("ready", "undetermined"):
            found[key] = other
        stack.extend(other.waits_for)
    direct = [views[key] for key in view.waits_for if key not in found and views[key].status == "waiting"]
    return tuple(_as_open(one, now) for one in (*_by_due(tuple(found.values())), *direct))


def _decline(case: CaseState, view: StepView, act: Act, who: Standing, now: datetime) -> Done | Refusal:
    """Declining an optional step by one of the people it is for."""
    if not view.step.optional:
        return Refusal("refused", "not_optional", step=act.step, missing=(_as_open(view, now),))
    held = [role for role in view.step.who if role in who.roles] or (
        ["employee"] if who.pid == case.employee and "employee" in view.step.who else []
    )
    if not held:
        return Refusal("not_allowed", "not_your_step", step=act.step)
    role = next((role for role in held if seat_refusal(view, role, who) is None), "")
    if not role:
        return seat_refusal(view, held[0], who) or Refusal("not_allowed", "not_your_step", step=act.step)
    if asked := [seat for seat in view.seats if not seat.decision]:
        return Refusal("refused", "asked_first", step=act.step, missing=(_as_asked(view, asked),))
    payload: dict[str, Any] = {
        "step": act.step,
        "attempt": view.attempt,
        "attached": [],
        "facts": {},
        "anchors": {},
        "outcome": "declined",
        "items": [],
        "reason": act.reason,
    }
    if behalf := _behalf(role, who):
        payload["behalf"] = behalf
    return Done("step.declined", payload, completes=True)


def _known_item(step: Step, wish: Attach) -> Refusal | None:
    """Only proof that the step asks for can be attached to it."""
    if any(wish.item in alternative for alternative in step.evidence):
        return None
    return Refusal("bad_input", "no_such_item", step=step.key, item=str(wish.item))


def _employer_roles(step: Step) -> frozenset[str]:
    """Roles that speak for the employer on a step: those of `who`, or the handler where it names only the employee."""
    roles = frozenset(step.who) - {"employee"}
    return roles or frozenset(HANDLERS)


def _may_attach(case: CaseState, step: Step, wish: Attach, who: Standing) -> Refusal | None:
    """Decision 1: each item only by its own party."""
    party = wish.item.party
    deny = Refusal("not_allowed", "not_your_item", step=step.key, item=str(wish.item))
    if step.key in case.shared:
        pointed = who.program and wish.source == "record" and wish.object.startswith("entry:")
        return None if pointed else deny
    if party == "employee":
        if wish.source == "record":
            # The employee's own earlier act, named by its entry in the log; the company only points to it.
            pointed = wish.object.startswith("entry:") and bool(who.roles & _employer_roles(step))
            return None if pointed else deny
        return None if who.pid == case.employee and wish.source == "person" else deny
    if party == "system":
        return None if wish.source == "program" else deny
    if party in ("third", "authority") and who.program:
        return None if wish.source in ("channel", "import") else deny
    if who.pid == case.employee or who.program:
        return deny
    if party == "employer":
        return None if who.roles & _employer_roles(step) else deny
    if not who.roles & (_employer_roles(step) | set(HANDLERS)):
        return deny
    if not wish.sha256:
        return Refusal("bad_input", "file_needed", step=step.key, item=str(wish.item))
    return None


def _role_for(case: CaseState, step: Step, wish: Attach, who: Standing) -> str:
    """The seat an item is attached for: the one asked for if held, else the first one held that is still free."""
    if who.pid == case.employee or wish.item.party == "employee":
        return "employee"
    if who.program:
        return wish.role if step.key in case.shared else ""
    held = [role for role in step.who if role in who.roles and role != "employee"]
    if wish.role in held:
        return wish.role
    if case.handed:
        # A seat that was handed on is another's, whoever holds the role.
        others = {role for role in held if case.handed.get((step.key, role), who.pid) not in _selves(role, who)}
        held = [role for role in held if role not in others] or held
    taken = {one.role for one in case.proof(step.key) if one.item == wish.item}
    free = [role for role in held if role not in taken] or held
    if free:
        return free[0]
    return next((role for role in HANDLERS if role in who.roles), "")


def _selves(role: str, who: Standing) -> tuple[str, str]:
    """The person, and whom he stands for in this role."""
    return (who.pid, who.behalf.get(role, ""))


def _too_early(case: CaseState, act: Act, now: datetime, calendar: Any) -> Refusal | None:
    """A day may not be set so early that what the law wants done long enough before it comes too late.

    Judged are legal periods counted backwards from that day, of steps that are done and of the step that sets it: the
    explanation to all staff thirty days before a layoff, the notice thirty days ahead.
    """
    if not act.anchors:
        return None
    facts = {**case.facts, **act.facts}
    late = overtaken(case, act.anchors, facts, calendar, {act.step: now})
    if not late:
        return None
    step, done_at = late[0]
    return Refusal("refused", "day_too_early", step=step.key, until=done_at, fields=dict.fromkeys(act.anchors, ""))


def overtaken(
    case: CaseState,
    anchors: Mapping[str, date],
    facts: Mapping[str, FactValue],
    calendar: Any,
    doing: Mapping[str, datetime] | None = None,
) -> list[tuple[Step, datetime]]:
    """Legal periods that would end before what they were for was done, if these days were set: (step, done at).

    `doing` are steps that are being done at this moment.
    """
    done_at = {**{key: one.at for key, one in case.settled.items() if one.outcome == "done"}, **(doing or {})}
    found = []
    for step in case.template.steps:
        due = step.due
        if step.key not in done_at or due is None or due.kind != "statutory" or not due.before:
            continue
        if due.start not in anchors or due.plus.amount >= 0:
            continue
        latest = due_at(due, ready_at=None, anchors=anchors, done_at={}, calendar=calendar, facts=facts)
        at = _happened(step, due.start, done_at[step.key], {**case.anchors, **anchors})
        if latest is not None and at > latest:
            found.append((step, at))
    return found


def _happened(step: Step, start: str, done_at: datetime, anchors: Mapping[str, date]) -> datetime:
    """When a step took place: the end of the day it states of itself, else the moment it was recorded.

    The staff are told on a day (B), a notice reaches the person on a day (N); either may be recorded later.
    """
    days = [anchors[name] for name in step.sets if name != start and name in anchors]
    return end_of(days[0]) if days else done_at


def sequence_refusal(view: StepView, attached: Sequence[Attached]) -> Refusal | None:
    """With `mode: sequence` a seat acts only after the seats before it."""
    if view.step.mode != "sequence":
        return None
    signed = {one.role for one in view.proof}
    for one in attached:
        # Only seats of the parties in an alternative count: an absent employee holds nobody up.
        queues = [_queue(view.step, alternative) for alternative in view.step.evidence if one.item in alternative]
        before = [queue[: queue.index(one.role)] for queue in queues if one.role in queue]
        if before and all(any(role not in signed for role in earlier) for earlier in before):
            return Refusal(
                "refused",
                "not_your_turn",
                step=view.step.key,
                missing=(_as_open(view),),
            )
        signed.add(one.role)
    return None


def silence_refusal(case: CaseState, view: StepView, item: Item, now: datetime, calendar: Any) -> Refusal | None:
    """Decision 2: a record of silence needs a delivered request and the step's whole period since."""
    if not is_silence(item):
        return None
    since = reached(case, view.step, view.proof, item)
    if since is None:
        return Refusal("refused", "silence_needs_delivery", step=view.step.key, item=str(item))
    until = silence_until(view.step, since, view.due_at, calendar)
    if now < until:
        return Refusal(
            "refused",
            "silence_takes_time",
            step=view.step.key,
            item=str(item),
            until=until,
        )
    return None


def silence_open_at(case: CaseState, view: StepView, calendar: Any) -> datetime | None:
    """When silence on this step may be recorded, or None while no request has arrived."""
    for alternative in view.step.evidence:
        for item in alternative:
            if is_silence(item):
                since = reached(case, view.step, view.proof, item)
                return None if since is None else silence_until(view.step, since, view.due_at, calendar)
    return None


def _as_open(view: StepView, now: datetime | None = None) -> Open:
    return Open(
        step=view.step.key,
        title=view.step.title,
        who=open_seats(view, now),
        due_at=view.due_at,
        due_class=view.due_class,
        items=missing_of(view),
        unknown=view.unknown,
    )


def _as_asked(view: StepView, seats: Sequence[Seat]) -> Open:
    """The step, with those alone whose answer is waited for."""
    return replace(_as_open(view), who=tuple(f"{seat.role}@{seat.holder}" for seat in seats))


def _by_due(views: tuple[StepView, ...]) -> tuple[StepView, ...]:
    """What somebody can do now first, then by deadline; without a deadline last."""

    def order(view: StepView) -> tuple[bool, bool, float]:
        return (
            view.status not in ("ready", "undetermined"),
            view.due_at is None,
            view.due_at.timestamp() if view.due_at else 0.0,
        )

    return tuple(sorted(views, key=order))


def _items_of(view: StepView) -> tuple[Item, ...]:
    return view.outcome.items if view.outcome else ()


def _plain(value: FactValue) -> Any:
    """A fact as it stands in a payload: a set of values becomes a sorted list."""
    return sorted(value) if isinstance(value, tuple) else value
