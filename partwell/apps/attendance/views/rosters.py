"""The roster of a department and month: a grid of shift keys, checked, published."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.apps.attendance import actions, queries, words
from partwell.apps.attendance.actions.rosters import Cell, faults_of
from partwell.apps.attendance.models import ShiftKind
from partwell.core.days import UnknownYear
from partwell.lib import clock, holiday_file, sheets
from partwell.lib.actor import Actor
from partwell.lib.files import store
from partwell.lib.refusal import BadInput, Refused
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import tables

from .punches import EXCEL
from .sheets import month_of

MOST_PEOPLE = 60
MONDAY = date(2026, 1, 5)
"""Some Monday: the days of the week are named from it."""


def _chosen(request: HttpRequest) -> tuple[Any, list[Any], date, date]:
    """Department, its people, first and last day of the month asked for."""
    by, given = actor_of(request), request.POST or request.GET
    first = month_of(given.get("month", "")) if given.get("month") else clock.today().replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    department = queries.department_to_roster(by, given.get("department", ""))
    staff = queries.people_to_roster(by, department, first, last)[:MOST_PEOPLE] if department else []
    return department, staff, first, last


@require_http_methods(["GET", "POST"])
@signed_in
def grid(request: HttpRequest) -> HttpResponse:
    """Look at and fill in the grid."""
    by = actor_of(request)
    queries.require_leader(by)
    department, staff, first, last = _chosen(request)
    if request.method == "POST":
        cells = [
            Cell(person, day, request.POST[name].strip())
            for person in staff
            for day in _days(first, last)
            if day >= clock.today() and (name := f"c-{person.pk}-{day.day}") in request.POST
        ]
        try:
            actions.set_roster(cells, by=by, now=clock.now())
        except BadInput as refusal:
            return _page(request, department, staff, first, last, wrong=refusal.fields["cells"])
        messages.success(request, _("The draft is saved. People see it once it is published."))
        return redirect(_address(department, first))
    return _page(request, department, staff, first, last)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _address(department: Any, first: date) -> str:
    return reverse("attendance:roster") + f"?department={department.uid}&month={first:%Y-%m}"


def _page(
    request: HttpRequest,
    department: Any,
    staff: list[Any],
    first: date,
    last: date,
    *,
    wrong: str = "",
    left: Any = None,
) -> HttpResponse:
    by, today = actor_of(request), clock.today()
    held = {(row.employee_id, row.day): row for row in queries.roster_cells(staff, first, last)}
    days = [(day, _kind(day)) for day in _days(first, last)]
    rows = []
    for person in staff:
        line = []
        for day, kind in days:
            row = held.get((person.pk, day))
            name = f"c-{person.pk}-{day.day}"
            text = request.POST.get(name) if wrong else None
            said = text if text is not None else (row.shift.key if row and row.shift else "")
            line.append(
                {
                    "name": name,
                    "day": day,
                    "kind": kind,
                    "text": said,
                    "draft": bool(row and row.published_at is None),
                    "over": day < today,
                }
            )
        rows.append((person, line))
    faults = faults_of(staff, first, last) if staff else ()
    names: dict[Any, str] = {person.pk: person.name for person in staff}
    kinds = list(ShiftKind.objects.filter(company=by.company, ended_at__isnull=True).order_by("begins"))
    names |= {str(one.uid): one.title for one in kinds}
    context = {
        "tabs": words.tabs(by),
        "departments": queries.departments_to_roster(by),
        "department": department,
        "month": f"{first:%Y-%m}",
        "days": days,
        "rows": rows,
        "weekdays": [MONDAY + timedelta(days=n) for n in range(7)],
        "shifts": kinds,
        "needs": queries.needs_of(department, kinds) if department else (),
        "faults": [
            (one, names.get(one.shift or one.person, ""), words.roster_fault(one.code, one.value, one.limit))
            for one in faults
        ],
        "hard": any(one.hard for one in faults),
        "drafts": any(row.published_at is None for row in held.values()),
        "wrong": wrong,
        "left": left,
        "cut": len(staff) == MOST_PEOPLE,
        "unpublished": first.year if any(kind == "unknown" for _day, kind in days) else None,
    }
    return render(request, "attendance/roster.html", context, status=422 if wrong or left else 200)


def _kind(day: date) -> str:
    """Whether a day is off by the arrangement of its year; unknown for one that is not published."""
    try:
        calendar = holiday_file.calendar()
        return "legal" if day in calendar.legal else "" if calendar.is_working(day) else "off"
    except UnknownYear:
        return "unknown"


@require_POST
@signed_in
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the month's drafts of a department."""
    by = actor_of(request)
    queries.require_leader(by)
    department, staff, first, last = _chosen(request)
    if not staff:
        raise Refused(_("There is nobody to roster here."), code="nobody")
    n = actions.publish_roster(staff, first, last, knows=request.POST.get("knows") == "1", by=by, now=clock.now())
    said = ngettext("%(n)d day is published.", "%(n)d days are published.", n) % {"n": n}
    messages.success(request, said)
    return redirect(_address(department, first))


