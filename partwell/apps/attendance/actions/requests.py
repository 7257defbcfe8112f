"""Leave, overtime and corrected punches: asked for by the person, decided by the line manager or HR, never by oneself.

An approved request may be withdrawn by the person while its days are to come; what was worked by it stays.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from partwell.apps.attendance import balances, plan, queries
from partwell.apps.attendance.models import Punch, Request
from partwell.apps.evidence import actions as evidence
from partwell.apps.law import warned
from partwell.apps.notices import actions as notices
from partwell.apps.notices.words import Both
from partwell.apps.people import queries as people
from partwell.core.attendance import leave as leaves
from partwell.core.attendance.overtime import DAY_LIMIT, MONTH_LIMIT, request_fault
from partwell.core.days import period_end, shanghai_day
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed, Refused

from .sheets import refresh

Kind, State = Request.Kind, Request.State
LONGEST = 500
"""Characters of a reason."""
BACK_DAYS = 62
"""How long after the day leave and corrections can be asked for."""


def _own(by: Actor) -> Any:
    if by.employee is None:
        raise NotAllowed(_("You have no employee record in this company."))
    return people.by_pk(by.employee)


def _reason(text: str, errors: dict[str, str]) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST:
        errors["reason"] = _("Say why, in at most 500 characters.")
    return text


def _within(person: Any, first: date, last: date, today: date, errors: dict[str, str]) -> None:
    if last < first:
        errors["last_day"] = _("The last day is before the first.")
    elif (last - first).days > 366:
        errors["last_day"] = _("At most a year at once.")
    if first < person.hired_on or (person.left_on and last > person.left_on):
        errors["first_day"] = _("You are not employed on these days.")
    elif (today - first).days > BACK_DAYS:
        errors["first_day"] = _("This is too long ago; please ask HR to record it.")


def _asked(row: Request, by: Actor, now: datetime, **more: Any) -> Request:
    """Keep a fresh request, and tell whoever decides it: the line manager, else HR."""
    row = _keep(row, "attendance.asked", by, now, **more)
    person, today = row.employee, shanghai_day(now)
    deciders = people.holders_for(person, "line_manager", today) or people.holders_for(person, "hrbp", today)
    for user in deciders[:1]:
        notices.send(
            to_user=user,
            template="request_asked",
            context={"person": person.name, "what": _what(row), "day": row.first_day},
            stream=evidence.stream_of_employee(person.pk, now),
            by=by,
            now=now,
            link=reverse("attendance:requests"),
            key=f"request:{row.uid}",
            subject_uid=row.uid,
        )
    return row


def _tell(row: Request, template: str, by: Actor, now: datetime) -> None:
    """Tell the person how the own request was decided."""
    if row.employee.user_id is None:
        return
    notices.send(
        to_employee=row.employee,
        template=template,
        context={"what": _what(row), "day": row.first_day},
        stream=evidence.stream_of_employee(row.employee_id, now),
        by=by,
        now=now,
        link=reverse("attendance:mine"),
        key=f"{template}:{row.uid}",
        subject_uid=row.uid,
    )


def _what(row: Request) -> Both:
    if row.kind == Kind.LEAVE:
        kind = leaves.KINDS[row.leave_kind]
        return Both(kind.title, kind.title_en)
    return Both("加班", "overtime") if row.kind == Kind.OVERTIME else Both("补卡", "a punch that is missing")


def _keep(row: Request, type: str, by: Actor, now: datetime, **more: Any) -> Request:
    """Save a request with its entry in the person's stream."""
    row.save()
    payload = {
        "request": str(row.uid),
        "kind": row.kind,
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat(),
        "leave_kind": row.leave_kind,
        "days": None if row.days is None else str(row.days),
        "minutes": row.minutes,
        "at": row.at.isoformat() if row.at else None,
        **more,
    }
    stream = evidence.stream_of_employee(row.employee_id, now)
    files = (row.proof,) if row.proof and type.endswith("asked") else ()
    evidence.record(stream, type, by=by, now=now, payload=payload, files=files)
    return row


