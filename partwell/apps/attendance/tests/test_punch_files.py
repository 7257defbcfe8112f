"""Files of clocks as they come: encodings, headings, ways to write a time; what is bad is listed, nothing is lost."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from partwell.apps.attendance import actions, queries
from partwell.apps.attendance.actions import moments
from partwell.apps.attendance.actions.punches import read
from partwell.apps.attendance.models import Punch, PunchImport
from partwell.lib import sheets
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import BadInput
from tests.cast import Cast

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
MORNING = datetime(2026, 10, 12, 8, 55, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-12 08:55", "2026/10/12 8:55", "2026.10.12 08:55", "2026年10月12日 8时55分",
        "2026-10-12T08:55:00+08:00", "2026-10-12T00:55:00Z", "20261012 085500", "20261012085500",
        "46307.3715277778", "2026/10/12 上午 8:55",
        "2026/10/12 8:55 AM", "2026-10-12 星期一 08:55", "２０２６-10-12 08：55",
    ],
)  # fmt: skip
def test_a_moment_is_read_however_it_is_written(text: str) -> None:
    """All of them are the same minute."""
    assert moments.read(text) == MORNING


@pytest.mark.parametrize(
    "text",
    ["", "昨天", "2026-10-12", "10/12/2026 08:55", "26-10-12 08:55", "2026-02-30 08:55", "2026-10-12 25:00", "8:55"],
)
def test_what_is_ambiguous_or_no_moment_is_not_read(text: str) -> None:
    """Whether 10/12 is October or December nobody knows; a day without a time is no punch."""
    assert moments.read(text) is None


@settings(max_examples=50)
@over(st.datetimes(min_value=datetime(2000, 1, 2), max_value=datetime(2099, 12, 30)))  # noqa: DTZ001
def test_every_second_comes_back_as_it_was_written(moment: datetime) -> None:
    """In one column and in two."""
    moment = moment.replace(microsecond=0, tzinfo=SHANGHAI)
    assert moments.read(f"{moment:%Y-%m-%d %H:%M:%S}") == moment
    assert moments.read(f"{moment:%H:%M:%S}", f"{moment:%Y/%m/%d}") == moment


def test_day_and_time_that_contradict_each_other_are_not_read() -> None:
    """A time column that holds another day; 24:00 is the day after."""
    assert moments.read("2026-10-13 08:55", "2026-10-12") is None
    assert moments.read("24:00", "2026-10-12") == datetime(2026, 10, 13, tzinfo=SHANGHAI)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_of_text_is_read_in_every_encoding_clocks_use(encoding: str, mark: str) -> None:
    """With a line of title and an empty one above the headings, and a row number that is the file's own."""
    text = f"打卡记录\r\n\r\n工号{mark}打卡时间\r\nE1{mark}2026-10-12 08:55\r\n"
    (one,) = read(text.encode(encoding))
    assert (one.row, one.number, one.at, one.columns) == (4, "E1", MORNING, ("工号", "打卡时间"))


def _xlsx(cells: str, merged: str = "") -> bytes:
    """The smallest Excel file with these cells."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/s.xml"/></Relationships>',
        "xl/worksheets/s.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>{merged}</worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return out.getvalue()


def _text(at: str, said: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{said}</t></is></c>'


def test_merged_cells_count_for_all_their_rows_and_formulas_by_their_value() -> None:
    """A number merged over two rows belongs to both; a formula that was never calculated is an empty time."""
    cells = (
        f'<row r="1">{_text("A1", "员工编号")}{_text("B1", "打卡时间")}</row>'
        f'<row r="2">{_text("A2", "E1")}{_text("B2", "2026-10-12 08:55")}</row>'
        '<row r="3"><c r="B3" t="str"><f>B2</f><v>2026-10-12 08:55</v></c></row>'
        f'<row r="4">{_text("A4", "E2")}<c r="B4"><f>B2+1</f></c></row>'
    )
    found = read(_xlsx(cells, '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'))
    assert [(one.row, one.number, one.at) for one in found] == [(2, "E1", MORNING), (3, "E1", MORNING), (4, "E2", None)]
    assert found[0].columns == ("员工编号", "打卡时间")


@pytest.mark.django_db
def test_every_row_of_a_file_is_accounted_for_and_every_bad_one_listed(cast: Cast) -> None:
    """New, there before, twice in the file, bad: together they are the rows; more than a thousand bad ones too."""
    lines = [
        "工号,打卡时间",
        "E20418,2026-10-12 08:55:01",
        "E20418,2026-10-12 08:55:59",
        ",2026-10-12 08:55",
        "E20418,",
    ]
    lines += [f"X{number},2026-10-12 08:55" for number in range(1500)]
    content = "\n".join(lines).encode("gbk")
    batch = actions.import_punches(content, "十月.csv", by=cast.actor("xu"), now=NOW)
    assert (batch.rows, batch.taken, batch.known, batch.repeated, batch.not_taken) == (1504, 1, 0, 1, 1502)
    assert batch.bad[:3] == [
        [4, "工号", "empty_number", "", "", "2026-10-12 08:55"],
        [5, "打卡时间", "empty_time", "", "E20418", ""],
        [6, "工号", "unknown_number", "X0", "X0", "2026-10-12 08:55"],
    ]
    assert len(batch.bad) == 1502
    again = actions.import_punches(content, "十月.csv", by=cast.actor("xu"), now=NOW)
    assert (again.taken, again.known, again.repeated) == (0, 1, 1)
    shown = queries.imports(cast.actor("xu")).first()
    assert queries.first_bad(shown) == batch.bad[:5]


@pytest.mark.django_db
def test_headings_that_are_not_there_are_named_and_nothing_is_taken(cast: Cast) -> None:
    """A table of something else, a table without the time, no table at all."""
    for content, said in (("姓名,部门\n林晓,测试组\n".encode(), "工号"), ("工号,姓名\nE1,林晓\n".encode(), "时间"),
                          (b"\x00\x01\x02", "Excel")):  # fmt: skip
        with pytest.raises(BadInput, match=said):
            actions.import_punches(content, "x.csv", by=cast.actor("xu"), now=NOW)
    assert not PunchImport.objects.exists()
    assert not Punch.objects.exists()


@pytest.mark.django_db
def test_the_bad_rows_are_downloaded_whole_with_the_headings_of_the_file(cast: Cast, client: Any) -> None:
    """Row, column, reason and what stood there, for each of them."""
    content = "Employee number,Date,Time\nE20418,2026-10-12,08:55\nE20418,2026-10-12,迟到\n".encode()
    batch = actions.import_punches(content, "x.csv", by=cast.actor("xu"), now=NOW)
    client.force_login(cast.user("xu"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/attendance/punches/{batch.uid}/bad.xlsx")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    head = {"row": (sheets.ROW,), "why": (sheets.WHY,), "day": ("日期",), "at": ("打卡时间",), "number": ("工号",)}
    (row,) = sheets.read(body, head, most_rows=10)
    assert [row.cells[key] for key in ("row", "number", "day", "at")] == ["3", "E20418", "2026-10-12", "迟到"]
    assert row.cells["why"].startswith("Time：")
    mended = sheets.write(sheets.Sheet("打卡", list(row.titles.values()), [[*row.cells.values()]]))
    again = actions.import_punches(mended, "再次.xlsx", by=cast.actor("xu"), now=NOW)
    assert [one[0] for one in again.bad] == [2], "the file comes again as it is, and says the same"
    assert Punch.objects.get().at == MORNING
    assert date(2026, 10, 12) == MORNING.date()
