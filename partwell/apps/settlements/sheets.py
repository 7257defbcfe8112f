"""Statements as pages show them: two payees on top, three columns, each line with formula, source, status and article.

`settlements/statement.html` shows a `Sheet`, `settlements/lines.html` a `Table`; any page may include them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from django.utils.translation import gettext as _

from partwell.core.money import percent, plain, printed
from partwell.core.settlement.social_insurance import INSURANCES
from partwell.core.settlement.statement import Line, Source, Statement
from partwell.lib.law_files import rulebook

from . import words


@dataclass(frozen=True, slots=True)
class Status:
    """How sure a figure is, as a tag: words, tone and icon."""

    text: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A sum in a column with the rate under it; no amount: a dash."""

    amount: Decimal | None = None
    rate: str = ""


@dataclass(frozen=True, slots=True)
class InsuranceRow:
    """One insurance over all late months."""

    title: str
    back: Cell
    employer: Cell
    employee: Cell
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Surcharge:
    """Late surcharge of one month: how it was reached, and what it came to before rounding."""

    month: str
    amount: Decimal
    basis: str
    detail: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The money of a case: what goes to the person, what goes to the fund, and how each sum came about.

    `back_refused` and `fund_refused` say why a sum was not made. `to_confirm` are the names of figures that keep it
    off paper. `said_none`: the case holds that no month is owed, which the record may contradict.
    """

    person: str
    place: str
    division: str
    months: str
    base: str
    base_note: str
    back: Decimal | None
    back_formula: str
    fund: Decimal | None
    employer: Decimal
    employee: Decimal
    surcharge: Decimal
    rows: tuple[InsuranceRow, ...]
    surcharges: tuple[Surcharge, ...]
    back_refused: str = ""
    fund_refused: str = ""
    to_confirm: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    said_none: bool = False

    @property
    def owed_though_said_none(self) -> bool:
        """Whether the record shows months owed in a case that holds there are none."""
        return self.said_none and bool(self.fund)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to pay and nothing that could not be worked out."""
        return not (self.rows or self.surcharges or self.back_refused or self.fund_refused)

    @property
    def employer_total(self) -> Decimal:
        """What the company bears of what goes to the fund: its share and the surcharge."""
        return self.employer + self.surcharge

    @property
    def printable(self) -> bool:
        """Whether every figure in it was confirmed or verified."""
        return not self.to_confirm


@dataclass(frozen=True, slots=True)
class Row:
    """One line of any statement."""

    title: str
    detail: str
    basis: str
    cite: str
    source: str
    status: Status | None
    amount: Decimal | None
    value: str
    exact: str
    note: str


@dataclass(frozen=True, slots=True)
class Grid:
    """States of months × insurances."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Status | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A statement line by line."""

    title: str
    rows: tuple[Row, ...]
    total: Decimal | None
    notes: tuple[str, ...]
    to_confirm: tuple[str, ...]
    grid: "Grid | None" = None
    """The record of social insurance is read as months × insurances, not line by line."""


def status_of(sources: Sequence[Source]) -> Status:
    """The least sure of some figures, in words; a confirmation says when this company made it."""
    worst = min(sources, key=lambda one: (one.printable, -_ORDER.index(one.status)), default=None)
    if worst is None:
        return Status(_("from the record"), "ok", "check")
    state = worst.status
    if not worst.printable and state in ("verified", "confirmed"):
        state = "secondary"
    tone = words.TONES[state]
    text = str(words.STATUSES[state])
    if state == "confirmed" and worst.confirmed_on:
        text = _("confirmed here on %(day)s") % {"day": worst.confirmed_on[5:]}
    return Status(text, tone, words.ICONS[tone])


_ORDER = ("confirmed", "verified", "secondary", "memory", "unknown")


