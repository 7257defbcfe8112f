"""The flattened form of a process template: read it, write it, refuse what is not in it.

This is the form that is hashed, stored with a published version and carried in a bundle, so reading it needs nothing
but the standard library. It is `process-template/1` without `include`, `exclude` and placeholders, plus the part of
the fact dictionary its conditions speak of. Steps stand in an order in which each follows its predecessors.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from .conditions import Condition, ConditionError
from .facts import FactDictionary
from .forms import FormError, read_form
from .template import KINDS, PHASES, Due, Item, Span, Step, Template

FORMAT = "process-template/1"
MAX_STEPS = 300
MAX_TEXT = 2000

T = TypeVar("T")
Path = tuple[str | int, ...]

PARTIES_TO = ("employer", "employee", "both", "law")
SEVERANCE = ("none", "required", "by_fact")
ALLOW = ("transfer", "delegate", "add_signer", "return")
NOTIFY_ON = ("ready", "done", "due", "overdue")
SET_BY = ("form", "calc")
DOCUMENT_KEYS = frozenset({"effect", "title", "title_en", "text"})

TEMPLATE_KEYS = frozenset(
    {
        "format",
        "key",
        "version",
        "title",
        "title_en",
        "separation_type",
        "party",
        "jurisdiction",
        "applies_when",
    }
    | {
        "legal_basis",
        "unilateral",
        "severance",
        "anchors",
        "defaults",
        "bind",
        "documents",
        "facts",
        "forms",
        "steps",
        "quiet",
    }
)
TEMPLATE_REQUIRED = TEMPLATE_KEYS - {"documents", "facts", "forms", "quiet", "title_en"}
DEFAULT_KEYS = frozenset({"remind", "escalate", "channels", "on_no_assignee", "on_timeout"})
STEP_KEYS = frozenset(
    {
        "key",
        "title",
        "title_en",
        "phase",
        "kind",
        "who",
        "mode",
        "after",
        "when",
        "guard",
        "optional",
        "distinct",
    }
    | {
        "evidence",
        "duty",
        "owed_to",
        "cite",
        "may_wait_for",
        "due",
        "min_wait",
        "sets",
        "notify",
        "watch",
        "allow",
    }
    | {"note"}
)
STEP_REQUIRED = frozenset({"key", "title", "phase", "kind", "who", "after", "evidence"})
DUE_KEYS = frozenset({"from", "plus", "class", "before", "when"})

_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_ANCHOR = re.compile(r"[A-Z][A-Z0-9]{0,7}")
_SPAN = re.compile(r"(-?[0-9]{1,4})(h|d|wd)")
_MODE = re.compile(r"any|all|sequence|count:[1-9][0-9]?|ratio:(0\.[0-9]{1,3}|1(\.0{1,3})?)")
_UNTIL = re.compile(r"[A-Z][A-Z0-9]{0,7}\+[0-9]{1,4}(mo|d)")
_ITEM_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


class TemplateError(ValueError):
    """A template that can't be read. `path` leads to the place, `step` names the step, `rule` the rule of the lint."""

    def __init__(self, path: Path, message: str, message_zh: str, step: str = "", rule: str = "S01") -> None:
        where = ".".join(str(part) for part in path)
        self.rule = rule
        super().__init__(f"{where}: {message}" + (f" (step {step})" if step else ""))
        self.path = path
        self.message = message
        self.message_zh = message_zh
        self.step = step


