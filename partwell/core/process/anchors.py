"""Changing a day that deadlines count from, as a decision of its own: what moves with it is part of the entry.

A step sets a day once, with its proof. When both sides agree on another last day, or a day was recorded wrongly, it is
changed here, with a reason and the paper that shows it; no legal period that was kept may become too short by it.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from .decide import FACT_KEEPERS, Done, Refusal, Standing, overtaken
from .state import CaseState, derive

FIXED = frozenset({"T0"})
"""Days nobody changes: the case began when it began."""


def decide_day(
    case: CaseState, name: str, day: date, why: str, paper: str, who: Standing, now: datetime, calendar: Any
) -> Done | Refusal:
    """Decide that an anchor gets another day. `paper` is the SHA-256 of what shows it."""
    if case.state != "open":
        return Refusal("refused", "case_" + case.state)
    if not who.roles & set(FACT_KEEPERS) or who.pid == case.employee:
        return Refusal("not_allowed", "days_by_hr")
    if name not in case.anchors or name in FIXED:
        return Refusal("bad_input", "no_such_day", fields={"name": ""})
    if day == case.anchors[name]:
        return Refusal("bad_input", "same_day", fields={"day": ""})
    if not why.strip():
        return Refusal("bad_input", "reason_needed", fields={"why": ""})
    if not paper:
        return Refusal("bad_input", "paper_needed", fields={"file": ""})
    late = overtaken(case, {name: day}, case.facts, calendar)
    if late:
        step, done_at = late[0]
        return Refusal("refused", "day_too_early", step=step.key, until=done_at, fields={"day": ""})
    return Done(
        "anchor.changed",
        {
            "anchors": {name: day.isoformat()},
            "before": {name: case.anchors[name].isoformat()},
            "why": why.strip(),
            "paper": paper,
            "moved": moved(case, name, day, calendar),
        },
    )


def moved(case: CaseState, name: str, day: date, calendar: Any) -> list[dict[str, str]]:
    """The deadlines of open steps that move with a day: step, before, after; empty text where there is none."""
    before = derive(case, calendar)
    after = derive(replace(case, anchors={**case.anchors, name: day}), calendar)
    return [
        {"step": key, "before": _iso(view.due_at), "after": _iso(after[key].due_at)}
        for key, view in before.items()
        if not view.settled and view.due_at != after[key].due_at
    ]


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
