"""What is on record about a person on probation, as `core.appraisal.readiness` judges it."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from partwell.apps.notices import queries as notices
from partwell.apps.people import queries as people
from partwell.core.appraisal import readiness
from partwell.core.days import UnknownYear, period_end
from partwell.lib import holiday_file
from partwell.lib.actor import Actor
from partwell.lib.refusal import NotAllowed, NotVisible

from . import queries
from .models import GroundOverride, ImprovementPlan, ImprovementProof, PlanReceipt, ProbationReview

OVERRIDES = ("hr_manager", "hr_director", "owner", "legal")
"""Who may ask for an override or confirm one: two of them, each with the risk before the eyes."""
DECIDE_DAYS = 3
"""Working days before the end of probation by which it is decided."""


def decide_by(ends_on: date | None) -> date | None:
    """Three working days before the last day of probation; None where the year's working days are not known."""
    if ends_on is None:
        return None
    try:
        return holiday_file.calendar().add_working_days(ends_on, -DECIDE_DAYS)
    except UnknownYear:
        return None


def months_over(hired_on: date, today: date, ends_on: date | None) -> tuple[date, ...]:
    """The first days of the calendar months of probation that are over, that of the hire among them."""
    last = min(today, ends_on or today)
    month, over = hired_on.replace(day=1), []
    while period_end(month, 1) < last:
        over.append(month)
        month = period_end(month, 1) + timedelta(days=1)
    return tuple(over)


def evidence_of(person: Any, today: date) -> readiness.Evidence:
    """Everything that speaks for or against the ground today."""
    end = people.probation(person, min(today, person.hired_on + timedelta(days=365)))
    ends_on = end.day if end else None
    receipts = PlanReceipt.objects.filter(employee=person.pk).select_related("plan").order_by("handed_at", "pk")
    months = [_month(row) for row in queries.reports_of(person.pk)]
    return readiness.Evidence(
        hired_on=person.hired_on,
        today=today,
        ends_on=ends_on,
        decide_by=decide_by(ends_on),
        criteria=tuple(readiness.Criteria(row.plan.version, row.received_on) for row in receipts),
        months=tuple(months),
        months_due=months_over(person.hired_on, today, ends_on),
        reviewed=ProbationReview.objects.filter(employee=person.pk).exclude(conclusion="undecided").exists(),
    )


def _month(row: Any) -> readiness.MonthSeen:
    published = row.published_at is not None
    return readiness.MonthSeen(
        month=row.month,
        published=published,
        state=row.state,
        served=queries.served(row) if published else None,
        objected=bool(row.objection_sealed) and row.state == "objected",
        replied=row.replied_at is not None,
        not_met=tuple(row.result.get("not_met", ())) if published else (),
        late=queries.late_count(row) if published else 0,
        raters=queries.rater_count(row),
    )


def checks_of(person: Any, today: date) -> tuple[readiness.Check, ...]:
    """The checks of one person."""
    return readiness.checks(evidence_of(person, today))


def changed_later(person: Any, today: date) -> tuple[str, ...]:
    """Versions of the criteria of after the start, received or waiting; none where nothing was changed."""
    found = next(one for one in checks_of(person, today) if one.code == "changes")
    return found.about if found.state == "weak" and queries.received(person.pk) is not None else ()


def reviews_of(employee: int) -> list[ProbationReview]:
    """Conclusions of managers, the latest first."""
    return list(ProbationReview.objects.filter(employee=employee).order_by("-pk"))


def overrides_of(employee: int) -> list[GroundOverride]:
    """Asked and answered overrides, the latest first."""
    return list(GroundOverride.objects.filter(employee=employee).order_by("-pk"))


def confirmed_override(employee: int) -> GroundOverride | None:
    """With whose two names a case may begin although the criteria were never received; the latest, if any."""
    return GroundOverride.objects.filter(employee=employee, answer="confirmed").order_by("-pk").first()


def plans_of(employee: int) -> list[ImprovementPlan]:
    """Improvement plans with the papers of their judgement, the latest first."""
    rows = ImprovementPlan.objects.filter(employee=employee).order_by("-pk")
    return list(
        rows.prefetch_related(Prefetch("proofs", ImprovementProof.objects.select_related("file").order_by("pk")))
    )


