"""One step as somebody works on it: what proof it asks for, what is there, and the forms to hand it in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partwell.apps.cases import acting, papers, proof, queries, reads, reminders, standing, words
from partwell.apps.cases.forms import fact_field, stated
from partwell.apps.cases.paper_inputs import INPUTS
from partwell.apps.documents import queries as papers_of
from partwell.apps.law.warned import Unacknowledged
from partwell.apps.notices import queries as notices
from partwell.core.money import typed
from partwell.core.process.decide import fills_seat
from partwell.core.process.template import Item
from partwell.lib import clock, template_files
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput
from partwell.lib.ui.pages import signed_in


@dataclass(slots=True)
class Block:
    """One proof item on the page: what it is, what it asks for, what is there, who may hand it in."""

    number: int
    view: queries.ItemView
    asks: Any
    verb: str
    icon: str
    paper: Any = None
    form: bool = False
    """Whether there is something left for this person to hand in."""
    seats: tuple[tuple[str, str], ...] = ()
    """Roles this person may still sign for, where the step has several seats."""
    partly: bool = False
    """Whether some seats have given it and others have not."""
    answers: tuple[Any, ...] = ()
    """The answers that its paper takes."""
    fields: bool = False
    """Whether something must be written before the paper is made."""
    by_itself: bool = False
    """Whether the program records it when it happens, without anybody asking."""
    own_words: bool = False
    """Whether its paper is written by the employee alone."""
    inputs: list[dict[str, Any]] = field(default_factory=list)
    """What a calculation asks for, as fields."""
    question: str = ""
    hint: str = ""
    filled: list[dict[str, Any]] | None = None
    """The fields of the template's form."""
    values: dict[str, str] | None = None
    errors: dict[str, str] | None = None


def _verb(item: Item) -> tuple[str, str]:
    """The words of the button that hands an item in, and its icon."""
    return {
        "sign": (_("Sign as %(name)s"), "writing"),
        "seal": (_("Record the seal"), "rubber-stamp"),
        "file": (_("Upload the file"), "upload"),
        "form": (_("Hand in"), "pencil"),
        "record": (_("Record"), "pencil"),
        "receipt": (_("Upload the receipt"), "receipt"),
        "delivery": (_("Record the delivery"), "truck-delivery"),
        "calc": (_("Calculate and adopt"), "coin"),
        "log": (_("Record"), "check"),
        "decline": (_("Decline"), "hand-stop"),
    }[item.kind]


def _principal(page: queries.StepPage) -> str:
    """For whom this person acts on the step, when it is as a deputy alone."""
    own = [role for role in page.roles if role not in page.stands_in]
    return "" if own else next(iter(page.stands_in.values()), "")


def _signer(page: queries.StepPage, by: Actor) -> str:
    """As whom this person signs here: a deputy with the name of whom he stands in for."""
    principal = _principal(page)
    return _("%(deputy)s for %(principal)s") % {"deputy": by.name, "principal": principal} if principal else by.name


def _seat_words(page: queries.StepPage, role: str) -> str:
    """A seat as its button names it, with whom a deputy stands in for."""
    said, principal = words.role_title(role), page.stands_in.get(role, "")
    return _("%(role)s, for %(principal)s") % {"role": said, "principal": principal} if principal else said


