"""Tables that people bring and take away: read Excel or CSV within bounds, write Excel.

What is read is text as a person sees it: numbers without a trailing `.0`, days as `2026-11-28`. Nothing is judged
here; a row keeps the number it has in the file, so that a fault can say where it stands.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from partwell.lib.clock import SHANGHAI

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
"""An Excel file is a zip: what it may unpack to, so that a small file can't fill the memory."""
MOST_COLUMNS = 200
ENCODINGS = ("utf-8-sig", "gb18030")
"""What Excel in China writes as CSV; "Unicode text" begins with a mark of its own (`UTF16`)."""
UTF16 = (b"\xff\xfe", b"\xfe\xff")
LINES_ABOVE = 10
"""Lines with a title, a company or a period that may stand above the headings."""

Cell = str | int | Decimal | date | datetime | None


class BadSheet(ValueError):
    """The file is no table that can be read. `code`: not_a_table, too_big, too_many_rows, no_header, column."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the heading: its number in the file (from 1), and its cells by column."""

    number: int
    cells: dict[str, str]
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The headings as they stand in the file, by column."""


def read(
    content: bytes, columns: Mapping[str, Sequence[str]], *, most_rows: int, needed: Sequence[str] = ()
) -> list[Row]:
    """The rows of the first sheet. `columns` maps a key to the headings it may stand under; others are passed over.

    `needed` are keys without which the table can't be read. Lines above the headings that hold none of them and empty
    rows are left out; a merged cell counts for all its cells. Raises BadSheet.
    """
    if len(content) > MOST_BYTES:
        raise BadSheet("too_big")
    lines = _excel(content, most_rows) if content[:2] == b"PK" else _csv(content, most_rows)
    head: dict[int, str] | None = None
    titles: dict[str, str] = {}
    rows: list[Row] = []
    above = 0
    for number, line in enumerate(lines, 1):
        if not any(line):
            continue
        if head is None:
            head = _head(line, columns)
            if not head and above < LINES_ABOVE:
                head, above = None, above + 1
                continue
            titles = {key: line[place].strip() for place, key in head.items()}
            if missing := [key for key in needed if key not in head.values()]:
                raise BadSheet("column" if head else "no_header", columns[missing[0]][0])
            continue
        cells = {key: line[place].strip() if place < len(line) else "" for place, key in head.items()}
        rows.append(Row(number, cells, titles))
        if len(rows) > most_rows:
            raise BadSheet("too_many_rows", str(most_rows))
    if head is None:
        raise BadSheet("no_header")
    return rows


def _head(line: Sequence[str], columns: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """Which column stands where: the first of a heading counts."""
    known = {title.strip().lower(): key for key, titles in columns.items() for title in (key, *titles)}
    head: dict[int, str] = {}
    for place, title in enumerate(line[:MOST_COLUMNS]):
        key = known.get(title.strip().lower())
        if key and key not in head.values():
            head[place] = key
    return head


def _excel(content: bytes, most_rows: int) -> Iterable[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook, ZipError

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise BadSheet("too_big")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        # One row more than allowed tells that there are too many; the rest is never built. Blank rows count too.
        lines = sheet.to_python(skip_empty_area=False, nrows=most_rows * 2 + 100)
        merged = sheet.merged_cell_ranges or []
    except (zipfile.BadZipFile, CalamineError, ZipError, IndexError):
        raise BadSheet("not_a_table") from None
    found = [[_text(cell) for cell in line] for line in lines]
    for (top, left), (bottom, right) in merged:
        for line in found[top : bottom + 1]:
            for place in range(left, min(right + 1, len(line), MOST_COLUMNS)):
                line[place] = found[top][left]
    return found


def _csv(content: bytes, most_rows: int) -> Iterable[list[str]]:
    encodings = ("utf-16",) if content[:2] in UTF16 else ENCODINGS
    if encodings is ENCODINGS and b"\0" in content[:4096]:
        raise BadSheet("not_a_table")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:4096]
        mark = max(",;\t", key=sample.count)
        try:
            return list(_bounded(csv.reader(io.StringIO(text, newline=""), delimiter=mark), most_rows))
        except csv.Error:
            raise BadSheet("not_a_table") from None
    raise BadSheet("not_a_table")


def _bounded(lines: Iterable[list[str]], most_rows: int) -> Iterable[list[str]]:
    for number, line in enumerate(lines):
        if number > most_rows * 2 + 100:
            return
        yield line


def _text(cell: Any) -> str:
    """A cell as a person reads it."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        # Excel keeps every number as a float; 15 digits are what it shows of one.
        return f"{Decimal(f'{cell:.15g}'):f}"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d") if cell.time() == time() else cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M:%S")
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(cell).strip()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was not taken: its number in the file, the heading of the column, the reason, what stood there."""

    row: int
    column: str
    why: str
    said: str = ""


ROW, WHY = "行号", "未导入的原因"
"""Headings of the two columns a table to mend has more; `read` passes them over, so it can come again as it is."""


def to_mend(title: str, head: Sequence[str], rows: Iterable[tuple[Sequence[Cell], Sequence[Fault]]]) -> bytes:
    """The rows that were not taken as they stood, with the reasons: to be mended and brought again."""
    lines = [
        (
            *cells,
            faults[0].row if faults else None,
            "；".join(f"{one.column}：{one.why}".lstrip("：") for one in faults),
        )
        for cells, faults in rows
    ]
    widths = (*[16] * len(head), 8, 60)
    return write(Sheet(title, (*head, ROW, WHY), lines, widths=widths))


def left_of(title: str, rows: Sequence[Row], faults: Sequence[Fault]) -> bytes:
    """The same of rows that were read: those that have a fault, each with all its cells."""
    by_row: dict[int, list[Fault]] = {}
    for one in faults:
        by_row.setdefault(one.row, []).append(one)
    kept = [row for row in rows if row.number in by_row]
    titles = dict(kept[0].titles) if kept else {}
    return to_mend(
        title, list(titles.values()), (([row.cells.get(key, "") for key in titles], by_row[row.number]) for row in kept)
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to write: title of the tab, headings, rows; `widths` in characters, `notes` as lines above the table."""

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()
    notes: Sequence[str] = ()


def write(*sheets: Sheet) -> bytes:
    """An Excel file. Text is always written as text: a cell that begins with `=` is no formula."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": True})
    bold = book.add_format({"bold": True, "bg_color": "#F4F6F7", "text_wrap": True, "valign": "top"})
    forms = {
        Decimal: book.add_format({"num_format": "#,##0.00"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    for one in sheets:
        page = book.add_worksheet(one.title[:31])
        for place, width in enumerate(one.widths):
            page.set_column(place, place, width)
        at = 0
        for note in one.notes:
            page.write_string(at, 0, note)
            at += 1
        for place, title in enumerate(one.head):
            page.write_string(at, place, title, bold)
        page.freeze_panes(at + 1, 0)
        for row in one.rows:
            at += 1
            for place, cell in enumerate(row):
                if cell is None:
                    continue
                if isinstance(cell, str):
                    page.write_string(at, place, cell)
                elif isinstance(cell, datetime):
                    page.write_datetime(at, place, cell.astimezone(SHANGHAI).replace(tzinfo=None), forms[datetime])
                elif isinstance(cell, date):
                    page.write_datetime(at, place, datetime.combine(cell, time()), forms[date])
                elif isinstance(cell, Decimal):
                    # Excel has no other numbers; the file is for reading, sums are made before.
                    page.write_number(at, place, float(cell), forms[Decimal])
                else:
                    page.write_number(at, place, cell)
    book.close()
    return out.getvalue()
