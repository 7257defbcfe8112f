"""Reads the law data (`partwell/law/`) into core values.

Numbers are read as text and become Decimal; no float exists on the way. YAML is read once: the result is kept as
one JSON file named by the SHA-256 of all sources, so a changed source is never served from an old file and a
look-up without Django takes a fraction of a second.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from partwell.core.money import exact, plain
from partwell.core.rulebook import NATION, Division, Entry, NationalRules, Rule, Rulebook, UnknownDivision, Value

LAW = Path(__file__).resolve().parents[1] / "law"
_FORMAT = 1
_ENTRY_FIELDS = frozenset(
    (
        *("value", "from", "to", "from_kind", "review_by", "how", "status", "source", "ref", "note"),
        *("formula", "multiply_by", "divide_by", "derived", "fallback", "tier", "tier_basis", "includes_maternity"),
        *("no_limit", "superseded", "reviewed", "review_note"),
    )
)
_STATUSES = frozenset({"verified", "secondary", "memory"})


class LawFileError(ValueError):
    """A law file that cannot be used: names file, division, key and what is wrong."""


def _cache_folder() -> Path:
    """Where the compiled form is kept: PARTWELL_CACHE, else `var/cache` of the checkout."""
    named = os.environ.get("PARTWELL_CACHE")
    return Path(named) if named else LAW.parents[1] / "var" / "cache"


def _sources(folder: Path) -> list[Path]:
    return [folder / "national-rules.yaml", *sorted((folder / "regions").glob("[0-9]*.yaml"))]


def sources_sha256(folder: Path = LAW) -> str:
    """SHA-256 over the names and contents of all source files, in hex."""
    digest = hashlib.sha256(f"law/{_FORMAT}".encode())
    for path in _sources(folder):
        content = path.read_bytes()
        digest.update(f"\n{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _yaml(path: Path) -> Any:
    """Parse one YAML file; every number stays the text it was written as, inside a Decimal."""
    import yaml

    class Loader(yaml.CSafeLoader):
        pass

    def number(loader: Any, node: Any) -> Decimal:
        return exact(node.value.replace("_", ""))

    Loader.add_constructor("tag:yaml.org,2002:float", number)
    Loader.add_constructor("tag:yaml.org,2002:int", number)
    try:
        return yaml.load(path.read_bytes(), Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError) as error:
        raise LawFileError(f"{path.name}: {error}") from error


def _plain_data(value: Any) -> Any:
    """The same data in JSON's types: numbers and days as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain_data(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain_data(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return value


def _check_entries(place: str, parameters: Mapping[str, Any], sources: Mapping[str, str]) -> None:
    """Refuse an entry without day, status or known source, or with a field nobody reads."""
    for key, entries in parameters.items():
        for entry in entries:
            where = f"{place} {key}"
            unknown = set(entry) - _ENTRY_FIELDS
            if unknown:
                raise LawFileError(f"{where}: unknown field {', '.join(sorted(unknown))}")
            if "from" not in entry or entry.get("status") not in _STATUSES:
                raise LawFileError(f"{where}: needs a day (from) and a status")
            named = entry.get("source")
            if not named or any(source not in sources for source in (named if isinstance(named, list) else [named])):
                raise LawFileError(f"{where}: its source is not among the file's sources")
            if ("value" in entry) == ("formula" in entry) and not entry.get("no_limit"):
                raise LawFileError(f"{where}: needs either a value or a formula")


def _compile(folder: Path) -> dict[str, Any]:
    """All sources as one JSON-ready mapping."""
    divisions: dict[str, Any] = {}
    for path in _sources(folder)[1:]:
        data = _plain_data(_yaml(path))
        region, sources = data["region"], data["sources"]
        places = [(region, data["parent"] or "", data["parameters"], region["level"])]
        for code, city in data["cities"].items():
            if code == region["code"]:
                # A municipality is its own province; the line under `cities` only lists it among the divisions.
                if city.get("parameters"):
                    raise LawFileError(f"{path.name} {code}: the entries of a municipality stand under its region")
                continue
            places.append(({**city, "code": code}, region["code"], city.get("parameters", {}), "city"))
        for place, parent, parameters, level in places:
            _check_entries(f"{path.name} {place['code']}", parameters, sources)
            if place["code"] in divisions:
                raise LawFileError(f"{path.name}: {place['code']} occurs twice")
            divisions[place["code"]] = {
                "name": place["name"],
                "pinyin": place["pinyin"],
                "level": level,
                "parent": parent,
                "parameters": parameters,
            }
    national = _plain_data(_yaml(folder / "national-rules.yaml"))
    return {"divisions": divisions, "tables": national["tables"], "rules": national["rules"]}


