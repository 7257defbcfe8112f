"""Routes of appraisal: tasks with their due day, and the monthly reports with every datum behind them."""

from datetime import date, datetime
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Header, Query, Schema

from partwell.apps.appraisals import queries
from partwell.apps.appraisals import tasks as tasks_of
from partwell.apps.people import queries as people
from partwell.lib import clock
from partwell.lib.refusal import BadInput
from partwell.lib.requests.once import once

from .problems import Routes, by_of

router = Routes()
Key = partial(Header, alias="Idempotency-Key", min_length=8, max_length=64)


class TaskIn(Schema):
    """A task to be done by a day."""

    title: str = Field(min_length=1, max_length=tasks_of.TITLE)
    due_on: date


class DoneIn(Schema):
    """The day on which a task was finished."""

    done_on: date


class CancelIn(Schema):
    """Why a task is taken back."""

    reason: str = Field(min_length=1, max_length=tasks_of.REASON)


class TaskOut(Schema):
    """A task. `late` names what was entered after the fact and stays for good."""

    uid: UUID
    title: str
    due_on: date
    set_at: datetime
    done_on: date | None
    done_at: datetime | None
    cancelled_at: datetime | None
    reason: str
    late: list[Literal["set_late", "logged_late"]]


class JudgedOut(Schema):
    """One criterion of a report. `met` is null when it could not be judged; points and part are decimals as text."""

    key: str
    measure: Literal["tasks", "peers", "courses"]
    weight: int
    points: str | None
    part: str | None
    met: bool | None
    count: int
    needed: int
    of: int
    source: str


class ReportOut(Schema):
    """A month. `inputs` are the data by criterion as they were frozen; colleagues have no names."""

    uid: UUID
    month: str
    state: Literal["drafted", "published", "acknowledged", "objected", "unanswered"]
    total: str | None
    judged: list[JudgedOut]
    inputs: dict[str, list[Any]]
    remarks: list[str]
    self_assessment: str
    comment: str
    late: int
    raters: int | None
    published_at: datetime | None
    answered_at: datetime | None
    objection: str
    reply: str
    sha256: str
    paper_sha256: str | None


def _task(row: Any) -> dict[str, Any]:
    names = ("uid", "title", "due_on", "set_at", "done_on", "done_at", "cancelled_at", "reason")
    return {**{name: getattr(row, name) for name in names}, "late": list(queries.as_record(row).marks)}


@router.get("/employees/{employee}/tasks", response=list[TaskOut], tags=["appraisal"])
def tasks(request: HttpRequest, employee: UUID, first: date = Query(...), last: date = Query(...)) -> Any:
    """Tasks due between two days, at most a year, the cancelled ones too."""
    person = tasks_of.person(by_of(request), employee)
    if not 0 <= (last - first).days <= 366:
        raise BadInput({"last": "At most a year at once, the last day not before the first."})
    return [_task(row) for row in tasks_of.tasks_of(person.pk, first, last)]


@router.post("/employees/{employee}/tasks", response=TaskOut, tags=["appraisal"])
def set_task(request: HttpRequest, employee: UUID, body: TaskIn, key: str = Key()) -> Any:
    """Set a task: the person's manager. One set after its due day is taken and marked."""
    by, now = by_of(request), clock.now()
    person = people.employee(by, employee)
    content = {"employee": str(employee), **body.dict()}

    def do() -> dict[str, Any]:
        return {"task": str(tasks_of.set_task(person, body.title, body.due_on, by=by, now=now).uid)}

    return _task(tasks_of.task(by, once(by, key, "appraisals.task", content, now, do)["task"]))


@router.post("/tasks/{task}/done", response=TaskOut, tags=["appraisal"])
def done(request: HttpRequest, task: UUID, body: DoneIn, key: str = Key()) -> Any:
    """Record a completion: the person or the manager. More than three days later it is marked."""
    by, now = by_of(request), clock.now()
    row = tasks_of.task(by, task)

    def do() -> dict[str, Any]:
        return {"task": str(tasks_of.complete(row, body.done_on, by=by, now=now).uid)}

    once(by, key, "appraisals.done", {"task": str(task), **body.dict()}, now, do)
    return _task(tasks_of.task(by, task))


@router.post("/tasks/{task}/cancel", response=TaskOut, tags=["appraisal"])
def cancel(request: HttpRequest, task: UUID, body: CancelIn, key: str = Key()) -> Any:
    """Take a task back with the reason: the person's manager."""
    by, now = by_of(request), clock.now()
    row = tasks_of.task(by, task)

    def do() -> dict[str, Any]:
        return {"task": str(tasks_of.cancel(row, body.reason, by=by, now=now).uid)}

    once(by, key, "appraisals.cancel", {"task": str(task), **body.dict()}, now, do)
    return _task(tasks_of.task(by, task))


@router.get("/employees/{employee}/reports", response=list[ReportOut], tags=["appraisal"])
def reports(request: HttpRequest, employee: UUID) -> Any:
    """Published months of a person, the oldest first: what was reached, by which data, and the answer."""
    person = people.employee(by_of(request), employee)
    return [as_report(row) for row in queries.reports_of(person.pk) if row.published_at is not None]


def as_report(row: Any) -> dict[str, Any]:
    """A report as the API answers it, a draft by its data so far."""
    data = queries.as_data(row)
    result = row.result or queries.card_of(row).as_data()
    judged = [{**one, "source": row.sources.get(one["key"], "")} for one in result["judged"]]
    own = ("inputs", "remarks", "self_assessment", "comment", "late", "objection", "reply", "sha256", "paper_sha256")
    return {
        **{name: data[name] for name in own},
        "uid": row.uid,
        "month": data["month"],
        "state": row.state,
        "total": result["total"],
        "judged": judged,
        "raters": queries.rater_count(row),
        "published_at": row.published_at,
        "answered_at": row.answered_at,
    }
