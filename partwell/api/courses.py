"""Routes of training: courses with sessions and questions, who takes part, the own exam, training bonds."""

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Header, Schema

from partwell.apps.people import queries as people
from partwell.apps.training import actions, bonds, queries
from partwell.core.training.bond import Cost
from partwell.lib import clock
from partwell.lib.files import store
from partwell.lib.refusal import BadInput, NotVisible
from partwell.lib.requests.once import once

from .problems import Made, Routes, by_of, did

router = Routes(tags=["training"])
Key = partial(Header, alias="Idempotency-Key", min_length=8, max_length=64)


class TermsIn(Schema):
    """A course. `exam_questions` 0: no exam; it is passed by being there."""

    title: str = Field(min_length=1, max_length=80)
    kind: Literal["induction", "skill", "safety", "special"]
    about: str = Field("", max_length=1000)
    in_person: bool = False
    exam_questions: int = Field(0, ge=0, le=200)
    exam_minutes: int = Field(0, ge=0, le=480)
    pass_mark: int = Field(60, ge=1, le=100)
    tries: int = Field(3, ge=1, le=20)
    valid_months: int = Field(0, ge=0, le=120)


class OfferedOut(Schema):
    """A course of the company with how many take part and have passed."""

    uid: UUID
    title: str
    kind: str
    in_person: bool
    exam_questions: int
    pass_mark: int
    taking: int
    passed: int


class QuestionIn(Schema):
    """A question; `right` are places in `options` from 0, for one to judge 0 is right and 1 is wrong."""

    kind: Literal["single", "multiple", "judge"]
    text: str = Field(min_length=1, max_length=500)
    options: list[str] = Field([], max_length=8)
    right: list[int] = Field(min_length=1, max_length=8)
    points: int = Field(1, ge=1, le=100)


class QuestionsIn(Schema):
    """Up to 500 questions at once."""

    questions: list[QuestionIn] = Field(min_length=1, max_length=500)


class BadQuestionOut(Schema):
    """A question that can't be asked: its place from 1, the field, why."""

    place: int
    field: str
    reason: str


class QuestionsOut(Schema):
    """How many are new, how many the bank had already, and which can't be asked."""

    count: int
    known: int
    bad: list[BadQuestionOut]


class MaterialIn(Schema):
    """A file kept before."""

    title: str = Field(min_length=1, max_length=80)
    file: UUID


class SessionIn(Schema):
    """A time and a place; `seats` 0: no limit."""

    starts_at: datetime
    ends_at: datetime
    place: str = Field(min_length=1, max_length=80)
    trainer: str = Field(min_length=1, max_length=60)
    seats: int = Field(0, ge=0, le=5000)


class AssignIn(Schema):
    """People into a course."""

    employees: list[UUID] = Field(min_length=1, max_length=200)
    session: UUID | None = None
    due_on: date | None = None


class PresenceIn(Schema):
    """Whether somebody was there."""

    present: bool


class ReasonIn(Schema):
    """A reason."""

    reason: str = Field(min_length=1, max_length=300)


class MaterialOut(Schema):
    """A file to read."""

    uid: UUID
    title: str


class QuestionOut(Schema):
    """A question of the bank with the places of the right answers."""

    uid: UUID
    kind: str
    text: str
    options: list[str]
    right: list[int]
    points: int


class SessionOut(Schema):
    """A time and place with how many come."""

    uid: UUID
    starts_at: datetime
    ends_at: datetime
    place: str
    trainer: str
    seats: int
    coming: int
    cancelled_at: datetime | None


class CourseOut(TermsIn):
    """A course as its keepers see it."""

    uid: UUID
    materials: list[MaterialOut]
    questions: list[QuestionOut]
    sessions: list[SessionOut]


class OwnOut(Schema):
    """An own course."""

    uid: UUID
    title: str
    due_on: date | None
    passed_on: date | None
    tries_left: int
    certificate: str


