"""A sheet: rules asked about facts, with every input, figure, convention and doubt on it. Pure; see settlement.md.

`settle` takes the parsed file and answers a `Sheet`. It refuses by name (`Wrong`) what is missing, unknown,
unreadable or contradictory. What it does not know it says: the value is None and the figure stands under `unknown`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from partwell.core.days import Calendar
from partwell.core.money import plain
from partwell.core.rulebook import KEYS, Figure, NationalRules, weaker

from . import rules as _families
from .inquiry import ENDINGS, RULES, SETTINGS, Answer, Case, LookUp, RuleSum, Unknown, Wrong, read_day, stated_figure
from .statement import Ask, Line, Source

FORMAT_IN, FORMAT_OUT = "settle/1", "settle-sheet/1"
TOP = ("format", "on", "region", "settings", "facts", "figures", "rule", "rules", "items")
WAYS = ("rule", "rules", "items")
"""Ways to say which rules are asked; none of them is a whole settlement."""
ROUNDING = "half up to 0.01 yuan at each line"
AUTOMATIC = ("CAL-02", "SEV-03", "END-40", "SEV-08", "AL-04", "OT-01", "SI-02", "SI-04", "PROB-03", "WAGE-02")
"""Rules a file without `rules` asks when the facts they need are given and the ending does not exclude them."""
FAMILIES = _families.__all__


@dataclass(frozen=True, slots=True)
class Item:
    """One rule's answer on the sheet."""

    id: str
    rule: str
    answer: Answer
    settings: Mapping[str, str]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All answers, with the day and place they were asked for."""

    on: date | None
    region: str
    items: tuple[Item, ...]
    national: NationalRules
    rules_sha256: str = ""
    whole: bool = False
    """Whether it is a whole settlement: only then do its lines add up to something owed."""

    @property
    def unknown(self) -> tuple[Ask, ...]:
        """Everything nobody knows, each once."""
        return tuple({(ask.what, ask.on): ask for item in self.items for ask in item.answer.unknown}.values())

    def as_data(self) -> dict[str, Any]:
        """The form `--json` prints: money as text with two places, numbers as text, days as YYYY-MM-DD."""
        lines = [line for item in self.items for line in item.answer.lines]
        payees = sorted({line.payee for line in lines if line.payee and line.amount is not None and _owed(line)})
        return {
            "format": FORMAT_OUT,
            "on": None if self.on is None else self.on.isoformat(),
            "region": self.region or None,
            "rounding": ROUNDING,
            "items": [self._item(item) for item in self.items],
            "totals": {payee: f"{_sum(lines, payee):.2f}" for payee in payees} if self.whole else None,
            "unknown": [_ask(ask) for ask in self.unknown],
            "rules_sha256": self.rules_sha256,
        }

    def _item(self, item: Item) -> dict[str, Any]:
        told = self.national.rules.get(item.rule)
        answer = item.answer
        return {
            "id": item.id,
            "rule": item.rule,
            "title": told.title_zh if told else item.rule,
            "title_en": told.title_en if told else item.rule,
            "articles": list(told.cite) if told else [],
            "formula": told.formula if told else "",
            "rule_status": rule_status(self.national, item.rule),
            "rule_source": told.verified if told else "",
            "result": {name: encoded(value) for name, value in answer.result.items()},
            "lines": [line_data(line) for line in answer.lines],
            "settings": dict(item.settings),
            "notes": list(answer.notes),
            "unchecked": list(answer.unchecked),
            "unknown": [_ask(ask) for ask in answer.unknown],
        }


def _sum(lines: list[Line], payee: str) -> Decimal:
    """Sum of the printed lines owed to a payee."""
    return sum((x.amount for x in lines if x.payee == payee and x.amount is not None and _owed(x)), Decimal("0.00"))


def _owed(line: Line) -> bool:
    """Whether the line is money to pay, not a comparison, a range or a limit."""
    return line.column not in ("", "not_owed", "exposure", "range", "deduction", "tax", "bond")


def rule_status(national: NationalRules, rule: str) -> str:
    """How sure the rule's own text is: `memory` when its words say so, else `verified`."""
    told = national.rules.get(rule)
    return "verified" if told is None or not told.verified.startswith("memory") else "memory"


