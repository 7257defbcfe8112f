"""Facts of a case: which names a condition may use, and which values they may take.

Every fact has a small finite domain (or is a whole number), so whether a step can ever be reached is decidable.
No fact has a default: a missing fact is unknown, and the logic of `conditions` is three-valued.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

FactType = Literal["bool", "enum", "set", "int"]
FACT_TYPES: tuple[FactType, ...] = ("bool", "enum", "set", "int")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its name, its type, the values it may take, what it is called and where it comes from."""

    name: str
    type: FactType
    values: tuple[str, ...] = ()
    label: str = ""
    label_en: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Chinese wording of each value."""
    labels_en: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    owner: str = ""
    """Role that is asked when the fact is unknown."""
    start: bool = True
    """Can be known when a case starts, from data or from the person who starts it; otherwise a step determines it."""

    def check(self, value: Any) -> Any:
        """Return the value in canonical form (a set becomes a list in the order of the dictionary).

        Raises ValueError when the value is not one this fact can take.
        """
        if self.type == "bool" and isinstance(value, bool):
            return value
        if self.type == "int" and isinstance(value, int) and not isinstance(value, bool):
            return value
        if self.type == "enum" and isinstance(value, str) and value in self.values:
            return value
        if self.type == "set" and isinstance(value, list | tuple | set | frozenset) and set(value) <= set(self.values):
            return [one for one in self.values if one in value]
        raise ValueError(f"{self.name} can't be {value!r}")


class FactDictionary(Mapping[str, Fact]):
    """The facts a process template may speak of, by name. Immutable."""

    __slots__ = ("_facts",)

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = dict(facts)

    @classmethod
    def from_data(cls, data: Mapping[str, Mapping[str, Any]]) -> "FactDictionary":
        """Read `{name: {type, values, label, ...}}`. Raises ValueError for an unknown key, type or an empty domain."""
        return cls({name: _fact(name, entry) for name, entry in data.items()})

    def to_data(self, names: frozenset[str] | None = None) -> dict[str, dict[str, Any]]:
        """The part of the dictionary a frozen template carries with it: type, values and wording."""
        chosen = self._facts if names is None else {name: self._facts[name] for name in sorted(names)}
        return {name: _data(fact) for name, fact in chosen.items()}

    def __getitem__(self, name: str) -> Fact:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


# `reviewed` and `review_note` are editorial: the day a fact was held against the law, and what changed.
_KEYS = {
    "type",
    "values",
    "label",
    "label_en",
    "labels",
    "labels_en",
    "source",
    "owner",
    "start",
    "reviewed",
    "review_note",
}


def _fact(name: str, entry: Mapping[str, Any]) -> Fact:
    if unknown := set(entry) - _KEYS:
        raise ValueError(f"fact {name}: unknown key {min(unknown)!r}")
    if entry.get("type") not in FACT_TYPES:
        raise ValueError(f"fact {name}: unknown type {entry.get('type')!r}")
    values = tuple(entry.get("values", ()))
    if (entry["type"] in ("enum", "set")) != bool(values) or len(set(values)) != len(values):
        raise ValueError(f"fact {name}: an enum or set needs distinct values, other types have none")
    if not all(isinstance(value, str) for value in values):
        raise ValueError(f"fact {name}: a value is not text (quote yes, no, on, off)")
    for key in ("labels", "labels_en"):
        if set(entry.get(key, values)) != set(values):
            raise ValueError(f"fact {name}: {key} must name each value once")
    if type(entry.get("start", True)) is not bool:
        raise ValueError(f"fact {name}: start is true or false")
    words = {key: str(entry.get(key, "")) for key in ("label", "label_en", "source", "owner")}
    return Fact(
        name,
        entry["type"],
        values,
        labels=dict(entry.get("labels", {})),
        labels_en=dict(entry.get("labels_en", {})),
        start=entry.get("start", True),
        **words,
    )


def _data(fact: Fact) -> dict[str, Any]:
    data: dict[str, Any] = {"type": fact.type}
    if fact.values:
        data["values"] = list(fact.values)
    for key in ("label", "label_en", "source", "owner"):
        if text := getattr(fact, key):
            data[key] = text
    if not fact.start:
        data["start"] = False
    for key in ("labels", "labels_en"):
        if words := getattr(fact, key):
            data[key] = dict(words)
    return data
