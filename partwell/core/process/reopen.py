"""Going back: returning to an earlier step (退回), and taking back the own last completion or signature (撤回).

What is reopened gets a new attempt; what was attached before stays on record with its attempt. Nothing that has an
effect of law goes back: a notice that was served, money that was paid, an authority that was told, a resignation. A
duty of that kind that was done beside stays done; where the way back would lead across it, the answer is no.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from .decide import Done, Refusal, Standing, fills_seat
from .seats import own_seats
from .state import Attached, CaseState, StepView, derive
from .template import Item

OUTWARD_KINDS = ("notice", "payment", "document", "sign")
"""Kinds of step by which a duty reaches somebody outside the process."""
OUTWARD_PARTIES = ("employee", "third", "authority")


def decide_return(
    case: CaseState, step: str, to: str, why: str, who: Standing, now: datetime, calendar: Any
) -> Done | Refusal:
    """Decide returning from a step that is up to an earlier one. One person's word; no vote."""
    if case.state != "open":
        return Refusal("refused", "case_" + case.state, step=step)
    views = derive(case, calendar)
    view = views.get(step)
    if view is None or to not in views:
        return Refusal("bad_input", "no_such_step", step=step, fields={"to": ""})
    if not who.roles & set(view.step.who):
        return Refusal("not_allowed", "not_your_step", step=step)
    if view.status != "ready":
        return Refusal("refused", "step_settled" if view.settled else "step_not_ready", step=step)
    if "return" not in view.step.allow:
        return Refusal("refused", "act_not_offered", step=step)
    mine = own_seats(case, view, who)
    if not mine:
        return Refusal("not_allowed", "not_your_step", step=step)
    if not why.strip():
        return Refusal("bad_input", "reason_needed", step=step, fields={"why": ""})
    wrong = return_refusal(case, views, step, to)
    if wrong:
        return wrong
    payload: dict[str, Any] = {
        "step": step,
        "attempt": view.attempt,
        "role": mine[0],
        "to": to,
        "why": why.strip(),
        "reopened": _reopened(case, views, (to, *case.template.behind(to))),
    }
    if behalf := who.behalf.get(mine[0]):
        payload["behalf"] = behalf
    return Done("step.returned", payload)


def return_refusal(case: CaseState, views: Mapping[str, StepView], step: str, to: str) -> Refusal | None:
    """Why the way back from a step to an earlier one is closed, or None."""
    before = case.template.before(step)
    if to not in before or to not in case.settled or to in case.shared:
        return Refusal("refused", "no_earlier_step", step=step, fields={"to": ""})
    behind = {to, *case.template.behind(to)}
    for key in (one.key for one in case.template.steps if one.key in behind and one.key in case.settled):
        one = views[key]
        crossed = key == to or key in before or key in case.template.effective
        if crossed and has_effect(case, one):
            return Refusal("refused", "has_effect", step=key, fields={"to": ""})
    return None


def return_targets(case: CaseState, views: Mapping[str, StepView], step: str) -> tuple[str, ...]:
    """Earlier steps a return from this one may lead to, nearest last."""
    before = case.template.before(step)
    keys = [one.key for one in case.template.steps if one.key in before]
    return tuple(key for key in keys if return_refusal(case, views, step, key) is None)


def decide_withdraw(
    case: CaseState, step: str, why: str, who: Standing, now: datetime, calendar: Any
) -> Done | Refusal:
    """Decide taking the own completion back while nothing behind it has begun, or the own signature on a paper of two
    sides while the other side has not signed or sealed it."""
    if case.state != "open":
        return Refusal("refused", "case_" + case.state, step=step)
    views = derive(case, calendar)
    view = views.get(step)
    if view is None:
        return Refusal("bad_input", "no_such_step", step=step)
    wrong = withdraw_refusal(case, views, view, who)
    if wrong:
        return wrong
    payload = {
        "step": step,
        "attempt": view.attempt,
        "why": why.strip(),
        "reopened": [{"step": step, "attempt": view.attempt + 1}],
    }
    return Done("step.withdrawn", payload)


