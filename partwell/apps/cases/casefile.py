"""The case file (离职档案): what was gathered, in the order an arbitration commission reads it, and what is missing."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.documents import queries as documents
from partwell.apps.evidence import anchors
from partwell.apps.evidence import queries as log
from partwell.core.process.state import StepView, derive
from partwell.core.process.template import PHASES, Item, Step, Template
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.files.models import Blob
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import BadInput
from partwell.lib.template_files import citations

from . import audit, disclosure, queries, reads, retention, standing, store, words
from .directory import Directory
from .models import Attachment, Case


def purpose_of(phase: str, separation_type: str) -> str:
    """What the evidence of a phase is to prove: the heading of its group in the list of evidence."""
    by_employee = separation_type in ("voluntary_resignation", "constructive_dismissal")
    return {
        "ground": _("The ground is a fact") if not by_employee else _("The employee declared the resignation"),
        "decide": _("The procedure was kept"),
        "statutory": _("What is owed by law was given"),
        "clearance": _("Work and things were handed over"),
        "humane": _("The person was treated with care"),
        "close": _("The file was completed and the person informed"),
    }[phase]


def party_title(party: str) -> str:
    """Where a piece of evidence comes from."""
    return {
        "employee": _("employee"),
        "employer": _("company"),
        "third": _("third party"),
        "authority": _("authority"),
        "system": _("program"),
    }.get(party, party)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One line of the list of evidence: 编号, 证据名称, 证明目的, 来源, 形成时间, 页."""

    number: str
    title: str
    proves: str
    party: str
    at: datetime
    pages: str
    entry: int
    step: str
    anchored: datetime | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Group:
    """The lines that prove one thing."""

    number: str
    title: str
    rows: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Proof that is not there: what, who owes it, until when."""

    title: str
    step: str
    who: str
    due_at: datetime | None
    due_class: str
    late: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A reader a bundle may be made for, with how much that reader gets."""

    reader: str
    title: str
    disclosed: int
    all: int
    impossible: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """The whole page."""

    case: Case
    groups: tuple[Group, ...]
    gaps: tuple[Gap, ...]
    entries: tuple[Any, ...]
    files: int
    bytes: int
    required: int
    settled: int
    skipped: int
    whole: bool
    """Whether rows and entries agree: the case rebuilt from its entries shows no fault."""
    faults: tuple[str, ...]
    anchored: anchors.State
    last_covered: int
    """Number of the last entry that an outside time stamp covers."""
    readers: tuple[Choice, ...]
    access: tuple[Any, ...]
    kept: retention.Kept
    template: Template
    people: Mapping[str, str] = field(default_factory=dict)
    """Random id -> name of those who acted; empty when the content was erased."""


def case_file(by: Actor, uid: object, now: datetime) -> File:
    """The file of one case. Raises NotVisible, NotAllowed."""
    case = standing.visible(by, uid)
    standing.require_whole(by, case, _("The whole case is for HR. Your own tasks of it are under To-dos."))
    return of_case(case, now)


def of_case(case: Case, now: datetime) -> File:
    """The file of a case that may be read."""
    loaded = store.load(case)
    proved = audit.rebuild(loaded) if case.stream.key.wrapped else None
    entries = proved.entries if proved else tuple(log.entries(case.stream))
    views = derive(loaded.state, calendar())
    covered = log.covered(case.stream)
    attached = _attachments(case)
    blobs = _files(attached)
    directory = Directory(case.company_id, now.astimezone(SHANGHAI).date(), [case])
    live = [view for view in views.values() if view.status != "skipped"]
    return File(
        case=case,
        groups=tuple(_groups(case, views, attached, entries, covered)),
        gaps=tuple(_gaps(case, live, directory, now)),
        entries=entries,
        files=sum(len(one.files) for one in entries),
        bytes=sum(file.size for one in entries for file in one.files) or sum(blob.size for blob in blobs),
        required=len([view for view in live if not view.step.optional]),
        settled=len([view for view in live if not view.step.optional and view.settled]),
        skipped=len(views) - len(live),
        whole=proved is not None and not proved.faults,
        faults=tuple(f"{fault.code} {fault.step}".strip() for fault in proved.faults) if proved else (),
        anchored=anchors.state(case.company_id),
        last_covered=max(covered, default=0),
        readers=tuple(_choices(case, loaded, entries)),
        access=tuple(reads.of_case(case, 8)),
        kept=retention.kept(case, now),
        template=loaded.template,
        people=queries.people_of(case, loaded, entries) if case.stream.key.wrapped else {},
    )


