"""All values facts can take, for conditions whose facts are few: satisfiability by enumeration."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations, product
from typing import Any

from partwell.core.process.conditions import Compare, Condition, Const, Every, ListOf, Node, Not, Some
from partwell.core.process.facts import Fact, FactDictionary

MAX_ASSIGNMENTS = 100_000
"""More are not tried; the rule then says nothing rather than something wrong."""


class TooMany(Exception):
    """The facts of the conditions have more values together than are tried."""


def assignments(facts: FactDictionary, conditions: Iterable[Condition]) -> Iterator[dict[str, Any]]:
    """Every combination of values of the facts these conditions speak of. Raises TooMany."""
    conditions = list(conditions)
    names = sorted(frozenset[str]().union(*(condition.facts for condition in conditions)))
    domains = [_values(facts[name], conditions) for name in names if name in facts]
    size = 1
    for domain in domains:
        size *= len(domain)
    if size > MAX_ASSIGNMENTS:
        raise TooMany
    known = [name for name in names if name in facts]
    return (dict(zip(known, values, strict=True)) for values in product(*domains))


def _values(fact: Fact, conditions: Iterable[Condition]) -> list[Any]:
    if fact.type == "bool":
        return [False, True]
    if fact.type == "enum":
        return list(fact.values)
    if fact.type == "set":
        sizes = range(len(fact.values) + 1)
        return [list(some) for some in chain.from_iterable(combinations(fact.values, size) for size in sizes)]
    # Whole numbers are only compared: the numbers written, and one beside each, stand for all.
    numbers = {number for condition in conditions for number in _numbers(condition.tree)}
    return sorted({number + step for number in numbers for step in (-1, 0, 1)} or {0})


def _numbers(node: Node) -> Iterator[int]:
    match node:
        case Const(value) if type(value) is int:
            yield value
        case ListOf(values):
            yield from (value for value in values if type(value) is int)
        case Not(of):
            yield from _numbers(of)
        case Every(parts) | Some(parts):
            for part in parts:
                yield from _numbers(part)
        case Compare(_, left, right):
            yield from _numbers(left)
            yield from _numbers(right)


def can_hold(condition: Condition, given: Iterable[Condition], facts: FactDictionary) -> bool:
    """Whether some values make the condition and all given ones true. Raises TooMany."""
    everything = [condition, *given]
    return any(all(one.evaluate(values) is True for one in everything) for values in assignments(facts, everything))


def always_holds(condition: Condition, given: Iterable[Condition], facts: FactDictionary) -> bool:
    """Whether the condition is true for all values that make the given ones true. Raises TooMany."""
    given = list(given)
    return all(
        condition.evaluate(values) is True
        for values in assignments(facts, [condition, *given])
        if all(one.evaluate(values) is True for one in given)
    )


def decided_without(fact: str, condition: Condition, setter: Condition, facts: FactDictionary) -> bool:
    """Whether the condition is decided wherever the setter of the fact does not apply. Raises TooMany."""
    for values in assignments(facts, [condition, setter]):
        rest: Mapping[str, Any] = {name: value for name, value in values.items() if name != fact}
        if setter.evaluate(rest) is not True and condition.evaluate(rest) is None:
            return False
    return True
