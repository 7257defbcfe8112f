"""Silence as proof, and who may go on when somebody does not act.

A record that nobody answered needs a request that reached the person and the step's whole period since (decision 2).
Where a step has a way without the employee, others may take it from then on; whoever asks who is up is told them.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from .deadlines import silence_ends
from .template import Item, Step

if TYPE_CHECKING:
    from .state import Attached, CaseState

HANDLERS = ("hr_ops", "hrbp")
"""Roles of the case handler, who speaks for the employer where a step's `who` is the employee alone."""
SILENCE = frozenset(
    {
        "no_response",
        "no_objection",
        "no_defence",
        "no_opinion_after_period",
        "not_answered",
        "no_answer",
        "no_reply",
        "unilateral_inventory",
        "employee_declined",
    }
)
"""Names of records that state somebody's silence (decision 2)."""


def is_silence(item: Item) -> bool:
    """Whether an item states that somebody kept silent."""
    return item.kind == "record" and item.name in SILENCE


def goes_on(step: Step) -> tuple[str, ...]:
    """Roles that may complete a step without the employee, where it has a way to do so; none where it has not."""
    if "employee" not in step.who or not ways_without(step):
        return ()
    return tuple(role for role in step.who if role != "employee") or HANDLERS


def ways_without(step: Step) -> tuple[tuple[Item, ...], ...]:
    """Alternatives of a step's evidence in which the employee gives nothing."""
    return tuple(way for way in step.evidence if all(item.party != "employee" for item in way))


def others(
    case: "CaseState",
    step: Step,
    proof: "tuple[Attached, ...]",
    ready_at: datetime | None,
    due_at: datetime | None,
    calendar: Any,
) -> tuple[tuple[str, ...], datetime | None]:
    """Who may go on with a ready step without the employee, and from when; nobody and None where that is not known.

    A way that states his silence opens when the silence may be recorded; any other, and one whose request has not
    reached him, at the deadline: until then it is his turn.
    """
    roles = goes_on(step)
    if not roles:
        return (), None
    have = {one.item: one.at for one in proof}
    opens = []
    for way in ways_without(step):
        silent = [item for item in way if is_silence(item)]
        told = [have[item] for item in silent if item in have]
        since = [reached(case, step, proof, item) for item in silent if item not in have]
        if told and not since:
            # His silence is on record: what is missing are the signatures beside it.
            signed = {one.role for one in proof} if step.mode != "any" else set()
            return tuple(role for role in roles if role not in signed), max(told)
        if silent and None not in since:
            opens.append(max(silence_until(step, at, due_at, calendar) for at in since if at is not None))
        elif due_at is not None and (not silent or any(item.kind == "delivery" for item in way)):
            opens.append(max(due_at, ready_at) if ready_at else due_at)
    return (roles, min(opens)) if opens else ((), None)


def silence_until(step: Step, since: datetime, due_at: datetime | None, calendar: Any) -> datetime:
    """When the step's whole period has run since the request arrived; for a fixed day, that day's deadline."""
    return silence_ends(step, since, due_at, calendar)


def reached(case: "CaseState", step: Step, proof: "tuple[Attached, ...]", item: Item) -> datetime | None:
    """When the document or request reached the person whose silence is to be recorded.

    In this order: the delivery that the same alternative asks for, a delivered request to act on this step, or
    what reached the person in a step directly before (delivered, opened, or signed for by himself).
    """
    for alternative in step.evidence:
        asked = {one for one in alternative if one.kind == "delivery"}
        if item in alternative and asked:
            return min((one.at for one in proof if one.item in asked), default=None)
    if step.key in case.requested:
        return case.requested[step.key]
    before = [
        one.at
        for one in case.attached
        if one.step in step.after
        and one.attempt == case.attempt(one.step)
        and (one.item.kind == "delivery" or one.item.party == "employee" or one.item.name == "opened")
    ]
    return max(before, default=None)
