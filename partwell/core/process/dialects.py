"""A condition in other languages: CEL as templates write it, FEEL (Camunda 8), JUEL (Flowable, Camunda 7), Python."""

import json
from typing import Literal

from .conditions import Compare, Condition, Const, Every, ListOf, Name, Node, Not, Some, Value

Dialect = Literal["cel", "feel", "juel", "python"]
_AND = {"cel": " && ", "feel": " and ", "juel": " && ", "python": " and "}
_OR = {"cel": " || ", "feel": " or ", "juel": " || ", "python": " or "}


def render(condition: Condition, dialect: Dialect) -> str:
    """The condition as an expression of that language, meaning the same for known facts."""
    return of_node(condition.tree, dialect)


def of_node(node: Node, dialect: Dialect) -> str:
    """A part of a condition as an expression of that language."""
    match node:
        case Const(value):
            return _literal(value, dialect)
        case ListOf(values):
            return "[" + ", ".join(_literal(value, dialect) for value in values) + "]"
        case Name(name):
            return name
        case Not(of):
            inner = of_node(of, dialect)
            return {"feel": f"not({inner})", "python": f"not ({inner})"}.get(dialect, f"!({inner})")
        case Every(parts):
            return _AND[dialect].join(_inner(part, dialect) for part in parts)
        case Some(parts):
            return _OR[dialect].join(_inner(part, dialect) for part in parts)
        case Compare(op, left, right):
            return _compare(op, left, right, dialect)


def _inner(node: Node, dialect: Dialect) -> str:
    text = of_node(node, dialect)
    return f"({text})" if isinstance(node, Every | Some) else text


def _compare(op: str, left: Node, right: Node, dialect: Dialect) -> str:
    one, other = _operand(left, dialect), _operand(right, dialect)
    if op == "in" and dialect == "feel":
        return f"list contains({other}, {one})"
    if op == "in" and dialect == "juel":
        if isinstance(right, ListOf):
            return " || ".join(f"{one} == {_literal(value, dialect)}" for value in right.values) or "false"
        return f"{other}.contains({one})"
    if op == "==" and dialect == "feel":
        return f"{one} = {other}"
    return f"{one} {op} {other}"


def _operand(node: Node, dialect: Dialect) -> str:
    text = of_node(node, dialect)
    return text if isinstance(node, Const | Name | ListOf) else f"({text})"


def _literal(value: Value, dialect: Dialect) -> str:
    if isinstance(value, bool):
        return str(value) if dialect == "python" else str(value).lower()
    if isinstance(value, int):
        return str(value)
    return json.dumps(value, ensure_ascii=False) if dialect == "feel" else f"'{value}'"
