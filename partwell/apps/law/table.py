"""A table of figures read from Excel: each row is a figure of a city, or a fault with line, column and reason.

Nothing is saved here: this is the dry run, and what the second person compares.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from partwell.core.money import plain, typed
from partwell.core.rulebook import KEYS, Figure
from partwell.lib import sheets
from partwell.lib.actor import Actor
from partwell.lib.law_files import rulebook
from partwell.lib.sheets import BadSheet, Row, Sheet
from partwell.lib.ui import tables

from . import queries, words
from .models import FigureConfirmation

MOST_ROWS = 2000
COLUMNS = {
    "code": ("区划代码", "Division code"),
    "city": ("城市", "City"),
    "key": ("项目代码", "Key"),
    "title": ("项目", "Figure"),
    "value": ("数值", "Value"),
    "from": ("生效日", "In force from"),
    "to": ("最后一天", "Last day"),
    "ref": ("文号", "Document"),
}
NEEDED = ("code", "key", "value", "from", "to", "ref")
NO_LIMIT = ("无上限", "不设上限", "no limit")
FACTOR = 10
"""A figure ten times the present one, or a tenth of it, is a slip of the unit until someone says otherwise."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one row, where, and what stands there."""

    line: int
    column: str
    reason: str
    shown: str


@dataclass(frozen=True, slots=True)
class Line:
    """A good row: the figure as read, and what the program answers now for its first day."""

    line: int
    code: str
    key: str
    value: str
    """Plain number; empty when there is no limit."""
    since: str
    until: str
    ref: str
    found: str
    found_status: str

    @property
    def change(self) -> str:
        """new: nobody knew it; same: as the program answers; changed: another one."""
        if self.found_status in ("unknown", "memory") or (not self.found and self.value):
            return "new"
        return "same" if self.found == self.value else "changed"

    def as_data(self) -> dict[str, Any]:
        """For the JSON column."""
        return asdict(self)


