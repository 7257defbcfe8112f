"""One check of a process template, for the command, the designer and publishing: read, lint, prove, say where.

A mistake of reading comes out under the rule it breaks (a circle is P01, an unknown step S03, an unknown fact S06);
what is not even YAML, or no table, has no rule and is unusable.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from partwell.core.process.lint import WORDS, Finding, lint
from partwell.core.process.lint.domain import Domain
from partwell.core.process.lint.finding import found
from partwell.core.process.lint.law import texts_of
from partwell.core.process.lint.prove import Proof, prove
from partwell.core.process.lint.shape import near
from partwell.core.process.template import Item, Template
from partwell.core.warnings.reading import said
from partwell.core.warnings.words import RANKING

from . import template_files as files
from .template_files import LoadedTemplate, TemplateFileError


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the template when it could be read, and everything wrong with it."""

    file: str
    findings: tuple[Finding, ...]
    loaded: LoadedTemplate | None = None
    proof: Proof | None = None
    unusable: bool = False
    lines: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What blocks publishing."""
        return tuple(one for one in self.findings if one.level == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What needs a written acknowledgement to publish."""
        return tuple(one for one in self.findings if one.level == "warning")

    def report(self) -> dict[str, Any]:
        """The findings as they are stored with a version."""
        return {"errors": self.rows("error"), "warnings": self.rows("warning")}

    def rows(self, level: str) -> list[dict[str, Any]]:
        """The findings of one level as plain values, each with file and line."""
        return [self._row(one) for one in self.findings if one.level == level]

    def _row(self, one: Finding) -> dict[str, Any]:
        file, line = self.lines.get(one.step) or self.lines.get("") or (self.file, 1)
        return {
            "rule": one.rule,
            "step": one.step,
            "message": one.message_en,
            "message_zh": one.message_zh,
            "cite": list(one.cite),
            "law": [files.citations()[key].title for key in one.cite if key in files.citations()],
            "lawful": one.lawful_en,
            "lawful_zh": one.lawful_zh,
            "file": file,
            "line": line,
        }


@cache
def national_types() -> frozenset[str]:
    """The separation types there are: those a national template is shipped for."""
    return frozenset(key for key in files.all_keys() if "/" not in key)


@cache
def given_by_program() -> frozenset[Item]:
    """Calculations and records the program gives: those the shipped templates ask for."""
    steps = (step for key in files.all_keys() for step in files.load(key).template.steps)
    return frozenset(item for step in steps for one in step.evidence for item in one if item.party == "system")


@cache
def calculated() -> frozenset[str]:
    """Facts and anchors that the program calculates: those the shipped templates leave to it."""
    steps = (step for key in files.all_keys() for step in files.load(key).template.steps)
    return frozenset(name for step in steps for name, how in step.sets.items() if how == "calc")


@cache
def messages() -> frozenset[str]:
    """Messages a step can name: those the shipped templates send."""
    steps = (step for key in files.all_keys() for step in files.load(key).template.steps)
    return frozenset(one["template"] for step in steps for one in step.notify if "template" in one)


def unsent(template: Template) -> list[Finding]:
    """S14: messages that no template of a message has."""
    named = [(step.key, one["template"]) for step in template.steps for one in step.notify if "template" in one]
    values = {"what": "消息模板", "what_en": "message"}
    return [
        found("S14", key, name=name, **values, **near(name, messages()))
        for key, name in named
        if name not in messages()
    ]


_ON_THE_WORK = frozenset({"LCL39", "LCL39-1", "LCL40"})
"""Grounds that the work or the conduct of the one person must carry."""
_NO_GROUND = re.compile(r"不等于|不代表|不作为|不能作为|不得|不以|不用名次|is no ground|does not show")


def ranked(template: Template) -> list[Finding]:
    """L026: texts that take a low rank for a ground, where the law asks for the work of the person."""
    if template.party != "employer" or not _ON_THE_WORK & set(template.legal_basis):
        return []
    texts = [("", text) for text in (template.title, template.title_en)]
    for step in template.steps:
        texts += [(step.key, text) for text in (step.title, step.title_en, step.note)]
        texts += [(step.key, str(message.get("text", ""))) for message in step.notify]
    asked = {item.name: step.key for step in template.steps for one in step.evidence for item in one}
    for name, entry in template.documents.items():
        texts += [(asked.get(name, name), str(text)) for text in entry.values()]
    for name, form in template.forms.items():
        texts += [(asked.get(name, name), text) for text in texts_of(form)]
    hits = ((key, said(RANKING, text)) for key, text in texts if not _NO_GROUND.search(text))
    return [found("L026", key, text=hit) for key, hit in hits if hit]


def by_nobody(template: Template) -> list[Finding]:
    """P08: steps that wait for something the program never gives."""
    wanting = []
    for step in template.steps:
        # One such way beside others is as wrong: it reads as if the step could be done by it.
        strange = [i for one in step.evidence for i in one if i.party == "system" and i not in given_by_program()]
        strange += [name for name, how in step.sets.items() if how == "calc" and name not in calculated()]  # type: ignore[misc]
        if strange:
            wanting.append(found("P08", step.key, item=str(strange[0])))
    return wanting


def check_file(path: Path) -> Checked:
    """Read and check one file, with fragments or flattened."""
    try:
        return check_loaded(files.read(path), str(path))
    except TemplateFileError as wrong:
        return refused(wrong, str(path))


@cache
def check_shipped(key: str) -> Checked:
    """Check a shipped template by its key; once, for `files.load` reads it once."""
    try:
        return check_loaded(files.load(key), key)
    except TemplateFileError as wrong:
        return refused(wrong, key)


def check_flat(flat: Mapping[str, Any], name: str) -> Checked:
    """Check a flattened form as a value: a draft of the designer."""
    try:
        return check_loaded(files.from_flat_form(flat, name), name)
    except TemplateFileError as wrong:
        return refused(wrong, name)


def check_loaded(loaded: LoadedTemplate, name: str) -> Checked:
    """Check a template that could be read."""
    template = loaded.template
    domain = Domain(files.facts())
    findings = lint(template, files.facts(), files.citations(), files.roles(), _national(template), domain)
    if template.separation_type not in national_types():
        types = ", ".join(sorted(national_types()))
        words = WORDS["S11"]
        values = {"what": template.separation_type, "types": types}
        findings.append(Finding("S11", "error", "", words.zh.format(**values), words.en.format(**values)))
    findings += [*unsent(template), *by_nobody(template), *ranked(template)]
    proof = prove(template, domain)
    return Checked(name, tuple(findings), loaded, proof, lines=loaded.places)


def refused(wrong: TemplateFileError, name: str) -> Checked:
    """A template that can't be read, as one error with file and line."""
    rule = wrong.rule or "S00"
    words = WORDS[rule]
    message = f"{wrong.file}:{wrong.line}: {wrong.message}"
    finding = Finding(
        rule,
        "error",
        wrong.step,
        f"{wrong.file} 第 {wrong.line} 行：{wrong.message_zh}",
        message,
        words.cite,
        words.lawful_zh,
        words.lawful_en,
    )
    lines = {wrong.step: (wrong.file, wrong.line), "": (wrong.file, wrong.line)}
    return Checked(name, (finding,), unusable=not wrong.rule, lines=lines)


def _national(template: Template) -> Template | None:
    kind = template.separation_type
    return files.load(kind).template if kind in national_types() else None


def proof_report(proof: Proof) -> dict[str, Any]:
    """The proof as it is stored with a version."""
    return asdict(proof)
