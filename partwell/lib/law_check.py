"""Everything `./run law` finds in the files of law: file, line, reason.

A file that does not read, a figure without its origin and a figure that cannot be true are found in one go: what is
wrong in one place hides nothing in another.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from partwell.core.rulebook import Division, Former, Rulebook
from partwell.core.rulebook.check import findings

from . import located_yaml
from .law_files import LAW, entries_of, region_paths
from .law_source import Place, Problem, RegionFile, region_file
from .located_yaml import Lines, YamlError, line_of

PROVINCES = frozenset(
    f"{code}0000"
    for code in (
        *(11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46),
        *(50, 51, 52, 53, 54, 61, 62, 63, 64, 65),
    )
)
DIVISIONS = 337
KINDS = ("compute", "check", "deadline", "parameter")
_ID = re.compile(r"[A-Z]{2,6}-?[0-9]{2}[A-Z]?")


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and what was found."""

    on: date
    divisions: int
    rules: int
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    def as_data(self) -> dict[str, Any]:
        """For `--json`."""
        found = [{"level": "error", **asdict(one)} for one in self.problems]
        found += [{"level": "warning", **asdict(one)} for one in self.warnings]
        return {"on": self.on.isoformat(), "divisions": self.divisions, "rules": self.rules, "findings": found}


def report(today: date, folder: Path = LAW) -> Report:
    """Read and check every file of a folder of law."""
    files = [region_file(path) for path in region_paths(folder)]
    problems = [problem for file in files for problem in file.problems]
    warnings: list[Problem] = []
    problems += _twice(files)
    problems += _left_out(files)
    places = {place.code: (file, place) for file in files for place in file.places}
    if "000000" not in places:
        problems.append(Problem("000000-china.yaml", 1, "shape", "the nation's figures are missing"))
    else:
        former = list(_former(folder, places, problems))
        book = _book(places, dict(former))
        for one in findings(book, today):
            file, place = places[one.division]
            line = place.lines.get((one.key, one.index), 1)
            problem = Problem(file.file, line, one.code, one.detail, one.division, one.key)
            (problems if one.level == "error" else warnings).append(problem)
        problems += _spot_checks(folder, book)
    rules, faults = _national(folder)
    problems += faults
    return Report(today, len(places), rules, tuple(problems), tuple(warnings))


def _left_out(files: list[RegionFile]) -> Iterator[Problem]:
    """A province or a city that is not there would be refused, or answered by its province, without a word."""
    there = {place.code for file in files for place in file.places}
    for code in sorted(PROVINCES):
        if code not in there:
            yield Problem(f"{code}-*.yaml", 1, "left_out", "the province's figures are missing", code)
    if there >= PROVINCES:
        count = sum(1 for file in files for place in file.places if place.level in ("city", "municipality"))
        if count != DIVISIONS:
            yield Problem("regions", 1, "left_out", f"{count} cities and municipalities, and there are {DIVISIONS}")


