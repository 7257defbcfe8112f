"""REST API v1 over the same actions and queries as the pages. `openapi.json` beside this is its committed snapshot.

A caller signs in with a token (`Authorization: Bearer ...`) of one company and some roles, or with the session of the
page. Every change takes an `Idempotency-Key`; a repeat gets the first answer.
"""

import base64
import binascii
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Header, Path, Query, UploadedFile
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer, SessionAuth

from partwell import __version__
from partwell.apps.accounts import actions as accounts
from partwell.apps.accounts import deputies
from partwell.apps.cases import (
    acting,
    actions,
    acts,
    batch_pages,
    batches,
    deputy_queries,
    errands,
    papers,
    proof,
    queries,
    reissue,
    reminders,
)
from partwell.apps.documents import actions as documents
from partwell.apps.documents import queries as documents_of
from partwell.apps.people import queries as people
from partwell.core.process.replay import fact_value
from partwell.core.process.template import Item
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.files import store as files
from partwell.lib.refusal import BadInput, NotVisible, Refusal
from partwell.lib.requests.once import once, once_slow

from . import answers, appraisals, appraising, attendance, attending, clocks, courses, law, money, snapshot, templates
from . import schemas as s
from .problems import Api, Routes, by_of


class _Token(HttpBearer):
    """A token of a program, for one company and some roles."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor of a live token; None for a stranger."""
        try:
            return people.actor_for_token(accounts.use_token(token, now=clock.now()), today=clock.today())
        except NotVisible:
            return None


class _Session(SessionAuth):
    """The person signed in on the page; the same cross-site check as the page's forms."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The actor of the session; None for a stranger."""
        return getattr(request, "actor", None)


api = Api(
    title="PartWell",
    version=__version__,
    auth=[_Token(), _Session()],
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
    parser=answers.Bodies(),
    default_router=Routes(),
)
Key = partial(Header, alias="Idempotency-Key", min_length=8, max_length=64)
Seat = partial(Path, max_length=6, pattern=r"^[0-9]+$")
Step = partial(Path, max_length=60, pattern=r"^[a-z0-9_]+$")


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> Any:
    """The status of the refusal with its value."""
    return api.create_response(request, answers.of_refusal(refusal), status=refusal.status)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> Any:
    """Input that does not have the declared shape, in the same form as every other "no"."""
    return api.create_response(request, answers.of_shape(error.errors), status=422)


@api.exception_handler(HttpError)
def _not_asked(request: HttpRequest, error: HttpError) -> Any:
    """What never came to an action: no sign-in, a foreign page, a body that is no JSON."""
    return api.create_response(request, answers.of_request(error), status=error.status_code)


def _by(request: HttpRequest) -> Actor:
    return by_of(request)


@api.get("/openapi.json", include_in_schema=False)
def openapi(request: HttpRequest) -> Any:
    """This API's description as it is committed, for whoever is signed in."""
    return HttpResponse(snapshot.PATH.read_bytes(), content_type="application/json")


@api.get("/todos", response=list[s.TodoOut], tags=["cases"])
def todos(request: HttpRequest) -> Any:
    """Steps that wait for the caller, first due first."""
    return [
        {
            **{
                name: getattr(one, name)
                for name in ("case", "number", "name", "title", "due_at", "due_class", "late", "role")
            },
            "step": one.step_key,
        }
        for one in queries.todos(_by(request), clock.now())
    ]


@api.get("/errands", response=list[s.ErrandOut], tags=["cases"])
def errands_of(request: HttpRequest) -> Any:
    """What waits for the caller beside the steps of cases, first due first."""
    return errands.of(_by(request), clock.now())


@api.get("/cases", response=s.CasePage, tags=["cases"])
def cases(
    request: HttpRequest,
    text: str = Query("", max_length=60),
    state: str = Query("", pattern="^(open|late|closed|cancelled|)$"),
    page: int = Query(1, ge=1, le=10_000),
) -> Any:
    """Cases the caller may read whole, newest first; `late`: open and overdue, the most overdue first."""
    rows, total = queries.cases(_by(request), queries.Search(text, state), page, now=clock.now())
    return {"total": total, "items": [_row(row) for row in rows]}


