"""How long a template's check and proof take: each shipped one, all, one with forty facts, and those made to hang."""

import statistics
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

from . import Row, Where

SUMMARY = "check and proof of templates: the slowest, all, forty facts, files made to hang"
HEAD = """\
format: process-template/1
key: small
version: 1
title: 小
separation_type: voluntary_resignation
party: employee
jurisdiction: CN
applies_when: "true"
legal_basis: [LCL37]
unilateral: false
severance: none
anchors: {T0: notice_received, D: termination_date}
defaults: {remind: [0h], escalate: [], channels: {}, on_no_assignee: transfer_to_admin, on_timeout: escalate}
bind: {effective: [s0]}
steps:
"""


def row(number: int, after: str = "[]", more: str = "") -> str:
    """One step of a made-up file, as a line."""
    return (
        f"  - {{key: s{number}, title: 步, phase: ground, kind: task, who: er, after: {after},"
        f" evidence: [[employer.form:x]]{more}}}\n"
    )


def flags() -> list[str]:
    """The yes-or-no facts a condition may ask about at the start."""
    from partwell.lib import template_files

    return [name for name, fact in template_files.facts().items() if fact.type == "bool" and fact.start]


def parity(names: list[str]) -> str:
    """A condition true for an odd number of facts, written out as far as it may be long: the worst to decide."""
    text = names[0]
    for name in names[1:]:
        longer = f"({text}) != {name}"
        if len(longer) > 480:
            break
        text = longer
    return text


def many_facts() -> str:
    """A file whose one condition asks about as many facts as a condition holds, each once."""
    many = " && ".join(f"!{name}" for name in flags())[:480].rpartition(" && ")[0]
    return HEAD + row(0) + row(1, "[s0]", f', when: "{many}"')


def filled(rows: Iterable[str]) -> str:
    """A file of as many of these steps as it may be large: one byte more is refused unread, which measures nothing."""
    from partwell.lib import template_files

    text = HEAD
    for one in rows:
        if len((text + one).encode()) > template_files.MAX_BYTES:
            break
        text += one
    return text


def hostile() -> dict[str, str]:
    """Files built to keep a check busy: thousands of steps, a complete graph, conditions of parity."""
    names = flags()
    return {
        "as many steps as fit": filled(row(number) for number in range(10_000)),
        "10,000 short steps": HEAD + "  - {key: a}\n" * 10_000,
        "300 steps, each after all": filled(
            row(number, f"[{','.join(f's{before}' for before in range(number))}]") for number in range(300)
        ),
        "300 hard conditions": HEAD
        + row(0)
        + "".join(row(number, "[s0]", f', when: "{parity(names[number % 5 :])}"') for number in range(1, 299)),
        "one beyond deciding": HEAD + row(0, more=f', when: "{parity(names)}", guard: "!({parity(names)[:485]})"'),
        "too long": HEAD + row(0, more=f', when: "{" && ".join(names * 40)}"'),
        "too deep": HEAD + row(0, more=f', when: "{"(" * 40}true{")" * 40}"'),
    }


def measure(where: Where) -> Iterator[Row]:
    """Wall seconds, median of five, each file read and checked from its text as a command does."""
    from partwell.lib import template_check, template_files

    def seconds(text: str) -> float:
        content, figures = text.encode(), []
        for _ in range(5):
            before = time.perf_counter()
            with suppress(template_files.TemplateFileError):
                template_check.check_loaded(template_files.parse(content, "x.yaml"), "x.yaml")
            figures.append(time.perf_counter() - before)
        return statistics.median(figures)

    shipped = []
    for key in template_files.all_keys():
        before = time.perf_counter()
        template_check.check_file(template_files.FOLDER / f"{key}.yaml")
        shipped.append(time.perf_counter() - before)
    yield Row("template.slowest_s", max(shipped), "s", goal=1)
    yield Row("template.all_s", sum(shipped), "s", goal=10)
    yield Row("template.forty_facts_s", seconds(many_facts()), "s", goal=1)
    for name, text in hostile().items():
        yield Row(f"template.refused_s.{name.replace(' ', '_').replace(',', '')}", seconds(text), "s", goal=1)
