"""The reader: a paper page by page on a phone, and the answer to it.

Nothing is written by a GET. That a page was read is posted: by the button "next" with the time the page was shown, and
at once by script where there is one. The answer is done by the service "answer" (cases), which completes the step
that waits for it in the same transaction.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.lib import clock, registry
from partwell.lib.actor import Actor
from partwell.lib.files import store
from partwell.lib.paper import model
from partwell.lib.refusal import BadInput, NotVisible, Refused
from partwell.lib.signed_in import actor_of, signed_in

from . import actions, codes, passkeys, queries, signature
from .forms import BUTTONS, NOTES, AnswerForm
from .labels import TITLES
from .models import Document
from .passkey_views import place_of

LEVELS = {
    "": gettext_lazy("no agreed level: there was no agreement on electronic signatures before"),
    "A": gettext_lazy("A: code under the agreement on electronic signatures"),
    "B": gettext_lazy("B: level A, and confirmed with the passkey in your own device"),
    "C": gettext_lazy("C: with a certificate that a licensed authority issued to you"),
}
SHOWN_SALT = "documents.shown"


def _number(text: str, last: int) -> int:
    """A page number within the paper; anything else is the first page."""
    return min(max(int(text), 1), last) if text.isascii() and text.isdecimal() and len(text) < 4 else 1


@never_cache
@signed_in
@require_GET
def reader(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One page of a paper, for the addressee and for those who may read along.

    Context: `document`, `kind`, `title`, `paper` (Paper.as_data()), `sections` of this page, `page`, `last`,
    `bars` (read, now or open, for each page), `shown` (signed time), `mine`, `answer`, `asked`, `newer`.
    """
    by, now = actor_of(request), clock.now()
    document = queries.document(by, uid)
    paper = queries.paper_of(document)
    grouped = model.pages(paper)
    page = _number(request.GET.get("page", "1"), len(grouped))
    mine = by.employee == document.employee_id
    reading = queries.reading_of(document, by.pid) if mine else None
    reached = reading.page_reached if reading and reading.seconds else 0
    given = queries.answer_of(document)
    kind = queries.kind_of(document)
    context = {
        "document": document,
        "kind": kind,
        "title": queries.title_of(document),
        "paper": paper,
        "sections": grouped[page - 1],
        "page": page,
        "last": len(grouped),
        "bars": ["now" if n == page else "read" if n <= reached else "open" for n in range(1, len(grouped) + 1)],
        "shown": signing.dumps({"p": page, "t": now.timestamp()}, salt=SHOWN_SALT),
        "mine": mine,
        "answer": given,
        "asked": mine and kind.needs_answer and given is None and document.state == Document.State.ISSUED,
        "newer": getattr(document, "replaced_by", None),
        "back": _back(by, mine=mine, document=document),
        "now": now,
    }
    response = render(request, "documents/reader.html", context)
    return _read_by(by, document, response)


def _read_by(by: Actor, document: Document, response: HttpResponse) -> HttpResponse:
    """The page of a paper; that somebody of the staff read a paper of a case is noted once it is out."""
    if document.case_uid is not None:
        registry.service("case_was_read")(response, by, document.case_uid, "paper")
    return response


def _back(by: Actor, *, mine: bool, document: Document) -> str:
    """Where the arrow leads: the own papers, or the case."""
    return "/my/papers/" if mine or document.case_uid is None else f"/cases/{document.case_uid}/"