@api.post("/cases", response=s.StartOut, tags=["cases"])
def start(request: HttpRequest, body: s.StartIn, key: str = Key()) -> Any:
    """Begin a case."""
    return actions.start(
        by=_by(request),
        employee=body.employee,
        separation_type=body.separation_type,
        initiator=body.initiator,
        ground=body.ground,
        facts={name: fact_value(value) for name, value in body.facts.items()},
        anchors=body.anchors,
        acknowledged=body.acknowledged,
        follows=body.follows,
        follow_reason=body.follow_reason,
        now=clock.now(),
        key=key,
    )


@api.get("/cases/{case}", response=s.CaseOut, tags=["cases"])
def case(request: HttpRequest, case: str = Path(max_length=40)) -> Any:
    """A case with its steps, and everything that keeps it from closing."""
    view = queries.case_view(_by(request), case, clock.now())
    return {
        "uid": view.case.uid,
        "number": view.case.number,
        "employee": view.case.employee.name,
        "separation_type": view.case.separation_type,
        "state": view.case.state,
        "ends_on": view.case.ends_on,
        "revision": view.case.revision,
        "entries": view.entries,
        "steps": [
            {name: getattr(card, name) for name in s.StepOut.model_fields}
            for lane in view.lanes.values()
            for card in lane
        ],
        "refusal": answers.of_refusal(view.refusal) if view.refusal else None,
    }


@api.post("/cases/{case}/steps/{step}", response=s.ActOut, tags=["cases"])
def act(
    request: HttpRequest, body: s.ActIn, case: str = Path(max_length=40), step: str = Step(), key: str = Key()
) -> Any:
    """Do one act on one step: hand in proof, state what the step determines, or decline an optional step."""
    return proof.hand_in(
        by=_by(request),
        case=case,
        step=step,
        given=[_given(one) for one in body.items],
        facts={name: fact_value(value) for name, value in body.facts.items()},
        anchors=body.anchors,
        decline=body.decline,
        reason=body.reason,
        acknowledged=body.acknowledged,
        now=clock.now(),
        key=key,
    )


@api.post("/cases/{case}/facts", response=s.ActOut, tags=["cases"])
def facts(request: HttpRequest, body: s.FactsIn, case: str = Path(max_length=40), key: str = Key()) -> Any:
    """State facts that no step determines."""
    values = {name: fact_value(value) for name, value in body.values.items()}
    return actions.state_facts(by=_by(request), case=case, values=values, why=body.why, now=clock.now(), key=key)


@api.post("/cases/{case}/close", response=s.ActOut, tags=["cases"])
def close(request: HttpRequest, case: str = Path(max_length=40), key: str = Key()) -> Any:
    """Close a case; refused with everything that is missing."""
    return actions.close(by=_by(request), case=case, now=clock.now(), key=key)


@api.post("/cases/{case}/cancel", response=s.ActOut, tags=["cases"])
def cancel(request: HttpRequest, body: s.CancelIn, case: str = Path(max_length=40), key: str = Key()) -> Any:
    """Cancel a case before the separation took effect."""
    return actions.cancel(by=_by(request), case=case, reason=body.reason, now=clock.now(), key=key)


@api.post("/cases/{case}/successor", response=s.SuccessorOut, tags=["cases"])
def successor(request: HttpRequest, body: s.SuccessorIn, case: str = Path(max_length=40), key: str = Key()) -> Any:
    """Name who takes over the work; the seat of whoever was named before ends."""
    by = _by(request)
    user = queries.user_of_colleague(by, case, body.employee)
    return actions.name_successor(by=by, case=case, user=user, now=clock.now(), key=key)


@api.post("/cases/{case}/steps/{step}/remind", response=s.RemindOut, tags=["cases"])
def remind(request: HttpRequest, case: str = Path(max_length=40), step: str = Step(), key: str = Key()) -> Any:
    """Send whoever owes an open step a reminder; at most once in four hours."""
    return reminders.remind(by=_by(request), case=case, step=step, now=clock.now(), key=key)


@api.get("/cases/{case}/steps/{step}/acts", response=s.StepActsOut, tags=["acts"])
def step_acts(request: HttpRequest, case: str = Path(max_length=40), step: str = Step()) -> Any:
    """What was asked on a step, its comments, and the acts offered to the caller."""
    by, now = _by(request), clock.now()
    page = queries.step_page(by, case, step, now)
    found = acting.step_acts(by, page.case, step, now)
    names = ("key", "kind", "who", "by", "at", "why", "state", "text")
    return {
        "attempt": found.attempt,
        "offers": [one.act for one in found.offers],
        "questions": [one.key for one in found.questions],
        "seats": [{name: getattr(one, name) for name in names} for one in found.seats],
        "comments": [f"{one.who}: {one.text}" for one in found.remarks],
    }