def _compiled(folder: Path, sha256: str) -> dict[str, Any]:
    """The compiled form, from the cache when it is there; a cache that cannot be written is done without."""
    kept = _cache_folder() / f"law-{sha256}.json"
    try:
        found: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        return found
    except (OSError, ValueError):
        data = _compile(folder)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed: a reader never meets half a file.
        with tempfile.NamedTemporaryFile("w", dir=kept.parent, delete=False, encoding="utf-8") as aside:
            json.dump(data, aside, ensure_ascii=False, separators=(",", ":"))
        os.replace(aside.name, kept)
    except OSError:
        return data
    return data


def _value(raw: Any) -> Value:
    if isinstance(raw, list):
        return tuple(_value(item) for item in raw)
    return None if raw is None else Decimal(raw)


def _number(raw: Any) -> Decimal | None:
    return None if raw is None else Decimal(raw)


def _day(raw: Any) -> date | None:
    return None if raw is None else date.fromisoformat(raw)


def _entry(raw: Mapping[str, Any]) -> Entry:
    source = raw["source"]
    return Entry(
        valid_from=date.fromisoformat(raw["from"]),
        status=raw["status"],
        sources=tuple(source) if isinstance(source, list) else (source,),
        value=_value(raw.get("value")),
        to=_day(raw.get("to")),
        ref=raw.get("ref", ""),
        note=raw.get("note", ""),
        formula=raw.get("formula", ""),
        multiply_by=_number(raw.get("multiply_by")),
        divide_by=_number(raw.get("divide_by")),
        fallback=bool(raw.get("fallback")),
        no_limit=bool(raw.get("no_limit")),
        superseded=bool(raw.get("superseded")),
        review_by=_day(raw.get("review_by")),
        from_kind=raw.get("from_kind", ""),
        how=raw.get("how", ""),
        extra={name: raw[name] for name in ("tier", "tier_basis", "derived", "includes_maternity") if name in raw},
    )


class _Parameters(dict[str, tuple[Entry, ...]]):
    """Entries of one division, made into values only when a key is asked for: one look-up needs few of 2,600."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        super().__init__()
        self._raw = raw

    def __missing__(self, key: str) -> tuple[Entry, ...]:
        made = tuple(_entry(entry) for entry in self._raw[key])
        self[key] = made
        return made

    def get(self, key: str, default: Any = ()) -> Any:
        """The entries of a key, or the default."""
        return self[key] if key in self._raw else default

    def __iter__(self) -> Any:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def __contains__(self, key: object) -> bool:
        return key in self._raw


@lru_cache(maxsize=2)
def _data(folder: Path, sha256: str) -> dict[str, Any]:
    return _compiled(folder, sha256)


@lru_cache(maxsize=2)
def rulebook(folder: Path = LAW) -> Rulebook:
    """The rulebook of all divisions. Raises LawFileError for data that cannot be used."""
    sha256 = sources_sha256(folder)
    divisions = {
        code: Division(code, raw["name"], raw["pinyin"], raw["level"], raw["parent"], _Parameters(raw["parameters"]))
        for code, raw in _data(folder, sha256)["divisions"].items()
    }
    if NATION not in divisions:
        raise LawFileError("regions/000000-china.yaml is missing")
    return Rulebook(divisions, sha256)


@lru_cache(maxsize=2)
def national_rules(folder: Path = LAW) -> NationalRules:
    """The national rules and their tables. Raises LawFileError for data that cannot be used."""
    data = _data(folder, sources_sha256(folder))
    rules = {
        raw["id"]: Rule(
            id=raw["id"],
            title_zh=raw["title_zh"],
            title_en=raw["title_en"],
            kind=raw["kind"],
            cite=tuple(raw["cite"]),
            formula=raw["formula"],
            effective_from=date.fromisoformat(raw["effective_from"]),
            effective_to=_day(raw["effective_to"]),
            verified=raw["verified"],
            edge_cases=tuple(raw.get("edge_cases", ())),
        )
        for raw in data["rules"]
    }
    return NationalRules(rules, data["tables"])


def region_command(code: str, key: str, on: date) -> dict[str, Any]:
    """Answer of `./run region CODE KEY --on DATE`: value, from, level, status, source, ref, fallback.

    `value` is a Decimal, a table of them, or None when unknown; write it with `region_json`. Raises LookupError
    for a division that does not exist. A key nobody knows is an unknown figure, not an error.
    """
    figure = rulebook().look_up(code, key, on)
    return {
        "value": figure.value,
        "from": figure.valid_from.isoformat() if figure.valid_from else None,
        "level": figure.level or None,
        "status": figure.status,
        "source": figure.source or None,
        "ref": figure.ref or None,
        "fallback": figure.fallback,
    }


def _number_text(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, tuple):
        return f"[{', '.join(_number_text(item) for item in value)}]"
    return plain(value)


def region_json(answer: Mapping[str, Any]) -> str:
    """The answer as one line of JSON; numbers are written digit by digit, not through a float."""
    rest = json.dumps({name: item for name, item in answer.items() if name != "value"}, ensure_ascii=False)
    return f'{{"value": {_number_text(answer["value"])}, {rest[1:]}'


__all__ = ["LAW", "LawFileError", "UnknownDivision", "national_rules", "region_command", "region_json", "rulebook"]
