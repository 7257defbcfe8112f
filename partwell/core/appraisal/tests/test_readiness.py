"""Which proof of "not meeting the hiring criteria" is there, and which is missing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from partwell.core.appraisal import readiness
from partwell.core.appraisal.readiness import Criteria, Evidence, Incapacity, MonthSeen, PlanSeen, after, incapacity

SEPTEMBER = MonthSeen(date(2026, 9, 1), True, "acknowledged", not_met=("tasks",), raters=5)
OCTOBER = MonthSeen(date(2026, 10, 1), True, "objected", objected=True, replied=True, not_met=("tasks",), raters=5)
SOUND = Evidence(
    hired_on=date(2026, 9, 8),
    today=date(2026, 11, 26),
    ends_on=date(2026, 12, 7),
    decide_by=date(2026, 12, 2),
    criteria=(Criteria(1, date(2026, 9, 8)),),
    months=(SEPTEMBER, OCTOBER),
    months_due=(SEPTEMBER.month, OCTOBER.month),
    reviewed=True,
)


def _states(seen: Evidence) -> dict[str, str]:
    return {one.code: one.state for one in readiness.checks(seen)}


def test_a_sound_file_has_everything_found() -> None:
    """Told on the first day, two months answered, the objection replied to, the last month not met."""
    assert set(_states(SOUND).values()) == {"found"}
    assert readiness.provable(readiness.checks(SOUND))


@pytest.mark.parametrize(
    ("change", "code", "state"),
    [
        ({"criteria": ()}, "criteria", "missing"),
        ({"criteria": (Criteria(1, None),)}, "criteria", "missing"),
        ({"criteria": (Criteria(1, date(2026, 9, 15)),)}, "at_start", "found"),
        ({"criteria": (Criteria(1, date(2026, 9, 16)),)}, "at_start", "weak"),
        ({"criteria": (Criteria(1, date(2026, 9, 8)), Criteria(2, date(2026, 10, 20)))}, "changes", "weak"),
        ({"criteria": (Criteria(1, date(2026, 9, 8)), Criteria(2, None))}, "changes", "weak"),
        ({"today": date(2026, 12, 7)}, "in_time", "weak"),
        ({"today": date(2026, 12, 2)}, "in_time", "found"),
        ({"today": date(2026, 12, 8)}, "in_time", "missing"),
        ({"ends_on": None}, "in_time", "missing"),
        ({"months": (SEPTEMBER,)}, "months", "weak"),
        ({"months": ()}, "months", "missing"),
        ({"months": (SEPTEMBER, replace(OCTOBER, month=date(2026, 11, 1)))}, "months", "weak"),
        ({"months": (SEPTEMBER, OCTOBER, replace(OCTOBER, month=date(2026, 11, 1)))}, "months", "found"),
        ({"months": (replace(SEPTEMBER, state="published"),)}, "answers", "missing"),
        (
            {"months": (replace(SEPTEMBER, state="published", served=datetime(2026, 10, 2, tzinfo=UTC)),)},
            "answers",
            "weak",
        ),
        ({"months": (replace(SEPTEMBER, state="unanswered"),)}, "answers", "found"),
        ({"months": (replace(OCTOBER, replied=False),)}, "objections", "missing"),
        ({"months": (replace(OCTOBER, late=2),)}, "contemporary", "weak"),
        ({"months": (replace(OCTOBER, raters=2),)}, "raters", "weak"),
        ({"months": (SEPTEMBER, replace(OCTOBER, not_met=()))}, "not_met", "weak"),
        ({"months": (replace(SEPTEMBER, not_met=()), replace(OCTOBER, not_met=()))}, "not_met", "missing"),
        ({"reviewed": False}, "reviewed", "missing"),
    ],
)
def test_each_gap_is_told_by_its_name(change: dict[str, Any], code: str, state: str) -> None:
    """One thing changed at a time, at its boundary."""
    assert _states(replace(SOUND, **change))[code] == state


def test_months_without_colleagues_scores_are_not_asked_for_raters() -> None:
    """A plan without that criterion."""
    months = (replace(SEPTEMBER, raters=None), replace(OCTOBER, raters=None))
    assert "raters" not in _states(replace(SOUND, months=months))


def test_nothing_published_asks_for_months_only() -> None:
    """No answers, objections or results are spoken of that do not exist."""
    assert "answers" not in _states(replace(SOUND, months=()))


PLAN = PlanSeen(date(2026, 11, 30), date(2026, 12, 31), told=True, outcome="not_met")
OCTOBER_, DECEMBER_ = date(2026, 10, 1), date(2026, 12, 1)


def _unable(plan: PlanSeen | None, *missed: date, today: date = date(2027, 1, 4)) -> dict[str, str]:
    return {one.code: one.state for one in incapacity(Incapacity(today, missed, plan))}


def test_not_up_to_the_job_takes_a_shortfall_help_and_a_shortfall_after_it() -> None:
    """Short in October, trained in December, short in December: nothing is missing. Each piece is missed apart."""
    assert set(_unable(PLAN, OCTOBER_, DECEMBER_).values()) == {"found"}
    assert _unable(PLAN, OCTOBER_)["again"] == "weak", "the judgement alone stands, and is marked"
    assert _unable(replace(PLAN, papers=1), OCTOBER_)["again"] == "found", "a judgement with its papers is none alone"
    assert _unable(PLAN, DECEMBER_)["shortfall"] == "missing"
    assert _unable(None, OCTOBER_)["measure"] == "missing"
    assert _unable(replace(PLAN, told=False), OCTOBER_)["measure_told"] == "missing"
    assert _unable(replace(PLAN, outcome="met"), OCTOBER_, DECEMBER_)["again"] == "missing"


def test_the_last_day_of_a_plan_is_still_the_persons() -> None:
    """Its time is over on the day after; a month that ended before the plan did shows nothing about it."""
    running = replace(PLAN, outcome="")
    assert _unable(running, OCTOBER_, today=PLAN.ends_on)["measure_over"] == "missing"
    assert _unable(running, OCTOBER_, today=date(2027, 1, 1))["measure_over"] == "found"
    longer = replace(PLAN, ends_on=date(2027, 1, 15))
    assert _unable(longer, OCTOBER_, DECEMBER_)["again"] == "weak"
    assert after(longer, (OCTOBER_, DECEMBER_, date(2027, 1, 1))) == (date(2027, 1, 1),)
