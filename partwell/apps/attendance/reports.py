"""The report a labor inspection asks for: hours, overtime, rest and minimum wage of everybody of a branch and month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partwell.apps.law import queries as law
from partwell.apps.law import words as law_words
from partwell.apps.people import queries as people
from partwell.core.attendance.judge import Month
from partwell.core.attendance.overtime import Overtime, faults, minimum_wage
from partwell.core.money import printed
from partwell.core.rulebook import Figure
from partwell.lib import sheets
from partwell.lib.actor import Actor
from partwell.lib.paper.chinese import day as chinese_day
from partwell.lib.paper.model import Paper, Section, para, table
from partwell.lib.paper.typeset import typeset

from . import queries, words
from .models import AttendanceMonth

TEMPLATE = Path(__file__).with_name("typst") / "report.typ"
MINIMUM = "minimum_wage.monthly"


@dataclass(frozen=True, slots=True)
class Place:
    """What a report is of: one branch, or all branches in a city that the actor sees."""

    company: Any
    branches: tuple[Any, ...]
    division: str
    title: str


def places(branches: Sequence[Any]) -> dict[str, Place]:
    """What can be reported on, by the key of the page's choice: each branch, and each city with several of them."""
    found = {str(one.uid): Place(one.company, (one,), one.division, one.name) for one in branches}
    cities: dict[str, list[Any]] = {}
    for one in branches:
        cities.setdefault(one.division, []).append(one)
    for division, several in cities.items():
        if len(several) > 1:
            title = "、".join(one.name for one in several)
            found[division] = Place(several[0].company, tuple(several), division, title)
    return found


MEASURED = ("worked_minutes", "overtime_minutes", "holiday_minutes", "rest_days", "longest_run")
"""What only the days of a month can say."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a month. `wage` None: no contract, or not for the reader; `met` None: the figure is not known.

    Hours, rest and runs are None for a month that was typed as sums: nobody knows them, and none is not nought.
    """

    row: AttendanceMonth
    faults: tuple[str, ...]
    wage: Decimal | None
    met: bool | None
    worked_minutes: int | None
    overtime_minutes: int | None
    holiday_minutes: int | None
    rest_days: int | None
    longest_run: int | None


def rows(by: Actor, place: Place, month: date) -> QuerySet[AttendanceMonth]:
    """Months of the people of a branch or city the actor sees, by name."""
    found = AttendanceMonth.objects.filter(month=month, employee__department__branch__in=place.branches)
    found = found.filter(employee__in=people.employees_visible_to(by))
    return found.select_related("employee__department", "employee__position").order_by("employee__pinyin", "pk")


def minimum(place: Place, month: date) -> Figure:
    """The minimum wage of the place in a month, with its status and source."""
    return law.figures(place.company.pk, place.division)(MINIMUM, month)


def lines(found: Iterable[AttendanceMonth], floor: Figure) -> list[Line]:
    """The months judged; wages are read in one statement."""
    held = list(found)
    wages = people.wages_of([row.employee_id for row in held], held[0].month) if held else {}
    lowest = floor.number if floor.known else None
    return [_line(row, wages.get(row.employee_id), lowest) for row in held]


def _line(row: AttendanceMonth, wage: Decimal | None, lowest: Decimal | None) -> Line:
    said: list[str] = []
    if row.sheet:
        sums, period = Month(**row.sheet["sums"]), row.sheet.get("period", {})
        months = period["months"] if period.get("closed") else 1
        found = faults(sums, Overtime(**row.sheet["overtime"]), row.sheet["system"], months=months)
        said = [one.code for one in found]
    else:
        said = ["no_days"]
    met = minimum_wage(wage, lowest).met
    if met is False:
        said.append("minimum_wage")
    known = {name: getattr(row, name) if row.sheet else None for name in MEASURED}
    return Line(row, tuple(said), wage, met, **known)


