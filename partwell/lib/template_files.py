"""Shipped process templates: read from YAML, expand fragments, freeze into the flattened form and its hash.

`<separation_type>.yaml` is the national template, `<industry>/<separation_type>.yaml` an industry's. Files whose name
starts with an underscore hold what templates share: fragments, the fact dictionary, the citations, the roles.
A file with a mistake does not load: the refusal names file, line and step.
"""

import hashlib
import heapq
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from partwell.core.process.facts import FactDictionary
from partwell.core.process.flat import MAX_STEPS, TemplateError, from_flat, to_flat
from partwell.core.process.template import Template

from . import located_yaml
from .located_yaml import At, Lines, YamlError, line_of

FOLDER = Path(__file__).resolve().parent.parent / "process_templates"
BINDINGS = ("before_check", "decided", "effective", "all")
MAX_BYTES = 256 * 1024
"""Three times the longest template: 300 steps with long sentences."""
EDITORIAL = ("reviewed", "review_note")
"""The day an entry was held against the law, and what changed: kept out of the flattened form and of its hash."""


class TemplateFileError(ValueError):
    """A template file that can't be used: file, line (from 1), step, rule (empty: no template), in both languages."""

    def __init__(self, file: str, line: int, message: str, message_zh: str, step: str = "", rule: str = "S01") -> None:
        super().__init__(f"{file}:{line}: " + (f"step {step}: " if step else "") + message)
        self.rule = rule
        self.file = file
        self.line = line
        self.step = step
        self.message = message
        self.message_zh = message_zh


@dataclass(frozen=True, slots=True)
class LoadedTemplate:
    """A template with its flattened form and the SHA-256 (hex) of that form's canonical JSON."""

    template: Template
    flat: Mapping[str, Any]
    sha256: str
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict, compare=False)
    """Step -> file and line it was written in; the template itself under the empty key."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One text of law: key, name of the law, article, gist, and `status`: read (in text or reprint) or memory."""

    key: str
    name: str
    article: str
    gist: str
    status: str
    name_en: str = ""

    @property
    def title(self) -> str:
        """As it is printed: 《劳动合同法》第五十条; the number of a document stands behind its title."""
        found = re.fullmatch(r"(.*)(\([^()]*\))", self.name)
        name, number = found.groups() if found else (self.name, "")
        return f"《{name}》{number}{self.article}"


@dataclass(frozen=True, slots=True)
class Role:
    """Who can hold a seat: key, wording, and who takes over when nobody holds it."""

    key: str
    zh: str
    en: str
    fallback: tuple[str, ...]


def all_keys(folder: Path = FOLDER) -> tuple[str, ...]:
    """Keys of the shipped templates: `probation_failure`, `<industry>/probation_failure`."""
    found = sorted([*folder.glob("*.yaml"), *folder.glob("*/*.yaml")])
    paths = (path.relative_to(folder).with_suffix("") for path in found if not path.name.startswith("_"))
    return tuple(path.as_posix() for path in paths)


@cache
def load(key: str) -> LoadedTemplate:
    """A shipped template. Raises KeyError when there is none of this key, TemplateFileError when it has a mistake."""
    if key not in all_keys():
        raise KeyError(key)
    loaded = read(FOLDER / f"{key}.yaml")
    stem = key.rpartition("/")[2]
    if (loaded.template.key, loaded.template.separation_type) != (stem, stem):
        raise TemplateFileError(
            f"{key}.yaml", 1, f"key and separation_type must be {stem!r}", f"key 与 separation_type 应为「{stem}」"
        )
    return loaded


def read(path: Path) -> LoadedTemplate:
    """Read one template file and expand it with the shipped fragments. Raises TemplateFileError."""
    try:
        content = path.read_bytes()
    except OSError as wrong:
        message = f"can't be read: {wrong.strerror}"
        raise TemplateFileError(path.name, 1, message, f"无法读取：{wrong.strerror}", rule="") from None
    return parse(content, path.name)


def parse(content: bytes, file: str) -> LoadedTemplate:
    """As `read`, from bytes. A flattened form (it carries its `facts` and includes nothing) is read as well."""
    if len(content) > MAX_BYTES:
        message = f"larger than {MAX_BYTES} bytes"
        raise TemplateFileError(file, 1, message, f"文件超过 {MAX_BYTES} 字节", rule="")
    try:
        data, lines = located_yaml.parse(content, file)
    except YamlError as wrong:
        raise TemplateFileError(wrong.file, wrong.line, wrong.message, wrong.message_zh, rule="") from None
    return _loaded(_Source(file, lines), data)


