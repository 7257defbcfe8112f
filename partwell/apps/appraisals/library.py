"""Criteria to start from, by industry and kind of post (`library.yaml`)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from partwell.core.appraisal import scorecard
from partwell.lib import located_yaml

FILE = Path(__file__).with_name("library.yaml")


@dataclass(frozen=True, slots=True)
class Row:
    """Suggested criteria of one kind of post."""

    key: str
    industry: str
    industry_en: str
    post: str
    post_en: str
    metrics: tuple[scorecard.Metric, ...]


@cache
def rows() -> tuple[Row, ...]:
    """The library in the order of the file. Raises BadPlan when a row's weights or thresholds can't be used."""
    data, _lines = located_yaml.read(FILE)
    return tuple(_row(str(number), one) for number, one in enumerate(data["rows"]))


def _row(key: str, data: dict[str, Any]) -> Row:
    metrics = []
    for number, one in enumerate(data["metrics"], 1):
        whole = {name: int(one[name]) for name in ("weight", "due", "threshold") if name in one}
        metrics.append({**one, **whole, "key": f"m{number}"})
    made = scorecard.plan(metrics)
    return Row(key, data["industry"], data["industry_en"], data["post"], data["post_en"], made)


def row(key: str) -> Row | None:
    """One row by its key."""
    return next((one for one in rows() if one.key == key), None)
