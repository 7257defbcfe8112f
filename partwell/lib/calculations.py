"""What calculations agree on: what one is told about a person or case, what a kind declares, what comes back.

A calculation is a folder `kinds/calculations/<name>/` whose `calculate` gathers what it needs through the queries of
the apps and hands it to the pure sums of `core.settlement`. Process templates name it: `system.calc:<name>`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from partwell.core.settlement.statement import Statement

from .actor import Actor
from .inputs import Input


@dataclass(frozen=True, slots=True)
class CaseInput:
    """What a calculation is told about the case it is done for, or about a person without one.

    `stream` is the evidence stream the result is recorded in (None: the employee's own file).
    """

    company: int
    employee: int
    path: str
    """Department path: whose roles may see the result."""
    case_uid: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    anchors: Mapping[str, date] = field(default_factory=dict)
    stream: Any = None


@dataclass(frozen=True, slots=True)
class CalculationContext:
    """Everything `calculate` may know. `inputs` are what a person typed for this one calculation, as text."""

    employee: int
    company: int
    facts: Mapping[str, Any]
    anchors: Mapping[str, date]
    today: date
    now: datetime
    by: Actor
    inputs: Mapping[str, str] = field(default_factory=dict)
    case_uid: str = ""

    @property
    def last_day(self) -> date | None:
        """D, the last day of employment, when the case has fixed it."""
        return self.anchors.get("D")

    @property
    def began_on(self) -> date | None:
        """T0, the day the case began."""
        return self.anchors.get("T0")


@dataclass(frozen=True, slots=True)
class CalculationKind:
    """A kind of calculation.

    `calculate` raises `core.settlement.statement.NotComputed` when something is unknown: the caller turns it into a
    refusal that says who must confirm what.
    """

    name: str
    title: str
    title_en: str
    calculate: Callable[[CalculationContext], Statement]
    inputs: tuple[Input, ...] = ()
    """What a person is asked for when it is made."""
    also: tuple[str, ...] = ()
    """Calculations kept with it when they can be made: what papers of the case need beside it."""
