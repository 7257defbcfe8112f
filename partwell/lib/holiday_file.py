"""The State Council's arrangement of holidays and working days, read from `law/holidays.yaml` into a `Calendar`.

Each year names its notice; a year that is not in the file is not published, and nothing is guessed for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from partwell.core.days import Calendar, span_of

from . import located_yaml
from .located_yaml import Lines, YamlError, line_of

FILE = Path(__file__).resolve().parent.parent / "law" / "holidays.yaml"


@cache
def calendar(path: Path = FILE) -> Calendar:
    """The calendar of all published years. Raises YamlError with file and line when an entry is wrong."""
    data, lines = located_yaml.read(path)
    if not isinstance(data, dict) or data.get("format") != "holidays/1" or not isinstance(data.get("years"), dict):
        raise YamlError(path.name, 1, "format 'holidays/1' expected", "格式应为 holidays/1")
    holidays: dict[date, str] = {}
    workdays: set[date] = set()
    legal: set[date] = set()
    for year, entry in data["years"].items():
        reader = _Year(path.name, year, lines)
        if not isinstance(entry, dict) or set(entry) != {"source", "status", "off", "work"} or not entry["source"]:
            raise reader.wrong("source, status, off and work are needed", "须有 source、status、off、work")
        for index, one in enumerate(entry["off"]):
            at = ("off", index)
            if not isinstance(one, dict) or set(one) != {"name", "name_en", "first", "last", "legal"}:
                raise reader.wrong("name, name_en, first, last and legal are needed", "放假区间缺项", *at)
            off = list(span_of(reader.day(one["first"], *at), reader.day(one["last"], *at)))
            holidays.update((day, str(one["name"])) for day in off)
            days = {reader.day(text, *at) for text in one["legal"]}
            if not days <= set(off):
                raise reader.wrong("a legal holiday is outside its days off", "法定节假日不在放假区间内", *at)
            legal |= days
        for text in entry["work"]:
            day = reader.day(text, "work")
            if day.weekday() < 5 or day in holidays:
                raise reader.wrong(f"{day} is not a weekend day that is worked", f"{day} 不是调休上班的周末", "work")
            workdays.add(day)
    return Calendar(
        years=frozenset(int(year) for year in data["years"]),
        holidays=frozenset(holidays),
        workdays=frozenset(workdays),
        legal=frozenset(legal),
        names=holidays,
    )


@dataclass(frozen=True, slots=True)
class DaysOff:
    """One holiday of a year: its days off from the first to the last, and those that are legal holidays."""

    name: str
    name_en: str
    first: date
    last: date
    legal: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the State Council arranged for a year, with the notice it was read from and how sure that is."""

    year: int
    source: str
    status: str
    off: tuple[DaysOff, ...]
    work: tuple[date, ...]


@cache
def arrangements(path: Path = FILE) -> Mapping[int, Arrangement]:
    """The arrangement of every published year, the latest first. Raises YamlError as `calendar`."""
    calendar(path)
    data, _lines = located_yaml.read(path)
    made = {}
    for year, entry in sorted(data["years"].items(), reverse=True):
        off = tuple(
            DaysOff(
                str(one["name"]),
                str(one["name_en"]),
                date.fromisoformat(one["first"]),
                date.fromisoformat(one["last"]),
                tuple(map(date.fromisoformat, one["legal"])),
            )
            for one in entry["off"]
        )
        work = tuple(map(date.fromisoformat, entry["work"]))
        made[int(year)] = Arrangement(int(year), str(entry["source"]), str(entry["status"]), off, work)
    return made


class _Year:
    """Refusals and days of one year of the file."""

    def __init__(self, file: str, year: str, lines: Lines) -> None:
        self.file, self.year, self.lines = file, year, lines
        if not (year.isdecimal() and len(year) == 4):
            raise self.wrong(f"not a year: {year!r}", f"年份有误：{year!r}")

    def wrong(self, message: str, message_zh: str, *within: str | int) -> YamlError:
        return YamlError(self.file, line_of(self.lines, ("years", self.year, *within)), message, message_zh)

    def day(self, text: Any, *within: str | int) -> date:
        try:
            day = date.fromisoformat(text)
        except (TypeError, ValueError):
            raise self.wrong(f"not a day: {text!r}", f"日期有误：{text!r}", *within) from None
        if str(day.year) != self.year:
            raise self.wrong(f"{day} is not in {self.year}", f"{day} 不在 {self.year} 年", *within)
        return day
