"""One check of a file: what it says, where, and that nothing hangs it."""

import json
import sys
from pathlib import Path
from types import FrameType

import pytest

from partwell.lib import template_check, template_files
from partwell.site.benches.template import HEAD, hostile, many_facts, row

HERE = Path(__file__).parent
CALLS = 10_000_000
"""Calls and returns a refusal may take: no clock decides. `./run bench template` says how long that is."""


def check(text: str | bytes) -> tuple[template_check.Checked, int]:
    """A check of a file with this content, and the calls and returns it took."""
    content, calls = text.encode() if isinstance(text, str) else text, 0

    def count(frame: FrameType, event: str, what: object) -> None:
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found = template_check.check_loaded(template_files.parse(content, "x.yaml"), "x.yaml")
    except template_files.TemplateFileError as wrong:
        found = template_check.refused(wrong, "x.yaml")
    finally:
        sys.setprofile(before)
    return found, calls


def test_the_article_as_printed_fails_and_a_flattened_form_of_a_shipped_one_passes(tmp_path):
    """Any place, with fragments or without."""
    article = template_check.check_file(HERE / "article_as_written.yaml")
    said = {row["rule"] for row in article.report()["errors"]}
    assert said >= {"L001", "L002", "L003", "L004", "L005", "L007", "L011", "L012", "L015", "L020"}
    waiver = next(row for row in article.report()["errors"] if row["rule"] == "L001")
    assert (waiver["step"], waiver["cite"], waiver["line"]) == ("si_arrears_fix", ["LCL26", "SPC2-19"], 24)
    for key in template_files.all_keys():
        path = tmp_path / f"{key}.json"
        path.write_text(json.dumps(template_files.load(key).flat, ensure_ascii=False, indent=1))
        checked = template_check.check_file(path)
        assert checked.report() == {"errors": [], "warnings": []}
        assert checked.proof.complete


def test_facts_carried_by_a_flattened_form_keep_their_meaning():
    """A dictionary without mothers would open the guard."""
    flat = json.loads(json.dumps(template_files.load("nonfault_dismissal").flat))
    flat["facts"]["protected_status"]["values"].remove("maternity")
    assert [one.rule for one in template_check.check_flat(flat, "x").errors] == ["S06"]


@pytest.mark.parametrize(
    ("name", "text", "rule", "line"),
    [
        ("cycle", HEAD + row(0, "[s1]") + row(1, "[s0]"), "P01", 16),
        ("unknown step", HEAD + row(0, "[nowhere]"), "S03", 16),
        ("unknown fact", HEAD + row(0, more=', when: "moonlight"'), "S06", 16),
        ("unknown value", HEAD + row(0, more=""", when: "employee_type == 'king'\""""), "S06", 16),
        ("duplicate key", HEAD + "  - {key: s0, key: s1}\n", "S00", 16),
        ("duplicate step", HEAD + row(0) + row(0), "S01", 17),
        ("unknown anchor", HEAD + row(0, more=", due: {from: X, plus: 1d, class: internal}"), "S09", 16),
        ("reopen", HEAD + row(0, more=", reopen: true"), "S12", 16),
        ("unknown key", HEAD + row(0, more=", colour: red"), "S01", 16),
        ("not YAML", HEAD + "  - {key: [", "S00", 17),
        ("alias", "a: &x [1]\nb: *x\n", "S00", 1),
        ("laughs", "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(500)), "S00", 2),
        ("deep", HEAD + "  " + "[" * 50_000, "S00", 16),
        ("not a mapping", "- 1\n", "S00", 1),
        ("no text", b"\xff\xfe\x00", "S00", 1),
        ("nothing", "", "S00", 1),
    ],
)
def test_what_is_malformed_is_refused_at_once_with_its_place(name, text, rule, line):
    """File, line and reason, in both languages."""
    found, calls = check(text)
    assert [(one.rule, one.level) for one in found.findings] == [(rule, "error")], name
    told = found.report()["errors"][0]
    assert told["message"].startswith("x.yaml:")
    assert told["message_zh"].startswith("x.yaml 第")
    assert (told["file"], told["line"] if name != "laughs" else 2) == ("x.yaml", line)
    assert found.unusable == (rule == "S00")
    assert calls < CALLS


LARGEST = {"as many steps as fit", "300 steps, each after all"}
"""Counting their calls takes many times as long as the check itself."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.nightly) if name in LARGEST else name for name in hostile()]
)
def test_nothing_built_to_hang_is_waited_for(name):
    """Thousands of steps, a complete graph, conditions of parity: refused, never waited for."""
    found, calls = check(hostile()[name])
    assert found.errors, name
    assert calls < CALLS, name


def test_a_file_that_is_too_large_is_not_even_read():
    """One byte more than a file may have."""
    for size in (template_files.MAX_BYTES, template_files.MAX_BYTES + 1):
        found, calls = check(HEAD + "#" * (size - len(HEAD.encode())))
        assert ("larger than" in found.report()["errors"][0]["message"]) == (calls < 1000) == (size > 262_144)


def test_a_condition_beyond_deciding_is_refused_and_never_believed():
    """The allowance is spent: that is an error, not a pass."""
    found, _ = check(hostile()["one beyond deciding"])
    assert "P04" in {one.rule for one in found.errors}
    assert found.proof.undecided
    assert not found.proof.complete


def test_forty_facts_in_one_condition_are_decided():
    """Each fact once is easy however many there are."""
    found, calls = check(many_facts())
    assert not {"P02", "P03", "P04"} & {one.rule for one in found.findings}
    assert calls < CALLS


def test_what_the_program_never_gives_is_not_waited_for():
    """A step that asks for an unknown calculation could never be done that way, alone or beside a way that works."""
    flat = json.loads(json.dumps(template_files.load("probation_failure").flat))
    step = next(one for one in flat["steps"] if one["key"] == "handover_plan")
    step["evidence"] = [["system.calc:nonsense"]]
    assert "P08" in {one.rule for one in template_check.check_flat(flat, "draft").errors}
    step["evidence"].append(["employer.form:handover_list"])
    assert "P08" in {one.rule for one in template_check.check_flat(flat, "draft").errors}
    del step["evidence"][0]
    assert "P08" not in {one.rule for one in template_check.check_flat(flat, "draft").findings}