@transaction.atomic
def ask_leave(
    leave_kind: str,
    first_day: date,
    last_day: date,
    *,
    first_half: int = 1,
    last_half: int = 2,
    reason: str,
    proof: Any = None,
    by: Actor,
    now: datetime,
) -> Request:
    """Ask for leave; days off within it are not counted for leave of working days. Raises NotAllowed, BadInput.

    Leave beyond a balance that is known is refused with the days left; where nobody knows the city's number of days,
    the request goes to the manager with that said.
    """
    person, today = _own(by), shanghai_day(now)
    errors: dict[str, str] = {}
    kind = leaves.KINDS.get(leave_kind)
    if kind is None:
        errors["leave_kind"] = _("Please choose a kind of leave.")
    if first_half not in (1, 2) or last_half not in (1, 2) or (first_day == last_day and first_half > last_half):
        errors["last_half"] = _("It ends before it begins.")
    _within(person, first_day, last_day, today, errors)
    said = _reason(reason, errors)
    if kind is not None and kind.proof and proof is None:
        errors["proof"] = _("Please add the paper for this leave.")
    if errors or kind is None:
        raise BadInput(errors)
    mine = (first_day, first_half, last_day, last_half)
    standing = Request.objects.filter(employee=person, kind=Kind.LEAVE, state__in=(State.ASKED, State.APPROVED))
    for other in standing.filter(last_day__gte=first_day, first_day__lte=last_day):
        if leaves.overlaps(mine, (other.first_day, other.first_half, other.last_day, other.last_half)):
            raise BadInput({"first_day": _("You have asked for leave on these days already.")})
    days = balances.counted(leave_kind, *mine)
    if days == 0:
        raise BadInput({"first_day": _("These are days off already.")})
    balance = balances.of(person, leave_kind, first_day.year)
    if balance.left is not None and days > balance.left:
        raise BadInput(
            {"last_day": _("%(left)s days are left, this takes %(days)s.") % {"left": balance.left, "days": days}}
        )
    row = Request(
        employee=person, kind=Kind.LEAVE, leave_kind=leave_kind, first_day=first_day, last_day=last_day,
        first_half=first_half, last_half=last_half, days=days, proof=proof, asked_at=now,
    )  # fmt: skip
    row.reason = said
    return _asked(row, by, now, reason=said)


