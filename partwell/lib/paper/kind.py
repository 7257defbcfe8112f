"""What every kind of document declares. Its folder is `kinds/documents/<key>/`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from .chinese import read_day
from .model import Data, Paper, filled_between

Intent = Literal["sign", "sign_with_reservation", "decline"]
INTENTS: tuple[Intent, ...] = ("sign", "sign_with_reservation", "decline")
THREE: tuple[Intent, ...] = INTENTS

Effect = Literal["none", "receipt", "statement", "declaration"]
"""What signing means: nothing is asked; received and not agreed to; confirms what the paper states; is the employee's
own declaration of will (a resignation)."""


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of paper: its words come from `fields`, its look from `template`, its answers from here.

    `items` maps each answer to the evidence item of a process template it stands for.
    `signed_by` is whose hand it needs: the employee's, the employer's, or that of both (a handover list).
    `readers` are the roles that may read it besides the employee and the case's HR.
    """

    key: str
    title: str
    title_en: str
    fields: Callable[[Mapping[str, Any]], Paper]
    template: Path
    effect: Effect = "none"
    answers: tuple[Intent, ...] = ()
    items: Mapping[str, str] = field(default_factory=dict)
    sealed_by_employer: bool = False
    readers: frozenset[str] = frozenset()
    publicly_checked: bool = False
    """Whether the paper carries a code under which anybody who holds it may ask if it is still valid."""
    to_employee: bool = True
    """Whether the person it is about receives it; letters to the union do not go to the person."""
    states: Callable[[Data], Mapping[str, str]] | None = None
    """For an employee's own declaration: the facts and days of the case that the signed words state."""

    last_day: tuple[str, str] | None = None
    """Where a paper that ends the employment names the last day: the words before it and the words after it."""

    def last_day_in(self, paper: Data) -> date | None:
        """The last day that the words of a paper name, if this kind names one."""
        found = filled_between(paper, *self.last_day) if self.last_day else ""
        return read_day(found) if found else None

    @property
    def own_words(self) -> bool:
        """Whether the employee writes it: made by that person alone and by nobody for them."""
        return self.effect == "declaration"

    @property
    def needs_answer(self) -> bool:
        """Whether the employee is asked to answer this paper."""
        return bool(self.answers)