def _blocks(page: queries.StepPage, by: Actor) -> list[Block]:
    """Each proof item once, in the order of the template."""
    found: dict[str, Block] = {}
    for alternative in page.alternatives:
        for view in alternative:
            if str(view.item) in found:
                continue
            asks = proof.asks(view.item, page.template)
            if asks.electronic and not papers_of.has_electronic_seal(page.case.company.uid):
                asks = replace(asks, electronic=False)
            verb, icon = _verb(view.item)
            signer = _signer(page, by)
            if view.item.name == "manifest":
                verb, icon = _("Freeze the file"), "lock"
            paper = papers.to_act_on(page.case, asks.paper) if asks.paper else None
            open_roles = [role for role in page.roles if role not in view.roles] if _has_seats(page, view.item) else []
            found[str(view.item)] = Block(
                len(found),
                view,
                asks,
                verb % {"name": signer},
                icon,
                paper,
                answers=papers_of.answers_of(paper) if paper else (),
                form=view.may and not view.closed and (view.attached is None or bool(open_roles)),
                seats=tuple((role, _seat_words(page, role)) for role in open_roles) if len(open_roles) > 1 else (),
                partly=view.attached is not None and page.card.status == "ready" and _has_seats(page, view.item),
                fields=asks.paper in INPUTS,
                by_itself=view.item.name == "opened",
                own_words=papers.is_own_words(asks.paper),
                inputs=[
                    {"input": one, "name": f"in-{len(found)}-{one.name}", "value": "", "error": ""}
                    for one in asks.inputs
                ],
                question=words.question(view.item),
                hint=words.hint(view.item),
            )
    return list(found.values())


def _to_read(page: queries.StepPage, blocks: list[Block]) -> list[Any]:
    """Papers for the employee to read before answering: the ways of retiring, what is looked into."""
    asked = {block.asks.paper for block in blocks if block.view.item.party == "employee"}
    mine = [block.paper for block in blocks if block.paper is not None and block.asks.paper not in asked]
    return [paper for paper in mine if papers.goes_to_employee(paper.kind)]


def _has_seats(page: queries.StepPage, item: Item) -> bool:
    """Whether an item is given once for each seat."""
    return page.step.mode != "any" and item.party == "employer" and fills_seat(page.step, item)


def _date(text: str, field: str) -> date | None:
    """A day from a form. Raises BadInput."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput({field: _("Write the date as 2026-11-30.")}) from None


def _amount(text: str) -> Decimal | None:
    """An amount from a form; thousands may be set apart by commas. Raises BadInput."""
    try:
        text = typed(text)
    except ValueError:
        raise BadInput({"amount": _("Write the amount in yuan, as 1050.00.")}) from None
    if text and not re.fullmatch(r"[-+]?\d+(\.\d*)?", text):
        raise BadInput({"amount": _("Write the amount in yuan, as 1050.00.")})
    return Decimal(text) if text else None


def _given(request: HttpRequest, block: Block, role: str) -> proof.Given:
    """What was filled in for one item. Raises BadInput with all that can't be read."""
    number = block.number
    post = request.POST
    wrong: dict[str, str] = {}
    day, amount = None, None
    try:
        day = _date(post.get(f"day-{number}", ""), "day")
    except BadInput as refusal:
        wrong |= refusal.fields
    try:
        amount = _amount(post.get(f"amount-{number}", ""))
    except BadInput as refusal:
        wrong |= refusal.fields
    if wrong:
        raise BadInput(wrong)
    return proof.Given(
        block.view.item,
        role=role,
        text=post.get(f"text-{number}", ""),
        number=post.get(f"number-{number}", ""),
        day=day,
        amount=amount,
        upload=request.FILES.get(f"file-{number}"),
        inputs={one.name: post.get(f"in-{number}-{one.name}", "") for one in block.asks.inputs},
        electronic=post.get(f"electronic-{number}") == "1",
        fields=_fields(request, block),
    )


def _fields(request: HttpRequest, block: Block) -> dict[str, Any]:
    """What was filled in for a form of the template."""
    form = block.asks.form
    if form is None:
        return {}
    filled: dict[str, Any] = {}
    for asked in form["fields"]:
        name = f"field-{block.number}-{asked['key']}"
        if asked["type"] == "file":
            filled[asked["key"]] = request.FILES.get(name)
        elif asked["type"] == "table":
            columns = [request.POST.getlist(f"{name}-{place}") for place in range(len(asked["columns"]))]
            filled[asked["key"]] = [list(row) for row in zip(*columns, strict=False)]
        else:
            filled[asked["key"]] = request.POST.get(name, "")
    return filled


TABLE_ROWS = 4
"""Empty rows a table offers; what was filled in stays."""