def encoded(value: Any) -> Any:
    """A result as JSON holds it."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): encoded(one) for name, one in value.items()}
    return [encoded(one) for one in value]


def _ask(ask: Ask) -> dict[str, Any]:
    return {
        "what": ask.what,
        "division": ask.division or None,
        "on": None if ask.on is None else ask.on.isoformat(),
        "status": ask.detail if ask.figure and ask.detail else "unknown",
        "who": ask.who,
    }


def line_data(line: Line) -> dict[str, Any]:
    """A line as `--json` prints it."""
    return {
        "code": line.code,
        "amount": None if line.amount is None else f"{line.amount:.2f}",
        "value": line.value or None,
        "basis": line.basis,
        "exact": None if line.exact is None else plain(line.exact),
        "rounding": ROUNDING if line.amount is not None else None,
        "inputs": dict(line.inputs),
        "articles": [str(cite) for cite in line.cite],
        "status": line.status,
        "printable": line.printable,
        "sources": [_source(source) for source in line.sources],
        "payee": line.payee or None,
        "column": line.column or None,
        "month": line.month or None,
        "insurance": line.insurance or None,
        "convention": line.convention or None,
        "note": line.note or None,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "key": source.key,
        "value": source.value or None,
        "status": source.status,
        "level": source.level or None,
        "source": source.source or None,
        "ref": source.ref or None,
        "from": source.valid_from or None,
        "printable": source.printable,
    }


@dataclass(frozen=True, slots=True)
class Law:
    """Where rules and figures come from: handed in, so that nothing here reads a file."""

    national: NationalRules
    look_up: Callable[[str, str, date], Figure]
    calendar: Calendar
    sha256: str = ""
    division: Callable[[str], str] = str
    """The division a code is looked up under. Raises LookupError for a code that does not exist."""


def settle(asked: Mapping[str, Any], law: Law, *, today: date | None = None) -> Sheet:
    """Answer a file. `today` stands in for a day the file does not give. Raises Wrong."""
    if not isinstance(asked, Mapping):
        raise Wrong("unreadable", ["file"], "The file holds names and values.")
    extra = sorted(set(map(str, asked)) - set(TOP))
    if extra:
        raise Wrong("unknown", extra, f"There is no {', '.join(extra)} in a file of format {FORMAT_IN}.")
    if str(asked.get("format", FORMAT_IN)) != FORMAT_IN:
        raise Wrong("unreadable", ["format"], f"The format is {FORMAT_IN}.")
    settings = _mapping(asked, "settings")
    for name in settings:
        if name not in SETTINGS:
            raise Wrong(
                "unknown", [f"settings.{name}"], f"There is no setting {name}. There are: {', '.join(SETTINGS)}."
            )
        if str(settings[name]) not in SETTINGS[name]:
            said = f"“{name}” is one of {', '.join(SETTINGS[name])}."
            raise Wrong("unreadable", [f"settings.{name}"], said)
    region, look_up, figures = _place(asked, law)
    shared = _mapping(asked, "facts")
    on = read_day("on", asked["on"]) if asked.get("on") is not None else None
    wanted = _wanted(asked, shared)
    whole = not any(name in asked for name in WAYS)
    read: set[str] = {"ending"} if whole else set()
    items: list[Item] = []
    for number, (rule, name, own) in enumerate(wanted):
        facts = {**shared, **own, **({"figures": figures} if figures else {})}
        case = Case(
            facts,
            on or _day_of(facts) or today,
            law.national,
            look_up,
            region,
            {key: str(value) for key, value in settings.items()},
            law.calendar,
        )
        known = set(rule.facts) | {"figures"}
        strange = sorted(set(own) - known)
        if strange:
            sentence = f"{rule.id} reads no {', '.join(strange)}. It reads: {', '.join(sorted(known))}."
            raise Wrong("unknown", strange, sentence)
        read |= known
        items.append(Item(name or f"{rule.id}", rule.id, _answer(case, rule), dict(case.used_settings), facts))
        if any(one.id == items[-1].id for one in items[:-1]):
            items[-1] = Item(
                f"{rule.id}#{number + 1}", *(getattr(items[-1], n) for n in ("rule", "answer", "settings", "facts"))
            )
    strange = sorted(set(shared) - read)
    if strange:
        raise Wrong("unknown", strange, f"No rule asked here reads {', '.join(strange)}.")
    day = on or _day_of(shared) or today
    return Sheet(day, region, tuple(items), law.national, law.sha256, whole)


def _answer(case: Case, rule: RuleSum) -> Answer:
    """The rule's answer; what it needs and is not given is refused by name, what is not known is said."""
    for group in rule.needs:
        names = group.split("|")
        if not any(case.has(name) for name in names):
            sentence = f"{rule.id} needs “{names[0]}”" + (f" (or {', '.join(names[1:])})" if names[1:] else "") + "."
            raise Wrong("missing", names, sentence)
    told = case.national.rules.get(rule.id)
    since = rule.since or (told.effective_from if told else None)
    if since is not None and case.on is not None and case.on < since:
        ask = Ask(f"rule.{rule.id}", "legal", case.division, case.on, detail="not_in_force", figure=True)
        return Answer(dict.fromkeys(rule.gives), unknown=(ask,), notes=("law_of_that_day_not_in_the_data",))
    try:
        return rule.answer(case)
    except Unknown as gone:
        return Answer(dict.fromkeys(rule.gives), unknown=gone.asks)