class AskedOut(Schema):
    """A question of the exam under way."""

    uid: UUID
    kind: str
    text: str
    options: list[str]
    points: int


class ExamOut(Schema):
    """The exam under way; `due_at` null: no limit of time."""

    number: int
    due_at: datetime | None
    questions: list[AskedOut]


class AnswersIn(Schema):
    """Chosen places by question."""

    answers: dict[str, list[int]] = Field(max_length=200)


class ResultOut(Schema):
    """The result of an exam, a percentage."""

    number: int
    points: Decimal
    passed: bool


class CostIn(Schema):
    """One cost of a training with its voucher."""

    kind: Literal["fee", "travel", "other"]
    what: str = Field(min_length=1, max_length=80)
    amount: Decimal = Field(gt=0, le=10_000_000, decimal_places=2)
    voucher: str = Field(min_length=1, max_length=60)


class BondIn(Schema):
    """A signed bond (《劳动合同法》第二十二条) with its paper, a file kept before."""

    course: UUID
    costs: list[CostIn] = Field(min_length=1, max_length=20)
    agreed: Decimal = Field(ge=0, le=10_000_000, decimal_places=2)
    months: int = Field(ge=1, le=120)
    starts_on: date
    signed_on: date
    file: UUID
    replaces: UUID | None = None


class BondOut(Schema):
    """A bond as it stands today; months served and left are whole ones."""

    uid: UUID
    course: str
    agreed: Decimal
    months: int
    served: int
    left: int
    starts_on: date


@router.get("/courses", response=list[OfferedOut])
def offered(request: HttpRequest) -> Any:
    """Courses of the company, for HR and managers."""
    return list(queries.courses(by_of(request))[:500])


@router.post("/courses", response=Made)
def create(request: HttpRequest, body: TermsIn, key: str = Key()) -> Any:
    """A new course: HR."""
    act = partial(actions.create_course, actions.CourseTerms(**body.dict()))
    return did(request, key, "training.create", body.dict(), act)


@router.post("/courses/{course}", response=Made)
def change(request: HttpRequest, course: UUID, body: TermsIn, key: str = Key()) -> Any:
    """Change a course for those who come after: HR."""
    row = queries.course(by_of(request), course)
    act = partial(actions.change_course, row, actions.CourseTerms(**body.dict()))
    return did(request, key, "training.change", {"of": str(course), **body.dict()}, act)


@router.post("/courses/{course}/end", response=Made)
def end(request: HttpRequest, course: UUID, key: str = Key()) -> Any:
    """Offer a course no longer: HR."""
    row = queries.course(by_of(request), course)
    return did(request, key, "training.end", {"of": str(course)}, partial(actions.end_course, row), row)


@router.post("/courses/{course}/questions", response=QuestionsOut)
def add_questions(request: HttpRequest, course: UUID, body: QuestionsIn, key: str = Key()) -> Any:
    """Add questions to the bank, each once; those that can't be asked are answered by place, the others are in."""
    by, now = by_of(request), clock.now()
    row, given = queries.course(by, course), [one.dict() for one in body.questions]

    def do() -> dict[str, Any]:
        added = actions.add_questions(row, given, by=by, now=now)
        said = [{"place": place, "field": field, "reason": str(reason)} for place, field, reason in added.bad]
        return {"count": len(added.rows), "known": added.known, "bad": said}

    return once(by, key, "training.questions", {"of": str(course), "questions": given}, now, do)


@router.post("/courses/{course}/materials", response=Made)
def add_material(request: HttpRequest, course: UUID, body: MaterialIn, key: str = Key()) -> Any:
    """Add a file to read: HR."""
    by = by_of(request)
    row = queries.course(by, course)
    actions.require_keeper(by)
    act = partial(actions.add_material, row, body.title, store.kept(body.file, company=by.company, field="file"))
    return did(request, key, "training.material", {"of": str(course), **body.dict()}, act)