def _form_fields(block: Block, filled: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """The fields of a form as the page shows them, with what was filled in."""
    rows = []
    for asked in block.asks.form["fields"]:
        given = filled.get(asked["key"])
        lines = [list(row) for row in given or []] if asked["type"] == "table" else []
        width = len(asked.get("columns", ()))
        rows.append(
            {
                **asked,
                "label": (asked.get("label_en") if language == "en" else "") or asked["label"],
                "name": f"field-{block.number}-{asked['key']}",
                "value": given if isinstance(given, str) else "",
                "lines": [*lines, *([""] * width for _row in range(TABLE_ROWS - len(lines)))],
                "error": (block.errors or {}).get(f"field-{asked['key']}", ""),
            }
        )
    return rows


def _sets(page: queries.StepPage, names: Iterable[str]) -> list[dict[str, Any]]:
    """Fields for facts and days that the step determines."""
    dictionary = template_files.facts()
    rows = []
    for name in names:
        how = page.step.sets.get(name, "form")
        if how not in ("form", "notice_date", "date", "decision") and name in dictionary and how == "calc":
            continue
        if name == "D" and how == "calc" and page.last_day is None:
            # The law makes the day, or a paper that both sides sign; before there is one nothing is typed.
            continue
        fact = dictionary.get(name)
        begins = page.last_day.isoformat() if name == "D" and page.last_day else ""
        rows.append(
            {"name": name, "fact": fact, "title": _anchor_title(page, name) if fact is None else "", "begins": begins}
        )
    return rows


def _anchor_title(page: queries.StepPage, name: str) -> str:
    """What an anchor is called."""
    return words.anchor_title(name)


def _facts(request: HttpRequest, sets: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, date]]:
    """Facts and anchors filled in beside the proof. Raises BadInput."""
    facts: dict[str, Any] = {}
    anchors: dict[str, date] = {}
    for row in sets:
        name = row["name"]
        if row["fact"] is None:
            day = _date(request.POST.get(f"fact-{name}", ""), f"fact-{name}")
            if day is not None:
                anchors[name] = day
            continue
        given: Any = (
            request.POST.getlist(f"fact-{name}") if row["fact"].type == "set" else request.POST.get(f"fact-{name}")
        )
        value = stated(name, given)
        if value is not None:
            facts[name] = value
    return facts, anchors


def _only_of_the_paper(page: queries.StepPage, pressed: Block | None, anchors: dict[str, date]) -> bool:
    """Whether the last day is the one this page put in, of a paper, while another way is taken: what is worked out."""
    worked_out = pressed is not None and pressed.view.item.kind == "calc"
    return worked_out and page.last_day is not None and anchors.get("D") == page.last_day