@api.post("/cases/{case}/steps/{step}/seats", response=s.ActOut, tags=["acts"])
def ask(
    request: HttpRequest, body: s.SeatIn, case: str = Path(max_length=40), step: str = Step(), key: str = Key()
) -> Any:
    """Ask for another signature before or after, delegate the work, or hand the own seat on."""
    given = {"kind": body.kind, "person": body.person, "role": body.role, "why": body.why}
    return acts.ask(by=_by(request), case=case, step=step, now=clock.now(), key=key, **given)  # type: ignore[arg-type]


@api.post("/cases/{case}/seats/{seat}/answer", response=s.ActOut, tags=["acts"])
def answer_seat(
    request: HttpRequest, body: s.SeatAnswerIn, case: str = Path(max_length=40), seat: str = Seat(), key: str = Key()
) -> Any:
    """Answer as the holder of an added seat."""
    said = {"decision": body.decision, "text": body.text}
    return acts.answer(by=_by(request), case=case, seat=seat, now=clock.now(), key=key, **said)


@api.post("/cases/{case}/seats/{seat}/remove", response=s.ActOut, tags=["acts"])
def remove_seat(
    request: HttpRequest, body: s.WhyIn, case: str = Path(max_length=40), seat: str = Seat(), key: str = Key()
) -> Any:
    """Take an added seat away before it answered, or call a delegated task back."""
    return acts.remove(by=_by(request), case=case, seat=seat, why=body.why, now=clock.now(), key=key)


@api.post("/cases/{case}/steps/{step}/return", response=s.ActOut, tags=["acts"])
def give_back(
    request: HttpRequest, body: s.ReturnIn, case: str = Path(max_length=40), step: str = Step(), key: str = Key()
) -> Any:
    """Return to an earlier step; it and what lies behind it begin again, evidence kept."""
    given = {"to": body.to, "why": body.why, "acknowledged": body.acknowledged}
    return acts.give_back(by=_by(request), case=case, step=step, now=clock.now(), key=key, **given)  # type: ignore[arg-type]


@api.post("/cases/{case}/steps/{step}/withdraw", response=s.ActOut, tags=["acts"])
def withdraw(
    request: HttpRequest, body: s.WhyIn, case: str = Path(max_length=40), step: str = Step(), key: str = Key()
) -> Any:
    """Take the own last completion back while nobody went on from it."""
    return acts.withdraw(by=_by(request), case=case, step=step, why=body.why, now=clock.now(), key=key)


@api.post("/cases/{case}/steps/{step}/comments", response=s.CommentOut, tags=["acts"])
def comment(
    request: HttpRequest, body: s.CommentIn, case: str = Path(max_length=40), step: str = Step(), key: str = Key()
) -> Any:
    """Leave a comment on a step."""
    said = {"text": body.text, "acknowledged": body.acknowledged}
    return acts.comment(by=_by(request), case=case, step=step, now=clock.now(), key=key, **said)  # type: ignore[arg-type]


@api.post("/cases/{case}/steps/{step}/copies", response=s.CopyOut, tags=["acts"])
def copy(
    request: HttpRequest, body: s.CopyIn, case: str = Path(max_length=40), step: str = Step(), key: str = Key()
) -> Any:
    """Show a step to colleagues who have a part in the case."""
    given = {"persons": body.persons, "text": body.text}
    return acts.copy(by=_by(request), case=case, step=step, now=clock.now(), key=key, **given)  # type: ignore[arg-type]


@api.post("/cases/{case}/day", response=s.ActOut, tags=["acts"])
def change_day(request: HttpRequest, body: s.DayIn, case: str = Path(max_length=40), key: str = Key()) -> Any:
    """Change a day that deadlines count from; what moved is part of the entry."""
    return acts.change_day(
        by=_by(request),
        case=case,
        name=body.name,
        day=body.day,
        why=body.why,
        stored=body.file,
        now=clock.now(),
        key=key,
    )


@api.get("/my/deputies", response=list[s.DeputyOut], tags=["deputies"])
def my_deputies(request: HttpRequest) -> Any:
    """The caller's own deputies, and for whom he stands in."""
    page = deputy_queries.page(_by(request), clock.now())
    return [{name: getattr(one, name) for name in s.DeputyOut.model_fields} for one in (*page.mine, *page.for_others)]