def _mapping(asked: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = asked.get(name) or {}
    if not isinstance(value, Mapping):
        raise Wrong("unreadable", [name], f"“{name}” holds names and values.")
    return {str(key): one for key, one in value.items()}


def _place(asked: Mapping[str, Any], law: Law) -> tuple[str, LookUp | None, Mapping[str, Any]]:
    """The division, the look-up for it with the figures the file states, and those figures."""
    figures = _mapping(asked, "figures")
    strange = sorted(set(figures) - set(KEYS))
    if strange:
        raise Wrong("unknown", strange, f"There is no figure of law {', '.join(strange)}.")
    for key, value in figures.items():
        stated_figure(key, "", date.min, value, key)
    region = str(asked.get("region") or "")
    if not region:
        return "", None, figures
    try:
        region = law.division(region)
    except LookupError:
        raise Wrong("unreadable", ["region"], f"There is no division {region}.") from None

    def look_up(key: str, on: date) -> Figure:
        if key in figures:
            return stated_figure(key, region, on, figures[key], key)
        return law.look_up(region, key, on)

    return region, look_up, figures


_DAYS = ("last_day", "paid_on", "received_on", "served_to", "notice_received", "event_date", "retire_on", "end")


def _day_of(facts: Mapping[str, Any]) -> date | None:
    """The day the facts themselves speak of, when the file gives no `on`."""
    for name in _DAYS:
        if facts.get(name) is not None:
            return read_day(name, facts[name])
    month = facts.get("month")
    if month is not None and len(str(month)) >= 7:
        return read_day("month", f"{str(month)[:7]}-01")
    return None


def _rule(name: Any) -> RuleSum:
    try:
        return RULES[str(name)]
    except KeyError:
        raise Wrong(
            "unknown", ["rule"], f"There is no rule {name} that can be asked. There are: {', '.join(sorted(RULES))}."
        ) from None


def _wanted(asked: Mapping[str, Any], shared: Mapping[str, Any]) -> list[tuple[RuleSum, str, Mapping[str, Any]]]:
    """Which rules are asked, under which names and with which own facts."""
    ways = [name for name in WAYS if name in asked]
    if len(ways) > 1:
        raise Wrong("contradiction", ways, f"{' and '.join(ways)} are two ways to say which rules are asked.")
    if not ways:
        return [(rule, "", {}) for rule in _automatic(shared)]
    if not asked[ways[0]]:
        # Nothing asked is never read as everything asked.
        sentence = f"“{ways[0]}” names no rule. Name the rules that are asked, or leave it out for a whole settlement."
        raise Wrong("missing", ways, sentence)
    if ways[0] == "rule":
        return [(_rule(asked["rule"]), "", {})]
    listed = asked[ways[0]]
    if not isinstance(listed, list | tuple):
        raise Wrong("unreadable", [ways[0]], f"“{ways[0]}” is a list.")
    if ways[0] == "rules":
        return [(_rule(name), "", {}) for name in listed]
    made = []
    for one in listed:
        if not isinstance(one, Mapping) or "rule" not in one or set(one) - {"rule", "id", "facts"}:
            raise Wrong("unreadable", ["items"], "An item holds rule, id and facts.")
        made.append((_rule(one["rule"]), str(one.get("id") or ""), _mapping(one, "facts")))
    return made


def _automatic(facts: Mapping[str, Any]) -> list[RuleSum]:
    """The rules of a whole settlement: those whose facts are given, as the ending allows."""
    if facts.get("ending") is None:
        raise Wrong(
            "missing", ["rules", "ending"], "Say which “rules” are asked, or the “ending” of a whole settlement."
        )
    ending = Case(facts, None, NationalRules({}, {})).ending()
    chosen = []
    for name in AUTOMATIC:
        rule = RULES[name]
        given = all(any(facts.get(fact) is not None for fact in group.split("|")) for group in rule.needs)
        fits = {
            "SEV-03": not ending.startswith("40") and ending != "UNLAWFUL",
            "END-40": ending.startswith("40"),
            "SEV-08": ending == "UNLAWFUL",
        }.get(name, True)
        if given and fits:
            chosen.append(rule)
    if ENDINGS[ending] and not any(rule.id in ("SEV-03", "END-40") for rule in chosen):
        raise Wrong(
            "missing", ["start", "avg_wage"], "Severance is due: “start” and “avg_wage” (or wages_12m) are missing."
        )
    if not chosen:
        raise Wrong("missing", ["rules"], "The facts of no rule are complete; say which “rules” are asked.")
    return chosen


__all__ = ["FORMAT_IN", "FORMAT_OUT", "Item", "Law", "Sheet", "encoded", "line_data", "rule_status", "settle", "weaker"]
