"""A new year's table from Excel: read as a dry run, faults with line and column, confirmed by a second person."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from partwell.apps.evidence import queries as log
from partwell.apps.evidence.actions import stream_of_installation
from partwell.apps.law import queries, table, tables
from partwell.apps.law.hangzhou import sample_paper
from partwell.apps.law.models import FigureConfirmation, FigureTable
from partwell.lib import clock, sheets
from partwell.lib.files import store
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from partwell.lib.sheets import Sheet
from tests.cast import NOW, Cast

HEAD = ("区划代码", "城市", "项目代码", "项目", "数值", "生效日", "最后一天", "文号")
MEDICAL = "social_insurance.medical.employer"
FLOOR = "social_insurance.base.floor"
GOOD = ("330100", "杭州市", MEDICAL, "", "9.7", "2027-01-01", "2027-12-31", "杭医保〔2026〕9号")


@pytest.fixture(autouse=True)
def _day(cast: Cast) -> object:
    clock.freeze(NOW)
    yield
    clock.freeze(None)


def excel(*rows: Sequence[str | None], head: Sequence[str] = HEAD) -> bytes:
    """A file with these lines under the heading."""
    return sheets.write(Sheet("数字", head, rows))


def row_with(**changes: str) -> list[str]:
    """The good line with some cells changed, by position name."""
    names = ("code", "city", "key", "title", "value", "since", "until", "ref")
    return [changes.get(name, cell) for name, cell in zip(names, GOOD, strict=True)]


def upload(cast: Cast, content: bytes, who: str = "tang") -> FigureTable:
    """Read a file in."""
    file = store.put(content, name="2027.xlsx", company=cast.company.pk, now=NOW)
    return tables.upload(file, by=cast.actor(who), now=NOW)


def asked(cast: Cast, *rows: Sequence[str]) -> FigureTable:
    """A table that waits for a second person."""
    made = upload(cast, excel(*(rows or (GOOD,))))
    paper = sample_paper(company=cast.company.pk, now=NOW)
    return tables.submit(made.uid, paper=paper, by=cast.actor("tang"), now=NOW)


def test_a_table_is_a_dry_run_until_a_second_person_confirms_it(cast: Cast) -> None:
    """Reading it in and asking change nothing; confirmed, each line is a confirmation with the paper and an entry."""
    look_up = queries.figures(cast.company.pk, "330100")
    ceiling = row_with(key="social_insurance.base.medical.ceiling", value="无上限")
    waiting = asked(cast, GOOD, ceiling)
    assert (waiting.rows[0]["key"], waiting.rows[0]["value"]) == (MEDICAL, "0.097")
    assert look_up(MEDICAL, date(2027, 2, 1)).status == "secondary"
    with pytest.raises(Refused, match="自己"):
        tables.answer(waiting.uid, confirmed=True, by=cast.actor("tang"), now=NOW)
    tables.answer(waiting.uid, confirmed=True, by=cast.actor("gu"), now=NOW)
    figure = queries.figures(cast.company.pk, "330100")(MEDICAL, date(2027, 2, 1))
    assert (figure.number, figure.printable, figure.ref) == (Decimal("0.097"), True, "杭医保〔2026〕9号")
    kept = FigureConfirmation.objects.get(key=MEDICAL)
    assert (kept.asked_by_name, kept.answered_by_name, kept.paper_id) == ("唐悦", "顾清", waiting.paper_id)
    assert queries.figures(cast.company.pk, "330100")(ceiling[2], date(2027, 2, 1)).no_limit
    types = [entry.type for entry in log.entries(stream_of_installation(cast.company.pk, NOW))]
    assert types == ["figures.table_asked", "figures.table_confirmed", "figure.confirmed", "figure.confirmed"]
    assert queries.figures(cast.company.pk, "330100")(MEDICAL, date(2026, 12, 31)).level == "city"


def test_a_declined_table_changes_nothing(cast: Cast) -> None:
    """With the reason; and what was answered stays so."""
    waiting = asked(cast)
    with pytest.raises(BadInput):
        tables.answer(waiting.uid, confirmed=False, by=cast.actor("gu"), now=NOW)
    tables.answer(waiting.uid, confirmed=False, by=cast.actor("gu"), now=NOW, reason="文件写的是 9.9%")
    assert not FigureConfirmation.objects.exists()
    with pytest.raises(Refused):
        tables.answer(waiting.uid, confirmed=True, by=cast.actor("gu"), now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        FigureTable.objects.filter(pk=waiting.pk).update(answer="confirmed")
    with pytest.raises(DatabaseError), transaction.atomic():
        FigureTable.objects.filter(pk=waiting.pk).delete()


FAULTS = [
    ({"code": "33010"}, "区划代码", "六位"),
    ({"code": "320500"}, "区划代码", "没有分支机构"),
    ({"city": "宁波市"}, "城市", "杭州市"),
    ({"key": "no.such.key"}, "项目代码", "没有这一项"),
    ({"key": "minimum_wage.tiers"}, "项目代码", "没有这一项"),
    ({"value": "九点五"}, "数值", "不是数字"),
    ({"value": "-9.5"}, "数值", "不是数字"),
    ({"value": "95"}, "数值", "之间"),
    ({"value": "0.097"}, "数值", "单位"),
    ({"value": "无上限"}, "数值", "上限"),
    ({"key": FLOOR, "value": "49%"}, "数值", "不是比例"),
    ({"key": FLOOR, "value": "49860"}, "数值", "单位"),
    ({"since": "2027-13-01"}, "生效日", "2026-07-01"),
    ({"since": "明年"}, "生效日", "2026-07-01"),
    ({"until": "2026-12-31"}, "最后一天", "早于"),
    ({"until": "2030-12-31"}, "最后一天", "两年"),
    ({"ref": ""}, "文号", "文号"),
    ({"ref": "长" * 121}, "文号", "文号"),
]


@pytest.mark.parametrize(("changes", "column", "reason"), FAULTS, ids=range(len(FAULTS)))
def test_a_bad_row_is_named_with_line_column_and_reason(
    cast: Cast, changes: dict[str, str], column: str, reason: str
) -> None:
    """The good line beside it is read; nothing can be asked until the file is mended."""
    made = upload(cast, excel(row_with(key="minimum_wage.monthly", value="2700"), row_with(**changes)))
    assert [(one["line"], one["column"]) for one in made.faults] == [(3, column)]
    assert reason in made.faults[0]["reason"]
    assert len(made.rows) == 1
    paper = sample_paper(company=cast.company.pk, now=NOW)
    with pytest.raises(Refused):
        tables.submit(made.uid, paper=paper, by=cast.actor("tang"), now=NOW)


def test_a_table_waits_for_a_colleague_from_when_it_is_asked_until_it_is_answered(cast: Cast) -> None:
    """A draft is nobody's to answer, and one's own table never is."""
    upload(cast, excel(GOOD))
    assert queries.to_answer(cast.actor("gu")) == ({}, [])
    waiting = asked(cast, GOOD)
    assert queries.to_answer(cast.actor("gu")) == ({}, [waiting])
    assert queries.to_answer(cast.actor("tang")) == ({}, [])
    assert queries.to_answer(cast.actor("shen")) == queries.to_answer(cast.actor("wei")) == ({}, [])
    tables.answer(waiting.uid, confirmed=True, by=cast.actor("gu"), now=NOW)
    assert queries.to_answer(cast.actor("gu")) == ({}, [])


def test_two_lines_for_the_same_days_are_a_fault(cast: Cast) -> None:
    """Nobody could say which counts; one after the other is right."""
    after = row_with(since="2028-01-01", until="2028-12-31")
    assert upload(cast, excel(GOOD, after)).faults == []
    made = upload(cast, excel(GOOD, row_with(since="2027-07-01")))
    assert [(one["line"], one["column"]) for one in made.faults] == [(3, "生效日")]


def test_days_and_numbers_are_read_as_people_write_them(cast: Cast) -> None:
    """9.7%, full-width per cent, 2,700.00 元, 2027年1月1日."""
    made = upload(
        cast,
        excel(
            row_with(value="9.7％", since="2027年1月1日", until="2027/12/31"),
            row_with(key="minimum_wage.monthly", value="2,700.00元"),
            row_with(key=FLOOR, value=""),
        ),
    )
    assert made.faults == []
    assert [(one["value"], one["since"], one["until"]) for one in made.rows] == [
        ("0.097", "2027-01-01", "2027-12-31"),
        ("2700", "2027-01-01", "2027-12-31"),
    ]
    assert [table.Line(**one).change for one in made.rows] == ["changed", "changed"]


@pytest.mark.parametrize(
    "content",
    [b"not a table", excel(head=("a", "b")), excel(), excel(row_with(value="")), excel(GOOD[:3], head=HEAD[:3])],
    ids=range(5),
)
def test_what_is_no_such_table_is_refused_with_a_sentence(cast: Cast, content: bytes) -> None:
    """Nothing is kept of it."""
    with pytest.raises(BadInput) as refusal:
        upload(cast, content)
    assert len(refusal.value.fields["file"]) > 6
    assert not FigureTable.objects.exists()


def test_the_template_read_back_unfilled_has_no_value_and_filled_has_no_fault(cast: Cast) -> None:
    """It has a line for each figure that sums need."""
    content = table.template(cast.actor("tang"), NOW.date())
    rows = sheets.read(content, table.COLUMNS, most_rows=table.MOST_ROWS)
    assert len(rows) == len(queries.KEPT)
    with pytest.raises(BadInput):
        upload(cast, content)


def test_tables_are_for_those_who_confirm_and_for_one_company(cast: Cast) -> None:
    """Legal reads; another company finds nothing."""
    made = upload(cast, excel(GOOD))
    with pytest.raises(NotAllowed):
        upload(cast, excel(GOOD), "shen")
    with pytest.raises(NotVisible):
        tables.one(cast.actor("wei"), made.uid)
    assert tables.one(cast.actor("shen"), made.uid).pk == made.pk
    assert list(tables.visible_to(cast.actor("wei"))) == []


def test_the_pages_carry_a_table_to_its_confirmation(cast: Cast) -> None:
    """Template, upload, differences, paper, second person, bad rows as a file."""

    def client(who: str) -> Client:
        made = Client()
        made.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")
        return made

    tang, gu = client("tang"), client("gu")
    assert tang.get("/law/tables/template/").content[:2] == b"PK"
    assert tang.post("/law/tables/", {}).status_code == 422
    bad = SimpleUploadedFile("2027.xlsx", excel(GOOD, row_with(key=FLOOR, value="x")))
    address = tang.post("/law/tables/", {"file": bad})["Location"]
    page = tang.get(address).content.decode()
    assert "9.7%" in page
    assert "不是数字" in page
    assert "<c-" not in page
    columns = {"value": ("数值",), "why": (sheets.WHY,)}
    whole = sheets.read(tang.get(f"{address}faults/").content, columns, most_rows=9)
    assert [("不是数字" in row.cells["why"], row.cells["value"]) for row in whole] == [(False, "9.7"), (True, "x")]
    good = SimpleUploadedFile("2027.xlsx", excel(GOOD))
    address = tang.post("/law/tables/", {"file": good})["Location"]
    assert tang.post(f"{address}submit/", {"request_key": "a"}).status_code == 422
    paper = SimpleUploadedFile("p.pdf", store.content(sample_paper(company=cast.company.pk, now=NOW)))
    assert tang.post(f"{address}submit/", {"request_key": "b", "paper": paper}).status_code == 302
    assert f"{address}answer/" in gu.get(address).content.decode()
    assert tang.post(f"{address}answer/", {"answer": "confirm", "request_key": "c"}).status_code == 409
    assert gu.post(f"{address}answer/", {"answer": "confirm", "request_key": "d"}).status_code == 302
    assert "顾清已核实" in tang.get("/law/tables/").content.decode()
    assert gu.get(f"{address}paper/")["Content-Disposition"].startswith("attachment")
