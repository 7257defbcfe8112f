"""Tables that come in and go out: what is read is what a person sees, and nothing is read without bounds."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from partwell.lib import sheets
from partwell.lib.sheets import BadSheet, Sheet

DAY = date(2026, 11, 28)
MOMENT = datetime(2026, 11, 28, 10, 5, tzinfo=UTC)
COLUMNS = {"number": ("工号", "Employee number"), "day": ("日期",), "hours": ("小时",)}


def _rows(content: bytes, **more: object) -> list[tuple[int, dict[str, str]]]:
    return [(one.number, one.cells) for one in sheets.read(content, COLUMNS, most_rows=10, **more)]  # type: ignore[arg-type]


def test_what_was_written_is_read_again_as_a_person_sees_it() -> None:
    """Text, a whole number, a sum, a day and a moment of Shanghai."""
    content = sheets.write(
        Sheet(
            "表", ("工号", "日期", "小时", "x"),
            [("007", DAY, 8, "=1+1"), ("A1", MOMENT, Decimal("7.50"), None)],
        )
    )  # fmt: skip
    assert _rows(content) == [
        (2, {"number": "007", "day": "2026-11-28", "hours": "8"}),
        (3, {"number": "A1", "day": "2026-11-28 18:05:00", "hours": "7.5"}),
    ]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    """No formula stands in the file, so nothing runs when it is opened."""
    content = sheets.write(Sheet("t", ("a",), [("=HYPERLINK(1)",)]))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_is_read_as_excel_writes_it(encoding: str, mark: str) -> None:
    """Both encodings, any divider, blank lines passed over, rows numbered as in the file."""
    text = f"工号{mark}日期\n\n007{mark}2026-11-28\n"
    assert _rows(text.encode(encoding)) == [(3, {"number": "007", "day": "2026-11-28"})]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_header"),
        (b"\x00\x01\x02", "not_a_table"),
        (b"PK\x03\x04 nothing", "not_a_table"),
        ("名字\n林晓\n".encode(), "no_header"),
        ("日期\n2026-11-28\n".encode(), "column"),
        (("工号\n" + "1\n" * 11).encode(), "too_many_rows"),
        (b"x" * (sheets.MOST_BYTES + 1), "too_big"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content: bytes, code: str) -> None:
    """Each with its own code; a missing column is named."""
    with pytest.raises(BadSheet) as refused:
        _rows(content, needed=("number",))
    assert refused.value.code == code
    if code == "column":
        assert refused.value.detail == "工号"


def test_a_small_file_that_unpacks_to_much_is_refused_before_it_is_unpacked() -> None:
    """A zip of zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (sheets.MOST_UNPACKED + 1))
    with pytest.raises(BadSheet, match="too_big"):
        _rows(out.getvalue())
