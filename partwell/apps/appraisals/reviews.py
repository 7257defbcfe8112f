"""Acts before probation ends and after somebody could not do the work: review, override by two persons, improvement.

Each is one transaction with its entry in the person's own stream. None of them ends an employment.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.apps.law import warned
from partwell.apps.notices import actions as notices
from partwell.apps.people import queries as people
from partwell.core.days import UnknownYear, at_close, shanghai_day
from partwell.lib import holiday_file
from partwell.lib.actor import Actor
from partwell.lib.files.models import Blob
from partwell.lib.refusal import BadInput, NotAllowed, Refused

from . import queries, readiness
from .models import GroundOverride, ImprovementPlan, ImprovementProof, ProbationReview

LONGEST = 1000
MOST_PROOFS = 5
"""Files that a judgement of a plan rests on."""
REMIND_DAYS = (10, 5, 3)
"""Working days before the end of probation on which the manager and HR are reminded."""


def _text(value: str, field: str, errors: dict[str, str]) -> str:
    value = value.strip()
    if not 0 < len(value) <= LONGEST:
        errors[field] = _("Please write 1 to %(limit)d characters.") % {"limit": LONGEST}
    return value


def _record(employee: int, type: str, by: Actor, now: datetime, **payload: Any) -> None:
    evidence.record_of_employee(employee, type, by=by, now=now, payload=payload)


def _read(act: str, employee: int, by: Actor, now: datetime, *texts: str) -> None:
    """Read the words of an act about a person, and record by name what is gone on with. Raises Unacknowledged."""
    found = warned.read(act, *texts, by=by)
    if found:
        stream = evidence.stream_of_employee(employee, now)
        warned.kept(act, found, about="employee", stream=stream, by=by, now=now)


@transaction.atomic
def review(employee: Any, conclusion: str, reason: str, *, by: Actor, now: datetime) -> ProbationReview:
    """The manager's conclusion on probation with its reason. Raises NotVisible, NotAllowed, BadInput, Refused."""
    person = people.employee(by, employee.uid)
    if not queries.may_score(by, person):
        raise NotAllowed(_("Probation is judged by the person's own line manager or department head."))
    errors: dict[str, str] = {}
    if conclusion not in ProbationReview.Conclusion.values:
        errors["conclusion"] = _("Please choose one of the three.")
    reason = _text(reason, "reason", errors)
    if errors:
        raise BadInput(errors)
    end = people.probation(person, shanghai_day(now))
    if end is None or end.day is None or end.day < shanghai_day(now):
        raise Refused(_("This person is not on probation."), code="not_in_probation")
    _read("appraisals.reviews.review", person.pk, by, now, reason)
    row = ProbationReview(employee=person, conclusion=conclusion, by_name=by.name, at=now)
    row.reason = reason
    row.save()
    _record(person.pk, "probation.reviewed", by, now, review=str(row.uid), conclusion=conclusion, reason=reason)
    return row


@transaction.atomic
def ask_override(employee: Any, reason: str, *, seen: Sequence[str], by: Actor, now: datetime) -> GroundOverride:
    """Ask that a case may begin although proof is missing; `seen` are the risks that were shown and ticked.

    Raises NotVisible, NotAllowed, BadInput, Refused.
    """
    person = people.employee(by, employee.uid)
    _require_override(by, person)
    missing = [one.code for one in readiness.checks_of(person, shanghai_day(now)) if one.state == "missing"]
    if "criteria" not in missing:
        raise Refused(_("The criteria were received; nothing has to be overridden."), code="not_needed")
    errors: dict[str, str] = {}
    if set(missing) - set(seen):
        errors["seen"] = _("Please tick each risk: two persons answer for it by name.")
    reason = _text(reason, "reason", errors)
    if errors:
        raise BadInput(errors)
    if GroundOverride.objects.filter(employee=person, answer="").exists():
        raise Refused(_("This was asked already and waits for a second person."), code="asked")
    _read("appraisals.reviews.ask_override", person.pk, by, now, reason)
    row = GroundOverride(employee=person, risks=missing, asked_by=by.pid, asked_by_name=by.name, asked_at=now)
    row.reason = reason
    row.save()
    _record(person.pk, "ground.override_asked", by, now, override=str(row.uid), risks=missing, reason=reason)
    return row