def _twice(files: Iterable[RegionFile]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for file in files:
        for place in file.places:
            if place.code in seen:
                detail = f"stands in {seen[place.code]} too"
                yield Problem(file.file, min(place.lines.values(), default=1), "twice", detail, place.code)
            seen.setdefault(place.code, file.file)


def _book(places: Mapping[str, tuple[RegionFile, Place]], former: Mapping[str, Former]) -> Rulebook:
    """A rulebook of what could be read. A city whose province could not is put under the nation."""
    made = {}
    for code, (_file, place) in places.items():
        parent = place.parent if place.parent in places else ("" if code == "000000" else "000000")
        made[code] = Division(code, place.name, place.pinyin, place.level, parent, entries_of(place.parameters))
    return Rulebook(made, former=former)


def _read(path: Path, problems: list[Problem]) -> tuple[Any, Lines]:
    """A file and its lines, or nothing and the reason among the problems."""
    try:
        return located_yaml.read(path, exact=True)
    except YamlError as wrong:
        problems.append(Problem(path.name, wrong.line, "yaml", wrong.message))
        return {}, {}


def _former(folder: Path, places: Mapping[str, Any], problems: list[Problem]) -> Iterator[tuple[str, Former]]:
    path = folder / "former-codes.yaml"
    if not path.exists():
        return
    data, lines = _read(path, problems)
    for index, one in enumerate(data.get("codes", ())):
        line = line_of(lines, ("codes", index))
        if one.get("code") in places or not re.fullmatch(r"[0-9]{6}", str(one.get("code", ""))):
            problems.append(Problem(path.name, line, "code", f"{one.get('code')!r} is no former code"))
        elif one.get("now") is not None and one["now"] not in places:
            problems.append(Problem(path.name, line, "code", f"{one['now']!r} is no division"))
        else:
            yield one["code"], Former(str(one.get("name", "")), one.get("now") or "")


def _spot_checks(folder: Path, book: Rulebook) -> Iterator[Problem]:
    """Facts read in a source have to be what the look-up answers."""
    path = folder / "regions" / "spot-checks.yaml"
    if not path.exists():
        return
    faults: list[Problem] = []
    data, lines = _read(path, faults)
    yield from faults
    for part in ("facts", "must_be_unknown"):
        for index, fact in enumerate(data.get(part, ())):
            try:
                figure = book.look_up(fact["code"], fact["key"], fact["on"])
            except (LookupError, ValueError) as wrong:
                said = f"cannot be looked up: {wrong}"
            else:
                if part == "must_be_unknown":
                    said = "" if not figure.known else f"is {figure.value}, and nobody knows it"
                else:
                    said = (
                        "" if figure.value == fact["value"] else f"is {figure.value}, the source says {fact['value']}"
                    )
            if said:
                line = line_of(lines, (part, index))
                yield Problem(path.name, line, "spot_check", said, str(fact.get("code")), str(fact.get("key")))


# --- national rules ---------------------------------------------------------------------------------------------------


def _national(folder: Path) -> tuple[int, list[Problem]]:
    """How many rules there are, and what is wrong with them."""
    path = folder / "national-rules.yaml"
    found: list[Problem] = []
    data, lines = _read(path, found)
    if not isinstance(data, dict) or found:
        return 0, found

    def wrong(at: tuple[str | int, ...], code: str, detail: str, rule: str = "") -> None:
        found.append(Problem(path.name, line_of(lines, at), code, detail, "000000" if rule else "", rule))

    marks = tuple(data.get("meta", {}).get("verified_key", {}))
    seen: set[str] = set()
    for index, rule in enumerate(data.get("rules", ())):
        named = str(rule.get("id", ""))
        for code, detail in _rule_faults(rule, marks):
            wrong(("rules", index), code, detail, named)
        if named in seen:
            wrong(("rules", index), "twice", f"{named} stands here a second time", named)
        seen.add(named)
    for part in ("task_clock", "ending_matrix"):
        for index, row in enumerate(data.get(part, ())):
            for named in re.findall(r"[A-Z]{2,6}-[0-9]{2}", str(row.get("rule", ""))):
                if named not in seen:
                    wrong((part, index), "rule", f"names {named}, which is no rule")
    for code, detail in _table_faults(data.get("tables", {})):
        wrong(("tables", code), "table", f"{code}: {detail}")
    return len(seen), found


def _rule_faults(rule: Mapping[str, Any], marks: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not _ID.fullmatch(str(rule.get("id", ""))):
        yield "id", f"{rule.get('id')!r} is no id of a rule"
    for name in ("title_zh", "title_en", "formula", "output"):
        if not isinstance(rule.get(name), str) or not rule[name].strip():
            yield "rule", f"needs {name}"
    cite = rule.get("cite")
    if not isinstance(cite, list) or not cite or not all(isinstance(one, str) and one for one in cite):
        yield "cite", "needs at least one article"
    if rule.get("kind") not in KINDS:
        yield "kind", f"kind {rule.get('kind')!r} is none of {', '.join(KINDS)}"
    verified = rule.get("verified")
    if not verified:
        yield "source", "needs a source (verified)"
    elif marks and not str(verified).startswith((*marks, "text quoted")):
        yield "source", f"its source {verified!r} begins with none of {', '.join(marks)}"
    since, until = rule.get("effective_from"), rule.get("effective_to")
    if not _is_day(since):
        yield "dates", f"effective_from {since!r} is no day"
    if until is not None and not _is_day(until):
        yield "dates", f"effective_to {until!r} is no day"
    elif until is not None and _is_day(since) and str(until) < str(since):
        yield "dates", f"ends {until}, before it begins {since}"


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, date) or (isinstance(value, str) and date.fromisoformat(value) is not None)
    except ValueError:
        return False


def _table_faults(tables: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Brackets have to rise and to end; single numbers have to be sane."""
    for name, low, high in (("late_fee_per_day", "0.0001", "0.01"), ("pay_days_per_month", "20", "23")):
        value = tables.get(name)
        if not isinstance(value, Decimal) or not Decimal(low) <= value <= Decimal(high):
            yield name, f"{value} is not a number between {low} and {high}"
    brackets = tables.get("iit_annual", [])
    tops = [row[0] for row in brackets]
    rates = [row[1] for row in brackets]
    if not brackets or tops[-1] is not None or None in tops[:-1] or sorted(tops[:-1]) != tops[:-1]:
        yield "iit_annual", "the brackets do not rise, or do not end without a limit"
    if sorted(rates) != rates or not all(0 < rate < 1 for rate in rates):
        yield "iit_annual", "the rates do not rise, or are no rates"
    for name in ("annual_leave", "probation_max_months", "unemployment_months"):
        rows = tables.get(name, [])
        for above, below in pairwise(rows):
            if above[1] != below[0]:
                yield name, f"{above[1]} and {below[0]}: the bands do not meet"