@api.post("/my/deputies", response=s.DeputyOut, tags=["deputies"])
def name_deputy(request: HttpRequest, body: s.DeputyIn, key: str = Key()) -> Any:
    """Name who stands in for the caller, or for a colleague where the caller may."""
    by, now = _by(request), clock.now()

    def do() -> dict[str, Any]:
        row = deputies.name(
            body.deputy, body.since, body.until, by=by, now=now, reason=body.reason, principal=body.principal
        )
        return {"uid": str(row.uid), "principal": row.principal.name, "deputy": row.deputy.name}

    made = once(by, key, "deputy.name", body.model_dump(mode="json"), now, do)
    state = "ahead" if body.since > clock.today() else "now"
    return {**made, "since": body.since, "until": body.until, "state": state}


@api.post("/my/deputies/{deputy}/end", response=s.DeputyOut, tags=["deputies"])
def end_deputy(request: HttpRequest, deputy: UUID, key: str = Key()) -> Any:
    """Call a deputy back at once."""
    row = deputies.end(deputy, by=_by(request), now=clock.now())
    names = {"principal": row.principal.name, "deputy": row.deputy.name}
    return {"uid": row.uid, "since": row.since, "until": row.until, "state": "ended", **names}


@api.get("/batches", response=list[s.BatchRow], tags=["batches"])
def layoffs(request: HttpRequest) -> Any:
    """Layoffs the caller may see, newest first."""
    return [{name: getattr(one, name) for name in s.BatchRow.model_fields} for one in batch_pages.listing(_by(request))]


@api.post("/batches", response=s.BatchMade, tags=["batches"])
def begin_batch(request: HttpRequest, body: s.BatchIn, key: str = Key()) -> Any:
    """Begin a layoff from a list of employees."""
    return batches.begin(
        by=_by(request),
        title=body.title,
        reason=body.reason,
        employees=body.employees,
        planned=body.planned,
        headcount=body.headcount,
        now=clock.now(),
        key=key,
    )


@api.get("/batches/{batch}", response=s.BatchOut, tags=["batches"])
def layoff(request: HttpRequest, batch: UUID) -> Any:
    """A layoff: its steps, its people, what holds whom."""
    view = batch_pages.view(_by(request), batch, clock.now())
    return {
        **{name: getattr(view.batch, name) for name in ("uid", "number", "title", "state")},
        "planned": view.planned,
        "counts": view.counts,
        "steps": [{"key": one.key, "title": one.title, "status": one.status, "who": one.who} for one in view.steps],
        "people": [
            {
                "employee": one.uid,
                "name": one.name,
                "case": str(one.case.uid) if one.case else "",
                "holds": one.holds,
                "who": one.who,
            }
            for one in view.people
        ],
    }


@api.post("/batches/{batch}/steps/{step}", response=s.BatchStepOut, tags=["batches"])
def batch_step(request: HttpRequest, body: s.BatchStepIn, batch: UUID, step: str = Step(), key: str = Key()) -> Any:
    """Hand in what one step of a layoff asks of the caller."""
    given = batches.Given(body.text, body.number, body.day, stored=body.file)
    return batches.hand_in(by=_by(request), batch=batch, step=step, given=given, now=clock.now(), key=key)


@api.post("/batches/{batch}/people", response=s.BatchPersonOut, tags=["batches"])
def batch_people(request: HttpRequest, body: s.BatchPersonIn, batch: UUID, key: str = Key()) -> Any:
    """Put somebody on the list of a layoff, or take somebody off."""
    act = batches.put_on if body.on else batches.take_off
    return act(by=_by(request), batch=batch, employee=body.employee, reason=body.reason, now=clock.now(), key=key)


@api.post("/batches/{batch}/cases", response=s.BatchCasesOut, tags=["batches"])
def batch_cases(request: HttpRequest, batch: UUID, body: s.BatchCasesIn | None = None, key: str = Key()) -> Any:
    """Begin the case of everybody on the list who has none; a repeat begins none twice."""
    known = body.acknowledged if body else []
    done = batches.open_cases(by=_by(request), batch=batch, acknowledged=known, now=clock.now())
    refused = [{**one, "risks": [risk.code for risk in one["risks"]]} for one in done["refused"]]
    return {"begun": done["begun"], "refused": refused}


