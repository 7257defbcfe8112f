"""Reading courses, who takes part, and bonds. What is not visible does not exist (404)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from partwell.apps.people import queries as people
from partwell.core.training import bond as bonds
from partwell.core.training import exam
from partwell.lib.actor import Actor
from partwell.lib.refusal import NotAllowed, NotVisible

from .models import Attempt, Bond, Certificate, Course, Material, Participation, Question, Session

KEEPS = ("hr_ops", "hrbp", "er", "hr_manager", "hr_director")
LEADS = ("line_manager", "dept_head")


def keeps_courses(by: Actor) -> bool:
    """Whether the actor writes courses of the company."""
    return by.is_system or by.holds(*KEEPS)


def may_assign(by: Actor, employee: Any) -> bool:
    """Whether the actor may put this person into a course: HR, a manager over the department, the named manager."""
    if by.is_system or by.employee == employee.pk:
        return by.is_system
    named = by.employee is not None and employee.line_manager_id == by.employee
    return named or by.holds_on(employee.department.path, *KEEPS, *LEADS)


def may_keep_bond(by: Actor, employee: Any) -> bool:
    """Whether HR acts for this person; never for oneself."""
    return by.is_system or (by.employee != employee.pk and by.holds_on(employee.department.path, *KEEPS))


def require_staff(by: Actor) -> None:
    """Raises NotAllowed for who neither keeps courses nor leads people."""
    if not (by.is_system or by.holds(*KEEPS, *LEADS)):
        raise NotAllowed(_("Courses are kept by HR and open to managers. Your own ones are under “My training”."))


def courses(by: Actor, *, ended: bool = False, words: str = "") -> QuerySet[Course]:
    """Courses of the company with how many take part and have passed."""
    require_staff(by)
    people_seen = people.employees_visible_to(by)
    there = Q(participations__ended_at__isnull=True, participations__employee__in=people_seen)
    rows = Course.objects.filter(company=by.company, ended_at__isnull=not ended)
    if words:
        rows = rows.filter(title__icontains=words)
    return rows.annotate(
        taking=Count("participations", filter=there, distinct=True),
        passed=Count("participations", filter=there & Q(participations__passed_on__isnull=False), distinct=True),
    ).order_by("title")


def course(by: Actor, uid: object) -> Course:
    """One course of the company. Raises NotVisible, NotAllowed."""
    row = Course.objects.filter(company=by.company, uid=uid).first() if by.company else None
    if row is None:
        raise NotVisible
    require_staff(by)
    return row


def material(by: Actor, uid: object) -> Material:
    """A file of a course, for staff and for those who take part. Raises NotVisible."""
    row = Material.objects.filter(uid=uid, course__company=by.company, removed_at__isnull=True).first()
    if row is None:
        raise NotVisible
    takes_part = Participation.objects.filter(course=row.course_id, employee=by.employee, ended_at__isnull=True)
    if not (by.is_system or by.holds(*KEEPS, *LEADS) or (by.employee is not None and takes_part.exists())):
        raise NotAllowed(_("The material is open to those who take part in the course."))
    return row


PARTS: Mapping[str, type[Material] | type[Question] | type[Session]] = {
    "material": Material,
    "question": Question,
    "session": Session,
}


def part(kind: str, by: Actor, uid: object) -> Any:
    """A part (`PARTS`) of a course, for staff; one taken out too. Raises NotVisible, NotAllowed."""
    require_staff(by)
    row = PARTS[kind].objects.filter(uid=uid, course__company=by.company).select_related("course").first()
    if row is None:
        raise NotVisible
    return row


def materials(row: Course) -> list[Material]:
    """What there is to read."""
    return list(row.materials.filter(removed_at__isnull=True).select_related("file").order_by("pk"))


def bank(row: Course) -> list[Question]:
    """Questions that may be drawn."""
    return list(row.questions.filter(removed_at__isnull=True).order_by("pk"))


def as_core(row: Question) -> exam.Question:
    """A stored question as the rules know it."""
    return exam.Question(str(row.uid), row.kind, row.text, tuple(row.options), frozenset(row.right), row.points)  # type: ignore[arg-type]


def sessions(row: Course) -> list[Session]:
    """Times and places, the latest first, with how many come."""
    rows = row.sessions.annotate(coming=Count("participations", filter=Q(participations__ended_at__isnull=True)))
    return list(rows.order_by("-starts_at"))


def participations(by: Actor, row: Course) -> QuerySet[Participation]:
    """Who takes part, of the people the actor sees, without oneself."""
    rows = row.participations.filter(ended_at__isnull=True, employee__in=people.employees_visible_to(by))
    rows = rows.exclude(employee=by.employee) if by.employee else rows
    return rows.select_related("employee__department", "session", "certificate").order_by("employee__pinyin", "pk")


def participation(by: Actor, uid: object) -> Participation:
    """One person in one course, for staff who may act on it. Raises NotVisible, NotAllowed."""
    rows = Participation.objects.filter(uid=uid, course__company=by.company)
    row = rows.select_related("employee__department", "course", "session").first()
    if row is None:
        raise NotVisible
    people.employee(by, row.employee.uid)
    if not may_assign(by, row.employee):
        raise NotAllowed(_("Presence and tries are recorded by HR or the person's manager."))
    return row


def own(by: Actor) -> list[Participation]:
    """The own courses: what is to be done first, by deadline; then what was passed."""
    if by.employee is None:
        raise NotAllowed(_("You have no employee record in this company."))
    rows = Participation.objects.filter(employee=by.employee, ended_at__isnull=True)
    rows = rows.select_related("course", "session", "certificate").prefetch_related("attempts")
    return sorted(rows, key=lambda row: (row.passed_on is not None, row.due_on or date.max, row.pk))


def own_one(by: Actor, uid: object) -> Participation:
    """One of the own courses. Raises NotVisible."""
    rows = Participation.objects.filter(uid=uid, employee=by.employee or 0, ended_at__isnull=True)
    row = rows.select_related("course", "session", "employee__company").first()
    if row is None:
        raise NotVisible
    return row


def open_attempt(row: Participation) -> Attempt | None:
    """The exam begun and not handed in, whether or not its time is up."""
    return row.attempts.filter(handed_in_at__isnull=True).order_by("-number").first()


def attempts(row: Participation) -> list[Attempt]:
    """Exams in the order taken."""
    return list(row.attempts.order_by("number"))


def asked(row: Attempt) -> list[Question]:
    """The questions of an exam in the order they were asked; also those taken out of the bank since."""
    found = {str(one.uid): one for one in Question.objects.filter(uid__in=row.asked)}
    return [found[uid] for uid in row.asked]


def tries_left(row: Participation) -> int:
    """How many more exams may be begun."""
    if row.passed_on is not None:
        return 0
    return max(0, row.course.tries + row.tries_added - row.attempts.count())


def certificate(by: Actor, uid: object) -> Certificate:
    """A certificate, for its owner and for staff who see the person. Raises NotVisible."""
    rows = Certificate.objects.filter(uid=uid, participation__course__company=by.company)
    row = rows.select_related("participation__course__company", "participation__employee").first()
    if row is None:
        raise NotVisible
    person = row.participation.employee
    if person.pk != by.employee:
        people.employee(by, person.uid)
    if person.pk != by.employee and not (by.is_system or by.holds(*KEEPS, *LEADS)):
        raise NotAllowed(_("Certificates are open to the person, the managers and HR."))
    return row


def courses_of(employee: int) -> QuerySet[Participation]:
    """A person's courses, the latest first."""
    rows = Participation.objects.filter(employee=employee, ended_at__isnull=True)
    return rows.select_related("course", "certificate").order_by("-asked_at", "-pk")