def from_flat(data: Mapping[str, Any], facts: FactDictionary | None = None) -> Template:
    """Read the flattened form.

    With `facts`, conditions are checked against that dictionary, otherwise against the one the form carries.
    Raises TemplateError for an unknown or missing key, a wrong type or word, an unknown step, fact or anchor, a
    duplicate, and for a step that stands before one of its predecessors (so a cycle can't be read either).
    """
    _keys(data, TEMPLATE_KEYS, TEMPLATE_REQUIRED, ())
    if data["format"] != FORMAT:
        raise TemplateError(("format",), f"{FORMAT!r} expected", f"格式应为「{FORMAT}」")
    known = _facts(data, facts)
    anchors = {_named(name, _ANCHOR, ("anchors",)): _text(v, ("anchors", name)) for name, v in _map(data, "anchors")}
    for name in ("T0", "D"):
        if name not in anchors:
            raise TemplateError(("anchors",), f"anchor {name} is missing", f"缺少时间锚点「{name}」", rule="S09")
    rows = _list(data["steps"], ("steps",))
    if not rows or len(rows) > MAX_STEPS:
        raise TemplateError(
            ("steps",),
            f"1 to {MAX_STEPS} steps expected",
            f"步骤数应为 1 至 {MAX_STEPS}",
        )
    steps: dict[str, Step] = {}
    for index, row in enumerate(rows):
        step = _step(_mapping(row, ("steps", index)), ("steps", index), steps, anchors, known)
        steps[step.key] = step
    defaults = _mapping(data["defaults"], ("defaults",))
    _keys(defaults, DEFAULT_KEYS, DEFAULT_KEYS, ("defaults",))
    bind = _mapping(data["bind"], ("bind",))
    _keys(bind, frozenset({"effective"}), frozenset({"effective"}), ("bind",))
    effective = _words(bind["effective"], ("bind", "effective"))
    for key in effective:
        if key not in steps:
            raise TemplateError(("bind", "effective"), f"unknown step {key!r}", f"没有步骤「{key}」")
    return Template(
        key=_named(data["key"], _KEY, ("key",)),
        version=_whole(data["version"], ("version",)),
        title=_text(data["title"], ("title",)),
        title_en=_text(data.get("title_en", ""), ("title_en",)),
        separation_type=_named(data["separation_type"], _KEY, ("separation_type",)),
        party=_one_of(data["party"], PARTIES_TO, ("party",)),
        jurisdiction=_text(data["jurisdiction"], ("jurisdiction",)),
        applies_when=_condition(data["applies_when"], known, ("applies_when",)),
        legal_basis=_words(data["legal_basis"], ("legal_basis",)),
        unilateral=_flag(data["unilateral"], ("unilateral",)),
        severance=_one_of(data["severance"], SEVERANCE, ("severance",)),
        anchors=anchors,
        remind=tuple(_span(one, ("defaults", "remind")) for one in _list(defaults["remind"], ("defaults", "remind"))),
        escalate=_escalate(defaults["escalate"]),
        channels={
            _named(party, _KEY, ("defaults", "channels")): _words(names, ("defaults", "channels", party))
            for party, names in _map(defaults, "channels")
        },
        effective=effective,
        documents=_documents(data.get("documents", {})),
        forms=_forms(data.get("forms", {})),
        steps=tuple(steps.values()),
        on_no_assignee=_named(defaults["on_no_assignee"], _KEY, ("defaults", "on_no_assignee")),
        on_timeout=_named(defaults["on_timeout"], _KEY, ("defaults", "on_timeout")),
        quiet=_flag(data.get("quiet", False), ("quiet",)),
        facts=FactDictionary({name: known[name] for name in sorted(_spoken_of(data, steps, known))}),
    )


