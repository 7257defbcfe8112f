"""The reference pages that are made from data: shipped templates step by step, facts, lint rules.

`python -m partwell.lib.template_pages` writes them to `docs/reference/`; a test holds that they are current.
"""

from collections.abc import Iterable
from pathlib import Path

from partwell.core.process.lint import WORDS
from partwell.core.process.template import Due, Step

from . import template_files as files

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
MADE = "<!-- Made from data by `python -m partwell.lib.template_pages`. -->\n\n"
START_ZH = {"ready": "节点开始", "T0": "立案", "D": "解除/终止日"}
MODE_ZH = {"any": "", "all": "（会签）", "sequence": "（依次）"}


def pages() -> dict[str, str]:
    """File name -> content of each page."""
    return {
        "process-templates.md": MADE + _templates(),
        "facts.md": MADE + _facts(),
        "lint-rules.md": MADE + _rules(),
    }


def write(folder: Path = FOLDER) -> None:
    """Write all pages."""
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"

    head = list(head)
    return line(head) + line("---" for _ in head) + "".join(line(row) for row in rows)


def _templates() -> str:
    loaded = [files.load(key).template for key in files.all_keys()]
    count = sum(len(template.steps) for template in loaded)
    text = "# Process templates\n\n"
    text += f"{len(loaded)} shipped separation types, {count} steps with the fragments expanded. 【法】 a legal duty;"
    text += " 〔选〕 may be declined; 〔卡〕 a guard: when it is false the case can only be cancelled.\n"
    text += "Format: [process-template/1](../formats/process-template.md).\n"
    for template in loaded:
        text += f"\n## {template.title} `{template.key}`\n\n{template.title_en}. {len(template.steps)} steps, version"
        text += f" {template.version}. {'；'.join(files.citations()[key].title for key in template.legal_basis)}\n\n"
        head = ("#", "节点", "Step", "责任人", "前置", "条件", "证据（任一组）", "期限", "依据")
        keys = len(template.steps) - 1
        rows = (_row(n, step, everything=len(step.after) == keys) for n, step in enumerate(template.steps, start=1))
        text += _table(head, rows)
    return text


def _row(number: int, step: Step, *, everything: bool) -> list[str]:
    marks = ("【法】" if step.duty else "") + ("〔选〕" if step.optional else "") + ("〔卡〕" if step.guard else "")
    evidence = " 或 ".join(" + ".join(f"`{item}`" for item in alternative) for alternative in step.evidence)
    if step.sets:
        evidence += " → " + ", ".join(f"`{name}`" for name in step.sets)
    return [
        str(number),
        f"{step.title} `{step.key}`{marks}",
        step.title_en,
        "、".join(files.roles()[role].zh for role in step.who) + MODE_ZH.get(step.mode, f"（{step.mode}）"),
        "全部其他节点" if everything else ", ".join(f"`{key}`" for key in step.after),
        f"`{step.when.text}`" if step.when else "",
        evidence,
        _due(step.due),
        ", ".join(step.cite),
    ]


def _due(due: Due | None) -> str:
    if due is None:
        return ""
    start = f"完成 {due.start[5:]}" if due.start.startswith("step:") else START_ZH.get(due.start, due.start)
    kind = "法定" if due.kind == "statutory" else "内部"
    sign = "" if due.plus.amount < 0 else "+"
    condition = f"（{due.when.text}）" if due.when else ""
    return f"{kind} {start} {sign}{due.plus}{' 之前' if due.before else ''}{condition}"


def _facts() -> str:
    text = "# Facts\n\nConditions of process templates speak of these and of nothing else. No fact has a default: until"
    text += " somebody states it, it is unknown, and its owner is asked. *Start* facts can be known when a case starts;"
    text += " the others are determined by a step (`sets`).\n\n"
    head = ("Fact", "中文", "English", "Values", "Start", "Owner", "来源")
    rows = []
    for fact in files.facts().values():
        values = "<br>".join(f"`{v}` {fact.labels.get(v, '')}" for v in fact.values) or fact.type
        start = "yes" if fact.start else "no"
        rows.append([f"`{fact.name}`", fact.label, fact.label_en, values, start, fact.owner, fact.source])
    return text + _table(head, rows)


def _rules() -> str:
    text = "# Lint rules of process templates\n\nAn error blocks publishing; a warning needs a written acknowledgement."
    text += " S: names and shape. P: the case can end. L: labor law.\n\n"
    rows = []
    for rule, words in WORDS.items():
        law = "；".join(files.citations()[key].title for key in words.cite)
        rows.append([rule, words.level, words.zh, words.en, law, words.lawful_zh, words.lawful_en])
    return text + _table(("Rule", "Level", "中文", "English", "依据", "合法做法", "Lawful variant"), rows)


if __name__ == "__main__":
    write()
