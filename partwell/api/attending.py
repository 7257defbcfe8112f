"""Routes of attendance beside punches: shifts and rules, rosters, requests, months from computing to the answer,
leave, the report of an inspection, no-shows.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Field, Header, Path, Query, Schema

from partwell.apps.accounts import queries as accounts
from partwell.apps.attendance import actions, balances, queries, reports
from partwell.apps.attendance.actions.rosters import Cell, faults_of
from partwell.apps.people import queries as people
from partwell.core.attendance.shifts import Rules
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.files import store
from partwell.lib.refusal import BadInput, NotVisible
from partwell.lib.requests.once import once

from .problems import Made, Routes, by_of, did

router = Routes(tags=["attendance"])
Key = partial(Header, alias="Idempotency-Key", min_length=8, max_length=64)
MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
Month = partial(Path, pattern=MONTH)
Half = Literal[1, 2]


class ShiftIn(Schema):
    """Minutes of the day it begins on; beyond 1440 on the next day."""

    key: str = Field(min_length=1, max_length=12)
    title: str = Field(min_length=1, max_length=40)
    begins: int = Field(ge=0, le=1439)
    ends: int = Field(ge=1, le=2880)
    breaks: list[tuple[int, int]] = Field([], max_length=6)


class ShiftOut(ShiftIn):
    """A shift of the company for new rosters."""

    uid: UUID


class RulesIn(Schema):
    """How a branch reads punches from a day on; `read` holds the minutes, what is absent has its default."""

    valid_from: date
    system: Literal["standard_hours", "averaged_hours", "flexible_hours"] = "standard_hours"
    period: Literal["month", "quarter", "year"] = "month"
    default_shift: UUID | None = None
    read: dict[str, int | bool] = Field({}, max_length=20)
    rest_minutes: int = Field(660, ge=0, le=1440)
    pays_holidays: bool = False
    noshow_days: int = Field(3, ge=1, le=30)
    permit: str = Field("", max_length=120)


class RulesOut(RulesIn):
    """One set of rules of a branch."""


class RequestOut(Schema):
    """Leave, overtime or a missing punch, with its decision."""

    uid: UUID
    employee: UUID
    name: str
    kind: Literal["leave", "overtime", "correction"]
    state: Literal["asked", "approved", "declined", "withdrawn"]
    first_day: date
    last_day: date
    leave_kind: str
    days: Decimal | None
    minutes: int | None
    in_lieu: bool
    at: datetime | None
    reason: str
    asked_at: datetime
    decided_at: datetime | None
    answer: str


class LeaveIn(Schema):
    """Leave; `file` is the paper that proves it."""

    leave_kind: str = Field(min_length=1, max_length=12)
    first_day: date
    last_day: date
    first_half: Half = 1
    last_half: Half = 2
    reason: str = Field(min_length=1, max_length=500)
    file: UUID | None = None


class OvertimeIn(Schema):
    """Overtime of a day."""

    day: date
    minutes: int = Field(ge=1, le=1440)
    in_lieu: bool = False
    reason: str = Field(min_length=1, max_length=500)


class CorrectionIn(Schema):
    """A missing punch, with its offset."""

    at: datetime
    reason: str = Field(min_length=1, max_length=500)
    file: UUID | None = None


class DecisionIn(Schema):
    """Approve, or decline with a reason."""

    approve: bool
    answer: str = Field("", max_length=500)


class BranchMonthIn(Schema):
    """A month of a branch."""

    branch: UUID
    month: str = Field(pattern=MONTH)


class CountOut(Schema):
    """How many; null: the worker does it."""

    count: int | None


class TypedIn(Schema):
    """A month typed from another source; days have halves."""

    due_days: Decimal = Field(ge=0, le=31)
    present_days: Decimal = Field(ge=0, le=31)
    paid_leave_days: Decimal = Field(Decimal(0), ge=0, le=31)
    unpaid_leave_days: Decimal = Field(Decimal(0), ge=0, le=31)
    absent_days: Decimal = Field(Decimal(0), ge=0, le=31)
    holiday_days: Decimal = Field(Decimal(0), ge=0, le=31)
    late_count: int = Field(0, ge=0, le=100)
    through: date | None = None
    source: str = Field(min_length=1, max_length=120)
    over_computed: bool = False


class YearIn(Schema):
    """Annual leave of a year."""

    full_days: int = Field(ge=0, le=60)
    taken_days: Decimal = Field(ge=0, le=60)
    carried_over_days: Decimal = Field(Decimal(0), ge=0, le=60)
    source: str = Field(min_length=1, max_length=120)


class BalanceOut(Schema):
    """One kind of leave in a year; `due` null: nobody knows how many days are due."""

    kind: str
    title: str
    due: Decimal | None
    taken: Decimal
    asked: Decimal
    left: Decimal | None


class DisputeIn(Schema):
    """The answer to a month: null agrees, a text disputes."""

    dispute: str | None = Field(None, max_length=1000)


class ReplyIn(Schema):
    """HR's answer to a dispute; `acknowledged` are codes of warnings gone on with by name."""

    text: str = Field(min_length=1, max_length=1000)
    acknowledged: list[str] = Field([], max_length=40)


