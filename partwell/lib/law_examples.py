"""The published examples put to their rules: what was published, what we answer, and whether they agree.

`law/examples-open.yaml` holds what others published; `law/examples-asked.yaml` says how each is put to a rule.
Read by tests and by the pages that show how sure we are. No Django.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from partwell.core.settlement.sheet import encoded, settle

from .law_files import LAW, national_rules
from .law_source import Problem
from .settle_file import law, parsed

TODAY = date(2026, 11, 22)
"""The day of an example that speaks of none: the day the rules were read."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure: ours beside the published one."""

    rule: str
    name: str
    ours: str
    published: str

    @property
    def agrees(self) -> bool:
        """Whether they are the same to the fen, the day, the word."""
        return self.ours == self.published


@dataclass(frozen=True, slots=True)
class Example:
    """A published example. `why_not`: why nothing can be worked out; `differs`: it is a published error."""

    id: str
    rules: tuple[str, ...]
    region: str
    authority: str
    source: str
    note: str
    figures: tuple[Compared, ...]
    why_not: str = ""
    differs: str = ""


def _filled(value: Any, facts: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        return facts[value[1:]]
    if isinstance(value, Mapping):
        return {name: _filled(one, facts) for name, one in value.items()}
    return [_filled(one, facts) for one in value] if isinstance(value, list) else value


def _same(ours: Any, published: Any) -> tuple[str, str]:
    """Both as text in one form: numbers as numbers, everything else as it is."""
    from partwell.core.money import exact, plain

    def text(value: Any) -> str:
        value = encoded(value)
        if isinstance(value, list):
            return ", ".join(map(str, value))
        try:
            return plain(exact(value))
        except (TypeError, ValueError):
            return str(value)

    return text(ours), text(published)


def _compare(steps: list[Mapping[str, Any]], facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[Compared]:
    made = []
    for step in steps:
        asked = {"rule": step["rule"], "facts": _filled(step["facts"], facts), "settings": step.get("settings", {})}
        if "on" in step:
            asked["on"] = step["on"]
        result = settle(asked, law(), today=TODAY).items[0].answer.result
        wanted = {name: expect[of] for name, of in step.get("expect", {}).items()}
        wanted |= {name: facts[of] for name, of in step.get("expect_fact", {}).items()} | dict(
            step.get("expect_is", {})
        )
        made += [Compared(step["rule"], name, *_same(result.get(name), value)) for name, value in wanted.items()]
    return made


@lru_cache(maxsize=1)
def examples() -> tuple[Example, ...]:
    """Every published example and every published error, compared. Raises Wrong when one cannot be asked."""
    told = parsed((LAW / "examples-open.yaml").read_text(encoding="utf-8"))
    asked = parsed((LAW / "examples-asked.yaml").read_text(encoding="utf-8"))
    made = []
    for one in told["examples"]:
        figures = _compare(asked["asked"].get(one["id"], []), one["facts"], one["expect"])
        made.append(
            Example(
                one["id"],
                tuple(one["rules"]),
                one["region"],
                one["authority"],
                one["source"],
                one.get("note", ""),
                tuple(figures),
                asked["why_not"].get(one["id"], ""),
            )
        )
    for one in told["published_errors"]:
        figures = _compare(asked["differs"].get(one["id"], []), {}, {})
        made.append(
            Example(
                one["id"],
                tuple(rule.strip() for rule in one["rule"].split(",")),
                "",
                "",
                one["where"],
                one["published"],
                tuple(figures),
                differs=one["correct"],
            )
        )
    return tuple(made)


def published_errors() -> list[dict[str, Any]]:
    """What was published and differs from the rules here: where, what it says, and why it differs."""
    return [
        {"id": one.id, "rules": list(one.rules), "where": one.source, "published": one.note, "because": one.differs}
        for one in examples()
        if one.differs
    ]


def example_problems() -> tuple[int, int, list[Problem]]:
    """How many examples and figures there are, and each that a rule does not meet, with the line it stands on."""
    told = examples()
    lines = {
        match[1]: number
        for number, text in enumerate((LAW / "examples-open.yaml").read_text(encoding="utf-8").splitlines(), 1)
        if (match := re.match(r"\s*-?\s*id: ([A-Z0-9-]+)\s*$", text))
    }
    known = national_rules().rules
    found: list[Problem] = []
    for one in told:
        line = lines.get(one.id, 1)
        for figure in one.figures:
            if not figure.agrees:
                detail = f"{figure.rule} {figure.name}: {figure.ours}, published {figure.published}"
                found.append(Problem("examples-open.yaml", line, "example", detail, "000000", one.id))
        found += [
            Problem("examples-open.yaml", line, "rule", f"names {rule}, which is no rule", key=one.id)
            for rule in one.rules
            if rule not in known
        ]
    return len(told), sum(len(one.figures) for one in told), found