def evidence_list(loaded: store.Loaded, entries: Sequence[Any]) -> tuple[Group, ...]:
    """The list of evidence (证据目录) alone, of a case as it was read, with its entries."""
    views = derive(loaded.state, calendar())
    return tuple(_groups(loaded.case, views, _attachments(loaded.case), entries, {}))


def _attachments(case: Case) -> list[Attachment]:
    return list(Attachment.objects.filter(case=case).order_by("at", "pk"))


def _choices(case: Case, loaded: store.Loaded, entries: Sequence[Any]) -> Iterator[Choice]:
    for reader in disclosure.READERS:
        if reader == "chosen":
            yield Choice(reader, disclosure.reader_title(reader), len(entries), len(entries))
            continue
        try:
            given = disclosure.disclosure(case, loaded.template, entries, reader)
        except BadInput as why:
            yield Choice(reader, disclosure.reader_title(reader), 0, len(entries), why.sentence)
            continue
        left = disclosure.withheld(given, entries)
        yield Choice(reader, disclosure.reader_title(reader), len(entries) - len(left), len(entries))


def _files(attached: Sequence[Attachment]) -> list[Blob]:
    uids = [one.object.removeprefix("file:") for one in attached if one.object.startswith("file:")]
    return list(Blob.objects.filter(uid__in=uids))


def _groups(
    case: Case,
    views: Mapping[str, StepView],
    attached: Sequence[Attachment],
    entries: Sequence[Any],
    covered: Mapping[int, datetime],
) -> Iterator[Group]:
    """The list of evidence, phase by phase; each piece once, under the number of the entry that proves it."""
    answers = list(documents.answers_in(case.uid))
    pieces = [*_attached(attached, views, entries), *_answers(answers, attached)]
    pieces += _issued_again(case, {one.object for one in pieces}, entries)
    pieces.sort(key=lambda one: one.at)
    notes = _notes(case, answers)
    pages, forms = _pages(pieces), store.template_of(case).forms
    count = page = 0
    for phase in PHASES:
        rows: list[Exhibit] = []
        seen: set[tuple[str, str, str]] = set()
        for one in pieces:
            view = views.get(one.step)
            if view is None or view.step.phase != phase or (one.step, one.item, one.object) in seen:
                continue
            seen.add((one.step, one.item, one.object))
            item = Item.parse(one.item)
            many = pages.get(one.object, 0)
            title = words.item_title(item, forms, [view.step])
            note = "" if one.over else notes.get((item.party, item.kind, one.object), "")
            for more in filter(None, (one.deputy, note)):
                title = _("%(what)s (%(note)s)") % {"what": title, "note": more}
            rows.append(
                Exhibit(
                    number=f"{count + 1}-{len(rows) + 1}",
                    title=_("%(what)s (earlier round, holds no more)") % {"what": title} if one.over else title,
                    proves=_proves(view.step),
                    party=party_title(item.party),
                    at=one.at,
                    pages=_span(page + 1, many),
                    entry=one.number,
                    step=one.step,
                    anchored=covered.get(one.number),
                    sha256=one.sha256,
                )
            )
            page += many
        if rows:
            count += 1
            yield Group(_numeral(count), purpose_of(phase, case.separation_type), tuple(rows))


@dataclass(frozen=True, slots=True)
class _Piece:
    """One piece of proof: what it is, of which step, under the number of which entry."""

    step: str
    item: str
    object: str
    at: datetime
    number: int
    sha256: str
    over: bool = False
    """Whether the round of the step it was given in is over."""
    deputy: str = ""
    """Who gave it for whom, where a deputy did."""