@transaction.atomic
def answer_override(row: GroundOverride, *, confirm: bool, by: Actor, now: datetime) -> GroundOverride:
    """Confirm or decline as the second person. Raises NotVisible, NotAllowed, Refused."""
    row = GroundOverride.objects.select_for_update(of=("self",)).select_related("employee__department").get(pk=row.pk)
    people.employee(by, row.employee.uid)
    _require_override(by, row.employee)
    if row.asked_by == by.pid:
        raise NotAllowed(_("A second person confirms; you asked yourself."))
    if row.answer:
        raise Refused(_("This is answered already."), code="answered")
    row.answer = "confirmed" if confirm else "declined"
    row.answered_by, row.answered_by_name, row.answered_at = by.pid, by.name, now
    row.save()
    _record(row.employee_id, f"ground.override_{row.answer}", by, now, override=str(row.uid), risks=row.risks)
    return row


def _require_override(by: Actor, person: Any) -> None:
    if not readiness.may_override(by, person):
        raise NotAllowed(_("Only HR management, legal or the owner may answer for this risk."))


# --- improvement ----------------------------------------------------------------------------------------------------


@transaction.atomic
def set_improvement(
    employee: Any,
    measure: str,
    shortfall: str,
    goals: str,
    starts_on: date,
    ends_on: date,
    *,
    by: Actor,
    now: datetime,
) -> ImprovementPlan:
    """Training or another post, with measurable goals and a time. Raises NotVisible, NotAllowed, BadInput, Refused."""
    person = people.employee(by, employee.uid)
    if not (queries.may_score(by, person) or queries.may_keep(by, person)):
        raise NotAllowed(_("Improvement is agreed by the person's manager or HR."))
    errors: dict[str, str] = {}
    if measure not in ImprovementPlan.Measure.values:
        errors["measure"] = _("Training or another post: please choose.")
    shortfall = _text(shortfall, "shortfall", errors)
    goals = _text(goals, "goals", errors)
    if starts_on < shanghai_day(now):
        errors["starts_on"] = _("It begins today or later: nobody is judged by goals told afterwards.")
    if not timedelta(days=14) <= ends_on - starts_on <= timedelta(days=366):
        errors["ends_on"] = _("It takes between two weeks and a year.")
    if errors:
        raise BadInput(errors)
    if ImprovementPlan.objects.filter(employee=person, outcome="").exists():
        raise Refused(_("A plan is running already; it is judged first."), code="running")
    _read("appraisals.reviews.set_improvement", person.pk, by, now, shortfall, goals)
    row = ImprovementPlan(
        employee=person, measure=measure, starts_on=starts_on, ends_on=ends_on, set_by_name=by.name, set_at=now
    )
    row.shortfall, row.goals = shortfall, goals
    row.save()
    payload = {"measure": measure, "shortfall": shortfall, "goals": goals, "starts_on": starts_on.isoformat()}
    _record(person.pk, "improvement.set", by, now, plan=str(row.uid), ends_on=ends_on.isoformat(), **payload)
    if person.user_id:
        _tell(row, by, now)
    return row


def _tell(row: ImprovementPlan, by: Actor, now: datetime) -> None:
    notices.send(
        to_employee=row.employee,
        template="assessment_ready",
        context={"what": _("Improvement plan"), "due": at_close(row.starts_on), "due_class": "internal"},
        stream=evidence.stream_of_employee(row.employee_id, now),
        by=by,
        now=now,
        link=reverse("appraisals:improvement", args=[row.uid]),
        key=f"improvement:{row.uid}",
        subject_uid=row.uid,
    )


@transaction.atomic
def receive_improvement(row: ImprovementPlan, objection: str, *, by: Actor, now: datetime) -> ImprovementPlan:
    """The person has it, with or without an objection; once. Raises NotAllowed, BadInput, Refused."""
    row = ImprovementPlan.objects.select_for_update(of=("self",)).select_related("employee").get(pk=row.pk)
    if by.employee != row.employee_id:
        raise NotAllowed(_("Only the person can answer the own plan."))
    if row.received_at is not None:
        raise Refused(_("You answered this already; the answer stands."), code="answered")
    objection = objection.strip()
    if len(objection) > LONGEST:
        raise BadInput({"objection": _("At most %(limit)d characters.") % {"limit": LONGEST}})
    row.received_at, row.objection = now, objection
    row.save()
    _record(row.employee_id, "improvement.received", by, now, plan=str(row.uid), objection=objection)
    return row