def proofs_of(row: ImprovementPlan) -> list[ImprovementProof]:
    """The papers that the judgement of a plan rests on."""
    return list(row.proofs.select_related("file").order_by("pk"))


def may_override(by: Actor, person: Any) -> bool:
    """Whether the actor may ask or confirm."""
    return by.employee != person.pk and by.holds_on(person.department.path, *OVERRIDES)


def may_open(by: Actor, person: Any) -> bool:
    """Whether the actor reads which proof there is: who judges the person, keeps the records or answers for them."""
    return queries.may_score(by, person) or queries.may_keep(by, person) or may_override(by, person)


def improvement_proof(by: Actor, uid: object) -> ImprovementProof:
    """A paper that a judgement rests on, for who may read it and the person. Raises NotVisible, NotAllowed."""
    rows = ImprovementProof.objects.filter(uid=uid, plan__employee__company=by.company)
    row = rows.select_related("file", "plan__employee__department").first()
    if row is None:
        raise NotVisible
    person = row.plan.employee
    if person.pk != by.employee:
        people.employee(by, person.uid)
        if not may_open(by, person):
            raise NotAllowed(_("This page is for the person's managers, HR and legal."))
    return row


def plan_seen(row: ImprovementPlan) -> readiness.PlanSeen:
    """A plan as the checks read it; an opening in the application is no delivery."""
    told = row.received_at is not None or notices.proof_of_delivery(row.uid) is not None
    return readiness.PlanSeen(row.starts_on, row.ends_on, told, row.outcome, papers=len(row.proofs.all()))


def incapacity_of(employee: int, today: date) -> tuple[readiness.Check, ...]:
    """The checks of 第四十条第二项: short, trained or moved, still short."""
    missed = tuple(
        row.month for row in queries.reports_of(employee) if row.published_at is not None and row.result.get("not_met")
    )
    plan = next(iter(plans_of(employee)), None)
    return readiness.incapacity(readiness.Incapacity(today, missed, plan_seen(plan) if plan else None))


def open_plans(by: Actor, today: date) -> list[ImprovementPlan]:
    """Plans that wait for this person: the own one to answer, and those of others whose time is over, to judge."""
    rows = ImprovementPlan.objects.filter(outcome="").select_related("employee__department", "employee__company")
    waits = Q(pk__in=[])
    if by.employee is not None:
        waits |= Q(employee=by.employee, received_at__isnull=True)
    if by.holds(*queries.KEEPS, *queries.SCORES):
        waits |= Q(employee__in=people.employees_visible_to(by), ends_on__lt=today) & ~Q(employee=by.employee or 0)
    found = rows.filter(waits).order_by("ends_on", "pk")
    return [row for row in found if row.employee_id == by.employee or judges(by, row, today)]


JUDGE_DAYS = 5
"""Working days after the end of a plan in which the manager judges it; afterwards HR has it on the list as well."""


def judge_by(row: ImprovementPlan) -> date:
    """The company's own deadline to judge a plan."""
    try:
        return holiday_file.calendar().add_working_days(row.ends_on, JUDGE_DAYS)
    except UnknownYear:
        return row.ends_on + timedelta(days=7)


def judges(by: Actor, row: ImprovementPlan, today: date) -> bool:
    """Whether judging the plan is on this person's list: the manager's when it is over, HR's when that is late."""
    return queries.may_score(by, row.employee) or (queries.may_keep(by, row.employee) and today > judge_by(row))


def override(by: Actor, uid: object) -> GroundOverride:
    """One override of the company; who may answer it is asked by the act. Raises NotVisible."""
    row = GroundOverride.objects.filter(uid=uid, employee__company=by.company).select_related("employee").first()
    if row is None:
        raise NotVisible
    return row


def improvement(by: Actor, uid: object) -> ImprovementPlan:
    """One improvement plan of the company; who may judge it is asked by the act. Raises NotVisible."""
    row = ImprovementPlan.objects.filter(uid=uid, employee__company=by.company).select_related("employee").first()
    if row is None:
        raise NotVisible
    return row


def own_improvement(by: Actor, uid: object) -> ImprovementPlan:
    """The own improvement plan. Raises NotVisible."""
    row = ImprovementPlan.objects.filter(uid=uid, employee=by.employee or 0).select_related("employee").first()
    if row is None:
        raise NotVisible
    return row