class ReportLine(Schema):
    """One person of the report; `faults` are what an inspector would ask about.

    Hours, rest and runs are null for a month typed as sums, without a record of its days.
    """

    number: str
    name: str
    due_days: Decimal
    present_days: Decimal
    worked_minutes: int | None
    overtime_minutes: int | None
    holiday_minutes: int | None
    rest_days: int | None
    longest_run: int | None
    wage: Decimal | None
    faults: list[str]


class ReportPage(Schema):
    """Fifty people; `minimum_wage` null: not confirmed for the place, so nothing was compared."""

    total: int
    pages: int
    minimum_wage: Decimal | None
    items: list[ReportLine]


class NoShowOut(Schema):
    """Somebody who has not come for some days."""

    uid: UUID
    employee: UUID
    name: str
    first_day: date
    days: int
    outcome: Literal["", "explained", "returned", "case"]


class SettleIn(Schema):
    """What it was."""

    outcome: Literal["explained", "returned"]
    note: str = Field(min_length=1, max_length=500)


class CellIn(Schema):
    """A day of a person: the short name of a shift, or nothing for a day of rest."""

    employee: UUID
    day: date
    shift: str = Field("", max_length=12)


class CellOut(CellIn):
    """A day of a roster; people see it once it is published."""

    published: bool


class FaultOut(Schema):
    """What is wrong on a day; `employee` null: too few people. A hard one can't be published."""

    day: date
    code: str
    employee: UUID | None
    hard: bool


class RosterOut(Schema):
    """A month of a department."""

    cells: list[CellOut]
    faults: list[FaultOut]


class RosterIn(Schema):
    """Cells of a draft."""

    cells: list[CellIn] = Field(min_length=1, max_length=2000)


class PublishIn(Schema):
    """Publish the drafts of a department's month; `knows`: the soft faults were seen."""

    department: UUID
    month: str = Field(pattern=MONTH)
    knows: bool = False


class NeedIn(Schema):
    """How many people of a department a shift takes, Monday first."""

    department: UUID
    shift: UUID
    people: list[int] = Field(min_length=7, max_length=7)


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _file(by: Actor, uid: UUID | None) -> Any:
    return store.kept(uid, company=by.company, field="file") if uid else None


# --- shifts, rules, rosters -----------------------------------------------------------------------------------------


@router.get("/shifts", response=list[ShiftOut])
def shifts(request: HttpRequest) -> Any:
    """Shifts for new rosters."""
    by = by_of(request)
    queries.require_staff(by)
    return queries.shifts(by)


@router.post("/shifts", response=Made)
def add_shift(request: HttpRequest, body: ShiftIn, key: str = Key()) -> Any:
    """A new shift: the HR manager."""
    add = partial(actions.add_shift, **body.dict())
    return did(request, key, "attendance.shift", body.dict(), add)


@router.post("/shifts/{shift}/end", response=Made)
def end_shift(request: HttpRequest, shift: UUID, key: str = Key()) -> Any:
    """In no new roster from now on: the HR manager."""
    row = queries.shift(by_of(request), shift)
    return did(request, key, "attendance.end_shift", {"of": str(shift)}, partial(actions.end_shift, row), row)


@router.post("/branches/{branch}/rules", response=Made)
def add_rules(request: HttpRequest, branch: UUID, body: RulesIn, key: str = Key()) -> Any:
    """A set of rules of a branch from a day on: the HR manager."""
    by = by_of(request)
    given = body.dict()
    unknown = set(given["read"]) - set(Rules.__slots__)
    if unknown:
        raise BadInput({min(unknown): "There is no such rule."})
    place = queries.branch(by, branch)
    actions.require_setup(by)
    shift = queries.shift(by, body.default_shift) if body.default_shift else None
    rest = {name: value for name, value in given.items() if name not in ("valid_from", "read", "default_shift")}
    add = partial(actions.add_rules, place, body.valid_from, given["read"], default_shift=shift, **rest)
    return did(request, key, "attendance.rules", {"of": str(branch), **given}, add)


