"""Punches come in: from a file of the clock, by the API, or as a correction that was approved."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.attendance import plan, queries
from partwell.apps.attendance.models import Punch, PunchImport
from partwell.apps.evidence import actions as evidence
from partwell.apps.people import queries as people
from partwell.core.days import shanghai_day
from partwell.lib import sheets
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed

from . import moments

COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("工号", "员工编号", "Employee number"),
    "at": ("时间", "打卡时间", "Time"),
    "day": ("日期", "打卡日期", "Date"),
}
MOST_ROWS = 100_000
AT_ONCE = 5_000
"""Numbers in one statement: databases bound what a statement may carry."""
DAYS_BACK = 400


@dataclass(frozen=True, slots=True)
class Given:
    """One punch as it came: the row it stood in, the employee's number, the instant, or what can't be read as one."""

    row: int
    number: str
    at: datetime | None
    said: str = ""
    columns: tuple[str, str] = ("工号", "打卡时间")
    """Headings of the number and of the time, as they stand in the file."""
    cells: tuple[str, ...] = ()
    """Number, time and, where it stands apart, day: what is given back to be mended."""


def read(content: bytes) -> list[Given]:
    """The punches of a file: a column with day and time, or one each. Raises sheets.BadSheet."""
    found = []
    for row in sheets.read(content, COLUMNS, most_rows=MOST_ROWS, needed=("number", "at")):
        day, at = row.cells.get("day", ""), row.cells["at"]
        columns = (row.titles["number"], row.titles["at"])
        cells = (row.cells["number"], at, *([day] if "day" in row.cells else []))
        said = f"{day} {at}".strip()
        found.append(Given(row.number, row.cells["number"], moments.read(at, day), said, columns, cells))
    return found


def import_punches(content: bytes, name: str, *, by: Actor, now: datetime) -> PunchImport:
    """Take the punches of a file; bad rows are kept with column and reason. The same file twice adds nothing.

    Raises NotAllowed, BadInput.
    """
    _require(by)
    try:
        given = read(content)
    except sheets.BadSheet as why:
        raise BadInput({"file": sheets_sentence(why)}, code=why.code) from None
    return add_punches(given, name=name, sha256=hashlib.sha256(content).hexdigest(), source="device", by=by, now=now)


def to_mend(row: PunchImport, reasons: Mapping[str, str]) -> bytes:
    """The rows of an import that were not taken, with the reasons: mended, the file can be brought again."""
    days = any(len(one) > 6 for one in row.bad)
    lines = []
    for number, column, why, said, *cells in row.bad:
        fault = sheets.Fault(number, column, reasons.get(why, why), said)
        # Imports of before the cells were kept know what stood in the bad one alone.
        held = cells or ([said, ""] if why == "unknown_number" else ["", said])
        lines.append(([*held, *([""] if days and len(held) < 3 else [])], [fault]))
    head = (COLUMNS["number"][0], COLUMNS["at"][1], *([COLUMNS["day"][0]] if days else []))
    return sheets.to_mend("打卡", head, lines)


def sheets_sentence(why: sheets.BadSheet) -> str:
    """Why a file can't be read as a table of punches, and how to mend it."""
    return {
        "not_a_table": _("This is no Excel or CSV table. Export the punches as .xlsx or .csv."),
        "too_big": _("This table is too big. Export fewer days."),
        "too_many_rows": _("At most %(n)s rows at once. Export fewer days.") % {"n": why.detail},
        "no_header": _("The first row needs the headings 工号 and 打卡时间."),
        "column": _("The column “%(n)s” is missing.") % {"n": why.detail},
    }[why.code]


def _require(by: Actor) -> None:
    if not queries.may_import(by):
        raise NotAllowed(_("Punches are imported by HR or payroll."))


@transaction.atomic
def add_punches(
    given: Sequence[Given], *, name: str, sha256: str, source: str, by: Actor, now: datetime
) -> PunchImport:
    """Add punches of people of the company, to the minute, each once. Raises NotAllowed."""
    _require(by)
    staff = _staff({one.number for one in given}, by)
    bad: list[list[Any]] = []
    wanted: dict[tuple[int, datetime], None] = {}
    readable = 0
    today = shanghai_day(now)
    for one in given:
        person = staff.get(one.number)
        if fault := _fault(one, person, now, today):
            bad.append([one.row, *fault, *one.cells])
        elif person is not None and one.at is not None:
            wanted[person.pk, plan.to_minute(one.at)] = None
            readable += 1
    there = _there(wanted)
    fresh = [key for key in wanted if key not in there]
    batch = PunchImport.objects.create(
        company_id=by.company,
        name=name[:120],
        sha256=sha256,
        rows=len(given),
        taken=len(fresh),
        known=len(wanted) - len(fresh),
        repeated=readable - len(wanted),
        bad=bad,
        bad_count=len(bad),
        added_by_name=by.name,
        added_at=now,
    )
    Punch.objects.bulk_create(
        [Punch(employee_id=pk, at=at, source=source, batch=batch) for pk, at in fresh], batch_size=500
    )
    payload = {"import": str(batch.uid), "sha256": sha256, "rows": len(given), "taken": len(fresh)}
    payload |= {"known": batch.known, "repeated": batch.repeated, "bad": len(bad)}
    evidence.record_of_company(batch.company_id, "attendance.punches", by=by, now=now, payload=payload)
    return batch


def _staff(numbers: Collection[str], by: Actor) -> dict[str, Any]:
    """The people of these numbers whom the actor sees."""
    found: dict[str, Any] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), AT_ONCE):
        rows = people.employees_visible_to(by).filter(number__in=wanted[start : start + AT_ONCE])
        found.update((row.number, row) for row in rows)
    return found


def _fault(one: Given, person: Any, now: datetime, today: Any) -> tuple[str, str, str] | None:
    """Column, reason and what stood there of a row that can't be taken."""
    number, time = one.columns
    if not one.number:
        return (number, "empty_number", "")
    if person is None:
        return (number, "unknown_number", one.number[:60])
    if one.at is None:
        return (time, "not_a_time" if one.said else "empty_time", one.said[:60])
    if one.at > now:
        return (time, "in_the_future", one.said[:60])
    day = shanghai_day(one.at)
    if (today - day).days > DAYS_BACK:
        return (time, "too_old", one.said[:60])
    # A night shift of the last day ends on the day after it.
    if day < person.hired_on or (person.left_on and day > person.left_on + timedelta(days=1)):
        return (time, "not_employed", one.said[:60])
    return None


def _there(wanted: dict[tuple[int, datetime], None]) -> set[tuple[int, datetime]]:
    if not wanted:
        return set()
    times, persons = [at for _pk, at in wanted], sorted({pk for pk, _at in wanted})
    found: set[tuple[int, datetime]] = set()
    for start in range(0, len(persons), AT_ONCE):
        rows = Punch.objects.filter(
            employee__in=persons[start : start + AT_ONCE], at__gte=min(times), at__lte=max(times)
        )
        found.update(rows.values_list("employee", "at"))
    return found
