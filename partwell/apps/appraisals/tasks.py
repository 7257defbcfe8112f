"""Tasks of a month: set by the manager, completed by either, cancelled with a reason. Each is written once.

Coming late is allowed and marked: a task set after its due day, a completion recorded days after the day it states.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.apps.law import warned
from partwell.apps.people import queries as people
from partwell.core.days import shanghai_day
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused

from . import queries
from .models import Task

TITLE = 120
REASON = 300
AHEAD = timedelta(days=366)


def task(by: Actor, uid: object) -> Task:
    """One task of a person the actor sees. Raises NotVisible, NotAllowed."""
    row = Task.objects.filter(uid=uid, employee__company=by.company).select_related("employee__department").first()
    if row is None:
        raise NotVisible
    people.employee(by, row.employee.uid)
    return row


def person(by: Actor, uid: object) -> Any:
    """Somebody whose tasks the actor may read: oneself, whom one scores, whose file one keeps."""
    row = people.employee(by, uid)
    if not (by.employee == row.pk or queries.may_score(by, row) or queries.may_keep(by, row)):
        raise NotAllowed(_("Tasks are open to the person, the managers and HR."))
    return row


def tasks_of(employee: int, first: date, last: date) -> list[Task]:
    """All tasks due in a period, the cancelled ones too, by due day."""
    rows = Task.objects.filter(employee=employee, due_on__gte=first, due_on__lte=last)
    return list(rows.select_related("set_by", "done_by", "cancelled_by").order_by("due_on", "pk"))


def may_log(by: Actor, employee: Any) -> bool:
    """Whether the actor may record a completion: the person, or whoever scores the person."""
    return by.employee == employee.pk or queries.may_score(by, employee)


def _record(row: Task, type: str, payload: dict[str, Any], by: Actor, now: datetime) -> None:
    stream = evidence.stream_of_employee(row.employee_id, now)
    evidence.record(stream, type, by=by, now=now, payload={"task": str(row.uid), **payload})


def _read(act: str, row: Task, by: Actor, now: datetime, text: str) -> None:
    """Read the words of an act on a task, and record by name what is gone on with. Raises Unacknowledged."""
    found = warned.read(act, text, by=by)
    if found:
        stream = evidence.stream_of_employee(row.employee_id, now)
        warned.kept(act, found, about=f"task:{row.uid}", stream=stream, by=by, now=now)


def _locked(row: Task) -> Task:
    return Task.objects.select_for_update(of=("self",)).select_related("employee__department").get(pk=row.pk)


@transaction.atomic
def set_task(employee: Any, title: str, due_on: date, *, by: Actor, now: datetime) -> Task:
    """Give a person a task with its due day. One set after that day is taken, and marked for good."""
    people.employee(by, employee.uid)
    if not queries.may_score(by, employee):
        raise NotAllowed(_("Tasks are set by the person's own line manager or department head."))
    title, today = title.strip(), shanghai_day(now)
    errors = {}
    if not 1 <= len(title) <= TITLE:
        errors["title"] = _("A task is named in 1 to %(limit)d characters.") % {"limit": TITLE}
    if not employee.hired_on <= due_on <= today + AHEAD:
        errors["due_on"] = _("This day cannot be right. Please check the year.")
    if errors:
        raise BadInput(errors)
    row = Task(employee=employee, due_on=due_on, set_at=now, set_by_id=by.user)
    row.title = title
    row.save()
    _read("appraisals.tasks.set_task", row, by, now, title)
    marks = list(queries.as_record(row).marks)
    _record(row, "task.set", {"title": title, "due_on": due_on.isoformat(), "late": marks}, by, now)
    return row


@transaction.atomic
def complete(row: Task, done_on: date, *, by: Actor, now: datetime) -> Task:
    """Record on which day a task was finished. Recorded more than three days later it is marked for good."""
    row = _locked(row)
    people.employee(by, row.employee.uid)
    if not may_log(by, row.employee):
        raise NotAllowed(_("A completion is recorded by the person or by the person's own manager."))
    if row.done_on is not None:
        if row.done_on == done_on:
            return row
        raise Refused(_("This task is recorded as done already; the record stands."), code="done")
    if row.cancelled_at is not None:
        raise Refused(_("This task was cancelled."), code="cancelled")
    if not row.employee.hired_on <= done_on <= shanghai_day(now):
        raise BadInput({"done_on": _("A task is done on a day since the person came, today at the latest.")})
    row.done_on, row.done_at, row.done_by_id = done_on, now, by.user
    row.save()
    marks = list(queries.as_record(row).marks)
    _record(row, "task.completed", {"done_on": done_on.isoformat(), "late": marks}, by, now)
    return row


@transaction.atomic
def cancel(row: Task, reason: str, *, by: Actor, now: datetime) -> Task:
    """Take a task back, with the reason. It counts neither as done nor as missed, and stays in the list."""
    row = _locked(row)
    people.employee(by, row.employee.uid)
    if not queries.may_score(by, row.employee):
        raise NotAllowed(_("Tasks are cancelled by the person's own line manager or department head."))
    if row.done_on is not None:
        raise Refused(_("This task is recorded as done already; the record stands."), code="done")
    if row.cancelled_at is not None:
        return row
    reason = reason.strip()
    if not 1 <= len(reason) <= REASON:
        raise BadInput({"reason": _("Please write the reason in 1 to %(limit)d characters.") % {"limit": REASON}})
    _read("appraisals.tasks.cancel", row, by, now, reason)
    row.reason, row.cancelled_at, row.cancelled_by_id = reason, now, by.user
    row.save()
    _record(row, "task.cancelled", {"reason": reason}, by, now)
    return row