def to_flat(template: Template) -> dict[str, Any]:
    """The flattened form of a template, without what is left at its default; `from_flat` reads it back equal."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "key": template.key,
        "version": template.version,
        "title": template.title,
        "title_en": template.title_en,
        "separation_type": template.separation_type,
        "party": template.party,
        "jurisdiction": template.jurisdiction,
        "applies_when": template.applies_when.text,
        "legal_basis": list(template.legal_basis),
        "unilateral": template.unilateral,
        "severance": template.severance,
        "anchors": dict(template.anchors),
        "defaults": {
            "remind": [str(span) for span in template.remind],
            "escalate": [{"after": str(after), "to": to} for after, to in template.escalate],
            "channels": {party: list(names) for party, names in template.channels.items()},
            "on_no_assignee": template.on_no_assignee,
            "on_timeout": template.on_timeout,
        },
        "bind": {"effective": list(template.effective)},
        "documents": {key: dict(entry) for key, entry in template.documents.items()},
        "forms": {key: dict(entry) for key, entry in template.forms.items()},
        "quiet": template.quiet,
        "facts": template.facts.to_data(),
        "steps": [step_data(step) for step in template.steps],
    }
    return {key: value for key, value in data.items() if key in TEMPLATE_REQUIRED or value}


def step_data(step: Step) -> dict[str, Any]:
    """One step of the flattened form."""
    data: dict[str, Any] = {
        "key": step.key,
        "title": step.title,
        "title_en": step.title_en,
        "phase": step.phase,
        "kind": step.kind,
        "who": list(step.who),
        "mode": step.mode if step.mode != "any" else "",
        "after": list(step.after),
        "when": step.when.text if step.when else "",
        "guard": step.guard.text if step.guard else "",
        "optional": step.optional,
        "distinct": step.distinct,
        "evidence": [[str(item) for item in alternative] for alternative in step.evidence],
        "duty": "statutory" if step.duty else "",
        "owed_to": step.owed_to,
        "cite": list(step.cite),
        "may_wait_for": list(step.may_wait_for),
        "due": _due_data(step.due) if step.due else {},
        "min_wait": str(step.min_wait) if step.min_wait else "",
        "sets": dict(step.sets),
        "notify": [{key: list(v) if isinstance(v, tuple) else v for key, v in one.items()} for one in step.notify],
        "watch": dict(step.watch) if step.watch else {},
        "allow": list(step.allow),
        "note": step.note,
    }
    return {key: value for key, value in data.items() if key in STEP_REQUIRED or value}


def _due_data(due: Due) -> dict[str, Any]:
    data: dict[str, Any] = {"from": due.start, "plus": str(due.plus), "class": due.kind}
    if due.before:
        data["before"] = True
    if due.when:
        data["when"] = due.when.text
    return data


# --- parts ----------------------------------------------------------------------------------------------------------


def _facts(data: Mapping[str, Any], facts: FactDictionary | None) -> FactDictionary:
    if facts is not None:
        return facts
    try:
        return FactDictionary.from_data(_mapping(data.get("facts", {}), ("facts",)))
    except (ValueError, AttributeError, TypeError) as wrong:
        raise TemplateError(("facts",), str(wrong), f"事实字典有误：{wrong}") from None


def _spoken_of(data: Mapping[str, Any], steps: Mapping[str, Step], known: FactDictionary) -> set[str]:
    names = set(_condition(data["applies_when"], known, ("applies_when",)).facts)
    for step in steps.values():
        for condition in (step.when, step.guard, step.due.when if step.due else None):
            names |= condition.facts if condition else frozenset()
        names |= set(step.sets) & set(known)
    return names


def _step(
    row: Mapping[str, Any],
    path: Path,
    earlier: Mapping[str, Step],
    anchors: Mapping[str, str],
    known: FactDictionary,
) -> Step:
    name = row.get("key")
    try:
        return _read_step(row, path, earlier, anchors, known)
    except TemplateError as wrong:
        raise TemplateError(wrong.path, wrong.message, wrong.message_zh, str(name or ""), wrong.rule) from None


def _read_step(
    row: Mapping[str, Any],
    path: Path,
    earlier: Mapping[str, Step],
    anchors: Mapping[str, str],
    known: FactDictionary,
) -> Step:
    if "reopen" in row:
        raise TemplateError(
            (*path, "reopen"),
            "no template opens again what was done; a step that comes too late is done before closing, and a person"
            " returns to a step with a reason",
            "模板不能让已办的步骤重新打开：后加的步骤在结案前补办，确需重办的由经办人写明理由退回",
            rule="S12",
        )
    _keys(row, STEP_KEYS, STEP_REQUIRED, path)
    key = _named(row["key"], _KEY, (*path, "key"))
    if key in earlier:
        raise TemplateError((*path, "key"), f"two steps are called {key!r}", f"有两个步骤都叫「{key}」")
    after = _earlier(row["after"], (*path, "after"), earlier)
    who = _words([row["who"]] if isinstance(row["who"], str) else row["who"], (*path, "who"))
    if not who:
        raise TemplateError((*path, "who"), "nobody is named", "没有写明由谁来做")
    if row.get("duty", "statutory") != "statutory":
        raise TemplateError((*path, "duty"), "'statutory' expected", "此处只能写 statutory")
    mode = _text(row.get("mode", "any"), (*path, "mode"))
    if not _MODE.fullmatch(mode):
        raise TemplateError((*path, "mode"), f"unknown mode {mode!r}", f"没有会签方式「{mode}」")
    return Step(
        key=key,
        title=_text(row["title"], (*path, "title")),
        title_en=_text(row.get("title_en", ""), (*path, "title_en")),
        phase=_one_of(row["phase"], PHASES, (*path, "phase")),
        kind=_one_of(row["kind"], KINDS, (*path, "kind")),
        who=who,
        after=after,
        evidence=_evidence(row["evidence"], (*path, "evidence")),
        mode=mode,
        when=_maybe(row, "when", path, lambda text, at: _condition(text, known, at)),
        guard=_maybe(row, "guard", path, lambda text, at: _condition(text, known, at)),
        optional=_flag(row.get("optional", False), (*path, "optional")),
        distinct=_flag(row.get("distinct", False), (*path, "distinct")),
        duty="duty" in row,
        owed_to=_text(row.get("owed_to", ""), (*path, "owed_to")),
        cite=_words(row.get("cite", ()), (*path, "cite")),
        may_wait_for=_earlier(row.get("may_wait_for", ()), (*path, "may_wait_for"), earlier),
        due=_maybe(
            row,
            "due",
            path,
            lambda due, at: _due(_mapping(due, at), at, {*earlier, key}, anchors, known),
        ),
        min_wait=_maybe(row, "min_wait", path, _span),
        sets=_sets(row.get("sets", {}), (*path, "sets"), anchors, known),
        notify=_notify(row.get("notify", ()), (*path, "notify")),
        watch=_maybe(row, "watch", path, _watch),
        allow=tuple(_one_of(a, ALLOW, (*path, "allow")) for a in _words(row.get("allow", ()), (*path, "allow"))),
        note=_text(row.get("note", ""), (*path, "note")),
    )


def _earlier(value: Any, path: Path, earlier: Mapping[str, Step]) -> tuple[str, ...]:
    keys = _words(value, path)
    for key in keys:
        if key not in earlier:
            raise TemplateError(path, f"{key!r} is not an earlier step", f"「{key}」不是在前的步骤", rule="S03")
    return keys


def _evidence(value: Any, path: Path) -> tuple[tuple[Item, ...], ...]:
    alternatives: list[tuple[Item, ...]] = []
    for index, alternative in enumerate(_list(value, path)):
        texts = _words(alternative, (*path, index))
        try:
            items = tuple(Item.parse(text) for text in texts)
        except ValueError as wrong:
            raise TemplateError((*path, index), str(wrong), f"证据项写法有误：{wrong}") from None
        if not items:
            raise TemplateError((*path, index), "an empty alternative", "有一组证据是空的")
        for item in items:
            if not _ITEM_NAME.fullmatch(item.name):
                raise TemplateError(
                    (*path, index),
                    f"not a document name: {item.name!r}",
                    f"文件名有误「{item.name}」",
                )
        alternatives.append(items)
    return tuple(alternatives)


def _due(
    row: Mapping[str, Any],
    path: Path,
    steps: set[str],
    anchors: Mapping[str, str],
    known: FactDictionary,
) -> Due:
    _keys(row, DUE_KEYS, frozenset({"from", "plus", "class"}), path)
    start = _text(row["from"], (*path, "from"))
    if start.startswith("step:"):
        if start[5:] not in steps:
            raise TemplateError(
                (*path, "from"),
                f"unknown step {start[5:]!r}",
                f"没有步骤「{start[5:]}」",
                rule="S03",
            )
    elif start != "ready" and start not in anchors:
        at = (*path, "from")
        raise TemplateError(at, f"unknown anchor {start!r}", f"没有时间锚点「{start}」", rule="S09")
    return Due(
        start=start,
        plus=_span(row["plus"], (*path, "plus")),
        kind=_one_of(row["class"], ("statutory", "internal"), (*path, "class")),
        before=_flag(row.get("before", False), (*path, "before")),
        when=_maybe(row, "when", path, lambda text, at: _condition(text, known, at)),
    )


def _sets(value: Any, path: Path, anchors: Mapping[str, str], known: FactDictionary) -> dict[str, str]:
    sets = {}
    for name, how in _mapping(value, path).items():
        if name not in anchors and name not in known:
            raise TemplateError(
                path,
                f"unknown fact or anchor {name!r}",
                f"没有事实或时间锚点「{name}」",
                rule="S06",
            )
        sets[name] = _one_of(how, SET_BY, (*path, name))
    return sets


def _notify(value: Any, path: Path) -> tuple[Mapping[str, Any], ...]:
    messages = []
    for index, one in enumerate(_list(value, path)):
        at = (*path, index)
        row = _mapping(one, at)
        _keys(
            row,
            frozenset({"on", "to", "via", "template", "text"}),
            frozenset({"on", "to", "via"}),
            at,
        )
        message: dict[str, Any] = {
            "on": _one_of(row["on"], NOTIFY_ON, (*at, "on")),
            "to": _text(row["to"], (*at, "to")),
            "via": _words(row["via"], (*at, "via")),
        }
        for key in ("template", "text"):
            if key in row:
                message[key] = _text(row[key], (*at, key))
        messages.append(message)
    return tuple(messages)


def _watch(value: Any, path: Path) -> Mapping[str, Any]:
    row = _mapping(value, path)
    _keys(row, frozenset({"until", "event"}), frozenset({"until", "event"}), path)
    if not isinstance(row["until"], str) or not _UNTIL.fullmatch(row["until"]):
        raise TemplateError(
            (*path, "until"),
            "an anchor plus months expected, like D+6mo",
            "写法应如 D+6mo",
        )
    return {
        "until": row["until"],
        "event": _named(row["event"], _KEY, (*path, "event")),
    }


def _escalate(value: Any) -> tuple[tuple[Span, str], ...]:
    path: Path = ("defaults", "escalate")
    ladder = []
    for index, one in enumerate(_list(value, path)):
        row = _mapping(one, (*path, index))
        _keys(row, frozenset({"after", "to"}), frozenset({"after", "to"}), (*path, index))
        ladder.append(
            (
                _span(row["after"], (*path, index, "after")),
                _text(row["to"], (*path, index, "to")),
            )
        )
    return tuple(ladder)


def _forms(value: Any) -> dict[str, Mapping[str, Any]]:
    forms: dict[str, Mapping[str, Any]] = {}
    for name, entry in _mapping(value, ("forms",)).items():
        try:
            forms[_named(name, _KEY, ("forms", name))] = read_form(entry, name)
        except FormError as wrong:
            raise TemplateError(("forms", name), str(wrong), wrong.message_zh) from None
    return forms


def _documents(value: Any) -> dict[str, Mapping[str, Any]]:
    documents: dict[str, Mapping[str, Any]] = {}
    for name, entry in _mapping(value, ("documents",)).items():
        path = ("documents", name)
        row = _mapping(entry, path)
        _keys(row, DOCUMENT_KEYS, frozenset({"effect"}), path)
        documents[_named(name, _KEY, path)] = {key: _text(text, (*path, key)) for key, text in row.items()}
    return documents


# --- values ---------------------------------------------------------------------------------------------------------


def _keys(row: Mapping[str, Any], known: frozenset[str], required: frozenset[str], path: Path) -> None:
    for key in row:
        if key not in known:
            raise TemplateError((*path, str(key)), f"unknown key {key!r}", f"没有「{key}」这一项")
    for key in sorted(required):
        if key not in row:
            raise TemplateError(path, f"{key!r} is missing", f"缺少「{key}」")


def _maybe(row: Mapping[str, Any], key: str, path: Path, read: Callable[[Any, Path], T]) -> T | None:
    return read(row[key], (*path, key)) if key in row else None


def _mapping(value: Any, path: Path) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise TemplateError(path, "keys and values expected", "此处应为「键: 值」")
    return value


def _map(row: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
    return list(_mapping(row[key], (key,)).items())


def _list(value: Any, path: Path) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise TemplateError(path, "a list expected", "此处应为列表")
    return value


def _text(value: Any, path: Path) -> str:
    if not isinstance(value, str):
        raise TemplateError(path, f"text expected, not {value!r}", f"此处应为文字，而不是 {value!r}")
    if len(value) > MAX_TEXT:
        raise TemplateError(path, f"longer than {MAX_TEXT} characters", f"超过 {MAX_TEXT} 个字符")
    return value


def _words(value: Any, path: Path) -> tuple[str, ...]:
    words = tuple(_text(one, path) for one in _list(value, path))
    if len(set(words)) != len(words):
        raise TemplateError(path, "named twice", "同一项写了两次")
    return words


def _named(value: Any, pattern: re.Pattern[str], path: Path) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise TemplateError(path, f"not a name: {value!r}", f"名称写法有误：{value!r}")
    return value


def _flag(value: Any, path: Path) -> bool:
    if not isinstance(value, bool):
        raise TemplateError(path, f"true or false expected, not {value!r}", "此处应为 true 或 false")
    return value


def _whole(value: Any, path: Path) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise TemplateError(path, f"a whole number from 1 expected, not {value!r}", "此处应为正整数")
    return value


def _one_of(value: Any, words: Sequence[str], path: Path) -> Any:
    if not isinstance(value, str) or value not in words:
        known = ", ".join(words)
        raise TemplateError(path, f"{value!r} is none of {known}", f"「{value}」不在可选项中：{known}")
    return value


def _span(value: Any, path: Path) -> Span:
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise TemplateError(
            path,
            f"a span like 24h, 3d or 5wd expected, not {value!r}",
            f"时长应如 24h、3d、5wd：{value!r}",
        )
    return Span(int(found[1]), found[2])  # type: ignore[arg-type]


def _condition(value: Any, known: FactDictionary, path: Path) -> Condition:
    try:
        return Condition.parse(value, known)
    except ConditionError as wrong:
        raise TemplateError(path, str(wrong), wrong.message_zh, rule="S06") from None
