"""Exams: a question is right as a whole or not at all, and the result is a percentage with one decimal, halves up.

Which questions of the bank are drawn is chance and belongs to the edge; here is only what follows from the draw.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from partwell.core.days import add_months

Kind = Literal["single", "multiple", "judge"]
KINDS: tuple[Kind, ...] = ("single", "multiple", "judge")
MOST_OPTIONS = 8
LONGEST = 500
"""Characters of a question or an option."""
TRUE, FALSE = 0, 1
"""Options of a question to judge: right, wrong."""
TENTH = Decimal("0.1")
LATE_BY = timedelta(seconds=30)
"""What the network may take after the time is up."""


class BadQuestion(ValueError):
    """The question can't be asked; the text names the field."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the bank. `right` are places in `options`; one to judge has the two options of its kind."""

    key: str
    kind: Kind
    text: str
    options: tuple[str, ...]
    right: frozenset[int]
    points: int = 1


def _can_choose(options: tuple[str, ...]) -> bool:
    """Two to eight options, each once, none empty."""
    short = all(one and len(one) <= LONGEST for one in options)
    return short and 2 <= len(options) <= MOST_OPTIONS and len(set(options)) == len(options)


def question(data: Mapping[str, Any]) -> Question:
    """A question from plain values. Raises BadQuestion with the name of the field."""
    kind, text = data.get("kind"), str(data.get("text", "")).strip()
    if kind not in KINDS:
        raise BadQuestion("kind")
    if not text or len(text) > LONGEST:
        raise BadQuestion("text")
    options = tuple(str(one).strip() for one in data.get("options", ()))
    if kind == "judge":
        options = ("", "")
    elif not _can_choose(options):
        raise BadQuestion("options")
    right = frozenset(data.get("right", ()))
    if not right or not all(isinstance(place, int) and 0 <= place < len(options) for place in right):
        raise BadQuestion("right")
    if kind != "multiple" and len(right) != 1:
        raise BadQuestion("right")
    points = data.get("points", 1)
    if isinstance(points, bool) or not isinstance(points, int) or not 1 <= points <= 100:
        raise BadQuestion("points")
    return Question(str(data.get("key", "")), kind, text, options, right, points)


def same_as(kind: str, text: str, options: Iterable[str], right: Iterable[int]) -> tuple[object, ...]:
    """What two questions share that are the same one: kind, words, options in any order, which of them are right.

    Width and spaces tell nothing apart. What it is worth is no part of it.
    """
    said = [_plain(one) for one in options]
    places = frozenset(right)
    if kind == "judge":
        return (kind, _plain(text), places)
    return (kind, _plain(text), frozenset(said), frozenset(said[place] for place in places))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True, slots=True)
class Result:
    """What an exam came to. `points` is a percentage; `passed` is judged on the exact share, before rounding."""

    points: Decimal
    passed: bool
    right: tuple[str, ...]
    wrong: tuple[str, ...]


def grade(asked: Sequence[Question], answers: Mapping[str, frozenset[int]], pass_mark: int) -> Result:
    """Judge the answers to the questions asked; a question without an answer is wrong. Raises ValueError for none."""
    if not asked:
        raise ValueError("an exam asks something")
    right = tuple(one.key for one in asked if answers.get(one.key, frozenset()) == one.right)
    reached = sum(one.points for one in asked if one.key in right)
    share = Decimal(reached * 100) / sum(one.points for one in asked)
    wrong = tuple(one.key for one in asked if one.key not in right)
    # 59.96 prints as 60.0 and is below 60.
    return Result(share.quantize(TENTH, ROUND_HALF_UP), share >= pass_mark, right, wrong)


def is_late(due_at: datetime | None, now: datetime) -> bool:
    """Whether an exam handed in now comes too late; without a limit never."""
    return due_at is not None and now > due_at + LATE_BY


def valid_until(issued_on: date, months: int) -> date | None:
    """Last day of a certificate of `months`; None: it does not run out."""
    return add_months(issued_on, months) - timedelta(days=1) if months else None
