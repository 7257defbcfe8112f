"""Template files: all shipped ones load, and a mistake is refused with file, line and step."""

import re

import pytest

from partwell.core.process.flat import from_flat, to_flat
from partwell.lib import template_files as files
from partwell.lib.located_yaml import YamlError, parse

SMALL = """\
format: process-template/1
key: small
version: 1
title: 小
separation_type: small
party: employer
jurisdiction: CN
applies_when: "true"
legal_basis: [LCL50]
unilateral: false
severance: none
anchors: {T0: case_started, D: termination_date}
defaults: {remind: [0h], escalate: [], channels: {}, on_no_assignee: transfer_to_admin, on_timeout: escalate}
bind: {effective: [date_fixed], all: '*'}
include: [freeze]
steps:
  - {key: date_fixed, title: 定日, phase: decide, kind: decision, who: er, after: [start],
     sets: {D: form}, evidence: [[employer.form:date]]}
  - {key: start, title: 开始, phase: ground, kind: task, who: er, after: [], evidence: [[employer.form:start]],
     due: {from: T0, plus: 1wd, class: internal}}
"""


@pytest.mark.parametrize("key", files.all_keys())
def test_each_shipped_template_loads_and_its_frozen_form_reads_back(key):
    """What is hashed is enough to rebuild the template, without the installation's dictionary."""
    loaded = files.load(key)
    assert from_flat(loaded.flat) == loaded.template
    assert to_flat(from_flat(loaded.flat)) == loaded.flat
    assert re.fullmatch("[0-9a-f]{64}", loaded.sha256)
    assert loaded.template.title_en
    assert all(step.title_en for step in loaded.template.steps)


def test_the_eleven_separation_types_are_there():
    """Eleven templates ship; files with an underscore are not templates."""
    assert len(files.all_keys()) == 11
    assert "probation_failure" in files.all_keys()
    with pytest.raises(KeyError):
        files.load("_fragments")
    with pytest.raises(KeyError):
        files.load("../secrets")


def test_every_role_citation_and_owner_named_by_a_template_is_known():
    """Nobody is asked, told or escalated to who is in no table."""
    roles, law = files.roles(), files.citations()
    for fact in files.facts().values():
        assert fact.owner in roles
        assert fact.label
        assert fact.label_en
    for key in files.all_keys():
        template = files.load(key).template
        assert set(template.legal_basis) <= set(law)
        assert {to for _, to in template.escalate} <= set(roles)
        for step in template.steps:
            assert set(step.who) <= set(roles)
            assert set(step.cite) <= set(law)


def test_placeholders_stand_for_the_steps_the_template_binds():
    """@effective and @all are expanded, and each step follows its predecessors."""
    template = files.parse(SMALL.encode(), "small.yaml").template
    assert [step.key for step in template.steps] == ["start", "date_fixed", "case_freeze"]
    assert set(template.step("case_freeze").after) == {"start", "date_fixed"}
    assert template.effective == ("date_fixed",)


def test_editorial_notes_do_not_change_the_hash():
    """`reviewed` and `review_note` say when a text was held against the law; they are not part of a version."""
    noted = SMALL.replace("who: er, after: []", "who: er, reviewed: '2026-11-22', review_note: 核对, after: []")
    assert noted != SMALL
    assert files.parse(noted.encode(), "small.yaml").sha256 == files.parse(SMALL.encode(), "small.yaml").sha256


@pytest.mark.parametrize(
    ("before", "after", "line", "step"),
    [
        ("kind: task", "colour: red, kind: task", 19, "start"),
        ("plus: 1wd", "plus: soon", 20, "start"),
        ("class: internal", "class: vague", 20, "start"),
        ("after: [start]", "after: [nowhere]", 17, "date_fixed"),
        ("after: []", "after: [date_fixed]", 17, "date_fixed"),
        ("after: []", "after: ['@decided']", 19, "start"),
        ("sets: {D: form}", "sets: {unknown_fact: form}", 18, "date_fixed"),
        ("evidence: [[employer.form:date]]", "evidence: [[employer.magic:date]]", 18, "date_fixed"),
        ("include: [freeze]", "include: [nonsense]", 15, ""),
        ("include: [freeze]", "exclude: [nonsense]", 15, ""),
        ("include: [freeze]", "include: freeze", 15, ""),
        ("include: [freeze]", "exclude: freeze", 15, ""),
        ("effective: [date_fixed]", "effective: date_fixed", 14, ""),
        ("effective: [date_fixed]", "decided: 7, effective: [date_fixed]", 14, ""),
        ("after: [start]", "after: start", 17, "date_fixed"),
        ("after: [], ", "", 19, "start"),
        ("bind: {effective: [date_fixed], all: '*'}", "bind: {all: '*'}", 14, ""),
        ("bind: {effective", "bind: {color: [x], effective", 14, ""),
        ('applies_when: "true"', 'applies_when: "nonsense"', 8, ""),
        ("title: 小", "titel: 小", 4, ""),
        ("version: 1", "version: 1\nversion: 2", 4, ""),
        ("version: 1", "version: 1.5", 3, ""),
        ("unilateral: false", "unilateral: no", 10, ""),
        ("key: start", "key: date_fixed", 19, "date_fixed"),
        ("key: start", "key: case_freeze", 0, "case_freeze"),
    ],
)
def test_a_mistake_is_refused_with_file_line_and_step(before, after, line, step):
    """Whoever edits a file is told where to look."""
    assert before in SMALL
    with pytest.raises(files.TemplateFileError) as refusal:
        files.parse(SMALL.replace(before, after, 1).encode(), "small.yaml")
    assert refusal.value.step == step
    if line:
        assert (refusal.value.file, refusal.value.line) == ("small.yaml", line)
        assert str(refusal.value).startswith(f"small.yaml:{line}: ")
    else:
        assert refusal.value.file == "_fragments.yaml"
    assert refusal.value.message_zh


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"a: [",
        b"a: !!python/object:os.system x",
        b"a: &x [1]\nb: *x",
        b"a: &x [*x]",
        b"? [a]\n: b",
        b"<<: {a: 1}",
        b"a: 2026-01-01",
        b"a: 1.5",
        b"a: 0x1F",
        b"a: 1\na: 2",
        b"[" * 100_000,
        b"a:\n" + b"".join(b" " * n + b"- \n" for n in range(1, 200)),
        b"x" * 600_000,
        b"a: 1\n---\nb: 2",
    ],
)
def test_hostile_or_broken_yaml_is_refused_at_once(content):
    """No tags, no aliases, no deep nesting, no huge files."""
    with pytest.raises(YamlError):
        parse(content, "x.yaml")


def test_keys_are_taken_as_written():
    """`on:` is a key called on, not the word true."""
    assert parse(b"{on: ready, no: 'no'}", "x.yaml")[0] == {"on": "ready", "no": "no"}


def test_a_law_is_printed_with_its_name_and_article():
    """The number of a document stands behind the title, not in it."""
    law = files.citations()
    assert law["LCL50"].title == "《劳动合同法》第五十条"
    assert law["REG24"].title == "《劳动合同法实施条例》(国务院令第535号)第二十四条"
    assert (
        law["SPC2-19"].title == "《最高人民法院关于审理劳动争议案件适用法律问题的解释(二)》(法释〔2025〕12号)第十九条"
    )
