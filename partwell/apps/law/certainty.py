"""How sure we are: of figures by status, province and key; of rules by source; of both by published examples."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from partwell.core.rulebook import KEYS, Figure, Rule
from partwell.lib.actor import Actor
from partwell.lib.law_examples import Example, examples
from partwell.lib.law_files import national_rules, rulebook
from partwell.lib.refusal import NotVisible

from . import queries, words

STATES = ("verified", "secondary", "unknown")
KINDS = ("compute", "check", "deadline", "parameter")


@dataclass(frozen=True, slots=True)
class Share:
    """A line of the report: how many figures of it are in which state, and how many of the known ones are old."""

    title: str
    code: str
    verified: int
    secondary: int
    unknown: int
    due: int

    @property
    def all(self) -> int:
        """All of them."""
        return self.verified + self.secondary + self.unknown


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report on one day."""

    total: Share
    provinces: tuple[Share, ...]
    keys: tuple[Share, ...]


def state_of(figure: Figure) -> str:
    """verified, secondary or unknown: what may be printed, what waits for HR, what is never money."""
    if not figure.known:
        return "unknown"
    return "verified" if figure.printable else "secondary"


def _share(title: str, code: str, found: Iterable[Figure]) -> Share:
    figures = list(found)
    counts = Counter(state_of(one) for one in figures)
    due = sum(1 for one in figures if one.known and one.due_for_review)
    return Share(title, code, counts["verified"], counts["secondary"], counts["unknown"], due)


@lru_cache(maxsize=2)
def _figures(sha256: str, today: date) -> tuple[Figure, ...]:
    book = rulebook()
    places = [one.code for one in book.divisions.values() if one.level in ("city", "municipality")]
    return tuple(book.look_up(code, key, today) for code in places for key in KEYS)


def report(by: Actor, today: date) -> Report:
    """The figures of all cities on a day by the law data alone. Raises NotAllowed."""
    queries.require_figures(by)
    book = rulebook()
    figures = _figures(book.sha256, today)
    by_province: dict[str, list[Figure]] = {}
    by_key: dict[str, list[Figure]] = {key: [] for key in KEYS}
    for one in figures:
        by_province.setdefault(f"{one.division[:2]}0000", []).append(one)
        by_key[one.key].append(one)
    return Report(
        _share("", "", figures),
        tuple(_share(book.divisions[code].name, code, found) for code, found in sorted(by_province.items())),
        tuple(_share(words.key_title(key), key, found) for key, found in by_key.items()),
    )


# --- rules and examples -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in the list: how sure its source is and how its examples came out."""

    rule: Rule
    tone: str
    figures: int
    agree: int
    differs: int


def tone_of(rule: Rule) -> str:
    """ok: the text of the law was read; soon: another source, or partly from memory."""
    return "ok" if rule.verified.startswith("LRB") and "memory" not in rule.verified else "soon"


def rules(by: Actor, text: str = "", kind: str = "") -> list[RuleLine]:
    """The national rules that fit, in the order of the data. Raises NotAllowed."""
    queries.require_figures(by)
    wanted = text.strip().lower()
    return [
        _line(rule)
        for rule in national_rules().rules.values()
        if (not kind or rule.kind == kind)
        and wanted in f"{rule.id} {rule.title_zh} {rule.title_en} {' '.join(rule.cite)}".lower()
    ]


def _line(rule: Rule) -> RuleLine:
    told = examples_of(rule.id)
    figures = [figure for one in told for figure in one.figures if figure.rule == rule.id]
    agree = sum(1 for one in figures if one.agrees)
    return RuleLine(rule, tone_of(rule), len(figures), agree, sum(1 for one in told if one.differs))


def rule(by: Actor, named: str) -> Rule:
    """One national rule. Raises NotAllowed, NotVisible."""
    queries.require_figures(by)
    found = national_rules().rules.get(named)
    if found is None:
        raise NotVisible
    return found


def examples_of(named: str) -> list[Example]:
    """The published examples and published errors that speak of a rule."""
    return [one for one in examples() if named in one.rules or any(figure.rule == named for figure in one.figures)]


def source_words(rule: Rule) -> list[tuple[str, str]]:
    """What the marks in a rule's source mean."""
    marks: Mapping[str, str] = national_rules().meta.get("verified_key", {})
    return [(mark, text) for mark, text in marks.items() if re.search(rf"\b{mark}\b", rule.verified)]


def not_settled() -> list[str]:
    """What is not settled in law, as the data say it."""
    return list(national_rules().meta.get("not_settled", ()))


def sources_of_rules() -> list[tuple[str, int]]:
    """How many rules rest on which source."""
    counts = Counter("text" if tone_of(one) == "ok" else "other" for one in national_rules().rules.values())
    return [(name, counts[name]) for name in ("text", "other")]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the published examples came out."""

    examples: int
    figures: int
    agree: int
    differ: tuple[Example, ...]
    not_worked_out: tuple[Example, ...]


def outcome() -> Outcome:
    """All examples in one count; those that differ and why, those that cannot be worked out and why."""
    told = examples()
    figures = [figure for one in told for figure in one.figures if not one.differs]
    return Outcome(
        len(told),
        len(figures),
        sum(1 for one in figures if one.agrees),
        tuple(one for one in told if one.differs),
        tuple(one for one in told if one.why_not),
    )