def money_sheet(
    person: str,
    division: str,
    back: Statement | None,
    fund: Statement | None,
    *,
    back_refused: str = "",
    fund_refused: str = "",
    said_none: bool = False,
) -> Sheet:
    """The two statements side by side, insurance by insurance."""
    both = [statement for statement in (back, fund) if statement is not None]
    lines = [line for statement in both for line in statement.lines]
    place = rulebook().division(division).name
    rows = [_insurance(name, lines, place) for name in INSURANCES]
    found = {source.key: None for statement in both for source in statement.unconfirmed()}
    bases = {line.inputs["base"]: line for line in lines if "base" in line.inputs}
    months = sorted({label for statement in both for label in statement.inputs.get("months", "").split()})
    return Sheet(
        person=person,
        place=place,
        division=division,
        months="、".join(words.month(label) for label in months),
        base="、".join(printed(Decimal(base)) for base in bases),
        base_note=_base_note(bases, lines),
        back=back.total("employee", "back_payment") if back else None,
        back_formula=back.inputs.get("formula", "") if back else "",
        fund=fund.total("fund") if fund else None,
        employer=fund.total("fund", "employer") if fund else Decimal("0.00"),
        employee=fund.total("fund", "employee") if fund else Decimal("0.00"),
        surcharge=fund.total("fund", "surcharge") if fund else Decimal("0.00"),
        rows=tuple(row for row in rows if row is not None),
        surcharges=_surcharges(lines),
        back_refused=back_refused,
        fund_refused=fund_refused,
        said_none=said_none,
        to_confirm=tuple(words.key_title(key) for key in found),
        notes=tuple(dict.fromkeys(str(words.NOTES[line.note]) for line in lines if line.note in words.NOTES)),
    )


def _insurance(name: str, lines: Sequence[Line], place: str) -> InsuranceRow | None:
    """One row of the matrix, or None where nothing is due."""
    own = [line for line in lines if line.insurance == name and line.column in ("back_payment", "employer", "employee")]
    if not own:
        return None
    rates = [source for line in own for source in line.sources if ".base." not in source.key]
    return InsuranceRow(
        str(words.INSURANCES[name]),
        _cell(own, "back_payment"),
        _cell(own, "employer"),
        _cell(own, "employee"),
        "；".join(dict.fromkeys(words.source(source, place) for source in rates)),
        status_of([source for line in own for source in line.sources]),
    )


def _cell(lines: Sequence[Line], column: str) -> Cell:
    own = [line for line in lines if line.column == column and line.amount is not None]
    if not own:
        return Cell()
    rates = dict.fromkeys(percent(Decimal(line.inputs["rate"])) for line in own)
    return Cell(sum((line.amount for line in own if line.amount is not None), Decimal("0.00")), "、".join(rates))


