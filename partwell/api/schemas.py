"""What goes in and out of API v1. Money is in fen as integers, days are ISO dates, instants are ISO with a zone."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

Name = Field(max_length=80)
Text = Field(default="", max_length=4000)
Known: list[str] = Field(default_factory=list, max_length=30)
"""Codes of warnings the caller goes on with by name, each among the fields of the refusal `not_acknowledged`."""
FactValue = bool | int | str | list[str]


class Problem(Schema):
    """Every answer "no": a stable code, a sentence, and what stands in the way."""

    code: str
    sentence: str
    fields: dict[str, str] = {}
    missing: list["Missing"] = []
    unaffected: str = ""


class Missing(Schema):
    """One thing that is missing: what, who owes it, until when, which kind of deadline."""

    step: str
    what: str
    who: str
    due: datetime | None = None
    due_class: str = "internal"


class StartIn(Schema):
    """Begin a separation case."""

    employee: UUID
    separation_type: str = Field(max_length=60, pattern=r"^[a-z_]+$")
    initiator: Literal["employer", "employee", "law"]
    ground: str = Field(default="", max_length=200)
    facts: dict[str, FactValue] = Field(default_factory=dict, max_length=60)
    anchors: dict[str, date] = Field(default_factory=dict, max_length=10)
    """Days stated at the start: T0 when it began before today, R, A, W as the template declares them."""
    acknowledged: list[str] = Field(default_factory=list, max_length=20)
    """Keys of the risks whoever starts it goes on with knowingly; kept with the case under the person's name."""
    follows: UUID | None = None
    """An ended case of the same person that this one refers to."""
    follow_reason: str = Field(default="", max_length=500)


class StartOut(Schema):
    """The case that was begun."""

    case: UUID
    number: str


class ItemIn(Schema):
    """What is handed in for one proof item. `file` is the uid of an uploaded file, `electronic` asks for
    the company's electronic seal."""

    item: str = Field(max_length=120, pattern=r"^[a-z]+\.[a-z]+:[a-z0-9_]+$")
    role: str = Field(default="", max_length=20)
    text: str = Text
    number: str = Field(default="", max_length=80)
    day: date | None = None
    fen: int | None = Field(default=None, gt=0, le=10**12)
    file: UUID | None = None
    inputs: dict[str, str] = Field(default_factory=dict, max_length=20)
    """What a calculation asks for, by name."""
    electronic: bool = False


class ActIn(Schema):
    """One act on one step."""

    items: list[ItemIn] = Field(default_factory=list, max_length=20)
    facts: dict[str, FactValue] = Field(default_factory=dict, max_length=20)
    anchors: dict[str, date] = Field(default_factory=dict, max_length=10)
    decline: bool = False
    reason: str = Text
    acknowledged: list[str] = Known


class ActOut(Schema):
    """What the act did: its entry in the log, the step's status, the steps that became ready."""

    entry: UUID
    number: int
    status: str
    ready: list[str]


class FactsIn(Schema):
    """State facts that no step determines."""

    values: dict[str, FactValue] = Field(min_length=1, max_length=60)
    why: str = Field(min_length=1, max_length=1000)


class CancelIn(Schema):
    """Cancel a case, with the reason."""

    reason: str = Field(min_length=1, max_length=1000)


class SuccessorIn(Schema):
    """Who takes over the work: a colleague who can sign in, by employee uid."""

    employee: UUID


class SuccessorOut(Schema):
    """The random id under which the successor acts."""

    successor: str


class RemindOut(Schema):
    """Names of those who were reminded."""

    reminded: list[str]


class SeatIn(Schema):
    """Ask a colleague to sign before or after, delegate the work, or hand the own seat on."""

    kind: Literal["before", "after", "delegate", "transfer"]
    person: UUID
    """A colleague who can sign in, by the uid of the employee record or of the user."""
    role: str = Field(default="", max_length=20)
    why: str = Field(default="", max_length=2000)


class SeatAnswerIn(Schema):
    """The answer of an added seat. A text is needed for everything but an agreement."""

    decision: Literal["agree", "disagree", "opinion"]
    text: str = Field(default="", max_length=2000)


