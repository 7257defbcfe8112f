"""What the designer shows: lanes of cards, the side panel in sentences, the live check, a trial run, a comparison."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from time import perf_counter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from partwell.apps.cases import words
from partwell.apps.cases.forms import label_of, value_label
from partwell.core.process.conditions import Condition, ConditionError, Every, Node, Some
from partwell.core.process.dialects import of_node
from partwell.core.process.facts import Fact
from partwell.core.process.lint import RULES, Finding
from partwell.core.process.migrate import differences
from partwell.core.process.template import PHASES, Item, Template
from partwell.lib import template_check, template_files

from .edits import READY_MADE, locked
from .fixes import fix

ICONS = {
    "ground": "file-search",
    "decide": "rubber-stamp",
    "statutory": "scale",
    "clearance": "packages",
    "humane": "heart-handshake",
    "close": "certificate",
}
ROWS = 3
"""Parts a condition may have in the panel."""


@dataclass(frozen=True, slots=True)
class CardView:
    """One card of a lane."""

    key: str
    title: str
    who: str
    due: str
    locked: bool
    wrong: bool
    optional: bool
    selected: bool
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane: its title, its cards, whether cards are added here."""

    key: str
    title: str
    icon: str
    cards: tuple[CardView, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One finding in the live check, with the lawful variant and whether a button does it."""

    number: int
    finding: Finding
    sentence: str
    lawful: str
    title: str
    fixable: bool


@dataclass(frozen=True, slots=True)
class Live:
    """The live check of a draft."""

    errors: int
    warnings: int
    rows: tuple[Row, ...]
    rules: int
    seconds: float
    checked: Any = field(repr=False, default=None)

    @property
    def clean(self) -> bool:
        """Whether nothing blocks publishing."""
        return self.errors == 0


def live(body: Mapping[str, Any], name: str) -> Live:
    """Check a body now."""
    began = perf_counter()
    checked = template_check.check_flat(body, name)
    seconds = perf_counter() - began
    titles = {one["key"]: one["title"] for one in body["steps"]}
    rows = []
    for number, one in enumerate(checked.findings, 1):
        sentence = one.message_zh if words.is_chinese() else one.message_en
        for key, title in sorted(titles.items(), key=lambda pair: -len(pair[0])):
            for mark in ("「%s」", "'%s'"):
                sentence = sentence.replace(mark % key, f"“{words.in_short(title)}”")
        lawful = one.lawful_zh if words.is_chinese() else one.lawful_en
        title = words.in_short(titles.get(one.step, ""))
        rows.append(Row(number, one, sentence, lawful, title, fix(one) is not None))
    return Live(len(checked.errors), len(checked.warnings), tuple(rows), len(RULES), seconds, checked)


def lanes(body: Mapping[str, Any], found: Live, selected: str) -> list[Lane]:
    """The six lanes with their cards."""
    fixed = locked(body)
    wrong = {row.finding.step for row in found.rows if row.finding.level == "error"}
    made = []
    for phase in PHASES:
        cards = tuple(
            CardView(
                key=one["key"],
                title=title_of(one),
                who="、".join(words.role_title(role) for role in _list(one["who"])),
                due=due_words(one.get("due")),
                locked=one["key"] in fixed,
                wrong=one["key"] in wrong,
                optional=bool(one.get("optional")),
                selected=one["key"] == selected,
                mode=mode_words(one.get("mode", "any")) if len(_list(one["who"])) > 1 else "",
            )
            for one in body["steps"]
            if one["phase"] == phase
        )
        made.append(Lane(phase, lane_title(phase), ICONS[phase], cards, phase not in ("statutory", "close")))
    return made


def lane_title(phase: str) -> str:
    """What a lane is called."""
    return {
        "ground": _("Grounds lane"),
        "decide": _("Decision lane"),
        "statutory": _("Law lane"),
        "clearance": _("Clearance lane"),
        "humane": _("Care lane"),
        "close": _("File lane"),
    }[phase]


def title_of(step: Mapping[str, Any]) -> str:
    """A card's title in the reader's language, in short."""
    title = step["title"] if words.is_chinese() or not step.get("title_en") else step["title_en"]
    return words.in_short(str(title))


OFFERED = ("any", "all", "sequence", "count:2", "count:3", "ratio:0.5", "ratio:0.6", "ratio:0.75")
"""Ways several people decide a card, as the panel offers them; a card keeps another it has."""


def mode_words(mode: str) -> str:
    """How several people decide, as people call it."""
    name, _colon, number = mode.partition(":")
    return {
        "any": _("any one (或签)"),
        "all": _("all (会签)"),
        "sequence": _("in turn (依次)"),
        "count": _("at least %(number)s (票签)") % {"number": number},
        "ratio": _("at least %(percent)s of the seats (票签)") % {"percent": _percent(number)},
    }[name]


def _percent(share: str) -> str:
    """0.6 as 60%, 0.125 as 12.5%; empty for a mode that has no share."""
    return f"{(Decimal(share or 0) * 100).normalize():f}%"


def span_words(span: str) -> str:
    """A length of time in words."""
    amount, unit = int(span.rstrip("hwd")), span.lstrip("-0123456789")
    n = abs(amount)
    text = {
        "h": ngettext("%(n)s hour", "%(n)s hours", n),
        "d": ngettext("%(n)s day", "%(n)s days", n),
        "wd": ngettext("%(n)s working day", "%(n)s working days", n),
    }[unit] % {"n": n}
    return _("%(span)s before") % {"span": text} if amount < 0 else text


def due_words(due: Mapping[str, Any] | None) -> str:
    """A deadline on a card: the span, or the day itself."""
    if not due:
        return ""
    if due["plus"].lstrip("-").startswith("0"):
        return _("on the day") if due["from"] != "ready" else _("at once")
    return span_words(due["plus"])


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


# --- the panel ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tick:
    """One alternative of proof with whether it is chosen."""

    value: str
    label: str
    chosen: bool
    asks_employee: bool
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """The side panel of one card."""

    step: Mapping[str, Any]
    title: str
    kind: str
    locked: bool
    roles: list[tuple[str, str]]
    who: list[str]
    modes: list[tuple[str, str]]
    conditions: list[tuple[str, list[tuple[str, str]]]]
    parts: list[str]
    joined: str
    sentence: str
    simple: bool
    ticks: list[Tick]
    anyway: list[Tick]
    more: list[tuple[str, str]]
    starts: list[tuple[str, str]]
    amount: int
    unit: str
    statutory: bool
    law: tuple[str, ...]
    waits: list[tuple[str, str, list[tuple[str, str, bool]]]]
    waiting: list[tuple[str, str, bool]]
    message: Mapping[str, Any]
    acts: list[tuple[str, str, bool]]
    forms: list[tuple[str, str]]
    lanes: list[tuple[str, str]]


def panel(body: Mapping[str, Any], key: str, found: Live) -> Panel | None:
    """The side panel of a card; None when there is no such card."""
    step = next((one for one in body["steps"] if one["key"] == key), None)
    if step is None:
        return None
    is_locked = key in locked(body)
    parts, joined, simple = condition_parts(str(step.get("when", "")))
    due = step.get("due") or {"from": "ready", "plus": "24h", "class": "internal"}
    chosen = [list(one) for one in step["evidence"]]
    ticks = _ticks(body, step, chosen, is_locked=is_locked)
    bad = {row.finding.step for row in found.rows if row.finding.level == "error"}
    return Panel(
        step=step,
        title=title_of(step),
        kind=kind_words(step["kind"]),
        locked=is_locked,
        roles=roles(),
        who=[*_list(step["who"]), ""][:5],
        modes=[(mode, mode_words(mode)) for mode in dict.fromkeys((step.get("mode", "any"), *OFFERED))],
        conditions=condition_choices(),
        parts=[*parts, ""][:ROWS],
        joined=joined,
        sentence=condition_words(str(step.get("when", ""))),
        simple=simple,
        ticks=[one for one in ticks if one.asks_employee or not _for_employee(step)],
        anyway=[one for one in ticks if not one.asks_employee and _for_employee(step)],
        more=[(item, _item_words(body, step, item)) for item in _more(step)],
        starts=_starts(body, step),
        amount=int(due["plus"].rstrip("hwd")),
        unit=due["plus"].lstrip("-0123456789"),
        statutory=due["class"] == "statutory",
        law=tuple(step.get("cite", ())),
        waits=_waits(body, step),
        waiting=[
            (one["key"], title_of(one), one["key"] in bad and is_duty(one))
            for one in body["steps"]
            if key in one["after"] and one["phase"] != "close"
        ],
        message=next((m for m in step.get("notify", ()) if "text" in m), {}),
        acts=[
            (act, act_words(act), act in step.get("allow", ()))
            for act in ("transfer", "delegate", "add_signer", "return")
        ],
        forms=form_choices(body),
        lanes=[(phase, lane_title(phase)) for phase in PHASES if phase not in ("statutory", "close")],
    )


def is_duty(step: Mapping[str, Any]) -> bool:
    """Whether a step is a duty of law."""
    return step.get("duty") == "statutory"


def kind_words(kind: str) -> str:
    """What kind of card it is."""
    return {
        "task": _("task"),
        "check": _("check"),
        "approval": _("approval"),
        "acknowledge": _("acknowledgement"),
        "decision": pgettext("kind of step", "decision"),
        "sign": _("signature"),
        "notice": _("notice"),
        "document": _("paper"),
        "payment": _("payment"),
        "system": _("by the program"),
    }[kind]


def act_words(act: str) -> str:
    """What people may do besides completing a step."""
    return {
        "transfer": _("hand it on (转交)"),
        "delegate": _("ask another and get it back (委派)"),
        "add_signer": _("add a signer (加签)"),
        "return": _("send it back (退回)"),
    }[act]


def roles() -> list[tuple[str, str]]:
    """Roles to choose from, the employee first."""
    return [(key, words.role_title(key)) for key in template_files.roles()]


def condition_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a condition's part can say, fact by fact: (fact, [(CEL, words)])."""
    found = []
    for name, fact in sorted(template_files.facts().items(), key=lambda pair: label_of(pair[1])):
        if options := _tests(name, fact):
            found.append((label_of(fact), options))
    return found


def _tests(name: str, fact: Fact) -> list[tuple[str, str]]:
    label = label_of(fact)
    match fact.type:
        case "bool":
            return [(name, _("%(fact)s: yes") % {"fact": label}), (f"!({name})", _("%(fact)s: no") % {"fact": label})]
        case "enum":
            shapes = [("==", _("%(fact)s is %(value)s")), ("!=", _("%(fact)s is not %(value)s"))]
            return [
                (f"{name} {op} '{value}'", shape % {"fact": label, "value": value_label(fact, value)})
                for op, shape in shapes
                for value in fact.values
            ]
        case "set":
            has, lacks = _("%(fact)s includes %(value)s"), _("%(fact)s does not include %(value)s")
            return [
                pair
                for value in fact.values
                for pair in (
                    (f"'{value}' in {name}", has % {"fact": label, "value": value_label(fact, value)}),
                    (f"!('{value}' in {name})", lacks % {"fact": label, "value": value_label(fact, value)}),
                )
            ]
    return []


def condition_parts(text: str) -> tuple[list[str], str, bool]:
    """The parts of a condition as the panel's choices, how they are joined, and whether the panel can show it."""
    if not text:
        return [], "all", True
    try:
        tree = Condition.parse(text, template_files.facts()).tree
    except ConditionError:
        return [], "all", False
    known = {value for _label, options in condition_choices() for value, _words in options}
    parts: Sequence[Node] = tree.of if isinstance(tree, Every | Some) else (tree,)
    texts = [of_node(part, "cel") for part in parts]
    simple = len(texts) <= ROWS and all(one in known for one in texts)
    return (texts if simple else []), "any" if isinstance(tree, Some) else "all", simple


def condition_words(text: str) -> str:
    """A condition as a sentence; empty when there is none."""
    if not text:
        return ""
    try:
        condition = Condition.parse(text, template_files.facts())
    except ConditionError as wrong:
        return wrong.message_zh if words.is_chinese() else str(wrong)
    facts = template_files.facts()
    return condition.sentence_zh(facts) if words.is_chinese() else condition.sentence_en(facts)


def condition_of(parts: Iterable[str], joined: str) -> str:
    """The condition of some parts."""
    some = [one for one in dict.fromkeys(parts) if one]
    if len(some) == 1:
        return some[0].replace("!(", "!").rstrip(")") if some[0].startswith("!(") and "'" not in some[0] else some[0]
    return (" || " if joined == "any" else " && ").join(some)


def _item_words(body: Mapping[str, Any], step: Mapping[str, Any], text: str) -> str:
    """One piece of proof in words; what has no name of its own is called by its form or its card."""
    item = Item.parse(text)
    name = item.name.removesuffix("_more").removesuffix("_with_reservation")
    said = words.item_title(item, body.get("forms", {}))
    return said.replace(item.name, title_of(step)) if name == step["key"] else said


def _for_employee(step: Mapping[str, Any]) -> bool:
    return "employee" in _list(step["who"])


def _ticks(body: Mapping[str, Any], step: Mapping[str, Any], chosen: list[list[str]], *, is_locked: bool) -> list[Tick]:
    """The alternatives there are, then those one may add; a locked card keeps its own."""
    rows = [list(one) for one in chosen]
    name = next((Item.parse(i).name for one in chosen for i in one), step["key"])
    if not is_locked:
        if _for_employee(step):
            offered = [
                [f"employee.sign:{name}"],
                [f"employee.sign:{name}_with_reservation"],
                [f"employee.form:{name}"],
                [f"employee.decline:{name}"],
                [f"third.delivery:{name}", "employer.record:no_response"],
            ]
        else:
            offered = [[f"{party}:{name}"] for party in _EMPLOYER]
        rows += [one for one in offered if one not in rows]
    return [
        Tick(
            value=" + ".join(one),
            label=" ＋ ".join(_item_words(body, step, item) for item in one),
            chosen=one in chosen,
            asks_employee=any(item.startswith("employee.") and ".decline:" not in item for item in one),
            fixed=is_locked,
        )
        for one in rows
    ]


_EMPLOYER = (
    "employer.form", "employer.sign", "employer.record", "employer.file", "employer.seal", "third.delivery",
    "third.receipt", "authority.receipt",
)  # fmt: skip


def _more(step: Mapping[str, Any]) -> list[str]:
    """Items that may be asked for besides every alternative: the way a locked card is tightened."""
    used = {item for one in step["evidence"] for item in one}
    offered = [f"employer.file:{step['key']}_more", f"employer.record:{step['key']}_more"]
    return [item for item in offered if item not in used]


def _starts(body: Mapping[str, Any], step: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = [("ready", _("the step can begin")), ("T0", _("the case began")), ("D", _("the last day"))]
    found += [(name, words.anchor_title(name)) for name in body["anchors"] if name not in ("T0", "D")]
    found += [(f"step:{one['key']}", title_of(one)) for one in body["steps"] if one["key"] in step["after"]]
    start = (step.get("due") or {}).get("from")
    known = {value for value, _label in found}
    return found if start in known or not start else [*found, (start, start.removeprefix("step:"))]


def _waits(body: Mapping[str, Any], step: Mapping[str, Any]) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    return [
        (
            phase,
            lane_title(phase),
            [
                (one["key"], title_of(one), one["key"] in step["after"])
                for one in body["steps"]
                if one["phase"] == phase and one["key"] != step["key"]
            ],
        )
        for phase in PHASES
        if phase != "close"
    ]


def form_choices(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Forms to choose from: the template's own, then ready-made ones."""
    forms = {**READY_MADE, **body.get("forms", {})}
    chinese = words.is_chinese()
    return [
        (n, form["title"] if chinese or not form.get("title_en") else form["title_en"]) for n, form in forms.items()
    ]


# --- trial run ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tried:
    """One card in a trial run: whether it is needed under these facts, and whether it is the reader's."""

    title: str
    lane: str
    who: str
    due: str
    status: str
    why: str
    mine: bool
    duty: bool


def trial(template: Template, facts: Mapping[str, Any], role: str) -> list[Tried]:
    """The checklist under invented facts, as the holder of a role sees it."""
    rows, stopped = [], False
    for step in template.steps:
        applies = step.when.evaluate(facts) if step.when else True
        held = step.guard.evaluate(facts) if step.guard else True
        status = "needed" if applies else ("unknown" if applies is None else "not_needed")
        why = condition_words(step.when.text) if step.when and applies is not True else ""
        if status == "needed" and held is not True:
            status, why = (
                ("stopped" if held is False else "open"),
                condition_words(step.guard.text if step.guard else ""),
            )
        if stopped and status != "not_needed":
            status, why = "never", ""
        stopped = stopped or status == "stopped"
        due = {"from": step.due.start, "plus": str(step.due.plus)} if step.due else None
        rows.append(
            Tried(
                words.step_title(step),
                lane_title(step.phase),
                "、".join(words.role_title(one) for one in step.who),
                due_words(due),
                status,
                why,
                role in step.who,
                step.duty,
            )
        )
    return rows


# --- comparison -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One card that differs between two versions."""

    key: str
    title: str
    what: str
    fields: tuple[tuple[str, str, str], ...] = ()


FIELDS = {
    "who": lambda: _("who"),
    "mode": lambda: _("how several decide"),
    "when": lambda: _("when needed"),
    "guard": lambda: _("what must hold"),
    "evidence": lambda: _("proof"),
    "due": lambda: _("deadline"),
    "after": lambda: _("waits for"),
    "optional": lambda: _("may be left out"),
    "notify": lambda: _("messages"),
    "allow": lambda: _("acts allowed"),
    "phase": lambda: _("lane"),
    "title": lambda: _("name"),
}


def compare(old: Template, new: Template) -> list[Change]:
    """What differs, card by card."""
    before, after = {s.key: s for s in old.steps}, {s.key: s for s in new.steps}
    rows = [Change(key, words.step_title(step), "removed") for key, step in before.items() if key not in after]
    for key, step in after.items():
        if key not in before:
            rows.append(Change(key, words.step_title(step), "added"))
            continue
        names = list(differences(before[key], step))
        if before[key].title != step.title:
            names.append("title")
        if key == "case_freeze":
            names = [name for name in names if name != "after"]
        if names:
            shown = tuple(
                (_field(n), _said(before[key], n, before, old.forms), _said(step, n, after, new.forms)) for n in names
            )
            rows.append(Change(key, words.step_title(step), "changed", shown))
    return [*_whole(old, new), *rows, *_forms_between(old, new)]


def _whole(old: Template, new: Template) -> list[Change]:
    """What differs in the settings of the whole process: reminders, and who hears of what is overdue."""

    def ahead(template: Template) -> str:
        return "、".join(str(span) for span in template.remind) or "—"

    def told(template: Template) -> str:
        return "、".join(f"{span} {words.role_title(role)}" for span, role in template.escalate) or "—"

    found = (
        (_("Remind before the deadline"), ahead(old), ahead(new)),
        (_("When it is overdue, tell"), told(old), told(new)),
    )
    shown = tuple(one for one in found if one[1] != one[2])
    return [Change("", _("The whole process"), "changed", shown)] if shown else []


def _forms_between(old: Template, new: Template) -> list[Change]:
    """Forms that came, went, or ask for something else."""
    rows = []
    for name in [*old.forms, *(name for name in new.forms if name not in old.forms)]:
        before, after = old.forms.get(name), new.forms.get(name)
        if before == after:
            continue
        what = "added" if before is None else "removed" if after is None else "changed"
        title = str((after or before or {}).get("title", name))
        shown = ((_("fields"), _asked(before), _asked(after)),) if before and after else ()
        rows.append(Change(f"form:{name}", _("Form: %(title)s") % {"title": title}, what, shown))
    return rows


def _asked(form: Mapping[str, Any]) -> str:
    """The fields of a form in a line: what each is called, its kind, whether it must be filled."""
    must = _("must")
    return "、".join(
        f"{one['label']}（{field_words(one['type'])}{f'，{must}' if one.get('required') else ''}）"
        for one in form["fields"]
    )


def field_words(kind: str) -> str:
    """What a kind of field is called."""
    return {
        "text": _("text field"),
        "number": _("number field"),
        "date": _("date field"),
        "choice": _("choice field"),
        "file": _("file field"),
        "table": _("table field"),
    }[kind]


def _field(name: str) -> str:
    return FIELDS[name]() if name in FIELDS else name


def _said(step: Any, name: str, steps: Mapping[str, Any], forms: Mapping[str, Any]) -> str:
    value: Any = getattr(step, name, "")
    match name:
        case "who":
            return "、".join(words.role_title(one) for one in value)
        case "when" | "guard":
            return condition_words(value.text) if value else "—"
        case "evidence":
            return "；".join(
                " ＋ ".join(words.item_title(item, forms, steps.values()) for item in one) for one in value
            )
        case "after":
            return "、".join(words.step_title(steps[key]) for key in value if key in steps) or "—"
        case "due":
            return due_words({"from": value.start, "plus": str(value.plus)}) if value else "—"
        case "mode":
            return mode_words(value)
        case "allow":
            return "、".join(act_words(one) for one in value) or "—"
        case "optional":
            return _("yes") if value else _("no")
        case "phase":
            return lane_title(value)
        case "notify":
            return "；".join(str(one.get("text") or one.get("template", "")) for one in value) or "—"
    return str(value)