class _Bad(Exception):
    """A cell that cannot be read."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def read(content: bytes, by: Actor) -> tuple[list[Line], list[Fault]]:
    """The rows of a file with a value in them. Raises BadSheet for a file that is no such table."""
    rows = sheets.read(content, COLUMNS, most_rows=MOST_ROWS, needed=NEEDED)
    own = set(queries.own_codes(by))
    waiting = queries.waiting_keys(by)
    look_ups: dict[str, queries.Figures] = {}
    good: list[Line] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str], list[tuple[date, date, int]]] = {}
    for row in rows:
        if not row.cells.get("value"):
            continue
        try:
            made = _line(row, own, waiting, look_ups, by)
            _overlap(made, seen)
        except _Bad as bad:
            faults.append(Fault(row.number, _title(bad.column), bad.reason, row.cells.get(bad.column, "")[:60]))
        else:
            good.append(made)
    return good, faults


def _title(column: str) -> str:
    from partwell.lib.ui.words import chinese

    return COLUMNS[column][0 if chinese() else 1]


def _line(row: Row, own: set[str], waiting: Any, look_ups: dict[str, queries.Figures], by: Actor) -> Line:
    cells = row.cells
    code, key = _code(cells, own), cells["key"].strip()
    if key not in queries.CONFIRMABLE:
        raise _Bad("key", _("There is no such figure. Take the key from the template."))
    if key in waiting.get(code, ()):
        raise _Bad("key", _("This figure waits for a second person already."))
    value = _value(key, cells["value"])
    since, until = _day(cells, "from"), _day(cells, "to")
    if until < since:
        raise _Bad("to", _("The last day is before the first."))
    if (until - since).days > 731:
        raise _Bad("to", _("Confirm a figure for at most two years, then look again."))
    if not cells["ref"] or len(cells["ref"]) > 120:
        raise _Bad("ref", _("Name the document: its number, or what it is."))
    look_up = look_ups.setdefault(code, queries.figures(by.company or 0, code))
    found = look_up(key, since)
    _factor(value, found)
    status = found.status if found.known else "unknown"
    shown = plain(found.value) if isinstance(found.value, Decimal) else ""
    return Line(
        row.number,
        code,
        key,
        "" if value is None else plain(value),
        since.isoformat(),
        until.isoformat(),
        cells["ref"],
        shown if found.known else "",
        status,
    )


def _code(cells: dict[str, str], own: set[str]) -> str:
    code = cells["code"]
    place = rulebook().divisions.get(code)
    if place is None:
        raise _Bad("code", _("There is no such division. A code has six digits, for example 330100."))
    if code not in own:
        raise _Bad("code", _("Your company has no branch in %(city)s.") % {"city": place.name})
    named = cells.get("city", "")
    if named and named not in place.name and place.name not in named:
        raise _Bad("city", _("%(code)s is %(city)s.") % {"code": code, "city": place.name})
    return code


def _value(key: str, text: str) -> Decimal | None:
    """The figure: rates in per cent. None for no limit."""
    if text.strip().lower() in NO_LIMIT:
        if key.endswith(".ceiling"):
            return None
        raise _Bad("value", _("Only an upper limit can be absent."))
    try:
        cleaned = typed(text.replace("元", "").replace("％", "%"))
    except ValueError:
        raise _Bad("value", _("This is no number. Write 9.5 for 9.5 %, and 4986.00 for yuan.")) from None
    rate = words.is_rate(key)
    if cleaned.endswith("%"):
        if not rate:
            raise _Bad("value", _("This figure is no rate."))
        cleaned = cleaned[:-1].strip()
    if not re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,6})?", cleaned, re.ASCII):
        raise _Bad("value", _("This is no number. Write 9.5 for 9.5 %, and 4986.00 for yuan."))
    try:
        value = Decimal(cleaned) / (100 if rate else 1)
    except InvalidOperation:
        raise _Bad("value", _("This is no number. Write 9.5 for 9.5 %, and 4986.00 for yuan.")) from None
    bounds = KEYS[key]
    if not bounds.low <= value <= bounds.high:
        low, high = words.value(key, bounds.low), words.value(key, bounds.high)
        raise _Bad(
            "value", _("Such a figure lies between %(low)s and %(high)s. Please check it.") % {"low": low, "high": high}
        )
    return value


def _factor(value: Decimal | None, found: Figure) -> None:
    now = found.value
    if value is None or not found.known or not isinstance(now, Decimal) or now == 0 or value == 0:
        return
    if value >= now * FACTOR or value * FACTOR <= now:
        said = {"now": words.value(found.key, now), "new": words.value(found.key, value)}
        raise _Bad(
            "value",
            _("%(new)s, and today it is %(now)s: the unit looks wrong. Rates are written as per cent: 9.5.") % said,
        )


def _day(cells: dict[str, str], column: str) -> date:
    parts = re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", cells[column].strip(), re.ASCII)
    try:
        if parts:
            return date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        pass
    raise _Bad(column, _("Write the day as 2026-07-01."))


def _overlap(made: Line, seen: dict[tuple[str, str], list[tuple[date, date, int]]]) -> None:
    """Two rows of one figure may not hold for the same day: nobody could say which counts."""
    since, until = date.fromisoformat(made.since), date.fromisoformat(made.until)
    for first, last, line in seen.setdefault((made.code, made.key), []):
        if first <= until and since <= last:
            raise _Bad("from", _("Line %(line)d gives the same figure for some of these days.") % {"line": line})
    seen[made.code, made.key].append((since, until, made.line))


# --- files to take away -----------------------------------------------------------------------------------------------


def template(by: Actor, today: date) -> bytes:
    """An Excel file with a row for each figure that sums need in each own city; today's figure stands beside."""
    head = [*(_title(column) for column in COLUMNS), _("Today")]
    year = today.year + 1 if today.month > 6 else today.year
    rows = []
    for code in queries.own_codes(by):
        name = rulebook().divisions[code].name
        for row in (one for one in queries.figure_rows(by, code, today) if one.used):
            key = row.figure.key
            cells = (code, name, key, row.title, "", date(year, 1, 1), date(year, 12, 31), "", row.value)
            rows.append(cells)
    notes = [
        (_("One line a figure. A line without a value is passed over."),),
        (_("Rates are per cent: 9.5 is 9.5 %. Money is yuan a month. A ceiling that does not exist is: no limit."),),
        (_("Days are 2026-07-01. Each line has the number of its document; the paper is attached once, later."),),
    ]
    return sheets.write(
        Sheet(_("Figures"), head, rows, widths=(10, 14, 42, 34, 12, 12, 12, 26, 16)),
        Sheet(_("How to fill it in"), [_("How to fill it in")], notes, widths=(110,)),
    )


def faults_file(content: bytes, faults: Sequence[Mapping[str, Any]]) -> bytes:
    """The table as it came, each bad row with its reasons: a table is read in whole, so it is mended whole."""
    rows = [row for row in sheets.read(content, COLUMNS, most_rows=MOST_ROWS, needed=NEEDED) if row.cells.get("value")]
    said: dict[int, list[sheets.Fault]] = {}
    for one in faults:
        fault = sheets.Fault(one["line"], one["column"], one["reason"], one["shown"])
        said.setdefault(fault.row, []).append(fault)
    titles = dict(rows[0].titles) if rows else {}
    lines = (([row.cells.get(key, "") for key in titles], said.get(row.number, [])) for row in rows)
    return sheets.to_mend(_("Bad rows"), list(titles.values()), lines)


def left(address: str, faults: Sequence[Mapping[str, Any]]) -> tables.Left:
    """The bad rows for the page."""
    found = (sheets.Fault(one["line"], one["column"], one["reason"], one["shown"]) for one in faults)
    return tables.Left(tuple(found), address, kept=True)


def confirmations(rows: Iterable[dict[str, Any]]) -> list[FigureConfirmation]:
    """The rows of a confirmed table as confirmations, not saved yet."""
    return [
        FigureConfirmation(
            division=one["code"],
            key=one["key"],
            value=Decimal(one["value"]) if one["value"] else None,
            valid_from=date.fromisoformat(one["since"]),
            valid_to=date.fromisoformat(one["until"]),
            ref=one["ref"],
            found=one["found"],
            found_status=one["found_status"],
        )
        for one in rows
    ]


__all__ = ["MOST_ROWS", "BadSheet", "Fault", "Line", "confirmations", "faults_file", "left", "read", "template"]
