"""Dates, lengths of time and money as people read them, in Chinese and English. Pure: `now` is handed in.

A deadline that ends with a day is stored as 24:00 of that day in Shanghai, which is 00:00 of the next; it is shown
as the day itself.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from partwell.lib.clock import SHANGHAI

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def chinese() -> bool:
    """Whether the page is in Chinese."""
    return (get_language() or "zh-hans").startswith("zh")


def day(value: date, today: date) -> str:
    """11月26日 / 26 Nov; with the year when it is not this one."""
    if chinese():
        year = "" if value.year == today.year else f"{value.year}年"
        return f"{year}{value.month}月{value.day}日"
    year = "" if value.year == today.year else f" {value.year}"
    return f"{value.day} {MONTHS[value.month - 1]}{year}"


def weekday(value: date) -> str:
    """周四 / Thu."""
    return f"周{WEEKDAYS_ZH[value.weekday()]}" if chinese() else WEEKDAYS[value.weekday()]


def last_day(instant: datetime) -> date:
    """The last day within a deadline: the day itself, or the day before when it ends at 24:00."""
    return (instant.astimezone(SHANGHAI) - timedelta(seconds=1)).date()


def ends_a_day(instant: datetime) -> bool:
    """Whether the deadline is the end of a day rather than an hour."""
    local = instant.astimezone(SHANGHAI)
    return (local.hour, local.minute) in ((0, 0), (23, 59))


def near_day(value: date, today: date) -> str:
    """今天, 明天, 昨天, else the date."""
    names = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    return names.get((value - today).days) or day(value, today)


def moment(instant: datetime, now: datetime) -> str:
    """今天 17:00, 11月26日 17:00, 11月30日 (end of that day)."""
    today = now.astimezone(SHANGHAI).date()
    if ends_a_day(instant):
        final = last_day(instant)
        # A day of law is named by its date; "tomorrow" would have to be counted back to it.
        return _("today") if final == today else day(final, today)
    local = instant.astimezone(SHANGHAI)
    near = near_day(local.date(), today)
    return f"{near} {local:%H:%M}"


def stamp(instant: datetime, now: datetime) -> str:
    """今天 09:38, 11-25 17:26, 2025-11-25 17:26: for timelines and tables."""
    local, today = instant.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    if local.date() == today:
        return f"{_('today')} {local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"


def length(span: timedelta) -> str:
    """2 天 4 小时, 7 小时 20 分, 12 分; two units at most, zero units left out."""
    minutes = max(int(span.total_seconds() // 60), 1)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = []
    if days:
        parts.append(ngettext("%(n)d day", "%(n)d days", days) % {"n": days})
    if hours:
        parts.append(_("%(n)d h") % {"n": hours})
    if minutes and not days:
        parts.append(_("%(n)d min") % {"n": minutes})
    return " ".join(parts)


@dataclass(frozen=True, slots=True)
class DueWords:
    """A deadline in words: when, what is left or how late, and its state ("", "soon", "late", "done")."""

    at: str
    left: str
    state: str


def due_words(at: datetime, now: datetime, *, statutory: bool, done_at: datetime | None = None) -> DueWords:
    """How a deadline reads now. Late is 超时 for a company's own deadline and 逾期 for one of law."""
    if done_at is not None:
        return DueWords(stamp(done_at, now), "", "done")
    today, final = now.astimezone(SHANGHAI).date(), last_day(at)
    if now > at:
        if statutory:
            over = max((today - final).days, 1)
            late = ngettext("%(n)d day overdue", "%(n)d days overdue", over) % {"n": over}
        else:
            late = _("%(length)s late") % {"length": length(now - at)}
        return DueWords(moment(at, now), late, "late")
    whole = (final - today).days
    if ends_a_day(at) or at - now > timedelta(hours=24):
        days = ngettext("%(n)d day left", "%(n)d days left", whole) % {"n": whole}
        left = days if whole else _("the last day")
    else:
        left = _("%(length)s left") % {"length": length(at - now)}
    soon = at - now <= timedelta(hours=24) or (statutory and whole <= 1)
    return DueWords(moment(at, now), left, "soon" if soon else "")


def money(amount: Decimal) -> str:
    """1,050.00, with − for less than nothing. Raises TypeError for a float."""
    if not isinstance(amount, Decimal | int | str):
        raise TypeError("money is a Decimal")
    value = Decimal(amount)
    return f"−{-value:,.2f}" if value < 0 else f"{value:,.2f}"


def kind_words(*, statutory: bool) -> str:
    """公司内部期限 or 法定期限."""
    return _("statutory deadline") if statutory else _("company deadline")