@require_POST
@signed_in
def need(request: HttpRequest) -> HttpResponse:
    """How many people of a department each shift takes on each weekday."""
    by, now = actor_of(request), clock.now()
    queries.require_leader(by)
    department, staff, first, last = _chosen(request)
    if department is None:
        raise Refused(_("There is nobody to roster here."), code="nobody")
    given = {}
    for shift in ShiftKind.objects.filter(company=by.company, ended_at__isnull=True):
        typed = [request.POST.get(f"n-{shift.pk}-{day}", "").strip() or "0" for day in range(7)]
        if not all(one.isascii() and one.isdecimal() and len(one) < 5 for one in typed):
            wrong = _("For each of the seven days a number from 0 to %(n)d.") % {"n": actions.MOST_NEEDED}
            return _page(request, department, staff, first, last, wrong=wrong)
        given[shift] = [int(one) for one in typed]
    try:
        actions.set_needs(department, given, by=by, now=now)
    except BadInput as refusal:
        return _page(request, department, staff, first, last, wrong=refusal.fields["people"])
    messages.success(request, _("The roster is compared with it from now on."))
    return redirect(_address(department, first))


@require_GET
@signed_in
def sheet(request: HttpRequest) -> HttpResponse:
    """The month as a table to fill in."""
    queries.require_leader(actor_of(request))
    _department, staff, first, last = _chosen(request)
    days = _days(first, last)
    held = {
        (row.employee_id, row.day): row.shift.key if row.shift else ""
        for row in queries.roster_cells(staff, first, last)
    }
    lines = [(one.number, one.name, *(held.get((one.pk, day), "") for day in days)) for one in staff]
    made = sheets.write(sheets.Sheet(f"{first:%Y-%m}", ("工号", "姓名", *(str(day.day) for day in days)), lines))
    return store.download(made, media=EXCEL, name=f"排班 {first:%Y-%m}.xlsx")


@require_POST
@signed_in
def bring(request: HttpRequest) -> HttpResponse:
    """Fill the grid from a table: a row a person, a column a day. Rows that can't be taken are listed."""
    by, now = actor_of(request), clock.now()
    queries.require_leader(by)
    department, staff, first, last = _chosen(request)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise BadInput({"cells": _("Choose a file.")})
        store.check_size(upload.size or 0)
        rows, cells, faults = _cells(upload.read(), staff, first, last, by)
        n = actions.set_roster([one for one in cells if one.day >= clock.today()], by=by, now=now)
        left = tables.left("排班", rows, faults, by=by, now=now)
    except sheets.BadSheet as why:
        return _page(request, department, staff, first, last, wrong=actions.sheets_sentence(why))
    except BadInput as refusal:
        return _page(request, department, staff, first, last, wrong=next(iter(refusal.fields.values())))
    said = ngettext("%(n)d cell is changed.", "%(n)d cells are changed.", n) % {"n": n}
    if left is not None:
        messages.info(request, said)
        return _page(request, department, staff, first, last, left=left)
    messages.success(request, said)
    return redirect(_address(department, first))


def _cells(
    content: bytes, staff: list[Any], first: date, last: date, by: Actor
) -> tuple[list[sheets.Row], list[Cell], list[sheets.Fault]]:
    """The rows of a table, the cells of the good ones, and why the others are not taken: each whole or not at all."""
    columns: dict[str, tuple[str, ...]] = {"number": ("工号", "Employee number")}
    columns |= {f"d{day.day}": (str(day.day),) for day in _days(first, last)}
    by_number = {one.number: one for one in staff}
    columns["name"] = ("姓名", "Name")
    known = set(ShiftKind.objects.filter(company=by.company, ended_at__isnull=True).values_list("key", flat=True))
    found: list[Cell] = []
    faults: list[sheets.Fault] = []
    seen: set[str] = set()
    rows = sheets.read(content, columns, most_rows=MOST_PEOPLE * 2, needed=("number",))
    for row in rows:
        number = row.cells["number"]
        person = by_number.get(number)
        wrong = []
        if person is None:
            wrong.append(sheets.Fault(row.number, row.titles["number"], _("Nobody of this department."), number))
        elif number in seen:
            wrong.append(sheets.Fault(row.number, row.titles["number"], _("Stands in the table twice."), number))
        seen.add(number)
        for day in _days(first, last):
            said = row.cells.get(f"d{day.day}", "")
            if said and said not in known:
                why = _("There is no shift %(key)s.") % {"key": said}
                wrong.append(sheets.Fault(row.number, str(day.day), why, said))
        if person is not None and not wrong:
            found += [
                Cell(person, day, row.cells[f"d{day.day}"]) for day in _days(first, last) if f"d{day.day}" in row.cells
            ]
        faults += wrong
    return rows, found, faults
