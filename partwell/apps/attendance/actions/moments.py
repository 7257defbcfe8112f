"""Day and time as clocks and spreadsheets write them, read as an instant of Shanghai. What is ambiguous is not read.

A day has four digits of the year first (2026-11-26, 2026/11/26, 2026.11.26, 2026年11月26日, 20261126), so that
month and day can't be taken for each other. A number is what a spreadsheet keeps a day as: days since 30 December 1899.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta

from partwell.lib.clock import SHANGHAI

_DAY = r"(?P<y>\d{4})(?:[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?|(?P<m2>\d{2})(?P<d2>\d{2}))"
_WEEKDAY = r"(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?"
_HALF = r"(?:上午|下午|am|pm)"
_TIME = (
    rf"(?P<half>{_HALF})?\s*(?P<H>\d{{1,2}})\s*[:时点]\s*(?P<M>\d{{1,2}})(?:\s*[:分]\s*(?P<S>\d{{1,2}})?(?:\.\d+)?)?秒?"
    rf"\s*(?P<half2>{_HALF})?"
)
_COMPACT = r"(?P<H3>\d{2})(?P<M3>\d{2})(?P<S3>\d{2})?"
_OFFSET = r"(?P<z>z|[+-]\d{2}:?\d{2})?"
FULL = re.compile(rf"{_DAY}{_WEEKDAY}(?:t|\s*)(?:{_TIME}|{_COMPACT}){_OFFSET}", re.IGNORECASE)
ONLY_DAY = re.compile(rf"{_DAY}{_WEEKDAY}(?:\s+0?0:00(?::00)?)?", re.IGNORECASE)
ONLY_TIME = re.compile(_TIME, re.IGNORECASE)
NUMBER = re.compile(r"\d{1,5}(?:\.\d+)?")
EPOCH = datetime(1899, 12, 30, tzinfo=SHANGHAI)
SERIALS = (36526.0, 73051.0)
"""1 January 2000 and 1 January 2100 as spreadsheets count."""


def read(text: str, day: str = "") -> datetime | None:
    """The instant that is written, the day in a column of its own or not; None for what is no instant."""
    text, day = _plain(text), _plain(day)
    whole = _full(text) or _serial(text)
    if not day:
        return whole
    on = _day(day)
    if on is None:
        return None
    if whole is not None:
        return whole if whole.date() == on else None
    if (minutes := _time(text)) is None:
        return None
    return _at(on, minutes)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _full(text: str) -> datetime | None:
    found = FULL.fullmatch(text)
    if found is None or (on := _date(found)) is None:
        return None
    seconds = _seconds(found["H"] or found["H3"], found["M"] or found["M3"], found["S"] or found["S3"], _half(found))
    if seconds is None:
        return None
    moment = _at(on, seconds)
    if moment is None or not found["z"]:
        return moment
    offset = found["z"].lower().replace(":", "")
    ahead = timedelta(0) if offset == "z" else timedelta(hours=int(offset[:3]), minutes=int(offset[0] + offset[3:]))
    if abs(ahead) > timedelta(hours=14):
        return None
    return (moment.replace(tzinfo=UTC) - ahead).astimezone(SHANGHAI)


def _serial(text: str) -> datetime | None:
    if NUMBER.fullmatch(text) is None or not SERIALS[0] <= (days := float(text)) < SERIALS[1] or days == int(days):
        return None
    return EPOCH + timedelta(seconds=round(days * 86400))


def _day(text: str) -> date | None:
    found = ONLY_DAY.fullmatch(text)
    if found is not None:
        return _date(found)
    if NUMBER.fullmatch(text) and SERIALS[0] <= float(text) < SERIALS[1]:
        return (EPOCH + timedelta(days=int(float(text)))).date()
    return None


def _date(found: "re.Match[str]") -> date | None:
    try:
        return date(int(found["y"]), int(found["m"] or found["m2"]), int(found["d"] or found["d2"]))
    except ValueError:
        return None


def _time(text: str) -> int | None:
    """Seconds of a day; also as the part of a day that a spreadsheet keeps a time as."""
    found = ONLY_TIME.fullmatch(text)
    if found is not None:
        return _seconds(found["H"], found["M"], found["S"], _half(found))
    if NUMBER.fullmatch(text) and "." in text and float(text) < 1:
        return round(float(text) * 86400)
    return None


def _half(found: "re.Match[str]") -> str:
    said = (found["half"] or found["half2"] or "").lower()
    return {"上午": "am", "下午": "pm"}.get(said, said)


def _seconds(hour: str, minute: str, second: str | None, half: str) -> int | None:
    hours, minutes, seconds = int(hour), int(minute), int(second or 0)
    if half and not 1 <= hours <= 12:
        # 下午 13:05 is written as well, and can mean one thing only.
        if half != "pm" or not 12 < hours < 24:
            return None
    elif half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    if minutes > 59 or seconds > 59 or hours > 24 or (hours == 24 and (minutes or seconds)):
        return None
    return hours * 3600 + minutes * 60 + seconds


def _at(on: date, seconds: int) -> datetime | None:
    """24:00 is 0:00 of the day after."""
    try:
        return datetime.combine(on, time(), SHANGHAI) + timedelta(seconds=seconds)
    except OverflowError:
        return None