@signed_in
@require_POST
def read(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note that a page was read, and go on: to the next page, or to the answer."""
    by, now = actor_of(request), clock.now()
    document = queries.document(by, uid)
    page = _number(request.POST.get("page", "1"), document.reader_pages)
    seconds = _seconds(request.POST.get("shown", ""), page, now)
    actions.read_page(document, page, seconds=seconds, by=by, now=now)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse('<span id="pw-read" hidden></span>')
    goto = request.POST.get("goto", "")
    if goto == "answer":
        return redirect("documents:answer", uid=uid)
    page = _number(goto, document.reader_pages)
    return HttpResponseRedirect(f"{reverse('documents:reader', args=[uid])}?page={page}")


def _seconds(shown: str, page: int, now: datetime) -> int:
    """How long the page was before the reader, by our own clock: its form carries when it was shown, signed."""
    try:
        kept = signing.loads(shown, salt=SHOWN_SALT, max_age=12 * 3600)
    except signing.BadSignature:
        return 0
    return max(0, int(now.timestamp() - kept["t"])) if kept.get("p") == page else 0


@signed_in
@require_POST
def file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Download the paper as it was issued. A download is recorded, so it is posted."""
    by, now = actor_of(request), clock.now()
    document = queries.document(by, uid)
    act = queries.seal_of(document)
    # Under the electronic seal the paper is a file of its own; that is the one people are given.
    blob, what = (act.sealed_copy, "sealed_copy") if act and act.sealed_copy else (document.blob, "original")
    content = store.content(blob)
    actions.downloaded(document, by=by, now=now, what=what)
    return store.download(content, media=blob.media, name=blob.name)


@signed_in
@require_POST
def copy(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Download the copy with the answer."""
    by, now = actor_of(request), clock.now()
    document = queries.document(by, uid)
    given = queries.answer_of(document)
    if given is None:
        raise NotVisible
    content = store.content(given.signed_copy)
    actions.downloaded(document, by=by, now=now, what="signed_copy")
    return store.download(content, media=given.signed_copy.media, name=given.signed_copy.name)


@signed_in
@require_POST
def code(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send a code for the chosen answer; the part of the page around the field says what happened."""
    by, now = actor_of(request), clock.now()
    document = queries.own_document(by, uid)
    context: dict[str, Any] = {"document": document, "sent_to": _masked(document), "wait": 0}
    status = 200
    try:
        actions.send_code(document, request.POST.get("intent", ""), by=by, now=now)
        context["sent"], context["wait"] = True, codes.PAUSE_SECONDS
    except BadInput as refusal:
        context["code_error"], status = refusal.sentence, 422
    except Refused as refusal:
        context["code_error"], status = refusal.sentence, 409
    if request.headers.get("HX-Request") != "true":
        return _show_answer(request, document, code_part=context, status=status)
    return render(request, "documents/_code.html", context, status=status)


def _masked(document: Document) -> str:
    """The number or address codes go to, with its middle hidden."""
    phone, mail = document.employee.phone, document.employee.mail
    if phone:
        return f"{phone[:3]}••••{phone[-4:]}"
    return f"{mail[:2]}•••@{mail.partition('@')[2]}" if mail else ""


def _show_answer(
    request: HttpRequest,
    document: Document,
    form: AnswerForm | None = None,
    *,
    code_part: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with the equal choices. What was typed stays; a code never does, a drawn signature does.

    Context: `document`, `kind`, `title`, `paper`, `choices` (value, title, note, button), `form`, `sent_to`, `intent`.
    """
    kind, paper = queries.kind_of(document), queries.paper_of(document)
    posted = request.POST if request.method == "POST" else None
    form = form or AnswerForm(kind, paper, initial=posted.dict() if posted else None)
    reading = queries.reading_of(document, actor_of(request).pid)
    context: dict[str, Any] = {
        "document": document,
        "kind": kind,
        "title": queries.title_of(document),
        "paper": paper,
        "choices": [
            {
                "value": intent,
                "title": TITLES[kind.effect, intent],
                "note": NOTES[kind.effect, intent],
                "button": BUTTONS[kind.effect, intent],
            }
            for intent in kind.answers
        ],
        "form": form,
        "intent": (posted or request.GET).get("intent", "") or (kind.answers[0] if len(kind.answers) == 1 else ""),
        "without": bool(posted and posted.get("without_signature")),
        "chosen": posted.getlist("sections") if posted else [],
        "read_all": reading is not None and reading.read_at is not None,
        "sent_to": _masked(document),
        "passkeys_here": place_of(request).usable,
        "passkeys": passkeys.of_person(actor_of(request)) if place_of(request).usable else [],
        "wait": 0,
        "now": clock.now(),
    }
    return render(request, "documents/answer.html", context | (code_part or {}), status=status)


@never_cache
@signed_in
@sensitive_post_parameters("code", "signature_png")
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Choose an answer and give it. An answered paper leads to its receipt, also after a double tap."""
    by, now = actor_of(request), clock.now()
    document = queries.own_document(by, uid)
    if queries.answer_of(document):
        return redirect("documents:receipt", uid=uid)
    kind = queries.kind_of(document)
    if not kind.needs_answer or document.state != Document.State.ISSUED:
        return redirect("documents:reader", uid=uid)
    if request.method == "GET":
        return _show_answer(request, document)
    form = AnswerForm(kind, queries.paper_of(document), request.POST)
    if not form.is_valid():
        return _show_answer(request, document, form, status=422)
    given = form.cleaned_data
    try:
        drawn = None
        if given["intent"] != "decline" and not given["without_signature"]:
            drawn = signature.from_form(given["signature_png"])
        registry.service("answer")(
            by=by,
            paper=document.uid,
            intent=given["intent"],
            code=given["code"],
            signature=drawn,
            text=given["reason"] if given["intent"] == "decline" else given["text"],
            sections=given["sections"] if given["intent"] == "sign_with_reservation" else [],
            now=now,
            passkey=passkeys.Given(given["passkey"], place_of(request)) if given["passkey"] else None,
            key=request.POST.get("request_key") or None,
        )
    except BadInput as refusal:
        for field, sentence in refusal.fields.items():
            name = {"signature": "signature_png"}.get(field, field)
            name = "reason" if name == "text" and given["intent"] == "decline" else name
            form.add_error(name if name in form.fields else None, sentence)
        return _show_answer(request, document, form, status=422)
    except Refused as refusal:
        if refusal.code != "already_answered":
            raise
    return redirect("documents:receipt", uid=uid)


@never_cache
@signed_in
@require_GET
def receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """That the answer is recorded: what, when, what goes on regardless, the receipt's number, the copy."""
    by = actor_of(request)
    document = queries.document(by, uid)
    given = queries.answer_of(document)
    if given is None:
        return redirect("documents:reader", uid=uid)
    kind, paper = queries.kind_of(document), queries.paper_of(document)
    said = {
        "sign": _("Recorded: you signed"),
        "sign_with_reservation": _("Recorded: you signed with objections"),
        "decline": _("Recorded: you declined to sign"),
    }
    if kind.effect == "receipt":
        said |= {
            "sign": _("Recorded: you signed for receipt"),
            "sign_with_reservation": _("Recorded: you signed for receipt with a remark"),
            "decline": _("Recorded: you declined to sign for receipt"),
        }
    ways = {
        "signed_in_code_finger": _("signed in + code + finger"),
        "signed_in_code": _("signed in + code"),
        "signed_in": _("signed in"),
    }
    context = {
        "document": document,
        "kind": kind,
        "title": queries.title_of(document),
        "paper": paper,
        "answer": given,
        "said": said[given.intent],
        "way": ways[given.method] + (" + " + _("passkey") if given.passkey_id else ""),
        "level": LEVELS[given.level] if given.intent != "decline" else "",
        "own": document.employee_id == by.employee,
        "holds": registry.service("signature_holds")(by, document, clock.now()),
        "tab": "papers",
        "now": clock.now(),
    }
    response = render(request, "documents/receipt.html", context)
    return _read_by(by, document, response)
