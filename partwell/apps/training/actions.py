"""What changes a course, and who takes part. Each act is one transaction and leaves its entry.

What concerns a course goes to the company's stream, what concerns a person to the person's own. Nothing here touches
work or pay: a course that was not passed is a fact for an appraisal, and no more.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.apps.law import warned
from partwell.apps.notices import actions as notices
from partwell.apps.people import queries as people
from partwell.core.days import end_of, shanghai_day
from partwell.core.training import exam
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused

from . import queries
from .models import Attempt, Certificate, Course, Material, Participation, Question, Session

MOST_AT_ONCE = 500
MOST_QUESTIONS = 2000
Draw = Callable[[Sequence[Question], int], list[Question]]
"""Chooses the questions of an exam; chance comes from outside, so that a test can do without."""


@dataclass(frozen=True, slots=True)
class CourseTerms:
    """What is typed about a course."""

    title: str
    kind: str
    about: str = ""
    in_person: bool = False
    exam_questions: int = 0
    exam_minutes: int = 0
    pass_mark: int = 60
    tries: int = 3
    valid_months: int = 0


def by_chance(questions: Sequence[Question], count: int) -> list[Question]:
    """Questions drawn and ordered by chance that nobody can foresee."""
    return secrets.SystemRandom().sample(list(questions), count)


def require_keeper(by: Actor) -> None:
    """Raises NotAllowed for who does not write courses; asked before a file is stored."""
    if not queries.keeps_courses(by):
        raise NotAllowed(_("Courses are written by HR."))


def _note(company: int, type: str, payload: Mapping[str, Any], by: Actor, now: datetime) -> None:
    evidence.record_of_company(company, type, by=by, now=now, payload=payload)


def _terms(terms: CourseTerms) -> dict[str, Any]:
    """The columns of a course. Raises BadInput."""
    errors: dict[str, str] = {}
    title = terms.title.strip()
    if not title or len(title) > 80:
        errors["title"] = _("A title has 1 to 80 characters.")
    if terms.kind not in Course.Kind.values:
        errors["kind"] = _("Please choose a kind of course.")
    bounds = {"exam_questions": (0, 200), "exam_minutes": (0, 480), "pass_mark": (1, 100), "tries": (1, 20)}
    bounds["valid_months"] = (0, 120)
    for name, (low, high) in bounds.items():
        if not low <= getattr(terms, name) <= high:
            errors[name] = _("A number from %(low)d to %(high)d.") % {"low": low, "high": high}
    if errors:
        raise BadInput(errors)
    return {
        "title": title,
        "kind": terms.kind,
        "about": terms.about.strip()[:1000],
        "in_person": terms.in_person,
        "exam_questions": terms.exam_questions,
        "exam_minutes": terms.exam_minutes,
        "pass_mark": terms.pass_mark,
        "tries": terms.tries,
        "valid_months": terms.valid_months,
    }


def _require_title_free(company: int | None, title: str, *, but: int | None = None) -> None:
    if Course.objects.filter(company=company, title=title, ended_at__isnull=True).exclude(pk=but).exists():
        raise BadInput({"title": _("There is a course of this title already.")})


@transaction.atomic
def create_course(terms: CourseTerms, *, by: Actor, now: datetime) -> Course:
    """A new course of the actor's company. Raises NotAllowed, BadInput."""
    require_keeper(by)
    values = _terms(terms)
    _require_title_free(by.company, values["title"])
    row = Course.objects.create(company_id=by.company, created_at=now, **values)
    _note(row.company_id, "course.created", {"course": str(row.uid), **values}, by, now)
    return row