class WhyIn(Schema):
    """A reason; needed where somebody else's work is touched."""

    why: str = Field(default="", max_length=2000)


class ReturnIn(Schema):
    """Return to an earlier step."""

    to: str = Field(max_length=60)
    why: str = Field(min_length=1, max_length=2000)
    acknowledged: list[str] = Known


class CommentIn(Schema):
    """A comment; it becomes part of the file."""

    text: str = Field(min_length=1, max_length=2000)
    acknowledged: list[str] = Known


class CommentOut(Schema):
    """The entry that keeps the comment."""

    entry: UUID
    number: int


class CopyIn(Schema):
    """Show a step to colleagues who have a part in the case."""

    persons: list[UUID] = Field(min_length=1, max_length=20)
    text: str = Field(default="", max_length=2000)


class CopyOut(Schema):
    """Names of those it was shown to."""

    copied: list[str]


class DayIn(Schema):
    """Another day that deadlines count from, with the uploaded paper that shows it."""

    name: str = Field(max_length=8, pattern=r"^[A-Z][A-Z0-9]*$")
    day: date
    why: str = Field(min_length=1, max_length=2000)
    file: UUID


class SeatOut(Schema):
    """A seat that was added to a step or handed on."""

    key: str
    kind: str
    who: str
    by: str
    at: datetime
    why: str
    state: str
    text: str


class StepActsOut(Schema):
    """What was asked on a step, its comments, and the acts that are offered to the caller."""

    attempt: int
    offers: list[str]
    questions: list[str]
    """Keys of seats that wait for the caller's answer."""
    seats: list[SeatOut]
    comments: list[str]


class DeputyIn(Schema):
    """Who stands in, from which day to which. `principal`: a colleague's user uid, for who may name for others."""

    deputy: UUID
    since: date
    until: date
    reason: str = Field(default="", max_length=200)
    principal: UUID | None = None


class DeputyOut(Schema):
    """One period in which somebody stands in for somebody; state is now, ahead, over or ended."""

    uid: UUID
    principal: str
    deputy: str
    since: date
    until: date
    state: str


class BatchIn(Schema):
    """Begin a layoff from a list of employees."""

    title: str = Field(min_length=1, max_length=120)
    reason: str = Field(min_length=1, max_length=200)
    employees: list[UUID] = Field(min_length=1, max_length=2000)
    planned: date
    headcount: int = Field(ge=1, le=10_000_000)


class BatchMade(Schema):
    """The layoff that was begun."""

    batch: UUID
    number: str


class BatchStepIn(Schema):
    """What one step of a layoff asks for; `file` is the uid of an uploaded file."""

    text: str = Text
    number: str = Field(default="", max_length=80)
    day: date | None = None
    file: UUID | None = None


class BatchStepOut(Schema):
    """The step's status, and what the program calculated for it."""

    status: str
    says: dict[str, bool | int]


class BatchPersonIn(Schema):
    """Put somebody on the list of a layoff, or take somebody off, with the reason."""

    employee: UUID
    on: bool
    reason: str = Field(min_length=1, max_length=300)


class BatchPersonOut(Schema):
    """How many people are on the list now."""

    people: int


class BatchCasesIn(Schema):
    """Keys of the risks whoever begins the cases goes on with knowingly; kept with each case by name."""

    acknowledged: list[str] = Field(default_factory=list, max_length=20)


class BatchRefusedOut(Schema):
    """Whose case did not begin, why, and the keys of the risks to acknowledge first."""

    name: str
    sentence: str
    risks: list[str]


class BatchCasesOut(Schema):
    """How many cases began, and whose did not and why."""

    begun: int
    refused: list[BatchRefusedOut]


class BatchEndIn(Schema):
    """Close a layoff, or cancel it before there is a case, with the reason."""

    cancel: bool = False
    reason: str = Field(default="", max_length=1000)


class BatchEndOut(Schema):
    """Its state now."""

    state: str


class BatchOut(Schema):
    """A layoff: its steps, its people, what holds whom."""

    uid: UUID
    number: str
    title: str
    state: str
    planned: date
    counts: dict[str, int]
    steps: list[dict[str, str]]
    people: list[dict[str, str]]


