"""Confirmed figures and attendance of the demo: what its two stories need for every sum, nothing guessed on the way.

Hangzhou's figures are confirmed by two persons with a sample paper (so 5000 × 2 × 10.5 % may be printed); Shanghai's
are not, to show what is to be confirmed. Lin and Wang have their months checked, the last one by the roster.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from partwell.apps.attendance import actions as attendance
from partwell.apps.attendance.queries import months_between
from partwell.apps.law.hangzhou import confirm_hangzhou
from partwell.core.days import UnknownYear, period_end, span_of
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar

from .company import DemoCompany

BEFORE = timedelta(days=100)
"""How long ago the figures were confirmed: before the first of the demo's cases."""
PUNCHES, ROSTER = "打卡记录", "排班表"
SATURDAY = 5
AHEAD = 62
"""Days the roster is recorded ahead: the months in which either may leave."""


def confirm_figures(demo: DemoCompany) -> None:
    """Confirm Hangzhou's figures, before anything is recorded that comes later: the log's times do not run back."""
    confirm_hangzhou(asks=demo.actor("tang"), confirms=demo.actor("gu"), now=demo.now - BEFORE)


def load_money(demo: DemoCompany) -> None:
    """Check the attendance of Lin and Wang; in the new year's first weeks confirm the new year's figures too."""
    if (demo.now - BEFORE).astimezone(SHANGHAI).year != demo.today.year:
        confirm_hangzhou(asks=demo.actor("tang"), confirms=demo.actor("gu"), now=demo.now)
    lin, wang = demo.employees["lin"], demo.employees["wang"]
    last = demo.today + timedelta(days=AHEAD)
    _attendance(demo, lin, lin.hired_on, last, late=1)
    _attendance(demo, wang, max(wang.hired_on, demo.today - timedelta(days=AHEAD)), last, late=0)
    by = demo.actor("xu")
    for row, days, source in ((lin, 0, "累计工龄不满一年"), (wang, 5, "年休假台账")):
        for year in sorted({demo.today.year, last.year}):
            attendance.record_leave(
                row.uid, year, full_days=days, taken_days=Decimal(days), source=source, by=by, now=demo.now
            )


def _attendance(demo: DemoCompany, person: Any, first: date, last: date, *, late: int) -> None:
    """Every month from one day to another, whole: present on each working day, confirmed."""
    by = demo.actor("xu")
    for month in months_between(first, last):
        begin, end = max(month, person.hired_on), period_end(month, 1)
        days, holidays = Decimal(_working_days(begin, end)), Decimal(_holidays(begin, end))
        source = PUNCHES if end < demo.today else ROSTER
        made = attendance.Days(days, days, holiday_days=holidays, late_count=late if end < demo.today else 0)
        attendance.record_month(person.uid, month, made, source=source, by=by, now=demo.now)
        attendance.confirm_month(person.uid, month, by=by, now=demo.now)


def _holidays(first: date, last: date) -> int:
    """Legal holidays on what would be working days."""
    return sum(1 for day in span_of(first, last) if day in calendar().legal and day.weekday() < SATURDAY)


def _working_days(first: date, last: date) -> int:
    """Working days by the published calendar; Monday to Friday for a year that is not published."""
    try:
        return calendar().working_days(first, last)
    except UnknownYear:
        span = (last - first).days + 1
        return sum((first + timedelta(days=n)).weekday() < SATURDAY for n in range(span))