@transaction.atomic
def change_course(course: Course, terms: CourseTerms, *, by: Actor, now: datetime) -> Course:
    """Change a course for those who come after; exams taken stay as they were judged. Raises NotAllowed, BadInput."""
    require_keeper(by)
    values = _terms(terms)
    row = Course.objects.select_for_update().get(pk=course.pk)
    if row.ended_at is not None:
        raise Refused(_("This course is no longer offered."), code="course_ended")
    _require_title_free(row.company_id, values["title"], but=row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    _note(row.company_id, "course.changed", {"course": str(row.uid), **values}, by, now)
    return row


@transaction.atomic
def end_course(course: Course, *, by: Actor, now: datetime) -> None:
    """Offer a course no longer. What was passed stays passed. Raises NotAllowed."""
    require_keeper(by)
    if Course.objects.filter(pk=course.pk, ended_at__isnull=True).update(ended_at=now):
        _note(course.company_id, "course.ended", {"course": str(course.uid)}, by, now)


@transaction.atomic
def add_material(course: Course, title: str, file: Any, *, by: Actor, now: datetime) -> Material:
    """Add a file to read. Raises NotAllowed, BadInput."""
    require_keeper(by)
    title = title.strip() or file.name
    row = Material.objects.create(course=course, title=title[:80], file=file, added_at=now)
    payload = {"course": str(course.uid), "material": str(row.uid), "title": row.title}
    stream = evidence.stream_of_installation(course.company_id, now)
    evidence.record(stream, "course.material_added", by=by, now=now, payload=payload, files=(file,))
    return row


@transaction.atomic
def remove_material(material: Material, *, by: Actor, now: datetime) -> None:
    """Take a file out; it stays on record. Raises NotAllowed."""
    require_keeper(by)
    if Material.objects.filter(pk=material.pk, removed_at__isnull=True).update(removed_at=now):
        payload = {"course": str(material.course.uid), "material": str(material.uid)}
        _note(material.course.company_id, "course.material_removed", payload, by, now)


def _question(course: Course, data: Mapping[str, Any], now: datetime) -> Question:
    made = exam.question(data)
    return Question(
        course=course,
        kind=made.kind,
        text=made.text,
        options=[] if made.kind == "judge" else list(made.options),
        right=sorted(made.right),
        points=made.points,
        added_at=now,
    )


def question_faults() -> dict[str, str]:
    """What each field of a question asks for, in words."""
    return {
        "kind": _("One of: single, multiple, judge."),
        "text": _("A question has 1 to 500 characters."),
        "options": _("Two to eight options, each once, none empty."),
        "right": _("Name the right option; only a choice of several has more than one."),
        "points": _("Points from 1 to 100."),
    }


@dataclass(frozen=True, slots=True)
class Added:
    """What came of questions brought to a bank."""

    rows: list[Question]
    bad: list[tuple[int, str, str]]
    """Those that can't be asked: place from 1, field, reason."""
    known: int
    """How many were in the bank before, or came twice."""


@transaction.atomic
def add_questions(course: Course, data: Sequence[Mapping[str, Any]], *, by: Actor, now: datetime) -> Added:
    """Add questions to the bank, each once: what stands in it already is counted and not added again.

    Raises NotAllowed, BadInput when the bank would grow too large.
    """
    require_keeper(by)
    Course.objects.select_for_update().get(pk=course.pk)
    rows, bad, known = [], [], 0
    said = question_faults()
    bank = queries.bank(course)
    there = {_same_as(row): row.points for row in bank}
    for place, one in enumerate(data, 1):
        try:
            row = _question(course, one, now)
        except exam.BadQuestion as why:
            bad.append((place, str(why), said[str(why)]))
            continue
        points = there.get(_same_as(row))
        if points is None:
            there[_same_as(row)] = row.points
            rows.append(row)
        elif points == row.points:
            known += 1
        else:
            why_not = _("This question is in the bank with %(n)d points; take it out there first.") % {"n": points}
            bad.append((place, "points", why_not))
    if len(bank) + len(rows) > MOST_QUESTIONS:
        raise BadInput({"file": _("A bank holds at most %(n)d questions.") % {"n": MOST_QUESTIONS}})
    if rows:
        Question.objects.bulk_create(rows)
        payload = {
            "course": str(course.uid),
            "questions": [
                {
                    "question": str(row.uid),
                    "kind": row.kind,
                    "text": row.text,
                    "options": row.options,
                    "right": row.right,
                    "points": row.points,
                }
                for row in rows
            ],
        }
        _note(course.company_id, "course.questions_added", payload, by, now)
    return Added(rows, bad, known)


def _same_as(row: Question) -> tuple[object, ...]:
    return exam.same_as(row.kind, row.text, row.options, row.right)


@transaction.atomic
def remove_question(question: Question, *, by: Actor, now: datetime) -> None:
    """Take a question out of the bank; exams that asked it keep it. Raises NotAllowed."""
    require_keeper(by)
    if Question.objects.filter(pk=question.pk, removed_at__isnull=True).update(removed_at=now):
        payload = {"course": str(question.course.uid), "question": str(question.uid)}
        _note(question.course.company_id, "course.question_removed", payload, by, now)


@transaction.atomic
def open_session(
    course: Course,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    trainer: str,
    seats: int = 0,
    by: Actor,
    now: datetime,
) -> Session:
    """Set a time and a place. Raises NotAllowed, BadInput."""
    require_keeper(by)
    errors: dict[str, str] = {}
    place, trainer = place.strip(), trainer.strip()
    if not ends_at > starts_at or ends_at - starts_at > timedelta(days=31):
        errors["ends_at"] = _("It ends after it begins, within a month.")
    if not place or len(place) > 80:
        errors["place"] = _("Say where, in at most 80 characters.")
    if not trainer or len(trainer) > 60:
        errors["trainer"] = _("Say who teaches, in at most 60 characters.")
    if not 0 <= seats <= 5000:
        errors["seats"] = _("A number from %(low)d to %(high)d.") % {"low": 0, "high": 5000}
    if errors:
        raise BadInput(errors)
    row = Session.objects.create(
        course=course, starts_at=starts_at, ends_at=ends_at, place=place, trainer=trainer, seats=seats
    )
    payload = {
        "course": str(course.uid),
        "session": str(row.uid),
        "starts_at": starts_at.isoformat(),
        "ends_at": ends_at.isoformat(),
        "place": place,
        "trainer": trainer,
    }
    _note(course.company_id, "course.session_opened", payload, by, now)
    return row


@transaction.atomic
def cancel_session(session: Session, *, by: Actor, now: datetime) -> None:
    """Call a session off; who was to come is asked to choose again by whoever assigns. Raises NotAllowed, Refused."""
    require_keeper(by)
    if session.starts_at <= now:
        raise Refused(_("The session has begun; record who was there."), code="session_begun")
    if Session.objects.filter(pk=session.pk, cancelled_at__isnull=True).update(cancelled_at=now):
        Participation.objects.filter(session=session, attended__isnull=True).update(session=None)
        payload = {"course": str(session.course.uid), "session": str(session.uid)}
        _note(session.course.company_id, "course.session_cancelled", payload, by, now)


@transaction.atomic
def assign(
    course: Course,
    employees: Sequence[Any],
    *,
    session: Session | None = None,
    due_on: date | None = None,
    by: Actor,
    now: datetime,
    tell: bool = True,
) -> list[Participation]:
    """Put people into a course and tell them; someone who is in it keeps the place with the new session and day.

    Raises NotVisible, NotAllowed, BadInput, Refused.
    """
    queries.require_staff(by)
    if not employees or len(employees) > MOST_AT_ONCE:
        raise BadInput({"employees": _("Choose 1 to %(n)d people.") % {"n": MOST_AT_ONCE}})
    for person in employees:
        people.employee(by, person.uid)
        if not queries.may_assign(by, person):
            raise NotAllowed(_("People are put into courses by HR or their own managers."))
    course = Course.objects.select_for_update().get(pk=course.pk)
    if course.company_id != by.company and not by.is_system:
        raise NotVisible
    if course.ended_at is not None:
        raise Refused(_("This course is no longer offered."), code="course_ended")
    if due_on is not None and due_on < shanghai_day(now):
        raise BadInput({"due_on": _("This day is over.")})
    _require_seats(session, employees, now)
    there = {row.employee_id: row for row in course.participations.filter(ended_at__isnull=True)}
    rows = []
    for person in employees:
        row = there.get(person.pk)
        fresh = row is None
        row = row or Participation(course=course, employee=person, asked_at=now)
        if not fresh and row.passed_on is not None:
            rows.append(row)
            continue
        row.session, row.due_on = session, due_on
        row.save()
        payload = {
            "course": str(course.uid),
            "participation": str(row.uid),
            "session": str(session.uid) if session else None,
            "due_on": due_on.isoformat() if due_on else None,
        }
        evidence.record_of_employee(person.pk, "training.assigned", by=by, now=now, payload=payload)
        if tell and person.user_id:
            _tell(row, by, now)
        rows.append(row)
    return rows


def _require_seats(session: Session | None, employees: Sequence[Any], now: datetime) -> None:
    if session is None:
        return
    if session.cancelled_at is not None or session.starts_at <= now:
        raise BadInput({"session": _("Choose a session that is still to come.")})
    coming = session.participations.filter(ended_at__isnull=True).exclude(employee__in=employees).count()
    if session.seats and coming + len(employees) > session.seats:
        free = max(0, session.seats - coming)
        raise BadInput({"session": _("Only %(n)d seats are free in this session.") % {"n": free}})


def _tell(row: Participation, by: Actor, now: datetime) -> None:
    """One message a person and day: being assigned twice on a day says it once."""
    due = {"due": end_of(row.due_on), "due_class": "internal"} if row.due_on else {}
    notices.send(
        to_employee=row.employee,
        template="course_assigned",
        context={"what": row.course.title, **due},
        stream=evidence.stream_of_employee(row.employee_id, now),
        by=by,
        now=now,
        link=reverse("training:own_course", args=[row.uid]),
        key=f"training:{row.uid}:{shanghai_day(now)}",
        subject_uid=row.uid,
    )


@transaction.atomic
def remind(row: Participation, *, by: Actor, now: datetime) -> None:
    """Tell someone again; at most once a day. Raises NotAllowed, Refused."""
    if not queries.may_assign(by, row.employee):
        raise NotAllowed(_("People are put into courses by HR or their own managers."))
    if row.passed_on is not None or row.ended_at is not None:
        raise Refused(_("There is nothing left to do in this course."), code="passed")
    _tell(row, by, now)


@transaction.atomic
def take_out(row: Participation, reason: str, *, by: Actor, now: datetime) -> None:
    """Take a person out of a course not passed yet, with a reason. Raises NotAllowed, BadInput, Refused."""
    row = _locked(row, by)
    if not reason.strip() or len(reason) > 300:
        raise BadInput({"reason": _("Give the reason in at most 300 characters.")})
    if row.passed_on is not None:
        raise Refused(_("The course was passed; that stays on record."), code="passed")
    act = "training.actions.take_out"
    if found := warned.read(act, reason, by=by):
        stream = evidence.stream_of_employee(row.employee_id, now)
        warned.kept(act, found, about=f"participation:{row.uid}", stream=stream, by=by, now=now)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    payload = {"participation": str(row.uid), "reason": reason.strip()}
    evidence.record_of_employee(row.employee_id, "training.taken_out", by=by, now=now, payload=payload)


def _locked(row: Participation, by: Actor) -> Participation:
    row = (
        Participation.objects.select_for_update(of=("self",))
        .select_related("course", "session", "employee__department")
        .get(pk=row.pk)
    )
    if not queries.may_assign(by, row.employee):
        raise NotAllowed(_("Presence and tries are recorded by HR or the person's manager."))
    return row


@transaction.atomic
def record_presence(row: Participation, *, present: bool, by: Actor, now: datetime) -> Participation:
    """Record whether a person was at the session. Raises NotAllowed, Refused."""
    row = _locked(row, by)
    if row.session is None or row.session.starts_at > now:
        raise Refused(_("Presence is recorded once the session has begun."), code="session_to_come")
    if row.passed_on is not None and not present:
        raise Refused(_("The course was passed; that stays on record."), code="passed")
    row.attended = present
    row.save(update_fields=["attended"])
    payload = {"participation": str(row.uid), "session": str(row.session.uid), "present": present}
    evidence.record_of_employee(row.employee_id, "training.presence", by=by, now=now, payload=payload)
    if present and not row.course.exam_questions:
        _pass(row, None, by, now)
    return row


@transaction.atomic
def allow_another_try(row: Participation, *, by: Actor, now: datetime) -> None:
    """Let someone who has used all tries take the exam once more. Raises NotAllowed, Refused."""
    row = _locked(row, by)
    if row.passed_on is not None or queries.tries_left(row) or queries.open_attempt(row):
        raise Refused(_("There is a try left, or the exam is passed."), code="tries_left")
    row.tries_added += 1
    row.save(update_fields=["tries_added"])
    payload = {"participation": str(row.uid), "tries": row.course.tries + row.tries_added}
    evidence.record_of_employee(row.employee_id, "training.try_added", by=by, now=now, payload=payload)


def _own(row: Participation, by: Actor) -> Participation:
    row = (
        Participation.objects.select_for_update(of=("self",))
        .select_related("course", "session", "employee")
        .get(pk=row.pk)
    )
    if by.employee != row.employee_id:
        raise NotAllowed(_("Only the person who takes the course can do this."))
    return row


@transaction.atomic
def note_opening(row: Participation, *, by: Actor, now: datetime) -> None:
    """The person has opened the course; the first time is on record, and nothing else is watched."""
    row = _own(row, by)
    if row.opened_at is None:
        row.opened_at = now
        row.save(update_fields=["opened_at"])
        evidence.record_of_employee(
            row.employee_id, "training.opened", by=by, now=now, payload={"participation": str(row.uid)}
        )


@transaction.atomic
def begin_exam(row: Participation, *, by: Actor, now: datetime, draw: Draw = by_chance) -> Attempt:
    """Draw the questions and start the time; an exam under way is gone on with. Raises NotAllowed, Refused."""
    row = _own(row, by)
    course = row.course
    if not course.exam_questions:
        raise Refused(_("This course has no exam."), code="no_exam")
    if row.passed_on is not None:
        raise Refused(_("You have passed this exam already."), code="passed")
    if course.in_person and row.attended is not True:
        raise Refused(_("The exam follows the session; it opens when your presence is recorded."), code="not_attended")
    running = queries.open_attempt(row)
    if running is not None:
        if not exam.is_late(running.due_at, now):
            return running
        _hand_in(running, {}, by, now)
    if not queries.tries_left(row):
        raise Refused(_("All tries are used. HR or your manager can allow another one."), code="no_tries")
    bank = queries.bank(course)
    if len(bank) < course.exam_questions:
        raise Refused(_("The question bank is not complete yet. Please tell HR."), code="bank_too_small")
    questions = draw(bank, course.exam_questions)
    attempt = Attempt.objects.create(
        participation=row,
        number=row.attempts.count() + 1,
        asked=[str(one.uid) for one in questions],
        begun_at=now,
        due_at=now + timedelta(minutes=course.exam_minutes) if course.exam_minutes else None,
    )
    payload = {"attempt": str(attempt.uid), "number": attempt.number, "asked": attempt.asked}
    evidence.record_of_employee(row.employee_id, "exam.begun", by=by, now=now, payload=payload)
    return attempt


@transaction.atomic
def hand_in(row: Participation, answers: Mapping[str, Sequence[int]], *, by: Actor, now: datetime) -> Attempt:
    """Hand in the exam under way; a second time gives the first result. Too late, it counts as not answered.

    Raises NotAllowed, Refused.
    """
    row = _own(row, by)
    attempt = queries.open_attempt(row)
    if attempt is None:
        last = row.attempts.order_by("-number").first()
        if last is None:
            raise Refused(_("No exam has been begun."), code="no_attempt")
        return last
    return _hand_in(attempt, {} if exam.is_late(attempt.due_at, now) else answers, by, now)


def _hand_in(attempt: Attempt, answers: Mapping[str, Sequence[int]], by: Actor, now: datetime) -> Attempt:
    questions = [queries.as_core(one) for one in queries.asked(attempt)]
    chosen = {
        one.key: frozenset(
            place for place in answers.get(one.key, ()) if 0 <= place < len(one.options) or one.kind == "judge"
        )
        for one in questions
    }
    row = attempt.participation
    result = exam.grade(questions, chosen, row.course.pass_mark)
    attempt.answers = json.dumps({key: sorted(places) for key, places in chosen.items()})
    attempt.handed_in_at, attempt.points, attempt.passed = now, result.points, result.passed
    attempt.save()
    payload = {
        "attempt": str(attempt.uid),
        "answers": {key: sorted(places) for key, places in chosen.items()},
        "points": str(result.points),
        "pass_mark": row.course.pass_mark,
        "passed": result.passed,
        "late": exam.is_late(attempt.due_at, now),
    }
    evidence.record_of_employee(row.employee_id, "exam.handed_in", by=by, now=now, payload=payload)
    if result.passed:
        _pass(row, result, by, now)
    return attempt


def _pass(row: Participation, result: exam.Result | None, by: Actor, now: datetime) -> None:
    """The course is passed: the day, the points, and a certificate."""
    today = shanghai_day(now)
    row.passed_on, row.points = today, result.points if result else None
    row.save(update_fields=["passed_on", "points"])
    # The number carries a part of the random id, so that issuing needs no counter that two acts would wait for.
    number = f"PX-{today:%Y%m%d}-{row.uid.hex[-6:].upper()}"
    until = exam.valid_until(today, row.course.valid_months)
    Certificate.objects.create(participation=row, number=number, issued_on=today, valid_until=until)
    payload = {
        "participation": str(row.uid),
        "course": str(row.course.uid),
        "title": row.course.title,
        "points": str(result.points) if result else None,
        "certificate": number,
        "valid_until": until.isoformat() if until else None,
    }
    evidence.record_of_employee(row.employee_id, "training.passed", by=by, now=now, payload=payload)
