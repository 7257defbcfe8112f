"""Every kind of document keeps one contract: its words are golden, nothing is guessed, it can be printed for ever."""

import importlib
import io
import re
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from partwell import kinds
from partwell.lib import registry
from partwell.lib.paper import model
from partwell.lib.paper.kind import INTENTS, DocumentKind
from partwell.lib.paper.typeset import typeset
from partwell.lib.paper.values import Incomplete
from tests.cast import NOW

FOLDER = Path(kinds.__file__).parent / "documents"
KEYS = sorted(path.parent.name for path in FOLDER.glob("*/kind.py"))

FORBIDDEN = ("逾期将影响", "务必", "请尽快", "！", "自动离职", "不可篡改", "再无任何劳动争议", "放弃一切")


def sample(key: str) -> dict[str, Any]:
    return importlib.import_module(f"partwell.kinds.documents.{key}.tests.sample").VALUES


def kind(key: str) -> DocumentKind:
    return registry.kind("documents", key)


@pytest.mark.parametrize("key", KEYS)
def test_the_words_are_the_golden_ones(key: str) -> None:
    """A changed word in a letter shows in review as a changed line of `golden.txt`."""
    golden = FOLDER / key / "tests" / "golden.txt"
    assert model.as_text(kind(key).fields(sample(key)).as_data()) == golden.read_text(encoding="utf-8")


DEPUTY = "员工关系 赵敏（代李强，2026年11月20日至2026年11月30日）"


@pytest.mark.parametrize("key", KEYS)
def test_it_says_which_seat_a_deputy_filled(key: str) -> None:
    """Who signed for whom and for which days stands in the small print of every kind, and only then."""
    paper = kind(key).fields({**sample(key), "deputies": [DEPUTY]}).as_data()
    assert f"由代理人代为办理：{DEPUTY}。" in paper["notes"]
    assert not any("代理人" in note for note in kind(key).fields(sample(key)).as_data()["notes"])


@pytest.mark.parametrize("key", ["termination_notice", "handover_list"])
def test_the_deputy_is_printed(key: str) -> None:
    """In the PDF itself."""
    paper = kind(key).fields({**sample(key), "deputies": [DEPUTY]}).as_data()
    pages = PdfReader(io.BytesIO(typeset(kind(key).template, paper, at=NOW))).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    assert "".join(DEPUTY.split()) in text


@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_guessed(key: str) -> None:
    """Without values a paper names what it needs; a missing one is never filled in."""
    with pytest.raises(Incomplete) as why:
        kind(key).fields({})
    assert {"company_name", "employee_name", "document_number", "issued_on"} <= set(why.value.names)


PLAIN = (FOLDER / "resign_ack" / "document.typ").read_text(encoding="utf-8")
OWN_LOOK = [key for key in KEYS if (FOLDER / key / "document.typ").read_text(encoding="utf-8") != PLAIN]
TYPESET = [key for key in KEYS if key in OWN_LOOK or key in ("termination_notice", "undertaking", "mutual_agreement")]
"""Kinds with a look of their own, and one each with a table, a sum, seats; the others share the look of `paper.typ`."""


@pytest.mark.parametrize("key", [key if key in TYPESET else pytest.param(key, marks=pytest.mark.sweep) for key in KEYS])
def test_it_prints_as_an_archive_file_with_number_and_check(key: str) -> None:
    """PDF/A-2a, tagged, in Chinese, with title, number on each page and the way to check it."""
    paper = kind(key).fields(sample(key)).as_data()
    pdf = typeset(kind(key).template, paper, at=NOW)
    reader = PdfReader(io.BytesIO(pdf))
    xmp = reader.trailer["/Root"]["/Metadata"].get_data()
    assert b"<pdfaid:part>2</pdfaid:part>" in xmp and b"<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] and reader.trailer["/Root"]["/Lang"].startswith("zh")
    assert reader.metadata.title == paper["title"]
    pages = [page.extract_text() for page in reader.pages]
    assert all(paper["number"] in text for text in pages)
    assert "SHA-256" in "".join(pages)


@pytest.mark.parametrize("key", KEYS)
def test_what_the_kind_declares_fits_together(key: str) -> None:
    """Answers are known, evidence items belong to answers, a paper for the seal says it has no electronic one."""
    one = kind(key)
    paper = one.fields(sample(key)).as_data()
    assert one.key == key and one.title and one.title_en
    assert set(one.answers) <= set(INTENTS) and set(one.items) <= set(one.answers)
    assert (one.effect == "none") == (not one.answers)
    assert paper["seal"] == one.sealed_by_employer
    assert any("制作时未加盖电子印章" in note for note in paper["notes"]) == one.sealed_by_employer
    assert len(model.pages(paper)) >= 1


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "word", ["逾期将影响", "务必", "请尽快", "！", "自动离职", "不可篡改", "再无任何劳动争议", "放弃一切"]
)
def test_no_paper_threatens_or_releases(key: str, word: str) -> None:
    """Words that press an employee, and words with which rights are signed away, stand in no letter."""
    assert word not in model.as_text(kind(key).fields(sample(key)).as_data())


def test_every_kind_and_every_entry_type_is_documented() -> None:
    """`docs/reference/documents.md` names them all."""
    page = (FOLDER.parents[2] / "docs" / "reference" / "documents.md").read_text(encoding="utf-8")
    source = (FOLDER.parents[1] / "apps" / "documents" / "actions.py").read_text(encoding="utf-8")
    types = set(re.findall(r'"(document\.[a-z_]+)"', source))
    assert not [word for word in (*KEYS, *types) if f"`{word}`" not in page]
