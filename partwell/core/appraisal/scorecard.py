"""The monthly scorecard of probation: weighted scores for reading, each criterion judged by itself.

Hiring criteria (录用条件, 《劳动合同法》第三十九条第一项) say what must be reached. A good total can't make up for a
criterion that was not met, and a criterion without data is not judged at all.
Points are percentages 0-100, one decimal, halves up; the total adds the rounded parts, as the sheet prints them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

Measure = Literal["tasks", "peers", "courses"]
MEASURES: tuple[Measure, ...] = ("tasks", "peers", "courses")
TENTH = Decimal("0.1")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Metric:
    """One criterion of a plan.

    tasks: `due` tasks a month, `threshold` of them done to pass. peers: average of colleagues' scores, `threshold`
    to pass. courses: `due` courses with the exam passed at `threshold`. `weight` is a percentage.
    """

    key: str
    title: str
    title_en: str
    measure: Measure
    weight: int
    threshold: int
    due: int = 0
    source: str = ""
    """Where the data come from."""
    evidence: str = ""
    """What proves them."""

    def as_data(self) -> dict[str, Any]:
        """Plain values, for storing and hashing; source and evidence where they are stated."""
        data = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in data.items() if name not in ("source", "evidence") or value}


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion of one month. `met` is None when there are no data to judge by."""

    key: str
    measure: Measure
    weight: int
    points: Decimal | None
    """Reached of 100."""
    part: Decimal | None
    """Points by weight, as printed."""
    met: bool | None
    count: int
    """Tasks done, scores given, courses passed."""
    needed: int
    """What `count` (tasks, courses) or `points` (peers) had to reach."""
    of: int
    open: tuple[str, ...] = ()
    """What was not reached, by number or title."""

    def as_data(self) -> dict[str, Any]:
        """Plain values; decimals as text."""
        return {
            "key": self.key,
            "measure": self.measure,
            "weight": self.weight,
            "points": None if self.points is None else str(self.points),
            "part": None if self.part is None else str(self.part),
            "met": self.met,
            "count": self.count,
            "needed": self.needed,
            "of": self.of,
            "open": list(self.open),
        }


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All criteria of one month."""

    judged: tuple[Judged, ...]

    @property
    def total(self) -> Decimal | None:
        """Sum of the printed parts; None while one is unknown."""
        parts = [one.part for one in self.judged]
        return None if any(part is None for part in parts) else sum((p for p in parts if p is not None), Decimal(0))

    @property
    def not_met(self) -> tuple[str, ...]:
        """Keys of the criteria that were not reached."""
        return tuple(one.key for one in self.judged if one.met is False)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Keys of the criteria that can't be judged."""
        return tuple(one.key for one in self.judged if one.met is None)

    def as_data(self) -> dict[str, Any]:
        """Plain values, for storing and hashing."""
        return {
            "judged": [one.as_data() for one in self.judged],
            "total": None if self.total is None else str(self.total),
            "not_met": list(self.not_met),
            "unknown": list(self.unknown),
        }


def hides_the_miss(judged: Mapping[str, Any]) -> bool:
    """Whether the printed average reaches what was asked although the average does not: 69.96 prints as 70.0."""
    return judged["measure"] == "peers" and judged["met"] is False and Decimal(judged["points"]) >= judged["needed"]


class BadPlan(ValueError):
    """The criteria can't be used; the text names the metric and the fault."""


def metric(data: Mapping[str, Any]) -> Metric:
    """A metric from plain values. Raises BadPlan."""
    try:
        made = Metric(**{name: data[name] for name in Metric.__slots__ if name in data})
    except TypeError as why:
        raise BadPlan(str(why)) from None
    if not made.title.strip():
        raise BadPlan(f"{made.key}: title")
    if made.measure not in MEASURES:
        raise BadPlan(f"{made.key}: measure")
    if not (0 < made.weight <= 100 and 0 < made.threshold <= 100):
        raise BadPlan(f"{made.key}: weight or threshold")
    if made.measure != "peers" and not 0 < made.due <= 500:
        raise BadPlan(f"{made.key}: due")
    if made.measure == "tasks" and made.threshold > made.due:
        raise BadPlan(f"{made.key}: threshold")
    return made


