"""YAML as plain values plus the line each value stands on, for data files that people write and programs must refuse.

Only mappings with text keys, lists, text, whole numbers, true/false and null: no other tags, no anchors and aliases
(so a small file can't grow), no duplicate keys, bounded size. With `exact` also decimal numbers, which become Decimal
from their text, and days.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 512 * 1024
MAX_DEPTH = 40

At = tuple[str | int, ...]
Lines = dict[At, int]

_TAG = "tag:yaml.org,2002:"
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class YamlError(ValueError):
    """A file that can't be read. `line` counts from 1."""

    def __init__(self, file: str, line: int, message: str, message_zh: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file = file
        self.line = line
        self.message = message
        self.message_zh = message_zh


def read(path: Path, *, exact: bool = False) -> tuple[Any, Lines]:
    """The value a file holds and the line (from 1) of each part, by path. Raises YamlError."""
    try:
        content = path.read_bytes()
    except OSError as wrong:
        raise YamlError(path.name, 1, f"can't be read: {wrong.strerror}", f"无法读取：{wrong.strerror}") from None
    return parse(content, path.name, exact=exact)


def parse(content: bytes, file: str, *, exact: bool = False) -> tuple[Any, Lines]:
    """As `read`, from bytes; `file` is the name to put into refusals."""
    if len(content) > MAX_BYTES:
        raise YamlError(file, 1, f"larger than {MAX_BYTES} bytes", f"文件超过 {MAX_BYTES} 字节")
    try:
        text = content.decode("utf-8")
        _check_depth(text, file)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        raise YamlError(file, line, "not UTF-8", "不是 UTF-8 编码") from None
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        raise YamlError(file, line, f"not YAML: {wrong.problem}", f"不是有效的 YAML：{wrong.problem}") from None
    except yaml.YAMLError as wrong:
        raise YamlError(file, 1, f"not YAML: {wrong}", f"不是有效的 YAML：{wrong}") from None
    if root is None:
        raise YamlError(file, 1, "the file is empty", "文件是空的")
    lines: Lines = {}
    return _Reader(file, lines, _exact if exact else _scalar).value(root, ()), lines


def line_of(lines: Lines, at: At) -> int:
    """The line of a path, or of the nearest part around it."""
    while at and at not in lines:
        at = at[:-1]
    return lines.get(at, 1)


def _check_depth(text: str, file: str) -> None:
    """Refuse deep nesting before it is composed: that is recursive C."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark = event.start_mark
                line = mark.line + 1 if mark else 1
                raise YamlError(file, line, f"nested deeper than {MAX_DEPTH}", f"嵌套超过 {MAX_DEPTH} 层")


class _Reader:
    """Turns the nodes of one file into values and notes their lines."""

    def __init__(self, file: str, lines: Lines, scalar: Callable[[yaml.ScalarNode, int, str], Any]) -> None:
        self.file, self.lines, self.scalar = file, lines, scalar
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, at: At) -> Any:
        """The value of a node, its line noted under its path."""
        line = self.lines[at] = node.start_mark.line + 1
        if id(node) in self.seen:
            raise YamlError(self.file, line, "aliases are not allowed", "不允许使用别名（*）")
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
            return self._mapping(node, at)
        if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
            return [self.value(one, (*at, index)) for index, one in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, line, self.file)
        raise YamlError(self.file, line, f"tag {node.tag!r} is not allowed", f"不允许使用标签 {node.tag}")

    def _mapping(self, node: yaml.MappingNode, at: At) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            # The raw text is the key: YAML 1.1 would turn `on:` into true.
            if not isinstance(key, yaml.ScalarNode) or not key.value or key.value == "<<":
                raise YamlError(self.file, line, "a key is plain text", "键必须是文字")
            if key.value in found:
                raise YamlError(self.file, line, f"{key.value!r} is written twice", f"「{key.value}」写了两次")
            found[key.value] = self.value(value, (*at, key.value))
            self.lines[(*at, key.value)] = line
        return found


def _scalar(node: yaml.ScalarNode, line: int, file: str) -> Any:
    text: str = node.value
    match node.tag.removeprefix(_TAG):
        case "str":
            return text
        case "int" if text.lstrip("-").isdecimal() and text.isascii() and len(text) <= 18:
            return int(text)
        case "bool" if text in ("true", "false"):
            return text == "true"
        case "null" if text in ("null", "~", ""):
            return None
    raise YamlError(file, line, f"{text!r} must be quoted", f"「{text}」须加引号")


def _exact(node: yaml.ScalarNode, line: int, file: str) -> Any:
    """Numbers as Decimal with the digits they are written with; days as `date`. What is neither stays text."""
    text: str = node.value
    match node.tag.removeprefix(_TAG):
        case "int" | "float":
            return Decimal(text) if _NUMBER.fullmatch(text) else text
        case "timestamp":
            try:
                return date.fromisoformat(text) if _DAY.fullmatch(text) else text
            except ValueError:
                return text
    return _scalar(node, line, file)
