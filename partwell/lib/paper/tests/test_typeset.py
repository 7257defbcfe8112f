"""Typesetting happens in a process of its own; equal input gives equal bytes, and what fails is only an error."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from partwell.lib import isolated
from partwell.lib.paper import model
from partwell.lib.paper.typeset import ROOT, CannotTypeset, count_pages, typeset

AT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
TEMPLATE = ROOT / "kinds" / "documents" / "undertaking" / "document.typ"


def a_paper(*paragraphs: str) -> model.Data:
    blocks = tuple(model.para("{text}", text=text) for text in paragraphs)
    section = model.Section("一、题目", blocks)
    return model.Paper("题目", "N-1", (section,), "employer", "公司", "林晓", "2026年11月26日").as_data()


def test_equal_papers_are_equal_files() -> None:
    """The same words at the same instant give the same bytes, so a digest can be checked again."""
    assert typeset(TEMPLATE, a_paper("一"), at=AT) == typeset(TEMPLATE, a_paper("一"), at=AT)
    assert typeset(TEMPLATE, a_paper("一"), at=AT) != typeset(TEMPLATE, a_paper("二"), at=AT)


def test_pages_are_counted() -> None:
    """Long papers run over several pages."""
    assert count_pages(typeset(TEMPLATE, a_paper("字" * 20), at=AT)) == 1
    assert count_pages(typeset(TEMPLATE, a_paper(*["字" * 400] * 12), at=AT)) > 2


def test_a_template_reads_nothing_outside_the_package(tmp_path: Path) -> None:
    """Neither files of the system nor packages of the network."""
    for line in ('#read("/etc/hostname")', '#import "@preview/cetz:0.2.0"'):
        bad = ROOT / "lib" / "paper" / "tests" / "bad.typ"
        bad.write_text(line)
        try:
            with pytest.raises(CannotTypeset):
                typeset(bad, {}, at=AT)
        finally:
            bad.unlink()


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("import os; os.abort()", "ended with"),
        ("raise SystemExit(3)", "ended with 3"),
        ("x = bytearray(2 * 1024**3)", "MemoryError"),
        ("import threading; threading.Event().wait()", "longer than"),
    ],
    ids=["crash", "exit", "memory", "hang"],
)
def test_a_child_that_crashes_hangs_or_eats_memory_is_only_an_error(tmp_path: Path, script: str, says: str) -> None:
    """The server goes on."""
    path = tmp_path / "child.py"
    path.write_text(script)
    with pytest.raises(isolated.ChildFailed, match=says):
        isolated.run(path, b"", seconds=2)


def test_a_child_sees_no_secret_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the data folder nor a password reaches it."""
    monkeypatch.setenv("PARTWELL_SMTP", "smtp://user:password@host")
    path = tmp_path / "child.py"
    path.write_text("import os; print(sorted(os.environ))")
    assert b"PARTWELL" not in isolated.run(path, b"", seconds=10)


def test_a_value_that_looks_like_a_slot_stays_a_value() -> None:
    """Only our own pattern is parsed."""
    assert model.runs("给 {who}。", who="{sum}") == [{"text": "给 "}, {"fill": "{sum}"}, {"text": "。"}]
