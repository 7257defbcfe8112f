"""What a month's records say of a criterion, and which of them came after the fact. Pure.

A record is never turned away for being late: it is taken, marked, and the mark stays wherever it is shown. What was
never asked for can't have been missed: where fewer tasks were set, or fewer courses given, than the plan asks for,
and the missing ones could have turned the result, the records do not judge.
"""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from .scorecard import Metric

RECORD_WITHIN = 3
"""Days after the day it states within which a completion is recorded in time."""
FEWEST, MOST = 3, 10
"""Colleagues who score a month. Below the fewest there is no average: two scores would give each other away."""
SELF_WORDS = 2000

Mark = Literal["set_late", "logged_late"]
Why = Literal["", "none", "too_few_set", "too_few_scores"]


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """A task as it stands in the records. `set_on` and `logged_on` are the days on which it was written down."""

    uid: str
    title: str
    due_on: date
    set_on: date
    done_on: date | None = None
    logged_on: date | None = None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Which of its entries came after the fact."""
        found: list[Mark] = []
        if set_late(self.set_on, self.due_on):
            found.append("set_late")
        if self.done_on is not None and self.logged_on is not None and logged_late(self.logged_on, self.done_on):
            found.append("logged_late")
        return tuple(found)


def month_end(day: date) -> date:
    """The last day of the month of a day."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def set_late(set_on: date, due_on: date) -> bool:
    """Whether a task was written after its due day, or after the month it belongs to had ended."""
    return set_on > due_on or set_on > month_end(due_on)


def logged_late(logged_on: date, done_on: date) -> bool:
    """Whether a completion was recorded more than three days after the day it states."""
    return (logged_on - done_on).days > RECORD_WITHIN


@dataclass(frozen=True, slots=True)
class Taken:
    """The data of one criterion out of the records. `why` says why they judge nothing; then there are no rows."""

    rows: tuple[Any, ...]
    why: Why = ""
    found: int = 0
    asked: int = 0


def _undecided(passed: int, there: int, needed: int, due: int) -> bool:
    """Whether those never asked for could have turned a miss into a pass."""
    return there < due and passed < needed <= passed + (due - there)


def of_tasks(metric: Metric, records: Sequence[TaskRecord], ends_on: date) -> Taken:
    """Tasks due in the period; done is what was finished by its last day, in time or after its own due day.

    The criterion as received asks how many are done in the month, not how many in time, so neither does this.
    """
    rows = tuple(
        {
            "no": number,
            "title": one.title,
            "done": one.done_on is not None and one.done_on <= ends_on,
            "task": one.uid,
            "due_on": one.due_on.isoformat(),
            "done_on": one.done_on.isoformat() if one.done_on else None,
            "late": list(one.marks),
        }
        for number, one in enumerate(records, 1)
    )
    if not rows:
        return Taken((), "none", 0, metric.due)
    if _undecided(sum(row["done"] is True for row in rows), len(rows), metric.threshold, metric.due):
        return Taken((), "too_few_set", len(rows), metric.due)
    return Taken(rows, "", len(rows), metric.due)


def by_size(scores: Iterable[str]) -> list[str]:
    """Scores from low to high, so that their order tells nothing."""
    return sorted(scores, key=lambda one: (Decimal(one), one))


def of_peers(scores: Sequence[str]) -> Taken:
    """Scores by size; no average of fewer than three."""
    rows = tuple(by_size(scores))
    if not rows:
        return Taken((), "none", 0, FEWEST)
    if len(rows) < FEWEST:
        return Taken((), "too_few_scores", len(rows), FEWEST)
    return Taken(rows, "", len(rows), FEWEST)


def of_courses(metric: Metric, results: Sequence[Mapping[str, Any]]) -> Taken:
    """Courses with an exam that fell due in the period, each with its best points; None where none was taken."""
    rows = tuple({"title": str(one["title"]), "score": one["score"]} for one in results)
    if not rows:
        return Taken((), "none", 0, metric.due)
    passed = sum(row["score"] is not None and Decimal(row["score"]) >= metric.threshold for row in rows)
    if _undecided(passed, len(rows), metric.due, metric.due):
        return Taken((), "too_few_set", len(rows), metric.due)
    return Taken(rows, "", len(rows), metric.due)