@router.post("/courses/{course}/sessions", response=Made)
def open_session(request: HttpRequest, course: UUID, body: SessionIn, key: str = Key()) -> Any:
    """Set a time and a place: HR."""
    row = queries.course(by_of(request), course)
    if body.starts_at.tzinfo is None or body.ends_at.tzinfo is None:
        raise BadInput({"starts_at": "An instant needs its offset, for example 2026-11-28T08:59:00+08:00."})
    act = partial(actions.open_session, row, **body.dict())
    return did(request, key, "training.session", {"of": str(course), **body.dict()}, act)


@router.get("/courses/{course}", response=CourseOut)
def one_course(request: HttpRequest, course: UUID) -> Any:
    """A course with its files, questions and sessions, for HR and managers."""
    row = queries.course(by_of(request), course)
    return {
        **{name: getattr(row, name) for name in ("uid", *TermsIn.model_fields)},
        "materials": queries.materials(row),
        "questions": queries.bank(row),
        "sessions": queries.sessions(row),
    }


@router.post("/materials/{material}/remove", response=Made)
def remove_material(request: HttpRequest, material: UUID, key: str = Key()) -> Any:
    """Take a file out of its course; it stays on record: HR."""
    row = queries.part("material", by_of(request), material)
    return did(request, key, "training.remove", {"of": str(material)}, partial(actions.remove_material, row), row)


@router.post("/questions/{question}/remove", response=Made)
def remove_question(request: HttpRequest, question: UUID, key: str = Key()) -> Any:
    """Take a question out of the bank; exams that asked it keep it: HR."""
    row = queries.part("question", by_of(request), question)
    return did(request, key, "training.remove", {"of": str(question)}, partial(actions.remove_question, row), row)


@router.post("/sessions/{session}/cancel", response=Made)
def cancel_session(request: HttpRequest, session: UUID, key: str = Key()) -> Any:
    """Call a session off before it begins: HR."""
    row = queries.part("session", by_of(request), session)
    return did(request, key, "training.cancel", {"of": str(session)}, partial(actions.cancel_session, row), row)


@router.post("/participations/{participation}/remind", response=Made)
def remind(request: HttpRequest, participation: UUID, key: str = Key()) -> Any:
    """Tell somebody again that a course waits, once a day: HR or the manager."""
    row = queries.participation(by_of(request), participation)
    return did(request, key, "training.remind", {"of": str(participation)}, partial(actions.remind, row), row)


@router.post("/courses/{course}/people", response=list[Made])
def assign(request: HttpRequest, course: UUID, body: AssignIn, key: str = Key()) -> Any:
    """Put people into a course and tell them: HR or their managers."""
    by, now = by_of(request), clock.now()
    row = queries.course(by, course)
    persons = [people.employee(by, uid) for uid in dict.fromkeys(body.employees)]
    session = next((one for one in queries.sessions(row) if one.uid == body.session), None)
    if body.session and session is None:
        raise NotVisible

    def do() -> dict[str, Any]:
        made = actions.assign(row, persons, session=session, due_on=body.due_on, by=by, now=now)
        return {"made": [{"uid": str(one.uid)} for one in made]}

    content = {"of": str(course), **body.dict()}
    return once(by, key, "training.assign", content, now, do)["made"]


@router.post("/participations/{participation}/presence", response=Made)
def presence(request: HttpRequest, participation: UUID, body: PresenceIn, key: str = Key()) -> Any:
    """Record whether a person was at the session: HR or the manager."""
    row = queries.participation(by_of(request), participation)
    act = partial(actions.record_presence, row, present=body.present)
    return did(request, key, "training.presence", {"of": str(participation), **body.dict()}, act)


@router.post("/participations/{participation}/try", response=Made)
def another_try(request: HttpRequest, participation: UUID, key: str = Key()) -> Any:
    """Let someone who has used all tries take the exam once more."""
    row = queries.participation(by_of(request), participation)
    act = partial(actions.allow_another_try, row)
    return did(request, key, "training.try", {"of": str(participation)}, act, row)


