"""iCalendar text (RFC 5545): all-day events of deadlines, in lines of at most 75 octets. Pure.

A deadline of law is a day in Shanghai; a deadline with an hour is written with that time zone, which the file brings
along. What a calendar program shows to others is never more than the caller puts into `summary`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from partwell.core.days import SHANGHAI

LINE = 75
ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a calendar. `at`: its hour (None: the whole day); `remind`: days before on which it rings."""

    uid: str
    day: date
    summary: str
    description: str = ""
    url: str = ""
    category: str = ""
    at: datetime | None = None
    remind: int = 0
    done: bool = False


def escaped(text: str) -> str:
    """A text value: backslash, comma and semicolon marked, a line break as two characters, no other control ones."""
    plain = "".join(one for one in text.replace("\r\n", "\n") if one == "\n" or one >= " ")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """A content line in parts of at most 75 octets, never cut inside a character."""
    parts, part, room = [], "", LINE
    for one in line:
        size = len(one.encode())
        if size > room:
            parts.append(part)
            part, room = "", LINE - 1
        part, room = part + one, room - size
    return "\r\n ".join([*parts, part])


def calendar(name: str, events: Iterable[Event], *, stamp: datetime, language: str = "zh") -> str:
    """A whole calendar; `stamp` is when it was made."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//PartWell//Deadlines//{language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "X-WR-TIMEZONE:Asia/Shanghai",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
        *ZONE,
    ]
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return "\r\n".join(folded(line) for line in lines) + "\r\n"


def _event(event: Event, stamp: datetime) -> list[str]:
    lines = ["BEGIN:VEVENT", f"UID:{escaped(event.uid)}", f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"]
    if event.at is None:
        lines += [
            f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
        ]
    else:
        local = event.at.astimezone(SHANGHAI)
        lines += [f"DTSTART;TZID=Asia/Shanghai:{local:%Y%m%dT%H%M%S}", "DURATION:PT0S"]
    lines.append(f"SUMMARY:{escaped(event.summary)}")
    if event.description:
        lines.append(f"DESCRIPTION:{escaped(event.description)}")
    if event.url:
        lines.append(f"URL:{event.url}")
    if event.category:
        lines.append(f"CATEGORIES:{escaped(event.category)}")
    # A deadline takes nobody's time: it must not make the day look busy.
    lines += ["TRANSP:TRANSPARENT", "CLASS:CONFIDENTIAL", "STATUS:CONFIRMED"]
    if event.remind and not event.done:
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{escaped(event.summary)}",
            f"TRIGGER:-P{event.remind}D",
            "END:VALARM",
        ]
    lines.append("END:VEVENT")
    return lines