def withdraw_refusal(case: CaseState, views: Mapping[str, StepView], view: StepView, who: Standing) -> Refusal | None:
    """Why a completion, or a signature the other side has not answered, can't be taken back by this person, or None."""
    key = view.step.key
    if view.outcome is None:
        return _signature_refusal(case, view, who)
    if view.outcome.by != who.pid or who.program or key in case.shared:
        return Refusal("not_allowed", "not_your_completion", step=key)
    if has_effect(case, view):
        return Refusal("refused", "has_effect", step=key)
    if any(one.by != who.pid for one in view.proof) or any(seat.decision for seat in view.seats):
        return Refusal("refused", "others_took_part", step=key)
    begun = [other for other in case.template.behind(key) if _begun(views[other])]
    if begun:
        return Refusal("refused", "successor_began", step=begun[0])
    return None


def _signature_refusal(case: CaseState, view: StepView, who: Standing) -> Refusal | None:
    """Why the own signature on a step that is not complete can't be taken back, or None.

    A paper of two sides binds neither before both have signed (《民法典》第四百九十条), and one seat of a joint
    decision decides nothing before the others have signed. What one side alone declares, a receipt, and anything that
    is no signature stay: they have said what they say.
    """
    key = view.step.key
    mine = [one for one in view.proof if one.by == who.pid]
    if not mine or who.program or key in case.shared:
        return Refusal("refused", "not_done_yet", step=key)
    if not all(one.source == "person" and _binds_later(view, one) for one in mine):
        return Refusal("refused", "not_of_two_sides", step=key)
    first = min(one.at for one in mine)
    answered = any(seat.decision and (seat.decided_at is None or seat.decided_at > first) for seat in view.seats)
    if len(mine) < len(view.proof) or answered:
        return Refusal("refused", "countersigned", step=key)
    return None


def _binds_later(view: StepView, one: Attached) -> bool:
    """Whether a signature waits for others: the other side's, or the other seats' of the same decision."""
    if _is_of_two_sides(view, one.item):
        return True
    jointly = view.step.mode != "any" and one.role in view.step.who and one.role != "employee"
    return jointly and one.item.party == "employer" and one.item.kind == "sign" and fills_seat(view.step, one.item)


def _is_of_two_sides(view: StepView, item: Item) -> bool:
    """Whether an item is one side's signature on a paper that the other side signs or seals as well."""
    return item.kind == "sign" and any(
        item in alternative
        and any(o.party != item.party and o.name == item.name and o.kind in ("sign", "seal") for o in alternative)
        for alternative in view.step.evidence
    )


def has_effect(case: CaseState, view: StepView) -> bool:
    """Whether a settled step has an effect that can't be undone by the process.

    It fixes the last day, it is a resignation or another declaration that begins the employee's own case, or it is a
    duty of law that reached somebody: owed to a person or an authority, or proved by one outside the company.
    """
    step = view.step
    if step.key in case.template.effective or (case.template.party == "employee" and not step.after):
        return True
    if not step.duty:
        return False
    outside = any(one.item.party in OUTWARD_PARTIES for one in view.proof)
    return bool(step.owed_to) or step.kind in OUTWARD_KINDS or outside


def _reopened(case: CaseState, views: Mapping[str, StepView], behind: Iterable[str]) -> list[dict[str, Any]]:
    """The steps that begin a new attempt, in the template's order: what was settled or begun behind the target."""
    keys = set(behind)
    return [
        {"step": key, "attempt": view.attempt + 1}
        for key, view in views.items()
        if key in keys and _begun(view) and not (view.outcome is not None and has_effect(case, view))
    ]


def _begun(view: StepView) -> bool:
    """Whether anything happened on a step in its present attempt."""
    return view.outcome is not None or bool(view.proof) or bool(view.seats)
