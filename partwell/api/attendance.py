"""Routes of attendance and training: punches of a clock, months as they stand, courses passed."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Header, Path, Query, Schema

from partwell.apps.attendance import actions, queries
from partwell.apps.attendance.actions.punches import Given
from partwell.apps.people import queries as people
from partwell.apps.training import queries as training
from partwell.lib import clock
from partwell.lib.refusal import BadInput
from partwell.lib.requests.once import once

from .problems import Routes, by_of

router = Routes()
Key = partial(Header, alias="Idempotency-Key", min_length=8, max_length=64)


class PunchIn(Schema):
    """One punch: the employee's number and the instant with its offset."""

    number: str = Field(min_length=1, max_length=30)
    at: datetime


class PunchesIn(Schema):
    """Up to a thousand punches at once."""

    punches: list[PunchIn] = Field(min_length=1, max_length=1000)


class BadPunch(Schema):
    """A punch that was not taken: its place from 1, the field, and a code."""

    place: int
    field: str
    code: Literal["unknown_number", "not_a_time", "in_the_future", "too_old", "not_employed"]


class PunchesOut(Schema):
    """What became of them. `known` were there before."""

    uid: UUID
    taken: int
    known: int
    bad: list[BadPunch]


class MonthOut(Schema):
    """A month of attendance as it stands. Days have halves; minutes are whole."""

    month: str
    through: date
    due_days: Decimal
    present_days: Decimal
    paid_leave_days: Decimal
    unpaid_leave_days: Decimal
    absent_days: Decimal
    late_count: int
    open_days: int
    worked_minutes: int
    overtime_minutes: int
    holiday_minutes: int
    version: int
    answer: Literal["", "agreed", "disputed"]
    confirmed_at: datetime | None


class CourseOut(Schema):
    """A course of a person. `points` of the exam that was passed, a percentage."""

    title: str
    due_on: date | None
    passed_on: date | None
    points: Decimal | None
    certificate: str


@router.post("/punches", response=PunchesOut, tags=["attendance"])
def punches(request: HttpRequest, body: PunchesIn, key: str = Key()) -> Any:
    """Hand in punches; those that can't be taken are answered by place, the others are in. Each counts once."""
    by, now = by_of(request), clock.now()
    if any(one.at.tzinfo is None for one in body.punches):
        raise BadInput({"at": "An instant needs its offset, for example 2026-11-28T08:59:00+08:00."})
    content = [[one.number, one.at.isoformat()] for one in body.punches]
    digest = hashlib.sha256(repr(content).encode()).hexdigest()

    def do() -> dict[str, Any]:
        given = [Given(place, one.number, one.at, one.at.isoformat()) for place, one in enumerate(body.punches, 1)]
        row = actions.add_punches(given, name="API", sha256=digest, source="api", by=by, now=now)
        bad = [
            {"place": place, "field": "number" if why == "unknown_number" else "at", "code": why}
            for place, _column, why, *_said in row.bad
        ]
        return {"uid": str(row.uid), "taken": row.taken, "known": row.known, "bad": bad}

    return once(by, key, "attendance.punches", {"sha256": digest}, now, do)


@router.get("/employees/{employee}/attendance", response=list[MonthOut], tags=["attendance"])
def months(request: HttpRequest, employee: UUID, first: date = Query(...), last: date = Query(...)) -> Any:
    """Recorded months between two days, at most 36, the oldest first."""
    person = people.employee(by_of(request), employee)
    if not 0 <= (last - first).days <= 1100:
        raise BadInput({"last": "At most 36 months at once, the last day not before the first."})
    names = [name for name in MonthOut.model_fields if name != "month"]
    return [
        {"month": f"{row.month:%Y-%m}", **{name: getattr(row, name) for name in names}}
        for row in queries.months(person.pk, first, last)
    ]


@router.get("/employees/{employee}/courses", response=list[CourseOut], tags=["training"])
def courses(request: HttpRequest, employee: UUID = Path(...)) -> Any:
    """Courses of a person with what was passed."""
    person = people.employee(by_of(request), employee)
    return [
        {
            "title": row.course.title,
            "due_on": row.due_on,
            "passed_on": row.passed_on,
            "points": row.points,
            "certificate": row.certificate.number if hasattr(row, "certificate") else "",
        }
        for row in training.courses_of(person.pk)
    ]