@transaction.atomic
def ask_overtime(day: date, minutes: int, *, in_lieu: bool = False, reason: str, by: Actor, now: datetime) -> Request:
    """Ask for overtime, three hours a day and 36 a month at most (《劳动法》第四十一条).

    Raises NotAllowed, BadInput.
    """
    person = _own(by)
    errors: dict[str, str] = {}
    if not 0 < minutes <= 24 * 60:
        errors["minutes"] = _("Between 1 minute and 24 hours.")
    _within(person, day, day, shanghai_day(now), errors)
    said = _reason(reason, errors)
    if errors:
        raise BadInput(errors)
    rows = Request.objects.filter(
        employee=person,
        kind=Kind.OVERTIME,
        state__in=(State.ASKED, State.APPROVED),
        first_day__gte=day.replace(day=1),
        first_day__lte=period_end(day.replace(day=1), 1),
    )
    by_day = plan.minutes_by_day(rows)
    fault = request_fault(minutes, by_day.get(day, 0), sum(by_day.values()))
    if fault:
        limit = DAY_LIMIT if fault == "overtime_day" else MONTH_LIMIT
        said_ = {
            "overtime_day": _("At most %(hours)d hours of overtime a day (Labor Law, Art. 41)."),
            "overtime_month": _("At most %(hours)d hours of overtime a month (Labor Law, Art. 41)."),
        }[fault]
        raise BadInput({"minutes": said_ % {"hours": limit // 60}})
    row = Request(
        employee=person, kind=Kind.OVERTIME, first_day=day, last_day=day, minutes=minutes, in_lieu=in_lieu, asked_at=now
    )
    row.reason = said
    return _asked(row, by, now, reason=said, in_lieu=in_lieu)


@transaction.atomic
def ask_correction(at: datetime, *, reason: str, proof: Any = None, by: Actor, now: datetime) -> Request:
    """Ask for a punch that is missing. Raises NotAllowed, BadInput."""
    person, day = _own(by), shanghai_day(at)
    errors: dict[str, str] = {}
    if at > now:
        errors["at"] = _("This moment is to come.")
    _within(person, day, day, shanghai_day(now), errors)
    said = _reason(reason, errors)
    at = plan.to_minute(at)
    if Punch.objects.filter(employee=person, at=at).exists():
        errors["at"] = _("There is a punch at this minute already.")
    if errors:
        raise BadInput({"at" if name == "first_day" else name: text for name, text in errors.items()})
    row = Request(employee=person, kind=Kind.CORRECTION, first_day=day, last_day=day, at=at, proof=proof, asked_at=now)
    row.reason = said
    return _asked(row, by, now, reason=said)


@transaction.atomic
def decide(row: Request, *, approve: bool, answer: str = "", by: Actor, now: datetime) -> Request:
    """Approve, or decline with a reason; nobody decides the own one. Raises NotAllowed, BadInput, Refused."""
    row = Request.objects.select_for_update(of=("self",)).select_related("employee__department__branch").get(pk=row.pk)
    if not queries.may_decide(by, row.employee):
        raise NotAllowed(_("Requests are decided by the line manager or HR, and nobody decides the own one."))
    if row.state != State.ASKED:
        raise Refused(_("This request is decided already, or was withdrawn."), code="decided")
    answer = answer.strip()
    if len(answer) > LONGEST or (not approve and not answer):
        raise BadInput({"answer": _("Give the reason in at most 500 characters.")})
    act = "attendance.actions.requests.decide"
    if found := warned.read(act, answer, by=by):
        stream = evidence.stream_of_employee(row.employee_id, now)
        warned.kept(act, found, about=f"request:{row.uid}", stream=stream, by=by, now=now)
    row.state = State.APPROVED if approve else State.DECLINED
    row.decided_at, row.decided_by, row.decided_by_name, row.answer = now, by.pid, by.name, answer
    _keep(row, "attendance.approved" if approve else "attendance.declined", by, now, answer=answer)
    there = row.at is None or Punch.objects.filter(employee=row.employee_id, at=row.at).exists()
    if approve and not there:
        Punch.objects.create(employee_id=row.employee_id, at=row.at, source="correction")
    if approve and row.kind == Kind.LEAVE:
        balances.take(row, by, now)
    if approve:
        refresh(row.employee, row.first_day, row.last_day, now=now)
    _tell(row, "request_approved" if approve else "request_declined", by, now)
    return row


@transaction.atomic
def withdraw(row: Request, *, by: Actor, now: datetime) -> Request:
    """The person takes a request back: one not decided, or approved leave or overtime that is to come.

    Raises NotAllowed, Refused.
    """
    row = Request.objects.select_for_update(of=("self",)).select_related("employee__department").get(pk=row.pk)
    if by.employee != row.employee_id:
        raise NotAllowed(_("A request is withdrawn by the person who asked."))
    to_come = row.first_day > shanghai_day(now)
    if row.state != State.ASKED and not (row.state == State.APPROVED and to_come and row.kind != Kind.CORRECTION):
        raise Refused(_("This can no longer be withdrawn. Please ask HR for a correction."), code="decided")
    was_approved = row.state == State.APPROVED
    row.state = State.WITHDRAWN
    _keep(row, "attendance.withdrawn", by, now)
    if was_approved and row.kind == Kind.LEAVE:
        balances.give_back(row, by, now)
    return row