def head() -> list[str]:
    """The columns, in the language of the reader."""
    return [
        _("Employee number"), _("Name"), _("Department"), _("Working days due"), _("Present"), _("Hours worked"),
        _("Overtime hours"), _("Hours on legal holidays"), _("Rest days"), _("Longest run of days"),
        _("Contract wage"), _("To be looked at"),
    ]  # fmt: skip


def cells(one: Line) -> list[sheets.Cell]:
    """A line for a table."""
    row = one.row
    return [
        row.employee.number, row.employee.name, row.employee.department.name, row.due_days, row.present_days,
        *shown(one), one.wage, "；".join(words.report_fault(code) for code in one.faults),
    ]  # fmt: skip


def shown(one: Line) -> list[str]:
    """Hours worked, overtime, on holidays, days of rest, longest run, as they are written; a dash where unknown."""
    hours = (one.worked_minutes, one.overtime_minutes, one.holiday_minutes)
    days = (one.rest_days, one.longest_run)
    return [
        *("—" if found is None else words.hours(found) for found in hours),
        *("—" if found is None else str(found) for found in days),
    ]


def status(floor: Figure) -> str:
    """How sure the figure is, in words."""
    return str(law_words.STATUSES[floor.status])


def notes(place: Place, month: date, floor: Figure) -> list[str]:
    """Where it is from, and the minimum wage with its status; unknown is said."""
    said = [f"{place.company.name} · {place.title} · {month:%Y-%m}"]
    if floor.known:
        said.append(
            _("Minimum wage %(value)s yuan a month (%(ref)s, %(status)s).")
            % {"value": printed(floor.number), "ref": floor.ref, "status": status(floor)}
        )
    else:
        said.append(_("The minimum wage of this place is not confirmed, so it was not compared."))
    return said


def excel(by: Actor, place: Place, month: date) -> bytes:
    """Everybody as an Excel file."""
    floor = minimum(place, month)
    body = (cells(one) for one in lines(rows(by, place, month), floor))
    widths = (12, 12, 18, 9, 9, 10, 10, 10, 9, 9, 12, 40)
    return sheets.write(sheets.Sheet(f"{month:%Y-%m}", head(), body, widths=widths, notes=notes(place, month, floor)))


def pdf(by: Actor, place: Place, month: date, now: datetime) -> bytes:
    """Everybody as PDF/A, in Chinese as inspections read it. Raises CannotTypeset."""
    floor = minimum(place, month)
    body = [_plain(one) for one in lines(rows(by, place, month), floor)]
    titles = ["工号", "姓名", "应出勤", "实出勤", "工作时长", "加班", "节假日", "休息日", "连续", "合同工资", "提示"]
    paper = Paper(
        title="工时与休息休假台账",
        number=f"{month:%Y-%m}",
        sections=(
            Section("", (para("；".join(notes(place, month, floor))), table(titles, body, numbers=range(2, 10)))),
        ),
        speaks="employer",
        company=place.company.name,
        employee="",
        on=chinese_day(now),
        notes=("加班一栏为计入每月 36 小时限额的时长（《劳动法》第四十一条）；法定节假日工作时长单列。",),
    )
    return typeset(TEMPLATE, paper.as_data(), at=now)


def _plain(one: Line) -> list[str]:
    row = one.row
    said: Sequence[str] = [words.report_fault(code) for code in one.faults]
    return [
        row.employee.number, row.employee.name, f"{row.due_days:f}", f"{row.present_days:f}",
        *shown(one), "—" if one.wage is None else printed(one.wage), "；".join(said),
    ]  # fmt: skip


def summary(found: Sequence[Line]) -> dict[str, int]:
    """How many of the page's people an inspector would ask about, by reason."""
    counts: dict[str, int] = {}
    for one in found:
        for code in one.faults:
            counts[code] = counts.get(code, 0) + 1
    return counts


def require(by: Actor) -> None:
    """Raises NotAllowed for who keeps no attendance."""
    queries.require_keeper(by)
