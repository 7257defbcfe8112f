"""Reads one file of regional figures and says of each entry that cannot be used: which file, which line, why.

What is wrong is left out of `parameters`, so that everything else of the file can still be looked at. The program
never works with a file that has a fault: `law_files` refuses to load it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from partwell.core.rulebook import KEYS

from . import located_yaml
from .located_yaml import At, Lines, YamlError, line_of

STATUSES = ("verified", "secondary", "memory")
HOW = ("text", "record", "agreement")
FROM_KINDS = ("as_of", "year")
LEVELS = ("nation", "province", "municipality")
_DAYS = ("from", "to", "review_by", "published", "reviewed")
_TEXTS = ("ref", "note", "tier_basis", "review_note")
_FLAGS = ("fallback", "no_limit", "superseded", "includes_maternity")
_FIELDS = frozenset(
    (
        *("value", "status", "source", "how", "from_kind", "formula", "multiply_by", "divide_by", "tier", "derived"),
        *(*_DAYS, *_TEXTS, *_FLAGS),
    )
)
_CODE = re.compile(r"[0-9]{6}")
_PINYIN = re.compile(r"[a-z]{2,40}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong in a file of law, and where."""

    file: str
    line: int
    code: str
    detail: str
    division: str = ""
    key: str = ""

    def __str__(self) -> str:
        of = " ".join(part for part in (self.division, self.key) if part)
        return f"{self.file}:{self.line}: {f'{of}: ' if of else ''}{self.detail}"


@dataclass
class Place:
    """One division of a file with its usable entries, and the line of each."""

    code: str
    name: str
    pinyin: str
    level: str
    parent: str
    parameters: dict[str, list[dict[str, Any]]]
    local_rules: list[Any]
    lines: dict[tuple[str, int], int]


@dataclass
class RegionFile:
    """What one file holds, and what is wrong in it."""

    file: str
    places: list[Place] = field(default_factory=list)
    sources: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def region_file(path: Path) -> RegionFile:
    """Read one file of `regions/`. Never raises for what the file says."""
    made = RegionFile(path.name)
    try:
        data, lines = located_yaml.read(path, exact=True)
    except YamlError as wrong:
        made.problems.append(Problem(path.name, wrong.line, "yaml", wrong.message))
        return made
    _Reading(made, data, lines).all()
    return made