def _attached(
    attached: Sequence[Attachment], views: Mapping[str, StepView], entries: Sequence[Any]
) -> Iterator[_Piece]:
    """What completes the steps."""
    numbers = {str(one.eid): one.stream_seq for one in entries}
    names = accounts.names({pid for one in attached if one.behalf for pid in (one.by, one.behalf)})
    for one in attached:
        over = one.step in views and one.attempt < views[one.step].attempt
        yield _Piece(
            one.step,
            one.item,
            one.object,
            one.at,
            numbers.get(str(one.entry), 0),
            one.sha256,
            over,
            _deputy(one, names),
        )


def _deputy(one: Attachment, names: Mapping[str, str]) -> str:
    if not one.behalf:
        return ""
    who = {"deputy": names.get(one.by, one.by), "principal": names.get(one.behalf, one.behalf)}
    return _("%(deputy)s for %(principal)s") % who


def _answers(answers: Sequence[Any], attached: Sequence[Attachment]) -> Iterator[_Piece]:
    """What the employee answered when the step was done already: a receipt signed after the delivery was proved."""
    known = {one.object for one in attached if one.item.startswith("employee.")}
    for one in answers:
        if f"document:{one.document.uid}" not in known:
            digest = bytes(one.signed_copy.sha256).hex()
            yield _Piece(one.document.step, documents.item_of(one), f"answer:{one.uid}", one.at, one.entry_seq, digest)


def _issued_again(case: Case, known: Container[str], entries: Sequence[Any]) -> Iterator[_Piece]:
    """Certificates issued again after the step was done, under the number of the entry that says they were sealed."""
    sealed = {
        one.payload["document"]: one.stream_seq
        for one in entries
        if one.type == "document.sealed" and one.payload is not None
    }
    for paper in documents.issued_again(case.uid):
        number, name = sealed.get(str(paper.uid)), f"document:{paper.uid}"
        if number is not None and name not in known:
            digest = bytes(paper.sha256).hex()
            yield _Piece(paper.step, f"employer.seal:{paper.kind}", name, paper.issued_at, number, digest)


def _notes(case: Case, answers: Sequence[Any]) -> dict[tuple[str, str, str], str]:
    """What a line adds to its name, by party, kind and object: signed with objections, replaced, taken back."""
    found = {}
    for one in answers:
        if one.intent == "sign_with_reservation":
            for name in (f"document:{one.document.uid}", f"answer:{one.uid}"):
                found["employee", "sign", name] = _("with objections")
    said = {"replaced": _("replaced by a newer one"), "withdrawn": _("withdrawn")}
    for uid, state in documents.ended_after_seal(case.uid):
        found["employer", "seal", f"document:{uid}"] = said[state]
    return found


def _proves(step: Step) -> str:
    """The purpose of proof: the step that was done, and the article that asks for it."""
    title = words.step_title(step)
    known = citations()
    cites = "、".join(known[key].title for key in step.cite[:2] if key in known)
    return f"{title}（{cites}）" if cites else title


def _pages(pieces: Sequence[_Piece]) -> dict[str, int]:
    """Pages of each object: of a paper as printed, of any other file one."""
    papers = [one.object.removeprefix("document:") for one in pieces if one.object.startswith("document:")]
    found = {f"document:{uid}": pages for uid, pages in documents.page_counts(papers).items()}
    found |= {one.object: 1 for one in pieces if one.object.startswith("file:")}
    return found


def _span(first: int, count: int) -> str:
    if count == 0:
        return "—"
    return str(first) if count == 1 else f"{first}—{first + count - 1}"


def _numeral(number: int) -> str:
    return "一二三四五六"[number - 1] if words.is_chinese() else str(number)


def _gaps(case: Case, live: Sequence[StepView], directory: Directory, now: datetime) -> Iterator[Gap]:
    """Required steps without their proof, the nearest deadline first."""
    open_ = [view for view in live if not view.settled and not view.step.optional]
    open_.sort(key=lambda view: (view.due_at is None, view.due_at or now))
    for view in open_:
        yield Gap(
            words.step_title(view.step),
            view.step.key,
            directory.names(case, view.step.who),
            view.due_at,
            view.due_class,
            view.overdue(now),
        )


def size_text(count: int) -> str:
    """A size for people."""
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(count // 1024, 1)} kB"
