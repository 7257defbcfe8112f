"""What records say of a criterion: the article's figures, late entries, and what was never asked for."""

from datetime import date, timedelta
from typing import Any

import pytest

from partwell.core.appraisal.cycle import TaskRecord, logged_late, of_courses, of_peers, of_tasks, set_late
from partwell.core.appraisal.scorecard import ARTICLE, score

SET, ENDS = date(2026, 9, 1), date(2026, 9, 30)
TASKS, TEAM, LEARNING = ARTICLE


def _month(done: int, of: int = 10) -> list[TaskRecord]:
    days = [SET + timedelta(days=2 * n) for n in range(1, of + 1)]
    return [
        TaskRecord(f"t{n}", f"任务 {n}", day, SET, *((day, day) if n <= done else ())) for n, day in enumerate(days, 1)
    ]


def _judged(tasks: list[TaskRecord], scores: list[str], exams: list[str | None]) -> Any:
    courses = [{"title": f"课程 {n}", "score": one} for n, one in enumerate(exams)]
    found = {"tasks": of_tasks(TASKS, tasks, ENDS), "team": of_peers(scores), "learning": of_courses(LEARNING, courses)}
    return score(ARTICLE, {key: taken.rows for key, taken in found.items()})


def test_six_of_ten_tasks_are_sixty_points_and_twenty_four_of_forty() -> None:
    """The article's month out of its records: 24.0 + 22.2 + 24.3 = 70.5, tasks not met, the open ones by number."""
    card = _judged(_month(6), ["75", "72", "78", "70", "75"], ["85", "77"])
    tasks = card.judged[0]
    assert (str(tasks.points), str(tasks.part), tasks.met, tasks.open) == ("60.0", "24.0", False, ("7", "8", "9", "10"))
    assert (str(card.total), card.not_met) == ("70.5", ("tasks",))


@pytest.mark.parametrize(
    ("done", "scores", "exams", "not_met"),
    [
        (8, ["70", "70", "70"], ["60", "60"], ()),
        (7, ["70", "70", "70"], ["60", "60"], ("tasks",)),
        (8, ["69.96", "69.96", "69.96"], ["60", "60"], ("team",)),
        (8, ["70", "70", "70"], ["100", "59.99"], ("learning",)),
        (8, ["70", "70", "70"], ["100", None], ("learning",)),
    ],
)
def test_the_thresholds_themselves_are_met(
    done: int, scores: list[str], exams: list[str | None], not_met: tuple[str, ...]
) -> None:
    """Exactly 8 of 10, exactly 70, exactly 60; 69.96 prints as 70.0 and is below; one exam failed or not taken."""
    assert _judged(_month(done), scores, exams).not_met == not_met


def test_a_task_counts_when_it_was_done_in_the_month_even_after_its_day() -> None:
    """The criterion asks how many are done, not how many in time; the first of October is another month."""
    due = date(2026, 9, 10)
    for day, done in ((ENDS, True), (ENDS + timedelta(days=1), False)):
        late = TaskRecord("x", "任务", due, SET, day, day)
        assert of_tasks(TASKS, [*_month(9), late], ENDS).rows[-1]["done"] is done


@pytest.mark.parametrize(
    ("set_on", "due_on", "late"),
    [
        (date(2026, 9, 10), date(2026, 9, 10), False),
        (date(2026, 9, 11), date(2026, 9, 10), True),
        (date(2026, 9, 30), date(2026, 9, 30), False),
        (date(2026, 10, 1), date(2026, 9, 30), True),
    ],
)
def test_a_task_set_after_its_day_is_marked(set_on: date, due_on: date, late: bool) -> None:
    """The day itself is in time, the last day of the month too."""
    assert set_late(set_on, due_on) is late
    assert ("set_late" in TaskRecord("x", "", due_on, set_on).marks) is late


@pytest.mark.parametrize(("days", "late"), [(0, False), (3, False), (4, True)])
def test_a_completion_recorded_more_than_three_days_later_is_marked(days: int, late: bool) -> None:
    """The third day is in time; the mark goes with the line into the report."""
    day = date(2026, 9, 10)
    assert logged_late(day + timedelta(days=days), day) is late
    record = TaskRecord("x", "任务", day, SET, day, day + timedelta(days=days))
    assert of_tasks(TASKS, [record, *_month(9)], ENDS).rows[0]["late"] == (["logged_late"] if late else [])


def test_fewer_than_three_scores_have_no_average() -> None:
    """Two would give each other away; three are an average, by size and not in the order they came."""
    assert (of_peers(["90", "80"]).rows, of_peers(["90", "80"]).why) == ((), "too_few_scores")
    assert (of_peers([]).why, of_peers(["90", "100", "80.5"]).rows) == ("none", ("80.5", "90", "100"))


@pytest.mark.parametrize(
    ("done", "of", "why"), [(7, 9, "too_few_set"), (6, 9, ""), (8, 8, ""), (7, 7, "too_few_set"), (0, 0, "none")]
)
def test_what_was_never_set_is_not_missed(done: int, of: int, why: str) -> None:
    """7 of 9: a tenth task could have been the eighth done. 6 of 9 misses anyhow, and 8 of 8 is met."""
    assert of_tasks(TASKS, _month(done, of), ENDS).why == why


def test_a_course_never_given_is_not_failed() -> None:
    """One course passed of the one that was given: the records do not judge; one failed is one too few anyhow."""
    assert of_courses(LEARNING, [{"title": "a", "score": "90"}]).why == "too_few_set"
    assert of_courses(LEARNING, [{"title": "a", "score": "50"}]).why == ""