def _surcharges(lines: Sequence[Line]) -> tuple[Surcharge, ...]:
    """Month by month; the lines of its insurances share days and rate."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.column == "surcharge":
            found.setdefault(line.month, []).append(line)
    made = []
    for label, own in sorted(found.items()):
        first = own[0].inputs
        owed = sum((Decimal(line.inputs["owed"]) for line in own), Decimal(0))
        daily = own[0].sources[0].value if own[0].sources else ""
        days = _("%(first)s to %(last)s") % {"first": first["first_day"][5:], "last": first["last_day"][5:]}
        made.append(
            Surcharge(
                words.month(label),
                sum((line.amount for line in own if line.amount is not None), Decimal("0.00")),
                f"{printed(owed)} × {daily} × {first['days']}",
                days,
            )
        )
    return tuple(made)


def _base_note(bases: Mapping[str, Line], lines: Sequence[Line]) -> str:
    """Which limits the base was held against, with the document they come from."""
    if not bases:
        return ""
    pension = next((line for line in lines if line.insurance == "pension" and "base" in line.inputs), None)
    if pension is None:
        return ""
    limits = {source.key.rsplit(".", 1)[-1]: source for source in pension.sources if ".base." in source.key}
    floor, ceiling = limits.get("floor"), limits.get("ceiling")
    if floor is None or ceiling is None:
        return ""
    document = words.reference(floor.ref)
    values = {
        "base": printed(Decimal(pension.inputs["base"])),
        "floor": printed(Decimal(floor.value)) if floor.value else "",
        "ceiling": printed(Decimal(ceiling.value)) if ceiling.value else _("no limit"),
        "ref": f"（{document}）" if document else "",
    }
    held = pension.inputs.get("clipped", "")
    if held == "floor":
        return _("The wage is below the floor: the base is the floor %(floor)s%(ref)s.") % values
    if held == "ceiling":
        return _("The wage is above the ceiling: the base is the ceiling %(ceiling)s%(ref)s.") % values
    return (
        _("The base %(base)s lies between the floor %(floor)s and the ceiling %(ceiling)s%(ref)s: the actual wage.")
        % values
    )


def table(statement: Statement, title: str, division: str = "") -> Table:
    """Any statement line by line."""
    place = rulebook().division(division).name if division else ""
    money = [line for line in statement.lines if line.amount is not None]
    notes = [str(words.NOTES[code]) for code in statement.notes if code in words.NOTES]
    return Table(
        title,
        tuple(_row(line, place) for line in statement.lines),
        statement.total() if money else None,
        tuple(notes),
        tuple(words.key_title(source.key) for source in statement.unconfirmed()),
        _grid(statement.lines) if statement.name == "si_history" else None,
    )


_LOOKS = {
    "paid": ("ok", "check"),
    "paid_late": ("soon", "clock"),
    "owed": ("late", "alert-circle"),
    "not_enrolled": ("late", "alert-circle"),
    "open": ("", "circle-dashed"),
    "no_record": ("", "circle-dashed"),
}


def _grid(lines: Sequence[Line]) -> Grid:
    """The record of social insurance, a row a month."""
    states = {(line.month, line.insurance): line.value for line in lines}
    rows = []
    for label in sorted({line.month for line in lines}):
        found = (states.get((label, name)) for name in INSURANCES)
        cells = tuple(Status(str(words.STATES[state]), *_LOOKS[state]) if state else None for state in found)
        rows.append((words.month(label), cells))
    return Grid(tuple(str(words.INSURANCES[name]) for name in INSURANCES), tuple(rows))


def _row(line: Line, place: str) -> Row:
    parts = [words.month(line.month)] if line.month else []
    if line.insurance:
        parts.append(str(words.INSURANCES[line.insurance]))
    if line.convention:
        parts.append(str(words.CONVENTIONS.get(line.convention, line.convention)))
    rates = [source for source in line.sources if ".base." not in source.key]
    return Row(
        str(words.LINES.get(line.code, line.code)),
        " · ".join(parts),
        _basis(line),
        "；".join(str(cite) for cite in line.cite),
        "；".join(dict.fromkeys(words.source(source, place) for source in rates)),
        status_of(line.sources) if line.sources else None,
        line.amount,
        str(words.STATES.get(line.value, line.value)),
        _exact(line.exact),
        str(words.NOTES.get(line.note, "")),
    )


def _basis(line: Line) -> str:
    """How a line was reached: its formula, and before it what was counted."""
    if line.code.startswith("attendance_"):
        return _(
            "present %(present)s of %(due)s days; paid leave %(paid_leave)s, unpaid leave %(unpaid_leave)s, "
            "absent %(absent)s, late %(late)s times"
        ) % dict(line.inputs)
    if line.code == "statutory_date":
        return _("%(received)s + %(days)s days") % dict(line.inputs)
    counted = line.inputs.get("counted", "")
    return f"{counted}; {line.basis}" if counted else line.basis


_SHOWN = Decimal("0.000001")


def _exact(amount: Decimal | None) -> str:
    """The amount before rounding, with six decimals at most; an ellipsis where more follow."""
    if amount is None:
        return ""
    shown = amount.quantize(_SHOWN, ROUND_DOWN)
    return plain(shown) if shown == amount else f"{shown:f}…"