@api.post("/batches/{batch}/end", response=s.BatchEndOut, tags=["batches"])
def end_batch(request: HttpRequest, body: s.BatchEndIn, batch: UUID, key: str = Key()) -> Any:
    """Close a layoff after its cases, or cancel it before there is one."""
    given = {"cancel": body.cancel, "reason": body.reason}
    return batches.end(by=_by(request), batch=batch, now=clock.now(), key=key, **given)  # type: ignore[arg-type]


@api.post("/cases/{case}/steps/{step}/papers/{kind}", response=s.PaperOut, tags=["papers"])
def make_paper(
    request: HttpRequest,
    body: s.PaperIn,
    case: str = Path(max_length=40),
    step: str = Step(),
    kind: str = Path(max_length=40, pattern=r"^[a-z0-9_]+$"),
    key: str = Key(),
) -> Any:
    """Make the paper a step asks for, from the case's own data and the words only a person can give."""
    by, now = _by(request), clock.now()
    asked = {"case": case, "step": step, "kind": kind, "inputs": body.inputs, "acknowledged": body.acknowledged}

    def do() -> dict[str, Any]:
        made = papers.make(
            by=by,
            case=case,
            step=step,
            kind=kind,
            now=now,
            inputs=body.inputs or None,
            acknowledged=body.acknowledged,
        )
        return {"paper": str(made.uid)}

    return _paper(documents_of.document(by, once_slow(by, key, "paper.make", asked, now, do)["paper"]))


@api.post("/papers/{paper}/send", response=s.PaperOut, tags=["papers"])
def send_paper(request: HttpRequest, paper: UUID, key: str = Key()) -> Any:
    """Send a paper to the employee by the channels set up; the delivery comes back as proof."""
    by, now = _by(request), clock.now()

    def do() -> dict[str, Any]:
        return {"paper": str(papers.send(by=by, paper=paper, now=now).uid)}

    return _paper(documents_of.document(by, once(by, key, "paper.send", {"paper": str(paper)}, now, do)["paper"]))


@api.post("/papers/{paper}/again", response=s.PaperOut, tags=["papers"])
def issue_again(request: HttpRequest, body: s.AgainIn, paper: UUID, key: str = Key()) -> Any:
    """Issue a sealed certificate again: made from the records, sealed and sent; the old one is replaced."""
    by = _by(request)
    given = {"reason": body.reason, "acknowledged": body.acknowledged, "electronic": body.electronic}
    seal = {"seal_number": body.number, "stored": body.file}
    done = reissue.issue(by=by, paper=paper, now=clock.now(), key=key, **given, **seal)  # type: ignore[arg-type]
    return _paper(documents_of.document(by, done["paper"]))


@api.post("/papers/{paper}/take-back", response=s.PaperOut, tags=["papers"])
def take_certificate_back(request: HttpRequest, body: s.TakeBackIn, paper: UUID, key: str = Key()) -> Any:
    """Take a sealed certificate back without a new one, where the end it certifies does not stand."""
    by = _by(request)
    done = reissue.take_back(by=by, paper=paper, now=clock.now(), key=key, **body.dict())
    return _paper(documents_of.document(by, done["paper"]))


@api.get("/my/papers", response=list[s.PaperOut], tags=["papers"])
def my_papers(request: HttpRequest) -> Any:
    """The caller's own papers, newest first."""
    by = _by(request)
    return [_paper(one) for one in documents_of.of_employee(by.employee or 0, by=by)]


@api.post("/my/papers/{paper}/code", response=s.CodeOut, tags=["papers"])
def code(request: HttpRequest, paper: UUID, body: s.CodeIn, key: str = Key()) -> Any:
    """Send a signing code to the caller's own phone or mail."""
    by, now = _by(request), clock.now()

    def do() -> dict[str, Any]:
        row = documents.send_code(documents_of.own_document(by, paper), body.intent, by=by, now=now)
        return {"expires_at": row.expires_at.isoformat()}

    return once(by, key, "paper.code", {"paper": str(paper), "intent": body.intent}, now, do)


@api.post("/my/papers/{paper}/answer", response=s.AnswerOut, tags=["papers"])
def answer(request: HttpRequest, paper: UUID, body: s.AnswerIn, key: str = Key()) -> Any:
    """Sign, sign with reservation, or decline a paper."""
    return proof.answer(
        by=_by(request),
        paper=paper,
        intent=body.intent,
        code=body.code,
        signature=_png(body.signature),
        text=body.text,
        sections=body.sections,
        now=clock.now(),
        key=key,
    )


