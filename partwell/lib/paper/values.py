"""Reads the values a paper is filled with, and says at once everything that is missing. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

T = TypeVar("T")


class Incomplete(Exception):
    """A paper cannot be written: values are missing or of the wrong kind. `names` maps each to what it should be."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{name} ({what})" for name, what in names.items()))
        self.names = dict(names)


class Values:
    """Typed reading of a mapping. Faults are collected; `finish()` raises them together, before a paper is made.

    A fault yields a harmless stand-in, so that one run names all that is missing; nothing of it is ever shown.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._faults: dict[str, str] = {}

    def _get(self, name: str, kind: type[T], what: str, stand_in: T) -> T:
        value = self._values.get(name)
        if isinstance(value, kind) and not (isinstance(value, bool) and kind is int):
            return value
        self._faults[name] = what
        return stand_in

    def text(self, name: str) -> str:
        """A text with something in it."""
        value = self._get(name, str, "text", "")
        if not value.strip():
            self._faults[name] = "text"
        return value.strip()

    def text_or(self, name: str, default: str = "") -> str:
        """A text, or the default when the value is absent."""
        return self.text(name) if self._values.get(name) else default

    def day(self, name: str) -> date:
        """A calendar day."""
        value = self._get(name, date, "day", date(2000, 1, 1))
        if isinstance(value, datetime):
            self._faults[name] = "day"
        return value

    def day_or_none(self, name: str) -> date | None:
        """A calendar day, or None when the value is absent."""
        return self.day(name) if self._values.get(name) is not None else None

    def instant(self, name: str) -> datetime:
        """An instant with a time zone."""
        value = self._get(name, datetime, "instant", datetime(2000, 1, 1, tzinfo=UTC))
        if value.tzinfo is None:
            self._faults[name] = "instant"
        return value

    def money(self, name: str) -> Decimal:
        """A sum in yuan, at most two decimals."""
        value = self._get(name, Decimal, "sum", Decimal(0))
        if not value.is_finite() or abs(value) >= Decimal(10) ** 12 or value != value.quantize(Decimal("0.01")):
            self._faults[name] = "sum"
            return Decimal(0)
        return value

    def money_or_none(self, name: str) -> Decimal | None:
        """A sum in yuan, or None when the value is absent."""
        return self.money(name) if self._values.get(name) is not None else None

    def rate(self, name: str) -> Decimal:
        """A share between 0 and 1."""
        value = self._get(name, Decimal, "share from 0 to 1", Decimal(0))
        if not 0 <= value <= 1:
            self._faults[name] = "share from 0 to 1"
        return value

    def has(self, name: str) -> bool:
        """Whether a value was given."""
        return self._values.get(name) is not None

    def number(self, name: str) -> int:
        """A whole number."""
        return self._get(name, int, "whole number", 0)

    def truth(self, name: str) -> bool:
        """True or False; absent is a fault, because nobody guesses."""
        return self._get(name, bool, "yes or no", False)

    def truth_or_none(self, name: str) -> bool | None:
        """True, False, or None when the value is absent."""
        return self.truth(name) if self._values.get(name) is not None else None

    def one_of(self, name: str, choices: Sequence[str]) -> str:
        """One of the named words."""
        value = self._values.get(name)
        if isinstance(value, str) and value in choices:
            return value
        self._faults[name] = " | ".join(choices)
        return choices[0]

    def _list(self, name: str) -> list[Any]:
        value = self._values.get(name)
        return list(value) if isinstance(value, list | tuple) else []

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        """A list of mappings with at least one."""
        value = self._list(name)
        if not value or not all(isinstance(row, Mapping) for row in value):
            self._faults[name] = "list"
            return []
        return value

    def rows_or_none(self, name: str) -> list[Mapping[str, Any]]:
        """A list of mappings, empty when the value is absent."""
        return self.rows(name) if self._values.get(name) else []

    def texts(self, name: str) -> list[str]:
        """A list of texts with at least one."""
        value = self._list(name)
        if not value or not all(isinstance(line, str) and line.strip() for line in value):
            self._faults[name] = "list of texts"
            return []
        return [line.strip() for line in value]

    def texts_or_none(self, name: str) -> list[str]:
        """A list of texts, empty when the value is absent."""
        return self.texts(name) if self._values.get(name) else []

    def row(self, name: str, index: int, values: Mapping[str, Any]) -> "Values":
        """Reads one row of a list; its faults are named `name.index.key`."""
        return _Row(self, f"{name}.{index}.", values)

    def fault(self, name: str, what: str) -> None:
        """Record that a value cannot be used."""
        self._faults[name] = what

    def finish(self) -> None:
        """Raise `Incomplete` when anything was missing or wrong."""
        if self._faults:
            raise Incomplete(self._faults)


class _Row(Values):
    """Values of one row; faults go to the whole."""

    def __init__(self, parent: Values, prefix: str, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self._faults = _Prefixed(parent, prefix)


class _Prefixed(dict[str, str]):
    """Hands every fault on under a longer name."""

    def __init__(self, parent: Values, prefix: str) -> None:
        super().__init__()
        self._parent, self._prefix = parent, prefix

    def __setitem__(self, key: str, value: str) -> None:
        self._parent.fault(self._prefix + key, value)