@router.get("/branches/{branch}/rules", response=list[RulesOut])
def rules_of(request: HttpRequest, branch: UUID) -> Any:
    """All sets of rules of a branch, the newest first."""
    by = by_of(request)
    queries.require_staff(by)
    own = ("valid_from", "system", "period", "rest_minutes", "pays_holidays", "noshow_days", "permit")
    return [
        {
            **{name: getattr(row, name) for name in own},
            "read": row.rules,
            "default_shift": row.default_shift.uid if row.default_shift else None,
        }
        for row in queries.rules_of(queries.branch(by, branch))
    ]


@router.get("/departments/{department}/roster", response=RosterOut)
def roster(request: HttpRequest, department: UUID, month: str = Query(..., pattern=MONTH)) -> Any:
    """The roster of a department's month, drafts included, with what is wrong in it: HR and the managers."""
    by = by_of(request)
    queries.require_leader(by)
    first, last = queries.month_span(_first(month))
    staff = queries.people_to_roster(by, queries.department_to_roster(by, str(department)), first, last)
    uids = {person.pk: person.uid for person in staff}
    return {
        "cells": [
            {
                "employee": uids[row.employee_id],
                "day": row.day,
                "shift": row.shift.key if row.shift else "",
                "published": row.published_at is not None,
            }
            for row in queries.roster_cells(staff, first, last)
        ],
        "faults": [
            {**{name: getattr(one, name) for name in ("day", "code", "hard")}, "employee": uids.get(one.person)}
            for one in faults_of(staff, first, last)
        ]
        if staff
        else [],
    }


@router.post("/rosters", response=CountOut)
def set_roster(request: HttpRequest, body: RosterIn, key: str = Key()) -> Any:
    """Write cells of a draft: HR or the people's managers. People see them once they are published."""
    by, now = by_of(request), clock.now()
    persons = {uid: people.employee(by, uid) for uid in {one.employee for one in body.cells}}
    cells = [Cell(persons[one.employee], one.day, one.shift.strip()) for one in body.cells]
    content = {"cells": [[str(one.employee), one.day.isoformat(), one.shift] for one in body.cells]}
    return once(by, key, "roster.set", content, now, lambda: {"count": actions.set_roster(cells, by=by, now=now)})


@router.post("/rosters/publish", response=CountOut)
def publish_roster(request: HttpRequest, body: PublishIn, key: str = Key()) -> Any:
    """Publish a department's month: what breaks the law refuses, what needs a look wants `knows`."""
    by, now = by_of(request), clock.now()
    queries.require_leader(by)
    department = queries.department_to_roster(by, str(body.department))
    first, last = queries.month_span(_first(body.month))
    staff = queries.people_to_roster(by, department, first, last)
    if not staff:
        raise NotVisible

    def do() -> dict[str, Any]:
        return {"count": actions.publish_roster(staff, first, last, knows=body.knows, by=by, now=now)}

    return once(by, key, "roster.publish", body.dict(), now, do)


@router.post("/rosters/needs", response=CountOut)
def set_need(request: HttpRequest, body: NeedIn, key: str = Key()) -> Any:
    """How many people of a department a shift takes on each weekday."""
    by, now = by_of(request), clock.now()
    queries.require_leader(by)
    given = {queries.shift(by, body.shift): body.people}
    department = queries.department_to_roster(by, str(body.department))

    def do() -> dict[str, Any]:
        return {"count": actions.set_needs(department, given, by=by, now=now)}

    return once(by, key, "roster.needs", body.dict(), now, do)


# --- requests -------------------------------------------------------------------------------------------------------


def _request(row: Any) -> dict[str, Any]:
    own = ("employee", "name")
    names = [name for name in RequestOut.model_fields if name not in own]
    return {
        **{name: getattr(row, name) for name in names},
        "employee": row.employee.uid,
        "name": row.employee.name,
    }


@router.get("/requests", response=list[RequestOut])
def requests(request: HttpRequest, state: str = Query("asked", pattern="^(asked|approved|declined|withdrawn)$")) -> Any:
    """Requests of the people the caller sees, at most 200."""
    return [_request(row) for row in queries.requests_to_decide(by_of(request), state)[:200]]