@api.post("/my/resignation", response=s.PaperOut, tags=["papers"])
def resignation(request: HttpRequest, body: s.ResignationIn, key: str = Key()) -> Any:
    """Make the caller's own resignation, to be read and signed; it takes effect when it is signed."""
    by, now = _by(request), clock.now()

    def do() -> dict[str, Any]:
        made = papers.draft_resignation(by=by, text=body.text, wished_day=body.wished_day, now=now)
        return {"paper": str(made.uid)}

    asked = {"text": body.text, "wished_day": body.wished_day}
    return _paper(documents_of.document(by, once_slow(by, key, "paper.resignation", asked, now, do)["paper"]))


@api.post("/my/notice38", response=s.PaperOut, tags=["papers"])
def notice38(request: HttpRequest, body: s.Notice38In, key: str = Key()) -> Any:
    """Make the caller's own notice under Art. 38, to be read and signed; it works from its arrival on."""
    by, now = _by(request), clock.now()
    given = {"ground38": body.ground38, "happened": body.happened, "ends_on": str(body.ends_on or "")}

    def do() -> dict[str, Any]:
        return {"paper": str(papers.draft_art38(by=by, given=given, now=now).uid)}

    return _paper(documents_of.document(by, once_slow(by, key, "paper.notice38", given, now, do)["paper"]))


@api.post("/files", response=s.FileOut, tags=["files"])
def upload(request: HttpRequest, file: UploadedFile = File(...), key: str = Key()) -> Any:
    """Keep a file that an act will name: pdf, png, jpg, docx, xlsx up to 20 MB, recognized by content."""
    by, now = _by(request), clock.now()

    def do() -> dict[str, Any]:
        blob = files.put_upload(file, company=by.company, now=now)
        return {"uid": str(blob.uid), "sha256": bytes(blob.sha256).hex(), "size": blob.size, "media": blob.media}

    return once_slow(by, key, "file", {"name": file.name, "size": file.size}, now, do)


@api.get("/employees", response=s.PersonPage, tags=["people"])
def employees(request: HttpRequest, text: str = Query("", max_length=60), page: int = Query(1, ge=1, le=10_000)) -> Any:
    """Employees the caller may see."""
    rows = people.search(_by(request), text)
    found = rows[(page - 1) * 50 : page * 50]
    return {
        "total": rows.count(),
        "items": [
            {
                "uid": one.uid,
                "number": one.number,
                "name": one.name,
                "department": one.department.name,
                "position": one.position.title,
                "type": one.type,
            }
            for one in found
        ],
    }


api.add_router("", clocks.router)
api.add_router("", templates.router)
api.add_router("", attendance.router)
api.add_router("", appraisals.router)
api.add_router("", appraising.router)
api.add_router("", attending.router)
api.add_router("", courses.router)
api.add_router("", money.router)
api.add_router("", law.router)


def _row(row: Any) -> dict[str, Any]:
    names = ("uid", "number", "separation_type", "state", "opened_at", "closed_at", "ends_on", "open_count")
    return {**{name: getattr(row, name) for name in names}, "employee": row.employee.name}


def _paper(row: Any) -> dict[str, Any]:
    given = documents_of.answer_of(row)
    return {
        "uid": row.uid,
        "kind": row.kind,
        "title": documents_of.title_of(row)["title"],
        "number": row.number,
        "version": row.version,
        "sha256": bytes(row.sha256).hex(),
        "issued_at": row.issued_at,
        "reply_by": row.reply_by,
        "answered": given.intent if given else "",
    }


def _given(one: s.ItemIn) -> proof.Given:
    try:
        item = Item.parse(one.item)
    except ValueError:
        raise BadInput({"items": _("This is no proof item.")}) from None
    amount = Decimal(one.fen) / 100 if one.fen is not None else None
    known = (item, one.role, one.text, one.number, one.day, amount)
    return proof.Given(*known, stored=one.file, inputs=one.inputs, electronic=one.electronic)


def _png(text: str) -> bytes | None:
    if not text:
        return None
    try:
        return base64.b64decode(text.removeprefix("data:image/png;base64,"), validate=True)
    except (binascii.Error, ValueError):
        raise BadInput({"signature": _("The signature is not a PNG picture.")}) from None


ROUTES = api.urls[0]
"""What `urls` resolves below the API's address, once it is asked for."""
