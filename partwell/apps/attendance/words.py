"""Words of attendance in the language of the page."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partwell.core.attendance import leave as leaves
from partwell.core.attendance.judge import ABSENT, DUE, LEAVE, OFF, OPEN, PRESENT
from partwell.core.attendance.shifts import HOLIDAY
from partwell.lib.actor import Actor

from . import queries
from .models import AttendanceMonth, Request


def hours(minutes: int | None) -> str:
    """Minutes as hours and minutes: 7:30."""
    return "—" if minutes is None else f"{minutes // 60}:{minutes % 60:02d}"


def hours_of(row: AttendanceMonth) -> dict[str, str]:
    """The minutes of a month as hours, for its table of sums."""
    found = {name: hours(getattr(row, f"{name}_minutes")) for name in ("worked", "overtime", "holiday")}
    sheet = row.sheet or {}
    period = sheet.get("period", {})
    found |= {name: hours(period.get(name)) for name in ("ordinary", "standard", "leave")}
    return {**found, "in_lieu": hours(sheet.get("in_lieu"))}


def clock(minute: int) -> str:
    """A minute of a day as a time; beyond midnight with a mark for the next day."""
    day, rest = divmod(minute, 1440)
    return f"{rest // 60:02d}:{rest % 60:02d}" + ("+1" if day else "")


def tabs(by: Actor) -> list[tuple[str, str]]:
    """The pages of attendance that the reader may open: name and title."""
    titles = {
        "list": _("Months"),
        "requests": _("Requests"),
        "roster": _("Roster"),
        "punches": _("Punches"),
        "report": _("Report"),
        "noshows": _("No-shows"),
        "setup": _("Shifts and rules"),
    }
    may = queries.opens(by)
    return [(name, title) for name, title in titles.items() if name in may]


def systems() -> dict[str, str]:
    """Working-hour systems."""
    return {
        "standard_hours": _("standard hours"),
        "averaged_hours": _("averaged hours"),
        "flexible_hours": _("flexible hours"),
    }


def periods() -> dict[str, str]:
    """Periods of averaged hours."""
    return {"month": _("month"), "quarter": _("quarter"), "year": _("year")}


def leave_title(key: str) -> str:
    """A kind of leave."""
    one = leaves.KINDS[key]
    return one.title_en if (get_language() or "").startswith("en") else one.title


def leave_kinds() -> dict[str, str]:
    """Kinds of leave by key."""
    return {key: leave_title(key) for key in leaves.KINDS}


def request_title(row: Request) -> str:
    """What was asked for, in a few words."""
    if row.kind == Request.Kind.LEAVE:
        return _("%(kind)s, %(days)s days") % {"kind": leave_title(row.leave_kind), "days": row.days}
    if row.kind == Request.Kind.OVERTIME:
        return _("Overtime %(hours)s") % {"hours": hours(row.minutes)}
    return _("Missing punch")


def request_state(row: Request) -> tuple[str, str]:
    """The state of a request and its tone."""
    return {
        "asked": (_("waits for a decision"), "soon"),
        "approved": (_("approved"), "ok"),
        "declined": (_("declined"), ""),
        "withdrawn": (_("withdrawn"), ""),
    }[row.state]


def day_state(state: int) -> tuple[str, str]:
    """What a day came to, and its tone."""
    return {
        DUE: (_("not over"), ""),
        PRESENT: (_("present"), "ok"),
        LEAVE: (_("leave"), "brand"),
        ABSENT: (_("absent"), "late"),
        OPEN: (_("a punch is missing"), "soon"),
        OFF: (_("off"), ""),
    }[state]


def bad_reasons() -> dict[str, str]:
    """Why a row of punches was not taken."""
    return {
        "empty_number": _("the number is empty"),
        "unknown_number": _("nobody you see has this number"),
        "empty_time": _("the time is empty"),
        "not_a_time": _("no day and time like 2026-11-28 08:59"),
        "in_the_future": _("this moment is to come"),
        "too_old": _("more than 400 days ago"),
        "not_employed": _("the person was not employed on this day"),
    }


def roster_fault(code: str, value: int, limit: int) -> str:
    """What is wrong with a roster."""
    return {
        "coverage": _("%(n)d people on this shift, %(limit)d are needed"),
        "on_leave": _("rostered although on leave"),
        "long_day": _("shift longer than 11 hours"),
        "long_shift": _("shift longer than 11 hours; averaged and flexible hours still have to leave enough rest"),
        "overlap": _("two shifts overlap"),
        "short_rest": _("less rest than %(hours)s between two shifts"),
        "no_rest_day": _("%(n)d days in a row; one day of rest a week is due (Labor Law, Art. 38)"),
        "long_run": _("%(n)d days in a row; work in blocks is allowed here, the rest has to follow as time off"),
        "long_week": _("more than 40 hours in a week; the rest is overtime"),
    }[code] % {"n": value, "limit": limit, "hours": hours(limit)}


def report_fault(code: str) -> str:
    """What an inspector would ask about."""
    return {
        "overtime_day": _("more than 3 hours of overtime on a day"),
        "overtime_month": _("more than 36 hours of overtime"),
        "no_rest": _("more than 6 days in a row"),
        "minimum_wage": _("below the minimum wage"),
        "no_days": _("typed as sums, without a record of the days"),
    }[code]


def outcomes() -> dict[str, str]:
    """What a no-show turned out to be."""
    return {
        "explained": _("explained: leave, illness, a mistake of the clock"),
        "returned": _("came back"),
        "case": _("the absence procedure was begun"),
    }


def _parts(day: Sequence[int]) -> list[tuple[str, str]]:
    """What of a day that somebody came to counts as something else: absent for coming late, on leave for half of it."""
    if day[2] != PRESENT:
        return []
    absent, paid, unpaid = (Decimal(halves) / 2 for halves in day[4:7])
    words = (
        (absent, _("absent %(n)s day"), "late"),
        (paid, _("paid leave %(n)s day"), "brand"),
        (unpaid, _("unpaid leave %(n)s day"), ""),
    )
    return [(said % {"n": f"{days:f}"}, tone) for days, said, tone in words if days]


def rows_of_sheet(sheet: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The days of a computed month for a table."""
    found = []
    for one in (sheet or {}).get("days", ()):
        base = one[0] * 1440
        said, tone = day_state(one[2])
        if one[1] == HOLIDAY and one[2] == OFF:
            said = _("legal holiday")
        found.append(
            {
                "day": date.fromordinal(one[0]),
                "parts": _parts(one),
                "said": said,
                "tone": tone,
                "first": clock(one[7] - base) if one[7] else "",
                "last": clock(one[8] - base) if one[8] and one[8] != one[7] else "",
                "worked": one[9],
                "late": one[10],
                "early": one[11],
                "overtime": one[12] + one[13] + one[14],
                "beyond": one[15],
            }
        )
    return found