@router.post("/requests/{uid}/decision", response=Made)
def decide(request: HttpRequest, uid: UUID, body: DecisionIn, key: str = Key()) -> Any:
    """Approve or decline: the line manager or HR, never the person. A computed month of it is computed anew."""
    row = queries.request(by_of(request), uid)
    act = partial(actions.decide, row, approve=body.approve, answer=body.answer)
    return did(request, key, "attendance.decide", {"of": str(uid), **body.dict()}, act)


@router.get("/my/requests", response=list[RequestOut])
def my_requests(request: HttpRequest) -> Any:
    """The own requests, the latest first, at most 200."""
    by = by_of(request)
    queries.own_person(by)
    return [_request(row) for row in queries.own_requests(by).select_related("employee")[:200]]


@router.post("/my/requests/leave", response=Made)
def ask_leave(request: HttpRequest, body: LeaveIn, key: str = Key()) -> Any:
    """Ask for leave."""
    by = by_of(request)
    queries.own_person(by)
    given = body.dict(exclude={"file"})
    act = partial(actions.ask_leave, proof=_file(by, body.file), **given)
    return did(request, key, "attendance.ask_leave", body.dict(), act)


@router.post("/my/requests/overtime", response=Made)
def ask_overtime(request: HttpRequest, body: OvertimeIn, key: str = Key()) -> Any:
    """Ask for overtime, three hours a day and 36 a month at most."""
    act = partial(actions.ask_overtime, body.day, body.minutes, in_lieu=body.in_lieu, reason=body.reason)
    return did(request, key, "attendance.ask_overtime", body.dict(), act)


@router.post("/my/requests/correction", response=Made)
def ask_correction(request: HttpRequest, body: CorrectionIn, key: str = Key()) -> Any:
    """Ask for a missing punch."""
    by = by_of(request)
    queries.own_person(by)
    if body.at.tzinfo is None:
        raise BadInput({"at": "An instant needs its offset, for example 2026-11-28T08:59:00+08:00."})
    act = partial(actions.ask_correction, body.at, reason=body.reason, proof=_file(by, body.file))
    return did(request, key, "attendance.ask_correction", body.dict(), act)


@router.post("/my/requests/{uid}/withdraw", response=Made)
def withdraw(request: HttpRequest, uid: UUID, key: str = Key()) -> Any:
    """Take an own request back."""
    row = queries.own_request(by_of(request), uid)
    return did(request, key, "attendance.withdraw", {"of": str(uid)}, partial(actions.withdraw, row))


# --- months and leave -----------------------------------------------------------------------------------------------


@router.post("/attendance/compute", response=CountOut)
def compute(request: HttpRequest, body: BranchMonthIn, key: str = Key()) -> Any:
    """Compute a month of a branch from punches; more than 200 people are the worker's."""
    by, now = by_of(request), clock.now()
    queries.require_keeper(by)
    branch, month = queries.branch(by, body.branch), _first(body.month)

    def do() -> dict[str, Any]:
        return {"count": actions.compute_branch(branch, month, by=by, now=now)}

    return once(by, key, "attendance.compute", body.dict(), now, do)


@router.post("/attendance/tell", response=CountOut)
def tell(request: HttpRequest, body: BranchMonthIn, key: str = Key()) -> Any:
    """Show the computed months of a branch to their people."""
    by, now = by_of(request), clock.now()
    queries.require_keeper(by)
    branch, month = queries.branch(by, body.branch), _first(body.month)

    def do() -> dict[str, Any]:
        return {"count": actions.tell_branch(branch, month, by=by, now=now)}

    return once(by, key, "attendance.tell", body.dict(), now, do)


@router.post("/employees/{employee}/attendance/{month}", response=Made)
def record(request: HttpRequest, employee: UUID, body: TypedIn, month: str = Month(), key: str = Key()) -> Any:
    """Record or correct a month from another source than punches; a corrected one is no longer confirmed.

    A month that is computed from punches is answered 422 until `over_computed` says that it is known.
    """
    given = body.dict()
    more = {name: given.pop(name) for name in ("through", "source", "over_computed")}
    act = partial(actions.record_month, employee, _first(month), actions.Days(**given), **more)
    return did(request, key, "attendance.record", {"of": str(employee), "month": month, **body.dict()}, act)


