"""Whether conditions can hold, always hold, or follow from one another, over all values their facts can take.

Values that no part of a condition tells apart are tried once, and a branch is left as soon as the values chosen so
far decide it (Kleene's logic), so honest conditions cost a few tries. One check has a fixed allowance of tries: a
condition built to take longer is refused, never waited for and never believed.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain, combinations
from typing import Any

from partwell.core.process.conditions import Compare, Condition, Const, Every, ListOf, Node, Not, Some
from partwell.core.process.facts import Fact, FactDictionary

TRIES = 20_000
"""Partial assignments tried for one template: a shipped one takes at most some five hundred."""

Values = Mapping[str, Any]
Verdict = Callable[[Values], bool | None]


class TooMany(Exception):
    """The allowance is spent: the conditions can't be decided in bounded time."""


class Domain:
    """The facts of one check, with what is left of its allowance and what it has found out so far."""

    def __init__(self, facts: FactDictionary, tries: int = TRIES) -> None:
        self.facts = facts
        self.left = tries
        self.tried = 0
        self._known: dict[tuple[Any, ...], bool] = {}

    def can_hold(self, *conditions: Condition) -> bool:
        """Whether some values make all of them true. Raises TooMany."""
        key = ("can", *sorted(one.text for one in conditions))
        if key not in self._known:
            self._known[key] = self._find(conditions, lambda values: _all_true(conditions, values))
        return self._known[key]

    def implies(self, given: Iterable[Condition], then: Condition) -> bool:
        """Whether `then` is true for all values that make the given ones true. Raises TooMany."""
        given = tuple(given)
        key = ("implies", *sorted(one.text for one in given), "=>", then.text)
        if key not in self._known:

            def breaks(values: Values) -> bool | None:
                held = _all_true(given, values)
                if held is False:
                    return False
                result = then.evaluate(values)
                return False if result is True else (None if held is None or result is None else True)

            self._known[key] = not self._find((*given, then), breaks)
        return self._known[key]

    def decided_without(self, fact: str, condition: Condition, setter: Condition, given: Condition) -> bool:
        """Whether the condition is decided wherever the setter of the fact does not apply. Raises TooMany."""

        def open_there(values: Values) -> bool | None:
            rest = {name: value for name, value in values.items() if name != fact}
            if setter.evaluate(rest) is True or given.evaluate(rest) is False:
                return False
            if condition.evaluate(rest) is not None:
                return False
            return None

        return not self._find((condition, setter, given), open_there, without=fact, at_leaf=True)

    def _find(
        self, conditions: Iterable[Condition], verdict: Verdict, without: str = "", *, at_leaf: bool = False
    ) -> bool:
        """Whether some assignment gets the verdict true; None asks for more values, and at the end means `at_leaf`."""
        conditions = tuple(conditions)
        spoken = frozenset[str]().union(*(one.facts for one in conditions))
        names = sorted(name for name in spoken if name in self.facts and name != without)
        # A fact many conditions speak of decides most: it is chosen first.
        names.sort(key=lambda name: -sum(name in one.facts for one in conditions))
        choices = [(name, _representatives(self.facts[name], conditions)) for name in names]
        values: dict[str, Any] = {}

        def search(place: int) -> bool:
            self.left -= 1
            self.tried += 1
            if self.left < 0:
                raise TooMany
            found = verdict(values)
            if found is not None:
                return found
            if place == len(choices):
                return at_leaf
            name, some = choices[place]
            for value in some:
                values[name] = value
                if search(place + 1):
                    return True
            del values[name]
            return False

        return search(0)


def _all_true(conditions: Iterable[Condition], values: Values) -> bool | None:
    result: bool | None = True
    for one in conditions:
        value = one.evaluate(values)
        if value is False:
            return False
        if value is None:
            result = None
    return result


def _representatives(fact: Fact, conditions: Iterable[Condition]) -> list[Any]:
    """One value for each way in which the parts of the conditions can judge this fact."""
    parts = [part for condition in conditions for part in condition.parts() if fact.name in part.facts]
    everything = _values(fact, parts)
    if any(part.facts != {fact.name} for part in parts):
        return everything
    kinds: dict[tuple[bool | None, ...], Any] = {}
    for value in everything:
        kinds.setdefault(tuple(part.evaluate({fact.name: value}) for part in parts), value)
    return list(kinds.values())


def _values(fact: Fact, parts: Iterable[Condition]) -> list[Any]:
    if fact.type == "bool":
        return [False, True]
    if fact.type == "enum":
        return list(fact.values)
    if fact.type == "set":
        sizes = range(len(fact.values) + 1)
        return [list(some) for some in chain.from_iterable(combinations(fact.values, size) for size in sizes)]
    # Whole numbers are only compared: the numbers written, and one beside each, stand for all.
    numbers = {number for part in parts for number in _numbers(part.tree)}
    return sorted({number + step for number in numbers for step in (-1, 0, 1)} or {0})


def _numbers(node: Node) -> Iterable[int]:
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
