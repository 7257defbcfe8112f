"""Measurements that a change must not spoil: `./run bench NAME`.

A bench is a module here with `SUMMARY` and `measure(where) -> Iterator[Row]`. Its data is made by itself in the
installation it is handed, or kept there from the last run: `where.data` stays until the schema changes.
CPU seconds are of this process and medians, because the machine does other things as well.
"""

import ast
import importlib
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

NAMES = ("start", "board", "scale", "step", "attendance", "settle", "template", "evidence")
DURABLE = ("evidence",)
"""Benches whose PostgreSQL commits to disk: what they measure is what an installation waits for."""


KEPT = ("scale",)
"""Benches with a data folder of their own, whose PostgreSQL is kept beside it: they write for many minutes."""


class Older(Exception):
    """The kept data were written by another version, or not to their end: the folder is made anew."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `anchor` is what it is compared with (the same act without the feature, the last release)."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    anchor: float | None = None
    better: Literal["lower", "higher"] = "lower"

    @property
    def ratio(self) -> float | None:
        """The value over its anchor."""
        return self.value / self.anchor if self.anchor else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without a goal. A goal of a row with an anchor is one for the ratio."""
        if self.goal is None:
            return None
        figure = self.value if self.ratio is None else self.ratio
        return figure <= self.goal if self.better == "lower" else figure >= self.goal

    def as_dict(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "name": self.name,
            "value": round(self.value, 6),
            "unit": self.unit,
            "anchor": self.anchor,
            "ratio": None if self.ratio is None else round(self.ratio, 4),
            "goal": self.goal,
            "met": self.met,
        }


@dataclass(frozen=True, slots=True)
class Where:
    """The installation a bench works on. Django is set up on it."""

    data: Path
    database: Literal["sqlite", "postgresql"]

    @contextmanager
    def kept(self, name: str, content: str) -> Iterator[bool]:
        """Yield whether data called `name`, made from `content`, still has to be written; remember when it was.

        `content` says what the data depend on: sizes and the version of the writer.
        """
        mark = self.data / f"bench-{name}"
        lacking = not mark.exists() or mark.read_text() != content
        yield lacking
        if lacking:
            mark.write_text(content)


def summary_of(name: str) -> str:
    """What a bench measures in a line, read without importing it: some need Django set up on their data first."""
    path = Path(__file__).parent / name
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    body = ast.parse(source.read_text("utf-8")).body
    said = [one.value for one in body if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "SUMMARY"]
    return str(ast.literal_eval(said[0]))


def module_of(name: str) -> ModuleType:
    """The module of one bench."""
    return importlib.import_module(f"{__name__}.{name}")


def median_cpu(act: Callable[[], object], *, times: int = 5, warm: int = 1) -> float:
    """Median CPU seconds of this process for `act`, after `warm` turns that are not counted."""
    for _ in range(warm):
        act()
    figures = []
    for _ in range(times):
        before = time.process_time()
        act()
        figures.append(time.process_time() - before)
    return statistics.median(figures)


def interleaved_cpu(one: Callable[[], object], other: Callable[[], object], *, times: int = 5) -> tuple[float, float]:
    """Median CPU seconds of both, taken in turns, so that a noisy moment falls on both alike."""
    first: list[float] = []
    second: list[float] = []
    for act in (one, other):
        act()
    for _ in range(times):
        for act, figures in ((one, first), (other, second)):
            before = time.process_time()
            act()
            figures.append(time.process_time() - before)
    return statistics.median(first), statistics.median(second)