class BatchRow(Schema):
    """A layoff in a list."""

    uid: UUID
    number: str
    title: str
    state: str
    opened_at: datetime


class StepOut(Schema):
    """A step of a case as it stands."""

    key: str
    title: str
    phase: str
    status: str
    duty: bool
    optional: bool
    who: str
    due_at: datetime | None
    due_class: str
    late: bool
    unknown: list[str]


class CaseOut(Schema):
    """A case with its steps, and why it can't be closed."""

    uid: UUID
    number: str
    employee: str
    separation_type: str
    state: str
    ends_on: date | None
    revision: int
    entries: int
    steps: list[StepOut]
    refusal: Problem | None


class CaseRow(Schema):
    """A case in a list."""

    uid: UUID
    number: str
    employee: str
    separation_type: str
    state: str
    opened_at: datetime
    closed_at: datetime | None
    ends_on: date | None
    open_count: int


class CasePage(Schema):
    """One page of cases."""

    total: int
    items: list[CaseRow]


class TodoOut(Schema):
    """A step that waits for the caller."""

    case: UUID
    number: str
    name: str
    step: str
    title: str
    due_at: datetime | None
    due_class: str
    late: bool
    role: str


class ErrandOut(Schema):
    """Something to do beside the steps of cases; its deadline is the company's own."""

    code: str
    title: str
    address: str
    due_at: datetime | None


class PaperOut(Schema):
    """An issued paper."""

    uid: UUID
    kind: str
    title: str
    number: str
    version: int
    sha256: str
    issued_at: datetime
    reply_by: datetime | None
    answered: str


class PaperIn(Schema):
    """Words that only a person can give for a paper, by field name; lists are one entry a line."""

    inputs: dict[str, str] = Field(default_factory=dict, max_length=20)
    acknowledged: list[str] = Field(default_factory=list, max_length=30)
    """Codes of warnings the caller goes on with, each a name among the fields of the refusal `not_acknowledged`."""


class TakeBackIn(Schema):
    """Why a sealed certificate is taken back without a new one."""

    reason: str = Field(max_length=500)
    acknowledged: list[str] = Field(default_factory=list, max_length=30)


class AgainIn(TakeBackIn):
    """Why a sealed certificate is issued again, and its seal: its number, a stored scan, or electronic."""

    number: str = Field(default="", max_length=60)
    file: UUID | None = None
    electronic: bool = False


class CodeIn(Schema):
    """Ask for a signing code for one answer to one paper."""

    intent: Literal["sign", "sign_with_reservation"]


class CodeOut(Schema):
    """Until when the code is good. The code itself goes to the person's phone or mail."""

    expires_at: datetime


class AnswerIn(Schema):
    """An answer to a paper. `signature` is a PNG in base64; without it the record says signed in + code only."""

    intent: Literal["sign", "sign_with_reservation", "decline"]
    code: str = Field(default="", max_length=12)
    signature: str = Field(default="", max_length=700_000)
    text: str = Text
    sections: list[int] = Field(default_factory=list, max_length=40)


class AnswerOut(Schema):
    """The receipt of an answer, and the case it belongs to; a resignation begins one. Empty for a paper of no case."""

    receipt: str
    case: str = ""


class ResignationIn(Schema):
    """A resignation to be read and signed: words of one's own, and the day one would like to leave."""

    text: str = Text
    wished_day: date | None = None


class Notice38In(Schema):
    """A notice under Art. 38 to be read and signed: ground, what happened (one a line), the last day if not at once."""

    ground38: str = Field(max_length=40, pattern=r"^[a-z0-9_]+$")
    happened: str = Text
    ends_on: date | None = None


class FileOut(Schema):
    """A stored file."""

    uid: UUID
    sha256: str
    size: int
    media: str


class PersonOut(Schema):
    """An employee in a list."""

    uid: UUID
    number: str
    name: str
    department: str
    position: str
    type: str


class PersonPage(Schema):
    """One page of employees."""

    total: int
    items: list[PersonOut]
