"""Routes of appraisal beside tasks: criteria and their receipt, the month from draft to answer, colleagues' scores,
which proof there is, the conclusion, the override by two persons, improvement.
"""

from datetime import date, datetime
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Header, Path, Schema

from partwell.apps.appraisals import actions, queries, ratings, readiness, reviews, words
from partwell.apps.people import queries as people
from partwell.core.appraisal import cycle
from partwell.core.appraisal.readiness import provable
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.files import store
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible
from partwell.lib.requests.once import once, once_slow

from .appraisals import ReportOut, as_report
from .appraisals import router as reports_router
from .problems import Made, Routes, by_of, did

router = Routes(tags=["appraisal"])
Key = partial(Header, alias="Idempotency-Key", min_length=8, max_length=64)
Month = partial(Path, pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")


class MetricIn(Schema):
    """One criterion: `due` tasks or courses a month, `threshold` of them (or points) to pass, weight in percent."""

    key: str = Field(min_length=1, max_length=20, pattern=r"^[a-z0-9_]+$")
    title: str = Field(min_length=1, max_length=80)
    title_en: str = Field("", max_length=80)
    measure: Literal["tasks", "peers", "courses"]
    weight: int = Field(ge=1, le=100)
    threshold: int = Field(ge=1, le=100)
    due: int = Field(0, ge=0, le=500)
    source: str = Field("", max_length=120)
    evidence: str = Field("", max_length=120)


class CriteriaIn(Schema):
    """A new version of a post's criteria; the weights are 100 in all."""

    position: UUID
    title: str = Field(min_length=1, max_length=80)
    metrics: list[MetricIn] = Field(min_length=1, max_length=12)
    valid_from: date | None = None
    acknowledged: list[str] = Field([], max_length=40)
    """Codes of warnings about what goes wrong in law, gone on with by name."""


class CriteriaOut(Schema):
    """Criteria of a post in one version."""

    uid: UUID
    position: UUID
    post: str
    version: int
    title: str
    valid_from: date | None
    metrics: list[dict[str, Any]]
    sha256: str


class ReceiptOut(Schema):
    """Criteria as told to a person; `received_on` null: not acknowledged."""

    uid: UUID
    version: int
    title: str
    handed_at: datetime
    received_on: date | None
    how: Literal["", "in_app", "paper"]


class PaperIn(Schema):
    """The signed paper, a file kept before."""

    signed_on: date
    file: UUID


class MonthIn(Schema):
    """A month as 2026-11."""

    month: str = Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")


class LineIn(Schema):
    """A task (`done`) or a course (`score`) typed by hand."""

    title: str = Field("", max_length=120)
    done: bool = False
    score: str | None = Field(None, max_length=8)


class ScoreIn(Schema):
    """Data by criterion: "records", lines, or scores of colleagues as text."""

    inputs: dict[str, Literal["records"] | list[LineIn] | list[str]]
    comment: str | None = Field(None, max_length=2000)


class TextIn(Schema):
    """Something in writing."""

    text: str = Field(min_length=1, max_length=2000)


class ReplyIn(TextIn):
    """HR's reply; `acknowledged` are codes of warnings gone on with by name."""

    acknowledged: list[str] = Field([], max_length=40)


class AnswerIn(Schema):
    """The answer to a report: null acknowledges, a text objects."""

    objection: str | None = Field(None, max_length=2000)


class RatersIn(Schema):
    """Three to ten colleagues."""

    raters: list[UUID] = Field(min_length=1, max_length=10)


class RaterOut(Schema):
    """How far a colleague is; neither score nor time is told to anybody."""

    uid: UUID
    employee: UUID
    name: str
    state: Literal["asked", "given", "stepped_out"]


class RemindedOut(Schema):
    """How many were reminded."""

    count: int


class RatingOut(Schema):
    """A score the caller is asked for."""

    uid: UUID
    person: str
    month: str
    due_at: datetime


class RatingIn(Schema):
    """A score of 0 to 100 with a sentence."""

    score: str = Field(min_length=1, max_length=8)
    sentence: str = Field(min_length=1, max_length=ratings.SENTENCE)


class ReasonIn(Schema):
    """A reason."""

    reason: str = Field(min_length=1, max_length=1000)


class CheckOut(Schema):
    """One piece of the proof and what would make it sound."""

    code: str
    state: Literal["found", "weak", "missing"]
    about: list[str]
    title: str
    mend: str


class ReadinessOut(Schema):
    """Which proof of "not meeting the hiring criteria" there is today. `override`: of the last one asked for."""

    provable: bool
    ends_on: date | None
    decide_by: date | None
    checks: list[CheckOut]
    override: Literal["", "waiting", "confirmed", "declined"]


class ConclusionIn(Schema):
    """What the manager concludes on probation."""

    conclusion: Literal["met", "not_met", "undecided"]
    reason: str = Field(min_length=1, max_length=1000)


class OverrideIn(Schema):
    """Going on without received criteria: every missing check is named."""

    reason: str = Field(min_length=1, max_length=1000)
    seen: list[str] = Field(max_length=20)


class ConfirmIn(Schema):
    """The second person's answer."""

    confirm: bool


class ImprovementIn(Schema):
    """Training or another post with measurable goals (《劳动合同法》第四十条第二项)."""

    measure: Literal["training", "transfer"]
    shortfall: str = Field(min_length=1, max_length=1000)
    goals: str = Field(min_length=1, max_length=1000)
    starts_on: date
    ends_on: date


class JudgeIn(Schema):
    """Whether the goals were reached."""

    outcome: Literal["met", "not_met"]
    result: str = Field(min_length=1, max_length=1000)
    files: list[UUID] = Field([], max_length=5)


class ObjectionIn(Schema):
    """Received; a text objects."""

    objection: str = Field("", max_length=1000)


def _person(by: Actor, uid: UUID) -> Any:
    """Somebody whose probation the actor judges, keeps or answers for."""
    person = people.employee(by, uid)
    if not readiness.may_open(by, person):
        raise NotAllowed(_("This page is for the person's managers, HR and legal."))
    return person


# --- criteria -------------------------------------------------------------------------------------------------------


@router.get("/criteria", response=list[CriteriaOut])
def criteria(request: HttpRequest) -> Any:
    """Criteria of all posts, every version."""
    by = by_of(request)
    if not by.holds(*queries.KEEPS, *queries.SCORES):
        raise NotAllowed(_("Criteria of a post are open to managers and HR."))
    names = ("uid", "version", "title", "valid_from", "metrics", "sha256")
    return [
        {**{name: getattr(row, name) for name in names}, "position": row.position.uid, "post": row.position.title}
        for row in queries.plans_visible_to(by)
    ]


@router.post("/criteria", response=Made)
def write_criteria(request: HttpRequest, body: CriteriaIn, key: str = Key()) -> Any:
    """A new version of a post's criteria: HR. Earlier versions go on binding those who received them."""
    post = next((row for row in people.positions_visible_to(by_of(request)) if row.uid == body.position), None)
    if post is None:
        raise NotVisible
    metrics = [one.dict() for one in body.metrics]
    write = partial(
        actions.create_plan, post, body.title, metrics, valid_from=body.valid_from, acknowledged=body.acknowledged
    )
    return did(request, key, "appraisals.plan", body.dict(), write)


@router.get("/employees/{employee}/criteria", response=list[ReceiptOut])
def receipts(request: HttpRequest, employee: UUID) -> Any:
    """Criteria told to a person, the oldest first."""
    by = by_of(request)
    person = people.employee(by, employee)
    if by.employee != person.pk:
        _person(by, employee)
    return [
        {
            **{name: getattr(row, name) for name in ("uid", "handed_at", "received_on", "how")},
            "version": row.plan.version,
            "title": row.plan.title,
        }
        for row in queries.receipts_of(person.pk)
    ]


@router.post("/employees/{employee}/criteria", response=Made)
def hand_out(request: HttpRequest, employee: UUID, key: str = Key()) -> Any:
    """Tell a person the newest criteria of the own post: HR."""
    person = people.employee(by_of(request), employee)
    plan = queries.newest_plan(person.position, clock.today())
    if plan is None:
        raise BadInput({"plan": _("There are no criteria for this post yet. Please write them first.")})
    return did(request, key, "criteria.hand_out", {"of": str(employee)}, partial(actions.hand_out, plan, person))


@router.post("/receipts/{receipt}/paper", response=Made)
def paper_receipt(request: HttpRequest, receipt: UUID, body: PaperIn, key: str = Key()) -> Any:
    """File criteria signed on paper: HR."""
    by = by_of(request)
    row = queries.receipt(by, receipt)
    scan = store.kept(body.file, company=by.company, field="file")
    file_it = partial(actions.record_paper_receipt, row, body.signed_on, scan)
    return did(request, key, "criteria.paper", {"of": str(receipt), **body.dict()}, file_it)


@router.post("/my/criteria/{receipt}/receive", response=Made)
def receive(request: HttpRequest, receipt: UUID, key: str = Key()) -> Any:
    """Acknowledge the own criteria."""
    row = queries.own_receipt(by_of(request), receipt)
    return did(request, key, "criteria.receive", {"of": str(receipt)}, partial(actions.receive, row))


# --- months ---------------------------------------------------------------------------------------------------------


# On the router that lists them: one path has one router.
@reports_router.post("/employees/{employee}/reports", response=Made, tags=["appraisal"])
def open_month(request: HttpRequest, employee: UUID, body: MonthIn, key: str = Key()) -> Any:
    """Begin a month's report: the manager, once the month before is answered."""
    person = people.employee(by_of(request), employee)
    begin = partial(actions.open_month, person, date.fromisoformat(f"{body.month}-01"))
    return did(request, key, "appraisals.open", {"of": str(employee), **body.dict()}, begin)


@router.get("/reports/{report}", response=ReportOut)
def report(request: HttpRequest, report: UUID) -> Any:
    """One month; a draft with its data so far, for those who write it."""
    return as_report(queries.report(by_of(request), report))


@router.post("/reports/{report}/score", response=Made)
def score(request: HttpRequest, report: UUID, body: ScoreIn, key: str = Key()) -> Any:
    """Write the data of a draft: the manager."""
    row = queries.report(by_of(request), report)
    inputs: dict[str, Any] = {}
    for metric in queries.metrics_of(row.receipt.plan):
        given = body.inputs.get(metric.key, [])
        if isinstance(given, str):
            inputs[metric.key] = given
            continue
        wanted = str if metric.measure == "peers" else LineIn
        if not all(isinstance(one, wanted) for one in given):
            raise BadInput({metric.key: _("Choose records or lines.")})
        inputs[metric.key] = [one if isinstance(one, str) else one.dict() for one in given]
    keep = partial(actions.score, row, inputs, comment=body.comment)
    return did(request, key, "appraisals.score", {"of": str(report), **body.dict()}, keep)


@router.post("/reports/{report}/publish", response=Made)
def publish(request: HttpRequest, report: UUID, key: str = Key()) -> Any:
    """Freeze a month, also as PDF, and hand it to the person: the manager."""
    by, now = by_of(request), clock.now()
    row = queries.report(by, report)

    def do() -> dict[str, Any]:
        return {"uid": str(actions.publish(row, by=by, now=now).uid)}

    return once_slow(by, key, "appraisals.publish", {"of": str(report)}, now, do)


@router.post("/reports/{report}/reply", response=Made)
def reply(request: HttpRequest, report: UUID, body: ReplyIn, key: str = Key()) -> Any:
    """Answer an objection in writing: HR, never the one who scored."""
    row = queries.report(by_of(request), report)
    act = partial(actions.reply, row, body.text, acknowledged=body.acknowledged)
    return did(request, key, "appraisals.reply", {"of": str(report), **body.dict()}, act)


@router.post("/reports/{report}/unanswered", response=Made)
def unanswered(request: HttpRequest, report: UUID, key: str = Key()) -> Any:
    """Record that nobody answered: refused without proof of delivery and the whole period after it."""
    row = queries.report(by_of(request), report)
    act = partial(actions.record_unanswered, row)
    return did(request, key, "appraisals.unanswered", {"of": str(report)}, act)


@router.post("/my/reports/{report}/answer", response=Made)
def answer(request: HttpRequest, report: UUID, body: AnswerIn, key: str = Key()) -> Any:
    """Acknowledge the own report, or object in writing; once."""
    row = queries.report(by_of(request), report)
    act = partial(actions.answer, row, body.objection)
    return did(request, key, "appraisals.answer", {"of": str(report), **body.dict()}, act)


@router.post("/my/reports/months/{month}/view", response=Made)
def own_view(request: HttpRequest, body: TextIn, month: str = Month(), key: str = Key()) -> Any:
    """The own view of a month that is being written."""
    row = queries.own_draft(by_of(request), month)
    act = partial(actions.assess_oneself, row, body.text)
    return did(request, key, "appraisals.own_view", {"of": month, **body.dict()}, act)


# --- colleagues -----------------------------------------------------------------------------------------------------


@router.get("/reports/{report}/raters", response=list[RaterOut])
def raters(request: HttpRequest, report: UUID) -> Any:
    """Who was asked to score a month, for the manager and HR, by name; no scores."""
    by = by_of(request)
    row = queries.report(by, report)
    if not (queries.may_score(by, row.employee) or queries.may_keep(by, row.employee)):
        raise NotAllowed(_("Who scores is open to the manager and HR."))
    return [
        {
            "uid": one.uid,
            "employee": one.rater.uid,
            "name": one.rater.name,
            "state": "given" if one.given_at else "stepped_out" if one.stepped_out_at else "asked",
        }
        for one in ratings.of_report(row)
    ]


@router.post("/reports/{report}/raters", response=Made)
def ask_raters(request: HttpRequest, report: UUID, body: RatersIn, key: str = Key()) -> Any:
    """Name colleagues, three to ten in all: the manager. Somebody in conflict is refused by name and reason."""
    row = queries.report(by_of(request), report)
    found = people.colleagues_by_uid(row.employee, [str(one) for one in body.raters])
    if len(found) != len(set(body.raters)):
        raise BadInput(
            {
                "raters": _("Please choose %(least)d to %(most)d colleagues.")
                % {"least": cycle.FEWEST, "most": cycle.MOST}
            }
        )

    act = partial(ratings.ask, row, found)
    return did(request, key, "appraisals.raters", {"of": str(report), **body.dict()}, act, row)


@router.post("/reports/{report}/raters/remind", response=RemindedOut)
def remind_raters(request: HttpRequest, report: UUID, key: str = Key()) -> Any:
    """Remind who has not scored, each once a day; a second time reminds nobody."""
    by, now = by_of(request), clock.now()
    row = queries.report(by, report)

    def do() -> dict[str, Any]:
        return {"count": ratings.remind(row, by=by, now=now)}

    return once(by, key, "appraisals.remind", {"of": str(report)}, now, do)


@router.get("/my/ratings", response=list[RatingOut])
def my_ratings(request: HttpRequest) -> Any:
    """Scores of colleagues the caller is asked for."""
    return [
        {
            "uid": row.uid,
            "person": row.report.employee.name,
            "month": f"{row.report.month:%Y-%m}",
            "due_at": ratings.due_at(row),
        }
        for row in ratings.waiting_for(by_of(request))
    ]


@router.post("/my/ratings/{rating}", response=Made)
def rate(request: HttpRequest, rating: UUID, body: RatingIn, key: str = Key()) -> Any:
    """Score a colleague's month; it stands, and the colleague never sees by whom it was given."""
    row = ratings.own(by_of(request), rating)
    act = partial(ratings.give, row, body.score, body.sentence)
    return did(request, key, "appraisals.rate", {"of": str(rating), **body.dict()}, act)


@router.post("/my/ratings/{rating}/step-out", response=Made)
def step_out(request: HttpRequest, rating: UUID, body: ReasonIn, key: str = Key()) -> Any:
    """Declare a conflict: no score is given, now or later."""
    row = ratings.own(by_of(request), rating)
    act = partial(ratings.step_out, row, body.reason)
    return did(request, key, "appraisals.step_out", {"of": str(rating), **body.dict()}, act)


# --- proof ----------------------------------------------------------------------------------------------------------


@router.get("/employees/{employee}/readiness", response=ReadinessOut)
def ready(request: HttpRequest, employee: UUID) -> Any:
    """Which proof of the ground there is today, which is missing, and what would make it sound."""
    person, today = _person(by_of(request), employee), clock.today()
    seen, found = readiness.evidence_of(person, today), readiness.checks_of(person, today)
    last = next(iter(readiness.overrides_of(person.pk)), None)
    said = [(one, *words.check(one.code)) for one in found]
    return {
        "provable": provable(found),
        "ends_on": seen.ends_on,
        "decide_by": seen.decide_by,
        "checks": [
            {"code": one.code, "state": one.state, "about": list(one.about), "title": title, "mend": mend}
            for one, title, mend in said
        ],
        "override": (last.answer or "waiting") if last else "",
    }


@router.post("/employees/{employee}/conclusion", response=Made)
def conclude(request: HttpRequest, employee: UUID, body: ConclusionIn, key: str = Key()) -> Any:
    """The manager's conclusion on probation with its reason."""
    person = people.employee(by_of(request), employee)
    act = partial(reviews.review, person, body.conclusion, body.reason)
    return did(request, key, "probation.review", {"of": str(employee), **body.dict()}, act)


@router.post("/employees/{employee}/override", response=Made)
def ask_override(request: HttpRequest, employee: UUID, body: OverrideIn, key: str = Key()) -> Any:
    """Ask that a case may begin without received criteria; a second person answers."""
    person = people.employee(by_of(request), employee)
    act = partial(reviews.ask_override, person, body.reason, seen=body.seen)
    return did(request, key, "ground.override", {"of": str(employee), **body.dict()}, act)


@router.post("/overrides/{override}/answer", response=Made)
def answer_override(request: HttpRequest, override: UUID, body: ConfirmIn, key: str = Key()) -> Any:
    """Confirm or decline as the second person."""
    row = readiness.override(by_of(request), override)
    act = partial(reviews.answer_override, row, confirm=body.confirm)
    return did(request, key, "ground.override_answer", {"of": str(override), **body.dict()}, act)


@router.post("/employees/{employee}/improvement", response=Made)
def improve(request: HttpRequest, employee: UUID, body: ImprovementIn, key: str = Key()) -> Any:
    """Agree training or another post with goals: the manager or HR."""
    person = people.employee(by_of(request), employee)
    act = partial(reviews.set_improvement, person, **body.dict())
    return did(request, key, "improvement.set", {"of": str(employee), **body.dict()}, act)


@router.post("/improvement/{plan}/judge", response=Made)
def judge(request: HttpRequest, plan: UUID, body: JudgeIn, key: str = Key()) -> Any:
    """Say whether the goals were reached: the manager or HR, once the time is over."""
    by = by_of(request)
    row = readiness.improvement(by, plan)
    reviews.require_judge(by, row)
    files = [store.kept(uid, company=by.company, field="files") for uid in body.files]
    act = partial(reviews.judge_improvement, row, body.outcome, body.result, files=files)
    return did(request, key, "improvement.judge", {"of": str(plan), **body.dict()}, act)


@router.post("/my/improvement/{plan}/receive", response=Made)
def receive_plan(request: HttpRequest, plan: UUID, body: ObjectionIn, key: str = Key()) -> Any:
    """Acknowledge the own plan, with or without an objection."""
    row = readiness.own_improvement(by_of(request), plan)
    act = partial(reviews.receive_improvement, row, body.objection)
    return did(request, key, "improvement.receive", {"of": str(plan), **body.dict()}, act)