def plan(metrics: Sequence[Mapping[str, Any]]) -> tuple[Metric, ...]:
    """The metrics of a plan: keys once, weights 100 in all. Raises BadPlan."""
    made = tuple(metric(one) for one in metrics)
    if not made or len({one.key for one in made}) != len(made):
        raise BadPlan("keys")
    if sum(one.weight for one in made) != 100:
        raise BadPlan("weights")
    return made


def _part(points: Decimal, weight: int) -> Decimal:
    return (points * weight / HUNDRED).quantize(TENTH, ROUND_HALF_UP)


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)


def _tasks(one: Metric, given: Sequence[Mapping[str, Any]]) -> Judged:
    done = [task for task in given if task["done"]]
    late = tuple(str(task["no"]) for task in given if not task["done"])
    if not given:
        return Judged(one.key, "tasks", one.weight, None, None, None, 0, one.threshold, one.due)
    points = _tenth(min(Decimal(len(done)) / one.due, Decimal(1)) * HUNDRED)
    met = len(done) >= one.threshold
    return Judged(
        one.key, "tasks", one.weight, points, _part(points, one.weight), met, len(done), one.threshold, one.due, late
    )


def _peers(one: Metric, given: Sequence[str | int]) -> Judged:
    scores = [Decimal(str(score)) for score in given]
    if not scores:
        return Judged(one.key, "peers", one.weight, None, None, None, 0, one.threshold, 100)
    average = sum(scores, Decimal(0)) / len(scores)
    # Judged before rounding: 69.96 prints as 70.0 and is below 70.
    met = average >= one.threshold
    points = _tenth(average)
    return Judged(one.key, "peers", one.weight, points, _part(points, one.weight), met, len(scores), one.threshold, 100)


def _courses(one: Metric, given: Sequence[Mapping[str, Any]]) -> Judged:
    if not given:
        return Judged(one.key, "courses", one.weight, None, None, None, 0, one.due, one.due)
    scores = [Decimal(str(course["score"])) if course["score"] is not None else Decimal(0) for course in given]
    passed = [score for score in scores if score >= one.threshold]
    missed = tuple(str(course["title"]) for course, score in zip(given, scores, strict=True) if score < one.threshold)
    # A required course that was not taken counts as nothing, it is not left out of the average.
    points = _tenth(sum(scores, Decimal(0)) / max(len(scores), one.due))
    return Judged(
        one.key, "courses", one.weight, points, _part(points, one.weight), len(passed) >= one.due, len(passed),
        one.due, one.due, missed,
    )  # fmt: skip


_JUDGES: Mapping[Measure, Callable[[Metric, Sequence[Any]], Judged]] = {
    "tasks": _tasks,
    "peers": _peers,
    "courses": _courses,
}


def score(metrics: Sequence[Metric], inputs: Mapping[str, Sequence[Any]]) -> Scorecard:
    """Judge a month. `inputs` maps a metric's key to its data; a missing key is unknown.

    tasks: [{no, title, done}]; peers: [score, ...]; courses: [{title, score}] with score None for not taken.
    """
    return Scorecard(tuple(_JUDGES[one.measure](one, inputs.get(one.key, ())) for one in metrics))


ARTICLE = (
    Metric("tasks", "工作任务", "Tasks", "tasks", 40, 8, 10),
    Metric("team", "团队协作", "Team work", "peers", 30, 70),
    Metric("learning", "学习能力", "Learning", "courses", 30, 60, 2),
)
"""The weights and thresholds a new plan starts from: tasks 8 of 10, colleagues' average 70, two courses passed."""