@require_http_methods(["GET", "POST"])
@signed_in
def step(request: HttpRequest, by: Actor, uid: str, key: str) -> HttpResponse:
    """Show a step, or hand in one proof of it; the same page answers what was wrong, with the input kept."""
    now = clock.now()
    page = queries.step_page(by, uid, key, now)
    # Asked for is what nobody has stated yet; read is what the form had, which may be older than what stands now.
    blocks, sets = _blocks(page, by), _sets(page, page.sets)
    wrong: BadInput | Unacknowledged | None = None
    pressed: Block | None = None
    if request.method == "POST":
        which, _colon, role = request.POST.get("item", "").partition(":")
        pressed = next((block for block in blocks if str(block.number) == which), None)
        try:
            facts, anchors = _facts(
                request,
                _sets(page, [one for one in page.step.sets if one in page.sets or f"fact-{one}" in request.POST]),
            )
            if _only_of_the_paper(page, pressed, anchors):
                del anchors["D"]
            if pressed is None and not facts and not anchors and which not in ("decline", "complete"):
                raise BadInput({"item": _("Choose what to hand in.")})
            answer = proof.hand_in(
                by=by,
                case=uid,
                step=key,
                given=[_given(request, pressed, role)] if pressed else [],
                facts=facts,
                anchors=anchors,
                decline=which == "decline",
                reason=request.POST.get("reason", "")[:500],
                acknowledged=request.POST.getlist("acknowledged"),
                now=now,
                key=request.POST.get("request_key"),
            )
        except (BadInput, Unacknowledged) as refusal:
            wrong = refusal
        else:
            done = answer["status"] in ("done", "declined")
            messages.success(
                request,
                _("Done: %(step)s. It is entry %(number)s of the file.")
                % {"step": page.card.title, "number": answer["number"]}
                if done
                else _("Recorded as entry %(number)s of the file.") % {"number": answer["number"]},
            )
            return HttpResponseRedirect(_onward(by, page, uid, key, done=done))
    if wrong is not None and pressed is not None:
        number = pressed.number
        pressed.errors = {name: sentence for name, sentence in wrong.fields.items() if not name.startswith("fact-")}
        pressed.values = {
            name: request.POST.get(f"{name}-{number}", "") for name in ("text", "number", "day", "amount")
        }
        for row in pressed.inputs:
            row["value"] = request.POST.get(row["name"], "")
            row["error"] = pressed.errors.pop(row["input"].name, "")
    for block in blocks:
        if block.asks.form is not None:
            given = _fields(request, block) if request.method == "POST" else {}
            block.filled = _form_fields(block, given, get_language() or "")
    own, may_any = standing.is_own(by, page.case), any(block.form for block in blocks)
    context = {
        "page": page,
        "case": page.case,
        "employee": page.case.employee,
        "card": page.card,
        "blocks": blocks,
        "principal": _principal(page) if page.card.status == "ready" else "",
        "may_any": may_any,
        # What the step determines can still be stated when all of its proof is on record.
        "may_state": bool(sets) and (may_any or (page.mine and not own and page.card.status == "ready")),
        "held": blocks[0] if (page.refusal or page.held) and page.mine and blocks else None,
        "ways": [[one.title for one in alternative] for alternative in page.alternatives],
        "sets": [_with_field(row, request, wrong) for row in sets],
        "wrong": wrong,
        "warnings": wrong.warnings if isinstance(wrong, Unacknowledged) else [],
        "by": by,
        "cites": page.step.cite,
        "messages_sent": notices.deliveries(page.case.uid, step=key),
        "own": own,
        "read_first": _to_read(page, blocks),
        "unaffected": words.own_unaffected(page.effective),
        "acts": acting.step_acts(by, page.case, key, now),
        "now": now,
    }
    template = "cases/step_own.html" if context["own"] else "cases/step.html"
    response = render(request, template, context, status=422 if wrong else 200)
    return reads.after(response, by, page.case, "step")


@require_POST
@signed_in
def remind(request: HttpRequest, by: Actor, uid: str, key: str) -> HttpResponse:
    """Send whoever owes the step a reminder now."""
    done = reminders.remind(by=by, case=uid, step=key, now=clock.now(), key=request.POST.get("request_key"))
    messages.success(request, _("Reminded: %(names)s.") % {"names": "、".join(done["reminded"])})
    return HttpResponseRedirect(reverse("cases:step", args=[uid, key]))


def _with_field(row: dict[str, Any], request: HttpRequest, wrong: BadInput | Unacknowledged | None) -> dict[str, Any]:
    """A fact of the step with its choices, what was filled in, and its error."""
    name = row["name"]
    asked = fact_field(name, row["fact"]) if row["fact"] is not None else None
    given = request.POST.getlist(f"fact-{name}") if request.method == "POST" else []
    return {
        **row,
        "label": asked.label if asked else row["title"],
        "multiple": bool(row["fact"] is not None and row["fact"].type == "set"),
        "choices": [
            (value, label, value in given)
            for value, label in getattr(asked, "choices", ())
            if value or row["fact"].type == "set"
        ],
        "value": given[0] if given else row["begins"],
        "error": (wrong.fields.get(f"fact-{name}") or wrong.fields.get(name, "")) if wrong else "",
    }


def _onward(by: Actor, page: queries.StepPage, uid: str, key: str, *, done: bool) -> str:
    """Where to go after handing in: stay while the step is open, else back to what this person looks at."""
    if not done:
        return reverse("cases:step", args=[uid, key])
    if standing.is_own(by, page.case):
        return reverse("cases:home")
    return reverse("cases:case", args=[uid]) if page.whole else reverse("cases:todos")
