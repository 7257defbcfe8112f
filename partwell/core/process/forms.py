"""Forms of a process template: what a step asks to be filled in, and what was filled in as values.

A form is part of the version, so what was asked is frozen with it. Its values are the content of the proof
`party.form:<name>`.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from partwell.core.money import typed

FIELD_TYPES = ("text", "number", "date", "choice", "file", "table")
CELL_TYPES = ("text", "number", "date")
MAX_FIELDS, MAX_CHOICES, MAX_COLUMNS, MAX_ROWS, MAX_TEXT = 30, 20, 8, 30, 2000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class FormError(ValueError):
    """A form that can't be used. `place` names the field or key."""

    def __init__(self, place: str, message: str, message_zh: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place, self.message, self.message_zh = place, message, message_zh


def read_form(data: Any, name: str) -> dict[str, Any]:
    """A form as it stands in a template, checked. Raises FormError."""
    form = _mapping(data, name, {"title", "fields"}, {"title_en"})
    fields = form["fields"]
    if not isinstance(fields, list | tuple) or not 1 <= len(fields) <= MAX_FIELDS:
        raise FormError(name, f"1 to {MAX_FIELDS} fields expected", f"表单应有 1 至 {MAX_FIELDS} 项")
    read: list[dict[str, Any]] = []
    for one in fields:
        field = _field(one, name)
        if any(other["key"] == field["key"] for other in read):
            raise FormError(name, f"two fields are called {field['key']!r}", f"有两项都叫「{field['key']}」")
        read.append(field)
    titles = {key: _line(form[key], name) for key in ("title", "title_en") if form.get(key)}
    if "title" not in titles:
        raise FormError(name, "a form has a title", "表单须有名称")
    return {**titles, "fields": read}


def _field(data: Any, name: str) -> dict[str, Any]:
    field = _mapping(data, name, {"key", "label", "type"}, {"label_en", "required", "choices", "columns"})
    key = field["key"]
    if not isinstance(key, str) or not _NAME.fullmatch(key):
        raise FormError(name, f"not a name: {key!r}", f"名称写法有误：{key!r}")
    if field["type"] not in FIELD_TYPES:
        raise FormError(key, f"unknown type {field['type']!r}", f"没有「{field['type']}」这种项目")
    read: dict[str, Any] = {"key": key, "label": _line(field["label"], key), "type": field["type"]}
    if not read["label"]:
        raise FormError(key, "a field has a label", "每一项须有名称")
    if field.get("label_en"):
        read["label_en"] = _line(field["label_en"], key)
    if type(field.get("required", False)) is not bool:
        raise FormError(key, "required is true or false", "是否必填应为 true 或 false")
    if field.get("required"):
        read["required"] = True
    choices = field.get("choices", [])
    if (field["type"] == "choice") != bool(choices):
        raise FormError(key, "a choice, and only a choice, has choices", "单选项须写明选项，其他项目没有选项")
    if choices:
        read["choices"] = _lines(choices, key, 2, MAX_CHOICES)
    columns = field.get("columns", [])
    if (field["type"] == "table") != bool(columns):
        raise FormError(key, "a table, and only a table, has columns", "表格须写明列，其他项目没有列")
    if columns:
        read["columns"] = _lines(columns, key, 1, MAX_COLUMNS)
    return read


def _mapping(data: Any, place: str, needed: set[str], more: set[str]) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise FormError(place, "keys and values expected", "此处应为「键: 值」")
    for key in data:
        if key not in needed | more:
            raise FormError(place, f"unknown key {key!r}", f"没有「{key}」这一项")
    for key in sorted(needed):
        if key not in data:
            raise FormError(place, f"{key!r} is missing", f"缺少「{key}」")
    return data


def _line(value: Any, place: str) -> str:
    if not isinstance(value, str) or len(value) > 120:
        raise FormError(place, "a short text expected", "此处应为不超过 120 字的文字")
    return value.strip()


def _lines(value: Any, place: str, least: int, most: int) -> list[str]:
    if not isinstance(value, list | tuple) or not least <= len(value) <= most:
        raise FormError(place, f"{least} to {most} expected", f"应有 {least} 至 {most} 个")
    lines = [_line(one, place) for one in value]
    if not all(lines) or len(set(lines)) != len(lines):
        raise FormError(place, "each is named once", "每个都要有名称且不重复")
    return lines


def fill(form: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What was filled in as values, and what is wrong: field -> code (needed, number, date, choice, long).

    `given` holds a text for each field, a list of rows (lists of texts) for a table, the file's hash for a file.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in form["fields"]:
        key, raw = field["key"], given.get(field["key"])
        value: str | list[list[str]]
        if field["type"] == "table":
            value, code = _rows(raw, field["columns"])
        else:
            value, code = _value(str(raw or "").strip(), field)
        if code:
            wrong[key] = code
        elif value in ("", [], None):
            if field.get("required"):
                wrong[key] = "needed"
        else:
            values[key] = value
    return values, wrong


def _value(text: str, field: Mapping[str, Any]) -> tuple[str, str]:
    """One value as text, and the code of what is wrong."""
    if len(text) > MAX_TEXT:
        return "", "long"
    if not text:
        return "", ""
    match field["type"]:
        case "number":
            try:
                number = Decimal(typed(text))
            except (InvalidOperation, ValueError):
                return "", "number"
            plain = format(number, "f") if number.is_finite() and abs(number) < Decimal("1e15") else ""
            return plain, "" if plain else "number"
        case "date":
            try:
                return date.fromisoformat(text).isoformat(), ""
            except ValueError:
                return "", "date"
        case "choice":
            return text, "" if text in field["choices"] else "choice"
    return text, ""


def _rows(raw: Any, columns: Sequence[str]) -> tuple[list[list[str]], str]:
    lines = [[str(cell).strip() for cell in row][: len(columns)] for row in raw or []]
    rows = [line for line in lines if any(line)]
    if len(rows) > MAX_ROWS or any(len(cell) > MAX_TEXT for row in rows for cell in row):
        return [], "long"
    return rows, ""


def told(form: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """What was filled in, line by line, as it is read by people."""
    lines = []
    for field in form["fields"]:
        if field["key"] not in values:
            continue
        value = values[field["key"]]
        if field["type"] == "table":
            rows = ["；".join(f"{c}：{v}" for c, v in zip(field["columns"], row, strict=False) if v) for row in value]
            lines += [f"{field['label']}：", *(f"  {number}. {row}" for number, row in enumerate(rows, 1))]
        else:
            lines.append(f"{field['label']}：{value}")
    return "\n".join(lines)
