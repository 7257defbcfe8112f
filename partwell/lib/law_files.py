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

from partwell.core.rulebook import (
    NATION,
    Division,
    Entry,
    Former,
    NationalRules,
    Rule,
    Rulebook,
    UnknownDivision,
    Value,
)

LAW = Path(__file__).resolve().parents[1] / "law"
_FORMAT = 2


class LawFileError(ValueError):
    """A law file that cannot be used: names file, division, key and what is wrong."""


def _cache_folder() -> Path:
    """Where the compiled form is kept: PARTWELL_CACHE, else `var/cache` of the checkout."""
    named = os.environ.get("PARTWELL_CACHE")
    return Path(named) if named else LAW.parents[1] / "var" / "cache"


def _sources(folder: Path) -> list[Path]:
    named = [folder / name for name in ("national-rules.yaml", "former-codes.yaml")]
    return [*(path for path in named if path.exists()), *region_paths(folder)]


def region_paths(folder: Path = LAW, code: str = "") -> list[Path]:
    """The files of regional figures; with a code, only those its figures can come from."""
    if code:
        return sorted(
            {*(folder / "regions").glob("000000-*.yaml"), *(folder / "regions").glob(f"{code[:2]}0000-*.yaml")}
        )
    return sorted((folder / "regions").glob("[0-9]*.yaml"))


def sources_sha256(folder: Path = LAW) -> str:
    """SHA-256 over the names and contents of all source files, in hex."""
    digest = hashlib.sha256(f"law/{_FORMAT}".encode())
    for path in _sources(folder):
        content = path.read_bytes()
        digest.update(f"\n{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _plain_data(value: Any) -> Any:
    """The same data in JSON's types: numbers and days as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain_data(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain_data(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def read(path: Path) -> Any:
    """A file of law as exact values. Raises LawFileError."""
    from . import located_yaml
    from .located_yaml import YamlError

    try:
        return located_yaml.read(path, exact=True)[0]
    except YamlError as wrong:
        raise LawFileError(str(wrong)) from None


def _divisions(paths: list[Path]) -> dict[str, Any]:
    """The divisions of some files, JSON-ready. Raises LawFileError with everything that is wrong in them."""
    # The reader of YAML is loaded only when something is to be compiled.
    from .law_source import region_file

    files = [region_file(path) for path in paths]
    problems = [problem for file in files for problem in file.problems]
    if problems:
        raise LawFileError("\n".join(map(str, problems)))
    made: dict[str, Any] = {}
    for file in files:
        for place in file.places:
            if place.code in made:
                raise LawFileError(f"{file.file}: {place.code} occurs twice")
            made[place.code] = {
                "name": place.name,
                "pinyin": place.pinyin,
                "level": place.level,
                "parent": place.parent,
                "parameters": _plain_data(place.parameters),
                "local_rules": _plain_data(place.local_rules),
                "file": file.file,
            }
    return made


def _former(folder: Path) -> dict[str, Any]:
    path = folder / "former-codes.yaml"
    return {one["code"]: [one["name"], one["now"] or ""] for one in read(path)["codes"]} if path.exists() else {}


def _compile(folder: Path) -> dict[str, Any]:
    """All sources as one JSON-ready mapping."""
    paths = region_paths(folder)
    divisions = _divisions(paths)
    national = _plain_data(read(folder / "national-rules.yaml"))
    return {
        "divisions": divisions,
        "sources": {path.name: read(path)["sources"] for path in paths},
        "former": _former(folder),
        "tables": national["tables"],
        "rules": national["rules"],
        "meta": national.get("meta", {}),
        "practice_risks": national.get("article_practice_risks", []),
    }


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
        published=_day(raw.get("published")),
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


def entries_of(parameters: Mapping[str, Any]) -> Mapping[str, tuple[Entry, ...]]:
    """Entries as read from a file, as the rulebook holds them."""
    return _Parameters(_plain_data(parameters))


@lru_cache(maxsize=2)
def _data(folder: Path, sha256: str) -> dict[str, Any]:
    return _compiled(folder, sha256)


def _book(data: Mapping[str, Any], sha256: str) -> Rulebook:
    sources = data.get("sources", {})
    divisions = {
        code: Division(
            code,
            raw["name"],
            raw["pinyin"],
            raw["level"],
            raw["parent"],
            _Parameters(raw["parameters"]),
            sources.get(raw["file"], {}),
            tuple(raw["local_rules"]),
        )
        for code, raw in data["divisions"].items()
    }
    if NATION not in divisions:
        raise LawFileError("regions/000000-china.yaml is missing")
    return Rulebook(divisions, sha256, {code: Former(*former) for code, former in data["former"].items()})


@lru_cache(maxsize=2)
def rulebook(folder: Path = LAW) -> Rulebook:
    """The rulebook of all divisions. Raises LawFileError for data that cannot be used."""
    sha256 = sources_sha256(folder)
    return _book(_data(folder, sha256), sha256)


def rulebook_of(code: str, folder: Path = LAW) -> Rulebook:
    """A rulebook that answers for one code: from the compiled form when it is there, else from the few files needed.

    For a process that asks one question and ends. Raises LawFileError.
    """
    sha256 = sources_sha256(folder)
    if (_cache_folder() / f"law-{sha256}.json").exists():
        return rulebook(folder)
    former = _former(folder)
    now = former.get(f"{code[:4]}00", ["", ""])[1]
    paths = sorted({*region_paths(folder, code), *region_paths(folder, now or code)})
    return _book({"divisions": _divisions(paths), "former": former}, sha256)


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
            inputs=raw.get("inputs") or {},
            output=raw.get("output", ""),
            reviewed=_day(raw.get("reviewed")),
            review_note=raw.get("review_note", ""),
        )
        for raw in data["rules"]
    }
    return NationalRules(rules, data["tables"], data["meta"], tuple(data["practice_risks"]))


__all__ = [
    "LAW",
    "LawFileError",
    "UnknownDivision",
    "entries_of",
    "national_rules",
    "region_paths",
    "rulebook",
    "rulebook_of",
]
