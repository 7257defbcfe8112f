"""`./run law` on broken copies of the data: each fault is found with file, line and reason, and hides no other."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from partwell.lib import law_examples
from partwell.lib.law_check import report
from partwell.lib.law_files import LAW
from partwell.lib.law_source import Problem
from partwell.site.commands import main

TODAY = date(2026, 11, 26)
FILE = "440000-guangdong.yaml"
NATIONAL = """\
meta: {verified_key: {LRB: text}}
tables: {late_fee_per_day: 0.0005, pay_days_per_month: 21.75, iit_annual: [[36000, 0.03, 0], [null, 0.45, 181920]]}
rules: []
"""


@pytest.fixture
def law(tmp_path: Path) -> Path:
    """The nation and one province as they are shipped, and next to no national rules."""
    (tmp_path / "regions").mkdir()
    for name in ("regions/000000-china.yaml", f"regions/{FILE}"):
        shutil.copy(LAW / name, tmp_path / name)
    (tmp_path / "national-rules.yaml").write_text(NATIONAL, encoding="utf-8")
    return tmp_path


def found(law: Path) -> list[Problem]:
    """What is wrong besides the provinces that the copy leaves out."""
    return [one for one in report(TODAY, law).problems if one.code != "left_out"]


def change(path: Path, do: Callable[[list[str], int], None], mark: str) -> int:
    """Change the first line with a mark; its number from 1."""
    lines = path.read_text(encoding="utf-8").split("\n")
    at = next(number for number, line in enumerate(lines) if mark in line)
    do(lines, at)
    path.write_text("\n".join(lines), encoding="utf-8")
    return at + 1


def replace(old: str, new: str) -> Callable[[list[str], int], None]:
    """Put `new` for `old` in the line."""

    def do(lines: list[str], at: int) -> None:
        assert old in lines[at]
        lines[at] = lines[at].replace(old, new, 1)

    return do


def swap(lines: list[str], at: int) -> None:
    """The line and the one below change places."""
    lines[at], lines[at + 1] = lines[at + 1], lines[at]


MARK = "{value: 2500, from: 2025-03-01"
FAULTS: list[tuple[Callable[[list[str], int], None], str, str, int]] = [
    # what is done to the line with the older minimum wage, the code, a word of the reason, lines below it
    (replace("value: 2500", "value: 105"), "range", "105 is not between", 0),
    (replace("value: 2500", "value: '2500'"), "value", "is text, not a number", 0),
    (replace("value: 2500", "value: abc"), "value", "is text, not a number", 0),
    (replace("value: 2500", "value: true"), "value", "is bool, not a number", 0),
    (replace("value: 2500", "value: [1, 2]"), "value", "is list, not a number", 0),
    (replace("value: 2500, ", ""), "value", "needs a value or a formula", 0),
    (replace("value: 2500", "value: null"), "value", "needs a value or a formula", 0),
    (replace("value: 2500", "value: 2500, formula: minimum_wage.hourly"), "value", "a value and a formula", 0),
    (replace("value: 2500", "formula: wage.of.dreams"), "formula", "which is no key", 0),
    (replace("value: 2500", "value: 2500, valu: 1"), "field", "unknown field 'valu'", 0),
    (replace("from: 2025-03-01", "from: 2025-02-30"), "dates", "is no day", 0),
    (replace("from: 2025-03-01", "from: 20250301"), "dates", "is no day", 0),
    (replace("from: 2025-03-01, ", ""), "dates", "needs a first day", 0),
    (replace("from: 2025-03-01", "from: 2052-03-01"), "dates", "is no day of such a figure", 0),
    (replace("from: 2025-03-01", "from: 2025-03-01, to: 2024-03-01"), "dates", "before it begins", 0),
    (replace("from: 2025-03-01", "from: 2025-03-01, to: 2026-09-01"), "overlap", "the next begins", 1),
    (replace("from: 2025-03-01", "from: 2026-09-01"), "overlap", "two entries begin", 1),
    (
        replace("from: 2025-03-01", "from: 2025-03-01, to: 2026-06-30"),
        "gap",
        "nothing from 2026-07-01 to 2026-08-31",
        1,
    ),
    (swap, "order", "the oldest is first", 1),
    (replace("status: secondary", "status: sure"), "status", "is none of verified, secondary, memory", 0),
    (replace("status: secondary, ", ""), "status", "needs a status", 0),
    (replace("status: secondary", "status: verified"), "how", "but not how", 0),
    (replace("status: secondary", "status: verified, how: hearsay"), "how", "is none of text", 0),
    (replace(", source: AD", ""), "source", "needs a source", 0),
    (replace("source: AD", "source: NOBODY"), "source", "not among the file's sources", 0),
    (replace("source: AD", "source: [AD, NOBODY]"), "source", "not among the file's sources", 0),
]


@pytest.mark.parametrize(("do", "code", "reason", "below"), FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_found_with_its_line_and_reason(
    law: Path, do: Callable[[list[str], int], None], code: str, reason: str, below: int
) -> None:
    """Twenty-six ways to spoil one entry."""
    assert found(law) == []
    line = change(law / "regions" / FILE, do, MARK) + below
    same = [one for one in found(law) if one.code == code and reason in one.detail]
    assert [(one.file, one.line) for one in same[:1]] == [(FILE, line)]
    assert same[0].key == "minimum_wage.monthly"


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (f"regions/{FILE}", "  minimum_wage.monthly:", "  minimum_wage.montly:", "there is no such key"),
        (f"regions/{FILE}", "  level: province", "  level: country", "level 'country' is none of"),
        (f"regions/{FILE}", "parent: '000000'", "parent: '110000'", "is not the nation"),
        (f"regions/{FILE}", "  '440200':", "  '450200':", "450200 is no division of 440000"),
        (f"regions/{FILE}", "  pinyin: guangdong", "  pinyin: 广东", "a six-digit code, a name and a pinyin"),
        (f"regions/{FILE}", "cities:", "towns:", "unknown part 'towns'"),
        (f"regions/{FILE}", "  level: province", "\t level: province", "not YAML"),
        (f"regions/{FILE}", "  level: province", "  level: province\n  level: province", "written twice"),
        ("national-rules.yaml", "- id: SEV-01", "- id: SEV-02", "stands here a second time"),
        ("national-rules.yaml", "- id: SEV-01", "- id: ''", "is no id of a rule"),
        ("national-rules.yaml", "  kind: compute", "  kind: guess", "is none of compute"),
        ("national-rules.yaml", "  effective_to: null", "  effective_to: '1990-01-01'", "before it begins"),
        ("national-rules.yaml", "  verified: LRB", "  verified: hearsay", "begins with none of"),
        ("national-rules.yaml", "  late_fee_per_day: 0.0005", "  late_fee_per_day: 0.05", "is not a number between"),
        ("national-rules.yaml", "  - - 144000", "  - - 14400", "do not rise"),
    ],
    ids=range(15),
)
def test_a_fault_of_a_whole_file_is_found(law: Path, file: str, old: str, new: str, reason: str) -> None:
    """Keys, levels, codes, ids, kinds, sources and tables."""
    shutil.copy(LAW / "national-rules.yaml", law / "national-rules.yaml")
    path = law / file
    content = path.read_text(encoding="utf-8")
    assert f"\n{old}" in content
    path.write_text(content.replace(f"\n{old}", f"\n{new}", 1), encoding="utf-8")
    told = [one for one in found(law) if reason in one.detail]
    assert told
    assert told[0].line > 1 or file.startswith("regions")


def test_faults_do_not_hide_each_other(law: Path) -> None:
    """Three in one file: all three are said."""
    path = law / "regions" / FILE
    change(path, replace("value: 2500", "value: 105"), MARK)
    change(path, replace("status: secondary", "status: sure"), "{value: 2680, from: 2026-09-01")
    change(path, replace("name: 韶关市", "name: ''"), "name: 韶关市")
    assert {"range", "status", "shape"} <= {one.code for one in found(law)}


def test_the_command_names_file_line_and_reason(law: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And leaves with 1; a folder without law with 2."""
    line = change(law / "regions" / FILE, replace("value: 2500", "value: 105"), MARK)
    assert main(["law", "--folder", str(law), "--on", "2026-11-26"]) == 1
    assert f"{FILE}:{line}: 440100 minimum_wage.monthly: 105 is not between 800 and 4000" in capsys.readouterr().err
    assert main(["law", "--folder", str(law / "regions")]) == 2


def test_a_province_that_is_missing_is_said(law: Path) -> None:
    """Instead of refusing its codes without a word."""
    left_out = [one.division for one in report(TODAY, law).problems if one.code == "left_out"]
    assert len(left_out) == 30
    assert "330000" in left_out


def test_the_shipped_law_is_sound() -> None:
    """No error on the day it was made; what wants attention is warned about with its place."""
    made = report(TODAY)
    assert made.problems == ()
    assert all(one.file and one.line > 1 for one in made.warnings)
    assert (made.divisions, made.rules) == (365, 80)


def test_the_command_lists_what_was_published_and_differs_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    """Each published error stands there with where, what, and because; nothing of it is an error of the data."""
    errors = law_examples.published_errors()
    assert errors and all(one["where"] and one["published"] and one["because"] for one in errors)
    assert main(["law", "--on", "2026-11-28"]) == 0
    told = capsys.readouterr().out
    for one in errors:
        assert f"differs: {one['id']} " in told and f"because: {one['because']}" in told
