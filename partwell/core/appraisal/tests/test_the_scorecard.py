"""Weighted scores, and criteria that are each judged by themselves."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwell.core.appraisal.scorecard import ARTICLE, BadPlan, plan, score


def _tasks(done: int, of: int = 10) -> list[dict[str, Any]]:
    return [{"no": n, "title": f"任务 {n}", "done": n <= done} for n in range(1, of + 1)]


COURSES = [{"title": "测试基础", "score": 85}, {"title": "信息安全", "score": 77}]
PEERS = [75, 72, 78, 70, 75]


def test_the_month_of_the_article() -> None:
    """6 of 10 tasks, colleagues 74.0, two courses passed: 70.5 in all, and one criterion not met."""
    card = score(ARTICLE, {"tasks": _tasks(6), "team": PEERS, "learning": COURSES})
    assert [str(one.part) for one in card.judged] == ["24.0", "22.2", "24.3"]
    assert str(card.total) == "70.5"
    assert card.not_met == ("tasks",)
    assert card.judged[0].open == ("7", "8", "9", "10")


def test_a_high_total_does_not_make_up_for_one_criterion() -> None:
    """7 of 10 tasks with full marks elsewhere is 88.0, and not met."""
    best = [{"title": "a", "score": 100}, {"title": "b", "score": 100}]
    card = score(ARTICLE, {"tasks": _tasks(7), "team": [100], "learning": best})
    assert str(card.total) == "88.0"
    assert card.not_met == ("tasks",)


@pytest.mark.parametrize(("done", "met"), [(7, False), (8, True), (10, True)])
def test_eight_tasks_are_enough(done: int, met: bool) -> None:
    """The threshold itself is met."""
    assert score(ARTICLE, {"tasks": _tasks(done)}).judged[0].met is met


@pytest.mark.parametrize(("scores", "met"), [([70], True), ([69, 70, 70], False), (["69.96"], False), ([71, 69], True)])
def test_colleagues_average_is_judged_before_it_is_rounded(scores: list[Any], met: bool) -> None:
    """69.96 prints as 70.0 and is still below 70."""
    assert score(ARTICLE, {"team": scores}).judged[1].met is met


@pytest.mark.parametrize(
    ("courses", "met", "points"),
    [
        (COURSES, True, "81.0"),
        ([COURSES[0]], False, "42.5"),
        ([COURSES[0], {"title": "信息安全", "score": None}], False, "42.5"),
        ([COURSES[0], {"title": "信息安全", "score": 59}], False, "72.0"),
        ([COURSES[0], {"title": "信息安全", "score": 60}], True, "72.5"),
    ],
)
def test_both_exams_have_to_be_passed(courses: list[dict[str, Any]], met: bool, points: str) -> None:
    """One passed, one not taken or failed: not met, and the missing one counts as nothing."""
    judged = score(ARTICLE, {"learning": courses}).judged[2]
    assert (judged.met, str(judged.points)) == (met, points)


def test_without_data_nothing_is_judged() -> None:
    """Unknown is neither met nor not met, and there is no total."""
    card = score(ARTICLE, {"tasks": _tasks(9)})
    assert card.unknown == ("team", "learning")
    assert card.total is None
    assert card.not_met == ()


@pytest.mark.parametrize(
    "change",
    [
        {"weight": 50},
        {"weight": 0},
        {"threshold": 0},
        {"threshold": 11},
        {"measure": "mood"},
        {"due": 0},
        {"key": "team"},
    ],
)
def test_criteria_that_cannot_be_are_refused(change: dict[str, Any]) -> None:
    """Weights are 100 in all, keys once, thresholds can be reached."""
    rows = [one.as_data() for one in ARTICLE]
    rows[0] |= change
    with pytest.raises(BadPlan):
        plan(rows)


@given(
    st.integers(0, 12),
    st.lists(st.integers(0, 100), min_size=1, max_size=8),
    st.lists(st.integers(0, 100) | st.none(), min_size=1, max_size=4),
)
def test_the_total_is_the_sum_that_is_printed(done: int, peers: list[int], exams: list[int | None]) -> None:
    """Whatever the month: between 0 and 100, and the printed parts add up to the printed total."""
    courses = [{"title": str(n), "score": exam} for n, exam in enumerate(exams)]
    card = score(ARTICLE, {"tasks": _tasks(done, 12), "team": peers, "learning": courses})
    assert card.total is not None
    assert Decimal(0) <= card.total <= Decimal(100)
    assert card.total == sum(one.part or 0 for one in card.judged)
    assert all(one.points is not None and 0 <= one.points <= 100 for one in card.judged)