@router.post("/participations/{participation}/take-out", response=Made)
def take_out(request: HttpRequest, participation: UUID, body: ReasonIn, key: str = Key()) -> Any:
    """Take a person out of a course not passed yet, with a reason."""
    row = queries.participation(by_of(request), participation)
    act = partial(actions.take_out, row, body.reason)
    return did(request, key, "training.take_out", {"of": str(participation), **body.dict()}, act, row)


@router.get("/my/courses", response=list[OwnOut])
def mine(request: HttpRequest) -> Any:
    """The own courses, what is to be done first."""
    return [
        {
            "uid": row.uid,
            "title": row.course.title,
            "due_on": row.due_on,
            "passed_on": row.passed_on,
            "tries_left": queries.tries_left(row),
            "certificate": row.certificate.number if hasattr(row, "certificate") else "",
        }
        for row in queries.own(by_of(request))
    ]


@router.post("/my/courses/{participation}/exam", response=ExamOut)
def begin(request: HttpRequest, participation: UUID, key: str = Key()) -> Any:
    """Begin the exam, or go on with the one under way: its questions, without what is right."""
    by, now = by_of(request), clock.now()
    row = queries.own_one(by, participation)

    def do() -> dict[str, Any]:
        attempt = actions.begin_exam(row, by=by, now=now)
        return {
            "number": attempt.number,
            "due_at": attempt.due_at.isoformat() if attempt.due_at else None,
            "questions": [
                {"uid": str(one.uid), "kind": one.kind, "text": one.text, "options": one.options, "points": one.points}
                for one in queries.asked(attempt)
            ],
        }

    return once(by, key, "training.begin", {"of": str(participation)}, now, do)


@router.post("/my/courses/{participation}/exam/answers", response=ResultOut)
def hand_in(request: HttpRequest, participation: UUID, body: AnswersIn, key: str = Key()) -> Any:
    """Hand in the exam under way; a second time gives the first result."""
    by, now = by_of(request), clock.now()
    row = queries.own_one(by, participation)

    def do() -> dict[str, Any]:
        done = actions.hand_in(row, body.answers, by=by, now=now)
        return {"number": done.number, "points": str(done.points), "passed": done.passed}

    return once(by, key, "training.hand_in", {"of": str(participation), **body.dict()}, now, do)


@router.get("/employees/{employee}/bonds", response=list[BondOut])
def bonds_of(request: HttpRequest, employee: UUID) -> Any:
    """Training bonds of a person, for HR and the person."""
    by = by_of(request)
    person = people.employee(by, employee)
    queries.require_bonds(by, person)
    return [
        {
            "uid": one.row.uid,
            "course": one.row.course.title,
            "agreed": one.agreed,
            "months": one.row.months,
            "served": one.served,
            "left": one.left,
            "starts_on": one.row.starts_on,
        }
        for one in queries.bonds_of(person.pk, clock.today())
    ]


@router.post("/employees/{employee}/bonds", response=Made)
def record_bond(request: HttpRequest, employee: UUID, body: BondIn, key: str = Key()) -> Any:
    """Record a signed bond with its vouchers: HR. A correction names the bond it replaces."""
    by = by_of(request)
    person = people.employee(by, employee)
    queries.require_bonds(by, person)
    row = queries.course(by, body.course)
    act = partial(
        bonds.record_bond,
        person,
        row,
        costs=[Cost(**one.dict()) for one in body.costs],
        agreed=body.agreed,
        months=body.months,
        starts_on=body.starts_on,
        signed_on=body.signed_on,
        paper=store.kept(body.file, company=by.company, field="file"),
        replaces=queries.bond_for(by, body.replaces) if body.replaces else None,
    )
    return did(request, key, "training.bond", {"of": str(employee), **body.dict()}, act)