@router.post("/employees/{employee}/attendance/{month}/confirm", response=Made)
def confirm(request: HttpRequest, employee: UUID, month: str = Month(), key: str = Key()) -> Any:
    """HR says that a month is right."""
    act = partial(actions.confirm_month, employee, _first(month))
    return did(request, key, "attendance.confirm", {"of": str(employee), "month": month}, act)


@router.post("/employees/{employee}/attendance/{month}/reply", response=Made)
def reply(request: HttpRequest, employee: UUID, body: ReplyIn, month: str = Month(), key: str = Key()) -> Any:
    """Answer a dispute in writing."""
    person = people.employee(by_of(request), employee)
    row = queries.month_of(person.pk, _first(month))
    if row is None:
        raise NotVisible
    act = partial(actions.reply_to_dispute, row, body.text, acknowledged=body.acknowledged)
    return did(request, key, "attendance.reply", {"of": str(employee), "month": month, **body.dict()}, act)


@router.post("/my/attendance/{month}/answer", response=Made)
def answer(request: HttpRequest, body: DisputeIn, month: str = Month(), key: str = Key()) -> Any:
    """Agree to the own month, or dispute it in writing; once for a version."""
    row = queries.own_month(by_of(request), _first(month))
    act = partial(actions.answer_sheet, row, body.dispute)
    return did(request, key, "attendance.answer", {"month": month, **body.dict()}, act)


@router.get("/employees/{employee}/leave", response=list[BalanceOut])
def leave(request: HttpRequest, employee: UUID, year: int = Query(..., ge=1990, le=2100)) -> Any:
    """What of each kind of leave is due, taken and left in a year."""
    person = people.employee(by_of(request), employee)
    return [
        {**{name: getattr(one, name) for name in ("kind", "due", "taken", "asked", "left")}, "title": kind.title}
        for kind, one in balances.all_of(person, year)
    ]


@router.post("/employees/{employee}/leave/{year}", response=Made)
def record_leave(
    request: HttpRequest, employee: UUID, body: YearIn, year: int = Path(..., ge=1990, le=2100), key: str = Key()
) -> Any:
    """Record or correct the annual leave of a year: HR and payroll."""
    act = partial(actions.record_leave, employee, year, **body.dict())
    return did(request, key, "leave.record", {"of": str(employee), "year": year, **body.dict()}, act)


# --- report and no-shows --------------------------------------------------------------------------------------------


@router.get("/attendance/report", response=ReportPage)
def report(
    request: HttpRequest,
    place: str = Query(..., max_length=36),
    month: str = Query(..., pattern=MONTH),
    page: int = Query(1, ge=1, le=10_000),
) -> Any:
    """The report of an inspection: `place` is a branch, or the code of a city with several of them."""
    by = by_of(request)
    reports.require(by)
    found = reports.places(list(accounts.branches_visible_to(by))).get(place)
    if found is None:
        raise NotVisible
    pages = Paginator(reports.rows(by, found, _first(month)), 50)
    floor = reports.minimum(found, _first(month))
    lines = reports.lines(pages.page(page).object_list, floor) if page <= pages.num_pages else []
    return {
        "total": pages.count,
        "pages": pages.num_pages,
        "minimum_wage": floor.number if floor.known else None,
        "items": [
            {
                **{name: getattr(one.row, name) for name in ("due_days", "present_days")},
                **{name: getattr(one, name) for name in reports.MEASURED},
                "number": one.row.employee.number,
                "name": one.row.employee.name,
                "wage": one.wage,
                "faults": list(one.faults),
            }
            for one in lines
        ],
    }


@router.get("/noshows", response=list[NoShowOut])
def noshows(request: HttpRequest) -> Any:
    """Who has not come and nobody knows why, open ones first."""
    own = ("uid", "first_day", "days", "outcome")
    return [
        {**{name: getattr(row, name) for name in own}, "employee": row.employee.uid, "name": row.employee.name}
        for row in queries.noshows(by_of(request))
    ]


@router.post("/noshows/{uid}/settle", response=Made)
def settle(request: HttpRequest, uid: UUID, body: SettleIn, key: str = Key()) -> Any:
    """Say what it was: HR."""
    row = queries.noshow(by_of(request), uid)
    act = partial(actions.settle_noshow, row, body.outcome, body.note)
    return did(request, key, "noshow.settle", {"of": str(uid), **body.dict()}, act)