def to_do(by: Actor) -> int:
    """How many of the own courses are not passed; for the employee's home."""
    if by.employee is None:
        return 0
    rows = Participation.objects.filter(employee=by.employee, ended_at__isnull=True, passed_on__isnull=True)
    return rows.filter(course__ended_at__isnull=True).count()


def course_results(employee: int, first: date, last: date) -> list[dict[str, Any]]:
    """Exams of a period for the appraisal of it: each course once with its best points, None where none was taken.

    A course counts in the period in which it was due, or passed when it has no deadline.
    """
    rows = Participation.objects.filter(employee=employee, ended_at__isnull=True, course__exam_questions__gt=0)
    rows = rows.filter(
        Q(due_on__gte=first, due_on__lte=last) | Q(due_on__isnull=True, passed_on__gte=first, passed_on__lte=last)
    )
    found = []
    for row in rows.select_related("course").prefetch_related("attempts").order_by("course__title"):
        scores = [one.points for one in row.attempts.all() if one.points is not None]
        found.append({"title": row.course.title, "score": str(max(scores)) if scores else None})
    return found


# --- bonds --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BondView:
    """A bond in numbers. `served` and `left` are whole months on the day asked for."""

    row: Bond
    costs: tuple[bonds.Cost, ...]
    agreed: Decimal
    served: int

    @property
    def cost(self) -> Decimal:
        """What was spent, by vouchers."""
        return bonds.total(self.costs)

    @property
    def left(self) -> int:
        """Months of the agreed period not served yet."""
        return self.row.months - self.served


def costs_of(row: Bond) -> tuple[bonds.Cost, ...]:
    """The costs of a bond as values."""
    return tuple(
        bonds.Cost(one["kind"], one["what"], Decimal(one["amount"]), one["voucher"])
        for one in json.loads(row.costs or "[]")
    )


def view_of(row: Bond, on: date) -> BondView:
    """A bond as it stands on a day."""
    return BondView(row, costs_of(row), Decimal(row.agreed or 0), bonds.served(row.starts_on, on, row.months))


def bonds_of(employee: int, on: date) -> list[BondView]:
    """Bonds of a person that no other one replaced, the latest first."""
    rows = Bond.objects.filter(employee=employee, replaced_by__isnull=True).select_related("course", "paper")
    return [view_of(row, on) for row in rows.order_by("-starts_on", "-pk")]


def bond_in_force(employee: int, on: date) -> BondView | None:
    """The bond whose period runs on a day and has most left; None when nothing binds."""
    running = [one for one in bonds_of(employee, on) if one.row.starts_on <= on and one.left > 0]
    return max(running, key=lambda one: one.left, default=None)


def require_bonds(by: Actor, person: Any) -> None:
    """Raises NotAllowed for who is neither the person nor keeps the person's file."""
    if by.employee != person.pk and not may_keep_bond(by, person):
        raise NotAllowed(_("Training bonds are kept by HR."))


def bond_for(by: Actor, uid: object) -> Bond:
    """A bond of someone whose file the actor keeps. Raises NotVisible, NotAllowed."""
    rows = Bond.objects.filter(uid=uid, employee__company=by.company)
    row = rows.select_related("employee__department", "course", "paper").first()
    if row is None:
        raise NotVisible
    if row.employee_id != by.employee:
        people.employee(by, row.employee.uid)
    if row.employee_id != by.employee and not may_keep_bond(by, row.employee):
        raise NotAllowed(_("Training bonds are kept by HR."))
    return row


def late(rows: Iterable[Participation], now: datetime, today: date) -> list[Participation]:
    """Those whose company deadline has passed without a pass."""
    return [row for row in rows if row.passed_on is None and row.due_on is not None and row.due_on < today]