def from_flat_form(flat: Mapping[str, Any], file: str) -> LoadedTemplate:
    """As `read`, from a flattened form as a value (a draft): its steps may stand in any order."""
    return _loaded(_Source(file, {}), json.loads(json.dumps(flat)))


def sha256_of(flat: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON of a flattened form: sorted keys, no spaces, UTF-8."""
    text = json.dumps(flat, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def facts() -> FactDictionary:
    """The fact dictionary of the shipped templates."""
    data, lines = _shared("_facts.yaml", "offboarding-facts/1", "facts")
    try:
        return FactDictionary.from_data(data)
    except ValueError as wrong:
        name = str(wrong).removeprefix("fact ").partition(":")[0]
        line = line_of(lines, ("facts", name))
        raise TemplateFileError("_facts.yaml", line, str(wrong), f"事实字典有误：{wrong}") from None


@cache
def citations() -> Mapping[str, Citation]:
    """The texts of law that templates and lint rules cite."""
    data, lines = _shared("_law.yaml", "offboarding-law/1", "law")
    found = {}
    for key, entry in data.items():
        line = line_of(lines, ("law", key))
        row = _only(entry, ("name", "name_en", "art", "gist", "status", *EDITORIAL), "_law.yaml", line)
        if not row.get("name") or row.get("status") not in ("read", "memory"):
            raise TemplateFileError("_law.yaml", line, f"{key}: name and status are needed", f"{key} 须有名称与状态")
        found[key] = Citation(
            key, row["name"], row.get("art", ""), row.get("gist", ""), row["status"], row.get("name_en", "")
        )
    return found


@cache
def roles() -> Mapping[str, Role]:
    """Who can be named in `who`, `to` and `escalate`, with wording and fallback."""
    data, lines = _shared("_roles.yaml", "process-roles/1", "roles")
    found = {}
    for key, entry in data.items():
        line = line_of(lines, ("roles", key))
        row = _only(entry, ("zh", "en", "fallback"), "_roles.yaml", line)
        found[key] = Role(key, row["zh"], row["en"], tuple(row.get("fallback", ())))
    for role in found.values():
        for other in role.fallback:
            if other not in found:
                line = line_of(lines, ("roles", role.key))
                raise TemplateFileError("_roles.yaml", line, f"unknown role {other!r}", f"没有角色「{other}」")
    return found


# --- expanding ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Source:
    """A file and the lines of its parts."""

    file: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class _Row:
    """One step as written, and where."""

    data: dict[str, Any]
    source: _Source
    at: At

    @property
    def key(self) -> str:
        return str(self.data.get("key"))

    def wrong(self, message: str, message_zh: str, *within: str | int, rule: str = "S01") -> TemplateFileError:
        line = line_of(self.source.lines, (*self.at, *within))
        return TemplateFileError(self.source.file, line, message, message_zh, self.key, rule)


def _loaded(source: _Source, data: Any) -> LoadedTemplate:
    def wrong(at: At, message: str, message_zh: str) -> TemplateFileError:
        return TemplateFileError(source.file, line_of(source.lines, at), message, message_zh)

    if not isinstance(data, dict):
        # Not a template with a mistake but something else altogether: no rule is broken, it can't be used.
        raise TemplateFileError(source.file, 1, "keys and values expected", "此处应为「键: 值」", rule="")
    body = {key: value for key, value in data.items() if key not in ("include", "exclude", *EDITORIAL)}
    carried = body.pop("facts", None)
    if carried is not None and ("include" in data or "exclude" in data):
        raise wrong(("facts",), "facts stand in _facts.yaml", "事实登记在 _facts.yaml")
    if carried is not None:
        _same_facts(carried, wrong)
    bind = body.get("bind")
    if not isinstance(bind, dict) or "effective" not in bind:
        raise wrong(("bind",), "bind.effective is missing", "缺少 bind.effective")
    for name, keys in bind.items():
        if name not in BINDINGS:
            raise wrong(("bind", name), f"unknown binding {name!r}", f"没有绑定「{name}」")
        if name != "all":
            _texts(keys, partial(wrong, ("bind", name)))
    if bind.get("all", "*") != "*":
        raise wrong(("bind", "all"), "only '*' is known", "此处只能写 '*'")
    rows = _rows(source, data)
    excluded = _texts(data.get("exclude", []), partial(wrong, ("exclude",)))
    keys = {row.key for row in rows}
    for key in excluded:
        if key not in keys:
            raise wrong(("exclude",), f"excludes unknown step {key!r}", f"排除了不存在的步骤「{key}」")
    rows = [row for row in rows if row.key not in excluded]
    _bind(rows, bind)
    rows = _in_order(rows)
    body["bind"] = {"effective": bind["effective"]}
    body["steps"] = [row.data for row in rows]
    try:
        template = from_flat(body, facts())
    except TemplateError as error:
        raise _placed(error, rows, source) from None
    flat = to_flat(template)
    places = {row.key: (row.source.file, line_of(row.source.lines, row.at)) for row in rows}
    return LoadedTemplate(template, flat, sha256_of(flat), {**places, "": (source.file, 1)})


def _same_facts(carried: Any, wrong: Callable[[At, str, str], TemplateFileError]) -> None:
    """Facts carried by a flattened form are those of the dictionary: another meaning would open its guards."""
    known = facts()
    if not isinstance(carried, dict):
        raise wrong(("facts",), "keys and values expected", "此处应为「键: 值」")
    for name, entry in carried.items():
        fact = known.get(name)
        said = entry if isinstance(entry, dict) else {}
        same = fact is not None and (said.get("type"), said.get("values", []), said.get("start", True)) == (
            fact.type,
            list(fact.values),
            fact.start,
        )
        if not same:
            refusal = wrong(
                ("facts", name), f"fact {name!r} is not as in the fact dictionary", f"事实「{name}」与事实字典不一致"
            )
            refusal.rule = "S06"
            raise refusal


def _placed(error: TemplateError, rows: Sequence[_Row], source: _Source) -> TemplateFileError:
    """The same refusal with the file and the line it is about."""
    match error.path:
        case ("steps", int(index), *within):
            row = rows[index]
            line = line_of(row.source.lines, (*row.at, *within))
            return TemplateFileError(row.source.file, line, error.message, error.message_zh, error.step, error.rule)
        case at:
            line = line_of(source.lines, at)
            return TemplateFileError(source.file, line, error.message, error.message_zh, error.step, error.rule)


def _rows(source: _Source, data: Mapping[str, Any]) -> list[_Row]:
    """The template's own steps, then those of the fragments it includes, in the order written."""
    own = data.get("steps")
    if not isinstance(own, list):
        line = line_of(source.lines, ("steps",))
        raise TemplateFileError(source.file, line, "steps are missing", "缺少步骤")
    if len(own) > MAX_STEPS:
        line = line_of(source.lines, ("steps",))
        message = f"1 to {MAX_STEPS} steps expected, not {len(own)}"
        raise TemplateFileError(source.file, line, message, f"步骤数应为 1 至 {MAX_STEPS}，而不是 {len(own)}")
    rows = [_row(step, source, ("steps", index)) for index, step in enumerate(own)]
    fragments, lines = _fragments()
    shared = _Source("_fragments.yaml", lines)

    def wrong(message: str, message_zh: str) -> TemplateFileError:
        return TemplateFileError(source.file, line_of(source.lines, ("include",)), message, message_zh)

    for name in _texts(data.get("include", []), wrong):
        if name not in fragments:
            raise wrong(f"unknown fragment {name!r}", f"没有片段「{name}」")
        steps = fragments[name]
        rows += [_row(step, shared, ("fragments", name, index)) for index, step in enumerate(steps)]
    seen: set[str] = set()
    for row in rows:
        if row.key in seen:
            raise row.wrong(f"two steps are called {row.key!r}", f"有两个步骤都叫「{row.key}」", "key")
        seen.add(row.key)
    return rows


def _row(step: Any, source: _Source, at: At) -> _Row:
    if not isinstance(step, dict):
        line = line_of(source.lines, at)
        raise TemplateFileError(source.file, line, "a step is keys and values", "步骤应为「键: 值」")
    return _Row({key: value for key, value in step.items() if key not in EDITORIAL}, source, at)


def _bind(rows: Sequence[_Row], bind: Mapping[str, Any]) -> None:
    """Replace @before_check, @decided, @effective and @all in `after` by the steps they stand for."""
    for row in rows:
        after: list[str] = []
        if "after" not in row.data:
            raise row.wrong("'after' is missing", "缺少「after」")
        for key in _texts(row.data["after"], partial(_wrong_after, row)):
            if not key.startswith("@"):
                after.append(key)
            elif key == "@all":
                after += [other.key for other in rows if other is not row]
            elif key[1:] in BINDINGS and key[1:] in bind:
                after += bind[key[1:]]
            else:
                raise row.wrong(f"the template does not bind {key!r}", f"模板没有绑定「{key}」", "after")
        row.data["after"] = list(dict.fromkeys(after))


def _wrong_after(row: _Row, message: str, message_zh: str) -> TemplateFileError:
    return row.wrong(message, message_zh, "after")


def _in_order(rows: Sequence[_Row]) -> list[_Row]:
    """The rows so that each follows its predecessors, otherwise as written. Refuses unknown predecessors and cycles."""
    by_key = {row.key: row for row in rows}
    for row in rows:
        for key in row.data["after"]:
            if key not in by_key:
                raise row.wrong(f"comes after unknown step {key!r}", f"前置步骤「{key}」不存在", "after", rule="S03")
    place = {row.key: number for number, row in enumerate(rows)}
    waits = {row.key: len(set(row.data["after"])) for row in rows}
    follows: dict[str, list[str]] = {row.key: [] for row in rows}
    for row in rows:
        for key in set(row.data["after"]):
            follows[key].append(row.key)
    # Of those that are ready, always the one written first.
    ready = [place[row.key] for row in rows if not waits[row.key]]
    order: list[_Row] = []
    while ready:
        row = rows[heapq.heappop(ready)]
        order.append(row)
        for key in follows[row.key]:
            waits[key] -= 1
            if not waits[key]:
                heapq.heappush(ready, place[key])
    if len(order) < len(rows):
        done = {row.key for row in order}
        circle = _circle(next(row for row in rows if row.key not in done), by_key, done)
        raise circle[0].wrong(
            "waits for itself: " + " → ".join(row.key for row in circle),
            "步骤互相等待：" + " → ".join(row.key for row in circle),
            "after",
            rule="P01",
        )
    return order


def _circle(start: _Row, by_key: Mapping[str, _Row], done: set[str]) -> list[_Row]:
    """The steps of one cycle, first and last the same; every step not done waits for one not done."""
    path = [start]
    while path[-1] not in path[:-1]:
        path.append(by_key[next(key for key in path[-1].data["after"] if key not in done)])
    return path[path.index(path[-1]) :]


@cache
def _fragments() -> tuple[Mapping[str, list[Any]], Lines]:
    data, lines = _shared("_fragments.yaml", "process-fragments/1", "fragments")
    for name, steps in data.items():
        if not isinstance(steps, list):
            line = line_of(lines, ("fragments", name))
            raise TemplateFileError("_fragments.yaml", line, "a list of steps expected", "此处应为步骤列表")
    return data, lines


def _shared(file: str, form: str, key: str) -> tuple[Mapping[str, Any], Lines]:
    try:
        data, lines = located_yaml.read(FOLDER / file)
    except YamlError as wrong:
        raise TemplateFileError(wrong.file, wrong.line, wrong.message, wrong.message_zh) from None
    if not isinstance(data, dict) or set(data) != {"format", key} or data["format"] != form:
        raise TemplateFileError(file, 1, f"format {form!r} with {key!r} expected", f"格式应为「{form}」，含「{key}」")
    if not isinstance(data[key], dict):
        raise TemplateFileError(file, line_of(lines, (key,)), "keys and values expected", "此处应为「键: 值」")
    return data[key], lines


def _only(entry: Any, known: Sequence[str], file: str, line: int) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise TemplateFileError(file, line, "keys and values expected", "此处应为「键: 值」")
    for key in entry:
        if key not in known:
            raise TemplateFileError(file, line, f"unknown key {key!r}", f"没有「{key}」这一项")
    return entry


def _texts(value: Any, wrong: Callable[[str, str], TemplateFileError]) -> list[str]:
    """A list of texts as it is; anything else is refused, never taken for an empty list."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise wrong("a list of names expected", "此处应为名称的列表")
    return value