@transaction.atomic
def judge_improvement(
    row: ImprovementPlan, outcome: str, result: str, *, files: Sequence[Blob] = (), by: Actor, now: datetime
) -> ImprovementPlan:
    """Say whether the goals were reached, once the time is over, with the papers that show it.

    Raises NotVisible, NotAllowed, BadInput, Refused.
    """
    row = ImprovementPlan.objects.select_for_update(of=("self",)).select_related("employee__department").get(pk=row.pk)
    require_judge(by, row)
    errors: dict[str, str] = {}
    if outcome not in ImprovementPlan.Outcome.values:
        errors["outcome"] = _("Please choose whether the goals were reached.")
    if len(files) > MOST_PROOFS:
        errors["proof"] = too_many_proofs()
    result = _text(result, "result", errors)
    if errors:
        raise BadInput(errors)
    if outcome == ImprovementPlan.Outcome.NOT_MET and shanghai_day(now) <= row.ends_on:
        day = (row.ends_on + timedelta(days=1)).isoformat()
        raise Refused(
            _("The time is not over: it can be found not reached from %(day)s on.") % {"day": day}, code="time_runs"
        )
    _read("appraisals.reviews.judge_improvement", row.employee_id, by, now, result)
    row.outcome, row.result, row.judged_by_name, row.judged_at = outcome, result, by.name, now
    row.save()
    ImprovementProof.objects.bulk_create(ImprovementProof(plan=row, file=file, added_at=now) for file in files)
    stream = evidence.stream_of_employee(row.employee_id, now)
    payload = {
        "plan": str(row.uid),
        "outcome": outcome,
        "result": result,
        "proofs": [bytes(file.sha256).hex() for file in files],
    }
    evidence.record(stream, "improvement.judged", by=by, now=now, payload=payload, files=files)
    return row


def require_judge(by: Actor, row: ImprovementPlan) -> None:
    """Who may judge a plan that is open; asked before a file is stored. Raises NotVisible, NotAllowed, Refused."""
    people.employee(by, row.employee.uid)
    if not (queries.may_score(by, row.employee) or queries.may_keep(by, row.employee)):
        raise NotAllowed(_("Improvement is agreed by the person's manager or HR."))
    if row.outcome:
        raise Refused(_("This plan is judged already."), code="judged")


def too_many_proofs() -> str:
    """The sentence for more files than a judgement takes."""
    return _("At most %(n)d files; put the rest together in one.") % {"n": MOST_PROOFS}


# --- reminders ------------------------------------------------------------------------------------------------------


def remind_of_probation(today: date, *, by: Actor, now: datetime) -> int:
    """Tell managers and HR that a probation ends soon and nobody has concluded on it. Answers how many messages."""
    sent = 0
    rows = people.employees_visible_to(by).filter(type="probation", left_on__isnull=True)
    for person in rows.select_related("department", "line_manager__user", "company"):
        end = people.probation(person, today)
        if end is None or end.day is None or end.day < today:
            continue
        left = _working_days_left(today, end.day)
        concluded = ProbationReview.objects.filter(employee=person).exclude(conclusion="undecided").exists()
        if concluded or left not in REMIND_DAYS:
            continue
        deadline = readiness.decide_by(end.day)
        holders = [
            *people.holders_for(person, "line_manager", today)[:1],
            *people.holders_for(person, "hrbp", today)[:1],
        ]
        with transaction.atomic():
            for user in {one.pk: one for one in holders}.values():
                notices.send(
                    to_user=user,
                    template="probation_ends",
                    context={
                        "person": person.name,
                        "day": end.day,
                        "due": at_close(deadline or end.day),
                        "due_class": "internal",
                    },
                    stream=evidence.stream_of_employee(person.pk, now),
                    by=by,
                    now=now,
                    link=reverse("appraisals:readiness", args=[person.uid]),
                    key=f"probation:{person.uid}:{end.day}:{left}:{user.pk}",
                )
                sent += 1
    return sent


def _working_days_left(today: date, last: date) -> int | None:
    """Working days from tomorrow through the last day; None where the year is not published."""
    try:
        return holiday_file.calendar().working_days(today + timedelta(days=1), last)
    except UnknownYear:
        return None