class _Reading:
    """One file while it is read."""

    def __init__(self, made: RegionFile, data: Any, lines: Lines) -> None:
        self.made, self.data, self.lines = made, data, lines

    def wrong(self, at: At, code: str, detail: str, division: str = "", key: str = "") -> None:
        """Note a fault with the line of the part it is in."""
        self.made.problems.append(Problem(self.made.file, line_of(self.lines, at), code, detail, division, key))

    def all(self) -> None:
        """The region, its sources, its own figures, then each city."""
        data = self.data
        wanted = {"region", "parent", "sources", "parameters", "separation", "cities"}
        if not isinstance(data, dict) or not isinstance(data.get("region"), dict):
            self.wrong((), "shape", "needs a region with code, name, pinyin and level")
            return
        for name in data.keys() - wanted:
            self.wrong((name,), "shape", f"unknown part {name!r}")
        self._sources()
        region = data["region"]
        code = str(region.get("code", ""))
        if region.get("level") not in LEVELS:
            self.wrong(("region",), "shape", f"level {region.get('level')!r} is none of {', '.join(LEVELS)}", code)
        parent = data.get("parent") or ""
        if parent != ("" if region.get("level") == "nation" else "000000"):
            self.wrong(("parent",), "shape", f"parent {parent!r} is not the nation", code)
        if not self.made.file.startswith(f"{code}-"):
            self.wrong(("region", "code"), "shape", f"the file's name does not begin with its code {code!r}", code)
        self._place(region, ("region",), data, (), str(region.get("level")), parent)
        cities = data.get("cities")
        if not isinstance(cities, dict):
            self.wrong(("cities",), "shape", "cities is a mapping from code to city", code)
            return
        for key, city in cities.items():
            self._city(key, city, code)

    def _sources(self) -> None:
        found = self.data.get("sources")
        if not isinstance(found, dict) or not all(isinstance(text, str) and text for text in found.values()):
            self.wrong(("sources",), "source", "sources says what each source id is")
            found = {}
        self.made.sources = found

    def _city(self, key: str, city: Any, region: str) -> None:
        at = ("cities", key)
        if not isinstance(city, dict):
            self.wrong(at, "shape", "a city has name, pinyin and parameters", key)
            return
        for name in city.keys() - {"name", "pinyin", "parameters", "separation"}:
            self.wrong((*at, name), "shape", f"unknown part {name!r}", key)
        if key == region:
            # A municipality is its own province; the line under `cities` only lists it among the divisions.
            if city.get("parameters"):
                self.wrong(at, "shape", "the entries of a municipality stand under its region", key)
            return
        if key[:2] != region[:2] or not key.endswith("00"):
            self.wrong(at, "shape", f"{key} is no division of {region}", key)
        self._place({**city, "code": key}, at, city, at, "city", region)

    def _place(self, head: Mapping[str, Any], at: At, holder: Mapping[str, Any], root: At, level: str, up: str) -> None:
        code, name, pinyin = (str(head.get(part, "")) for part in ("code", "name", "pinyin"))
        if not _CODE.fullmatch(code) or not name or not _PINYIN.fullmatch(pinyin):
            self.wrong(at, "shape", "needs a six-digit code, a name and a pinyin", code)
        parameters = holder.get("parameters") or {}
        if not isinstance(parameters, dict):
            self.wrong((*root, "parameters"), "shape", "parameters is a mapping from key to entries", code)
            parameters = {}
        place = Place(code, name, pinyin, level, up, {}, [], {})
        for key, entries in parameters.items():
            where = (*root, "parameters", key)
            if key not in KEYS:
                self.wrong(where, "key", "there is no such key", code, key)
            elif not isinstance(entries, list) or not entries:
                self.wrong(where, "shape", "is a list of dated entries, oldest first", code, key)
            else:
                self._entries(place, key, entries, where)
        place.local_rules = self._local_rules(holder.get("separation") or [], (*root, "separation"), code)
        self.made.places.append(place)

    def _entries(self, place: Place, key: str, entries: list[Any], where: At) -> None:
        kept: list[dict[str, Any]] = []
        for index, entry in enumerate(entries):
            at = (*where, index)
            faults = _faults(key, entry, self.made.sources)
            for name, code, detail in faults:
                self.wrong((*at, name) if name else at, code, detail, place.code, key)
            if not faults:
                place.lines[key, len(kept)] = line_of(self.lines, at)
                kept.append(entry)
        if kept:
            place.parameters[key] = kept

    def _local_rules(self, rules: Any, at: At, code: str) -> list[Any]:
        if not isinstance(rules, list):
            self.wrong(at, "shape", "separation is a list of rules", code)
            return []
        kept = []
        for index, rule in enumerate(rules):
            named = rule.get("source") if isinstance(rule, dict) else None
            if not isinstance(rule, dict) or not all(rule.get(part) for part in ("id", "text", "ref", "from")):
                self.wrong((*at, index), "shape", "a local rule has id, text, ref and from", code)
            elif rule.get("status") not in STATUSES:
                self.wrong((*at, index), "status", f"status {rule.get('status')!r} is unknown", code, rule["id"])
            elif not named or any(one not in self.made.sources for one in _listed(named)):
                self.wrong((*at, index), "source", "its source is not among the file's sources", code, rule["id"])
            elif not isinstance(rule["from"], date):
                self.wrong((*at, index), "dates", f"from {rule['from']!r} is no day", code, rule["id"])
            else:
                kept.append(rule)
        return kept


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _faults(key: str, entry: Any, sources: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What keeps an entry from being used: the field, a code, the reason."""
    if not isinstance(entry, dict):
        return [("", "shape", "an entry has value, from, status and source")]
    found = [(name, "field", f"unknown field {name!r}") for name in sorted(entry.keys() - _FIELDS)]
    found += _value_faults(key, entry)
    if "from" not in entry:
        found.append(("", "dates", "needs a first day (from)"))
    for name in _DAYS:
        if name in entry and not isinstance(entry[name], date):
            found.append((name, "dates", f"{name} {entry[name]!r} is no day"))
    if "status" not in entry:
        found.append(("", "status", "needs a status"))
    elif entry["status"] not in STATUSES:
        found.append(("status", "status", f"status {entry['status']!r} is none of {', '.join(STATUSES)}"))
    named = entry.get("source")
    if not named:
        found.append(("", "source", "needs a source"))
    elif any(one not in sources for one in _listed(named)):
        found.append(("source", "source", f"its source {named!r} is not among the file's sources"))
    for name, allowed in (("how", HOW), ("from_kind", FROM_KINDS)):
        if name in entry and entry[name] not in allowed:
            found.append((name, name, f"{name} {entry[name]!r} is none of {', '.join(allowed)}"))
    found += [
        (name, "shape", f"{name} is true or false") for name in _FLAGS if not isinstance(entry.get(name, True), bool)
    ]
    found += [(name, "shape", f"{name} is text") for name in _TEXTS if not isinstance(entry.get(name, ""), str)]
    return found


def _value_faults(key: str, entry: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    value, formula = entry.get("value"), entry.get("formula")
    if formula is not None:
        found = [] if "value" not in entry else [("value", "value", "has a value and a formula; one of them is right")]
        if formula not in KEYS:
            found.append(("formula", "formula", f"the formula names {formula!r}, which is no key"))
        found += [
            (name, "formula", f"{name} {entry[name]!r} is no number above zero")
            for name in ("multiply_by", "divide_by")
            if name in entry and not (isinstance(entry[name], Decimal) and entry[name] > 0)
        ]
        return found
    if entry.get("no_limit") is True:
        if value is not None:
            return [("value", "value", "has a value and says that there is no limit; one of them is right")]
        return [] if key.endswith(".ceiling") else [("no_limit", "value", "only a ceiling can be absent")]
    if value is None:
        if "value" in entry and entry.get("fallback") is True:
            return []
        return [("value" if "value" in entry else "", "value", "needs a value or a formula")]
    if KEYS[key].is_table:
        fits = isinstance(value, list) and value and all(_is_row(one, KEYS[key].unit) for one in value)
        return [] if fits else [("value", "value", "is a table of numbers")]
    if isinstance(value, Decimal):
        return []
    kind = "text" if isinstance(value, str) else type(value).__name__
    return [("value", "value", f"value {value!r} is {kind}, not a number")]


def _is_row(row: Any, unit: str) -> bool:
    """A rate, or a tier: monthly and hourly wage; a tier or a wage that is not known is null."""
    if unit == "rates":
        return isinstance(row, Decimal)
    return row is None or (isinstance(row, list) and all(one is None or isinstance(one, Decimal) for one in row))
