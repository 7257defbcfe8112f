"""A statement: lines of money, dates and counts, each with how it was reached.

Formulas are numbers and signs only; words are put on at the edge by the codes. Amounts are rounded half up to the
fen at each line, and totals add lines, so the sheet can be followed with a pencil.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from partwell.core.cite import Cite
from partwell.core.money import cents, fen, from_fen, plain
from partwell.core.rulebook import Figure, weaker

FORMAT = "statement/1"
EMPLOYEE, FUND, EMPLOYER = "employee", "fund", "employer"
"""Payees: the person, the collecting authority, and the company (a bond the person owes)."""


@dataclass(frozen=True, slots=True)
class Source:
    """A figure a line was computed with, as it stood when it was computed."""

    key: str
    value: str
    status: str
    level: str
    source: str = ""
    ref: str = ""
    valid_from: str = ""
    confirmed_on: str = ""
    printable: bool = True

    @classmethod
    def of(cls, figure: Figure) -> "Source":
        """The figure as the statement keeps it."""
        value = plain(figure.value) if isinstance(figure.value, Decimal) else ""
        return cls(
            figure.key,
            value,
            figure.status,
            figure.level,
            figure.source,
            figure.ref,
            figure.valid_from.isoformat() if figure.valid_from else "",
            figure.confirmed_on.isoformat() if figure.confirmed_on else "",
            figure.printable,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `amount` for money, `value` for a date, a count or a state; never both.

    `exact` is the amount before rounding when rounding changed it. `column` puts money under a heading:
    wage, refund, leave, employer, employee, surcharge, back_payment, severance.
    """

    code: str
    amount: Decimal | None = None
    value: str = ""
    basis: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    cite: tuple[Cite, ...] = ()
    sources: tuple[Source, ...] = ()
    payee: str = ""
    column: str = ""
    month: str = ""
    insurance: str = ""
    exact: Decimal | None = None
    convention: str = ""
    note: str = ""

    @property
    def status(self) -> str:
        """The least sure status among the figures used; `verified` when it rests on the person's own data alone."""
        return weaker(*(source.status for source in self.sources))

    @property
    def printable(self) -> bool:
        """Whether the line may stand on a paper someone signs (decision: confirmed or verified figures only)."""
        return all(source.printable for source in self.sources)


def money_line(code: str, exact: Decimal, **rest: Any) -> Line:
    """A line of money, rounded here and nowhere else."""
    amount = cents(exact)
    return Line(code, amount, exact=exact if exact != amount else None, **rest)


@dataclass(frozen=True, slots=True)
class Ask:
    """Something nobody has stated or confirmed, without which the sum is not made.

    `what` is the key of a figure, or the code of a fact; `who` is the role that can settle it.
    """

    what: str
    who: str
    division: str = ""
    on: date | None = None
    detail: str = ""
    figure: bool = False


class NotComputed(Exception):
    """The sum is not made because something is unknown. `asks` say what and who settles it."""

    def __init__(self, *asks: Ask) -> None:
        super().__init__(", ".join(ask.what for ask in asks))
        self.asks = asks


@dataclass(frozen=True, slots=True)
class Statement:
    """The result of one calculation.

    `facts` are facts and anchors it establishes (None: it looked and cannot say); `proposals` are facts that a
    person decides, with what the data suggest; `notes` are codes of sentences the sheet must carry.
    """

    name: str
    on: date
    lines: tuple[Line, ...]
    facts: Mapping[str, bool | str | None] = field(default_factory=dict)
    proposals: Mapping[str, bool | str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    rules_sha256: str = ""

    def total(self, payee: str = "", column: str = "") -> Decimal:
        """Sum of the printed amounts for a payee and column (empty: any)."""
        chosen = (
            line.amount
            for line in self.lines
            if line.amount is not None and (not payee or line.payee == payee) and (not column or line.column == column)
        )
        return sum(chosen, Decimal("0.00"))

    @property
    def status(self) -> str:
        """The least sure status of all lines."""
        return weaker(*(line.status for line in self.lines))

    @property
    def printable(self) -> bool:
        """Whether its money may be filled into a paper someone signs."""
        return all(line.printable for line in self.lines)

    def unconfirmed(self) -> tuple[Source, ...]:
        """The figures that keep it from being printable, each once, in the order of use."""
        found = {source.key: source for line in self.lines for source in line.sources if not source.printable}
        return tuple(found.values())

    def as_data(self) -> dict[str, Any]:
        """The form that is sealed and hashed: ASCII keys, text, whole fen, booleans; no other numbers."""
        return {
            "format": FORMAT,
            "name": self.name,
            "on": self.on.isoformat(),
            "inputs": dict(self.inputs),
            "facts": dict(self.facts),
            "proposals": dict(self.proposals),
            "notes": list(self.notes),
            "rules": self.rules_sha256,
            "lines": [_line_data(line) for line in self.lines],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Statement":
        """Read what `as_data` wrote. Raises ValueError for another format."""
        if data.get("format") != FORMAT:
            raise ValueError(f"not a {FORMAT}: {data.get('format')!r}")
        return cls(
            data["name"],
            date.fromisoformat(data["on"]),
            tuple(_line(raw) for raw in data["lines"]),
            dict(data["facts"]),
            dict(data["proposals"]),
            tuple(data["notes"]),
            dict(data["inputs"]),
            data["rules"],
        )


_SOURCE_FIELDS = ("key", "value", "status", "level", "source", "ref", "valid_from", "confirmed_on", "printable")


def _line_data(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "fen": None if line.amount is None else fen(line.amount),
        "value": line.value,
        "basis": line.basis,
        "inputs": dict(line.inputs),
        "cite": [[cite.key, cite.law, cite.article] for cite in line.cite],
        "sources": [{name: getattr(source, name) for name in _SOURCE_FIELDS} for source in line.sources],
        "payee": line.payee,
        "column": line.column,
        "month": line.month,
        "insurance": line.insurance,
        "exact": "" if line.exact is None else plain(line.exact),
        "convention": line.convention,
        "note": line.note,
    }


def _line(raw: Mapping[str, Any]) -> Line:
    return Line(
        raw["code"],
        None if raw["fen"] is None else from_fen(raw["fen"]),
        raw["value"],
        raw["basis"],
        dict(raw["inputs"]),
        tuple(Cite(*cite) for cite in raw["cite"]),
        tuple(Source(**source) for source in raw["sources"]),
        raw["payee"],
        raw["column"],
        raw["month"],
        raw["insurance"],
        Decimal(raw["exact"]) if raw["exact"] else None,
        raw["convention"],
        raw["note"],
    )
