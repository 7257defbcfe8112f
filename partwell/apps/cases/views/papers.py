"""Making and sending the papers of a case, and preparing the own resignation. Reading and answering is in documents."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partwell.apps.cases import acts, papers, queries, receipts, reissue, words
from partwell.apps.cases.paper_inputs import INPUTS
from partwell.apps.documents import queries as documents
from partwell.apps.law.warned import Unacknowledged
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed
from partwell.lib.ui.pages import signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def make(request: HttpRequest, by: Actor, uid: str, key: str, kind: str) -> HttpResponse:
    """Make a paper that a step asks for, so that it can be read before it is sealed; first what a person must write."""
    now = clock.now()
    form = queries.paper_form(by, uid, key, kind, now)
    given = {one.name: request.POST.get(one.name, "") for one in form.inputs}
    wrong: BadInput | Unacknowledged | None = None
    if request.method == "POST" and (not form.inputs or request.POST.get("stage") == "make"):
        try:
            made = papers.make(
                by=by,
                case=uid,
                step=key,
                kind=kind,
                now=now,
                inputs=given if form.inputs else None,
                acknowledged=request.POST.getlist("acknowledged"),
            )
        except (BadInput, Unacknowledged) as refusal:
            wrong = refusal
        else:
            if form.own:
                return HttpResponseRedirect(reverse("documents:reader", args=[made.uid]))
            messages.success(
                request,
                _("%(paper)s %(number)s is made. Read it before it is sealed.")
                % {"paper": form.title, "number": made.number},
            )
            return HttpResponseRedirect(reverse("cases:step", args=[uid, key]))
    warnings = wrong.warnings if isinstance(wrong, Unacknowledged) else []
    errors = dict(wrong.fields) if wrong and not warnings else {}
    rows = [
        {
            "input": one,
            "name": one.name,
            "value": given[one.name] if wrong else form.suggested.get(one.name, ""),
            "error": errors.pop(one.name, ""),
        }
        for one in form.inputs
    ]
    context = {
        "form": form,
        "case": form.case,
        "key": key,
        "rows": rows,
        "errors": errors,
        "warnings": warnings,
        "employee": form.case.employee,
    }
    if form.own:
        context |= {"title": form.title, "back": reverse("cases:step", args=[uid, key]), "tab": "home"}
    template = "cases/write_own.html" if form.own else "cases/make.html"
    return render(request, template, context, status=422 if wrong else 200)


@require_POST
@signed_in
def send(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Send a sealed paper to its reader again."""
    document = papers.send(by=by, paper=uid, now=clock.now())
    messages.success(request, _("It is being sent; each delivery is recorded when it is confirmed."))
    return HttpResponseRedirect(reverse("documents:reader", args=[document.uid]))


@require_http_methods(["GET", "POST"])
@signed_in
def again(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Issue a sealed certificate again, or take it back without a new one, with the reason."""
    found = reissue.page(by, uid, clock.now())
    wrong: BadInput | Unacknowledged | None = None
    if request.method == "POST":
        try:
            made = _again(request, by, uid)
        except (BadInput, Unacknowledged) as refusal:
            wrong = refusal
        else:
            messages.success(request, made)
            return HttpResponseRedirect(reverse("cases:case_papers", args=[found.case.uid]))
    warnings = wrong.warnings if isinstance(wrong, Unacknowledged) else []
    context = {
        "again": found,
        "case": found.case,
        "employee": found.case.employee,
        "paper": found.paper,
        "title": words.name_of(found.paper.kind),
        "electronic": documents.has_electronic_seal(found.case.company.uid),
        "errors": dict(wrong.fields) if wrong and not warnings else {},
        "warnings": warnings,
        "given": request.POST,
    }
    return render(request, "cases/again.html", context, status=422 if wrong else 200)


def _again(request: HttpRequest, by: Actor, uid: str) -> str:
    """Do what the form asks for; the sentence that says so. Raises BadInput, Unacknowledged, Refused."""
    given, now = request.POST, clock.now()
    more: dict[str, Any] = {
        "reason": given.get("reason", "")[:2000],
        "acknowledged": given.getlist("acknowledged"),
        "key": given.get("request_key"),
    }
    if given.get("act") == "take_back":
        reissue.take_back(by=by, paper=uid, now=now, **more)
        return _("The certificate is taken back. Whoever scans its code is told so.")
    reissue.issue(
        by=by,
        paper=uid,
        seal_number=given.get("number", "")[:60],
        upload=request.FILES.get("file"),
        electronic=given.get("electronic") == "1",
        now=now,
        **more,
    )
    return _("The certificate is issued again and on its way. Whoever scans the old one's code is told so.")


@require_http_methods(["GET", "POST"])
@signed_in
def resign(request: HttpRequest, by: Actor) -> HttpResponse:
    """Prepare the own resignation: what happens, the latest last day by law, then read and sign."""
    if by.employee is None:
        raise NotAllowed(_("Only an employee can resign here."))
    now = clock.now()
    wrong: BadInput | None = None
    if request.method == "POST":
        try:
            wished = _day(request.POST.get("wished_day", ""))
            made = papers.draft_resignation(by=by, text=request.POST.get("text", ""), wished_day=wished, now=now)
        except BadInput as refusal:
            wrong = refusal
        else:
            return HttpResponseRedirect(reverse("documents:reader", args=[made.uid]))
    context = {
        "terms": queries.resignation_terms(by, now),
        "open_case": queries.own_open_case(by),
        "text": request.POST.get("text", ""),
        "wished_day": request.POST.get("wished_day", ""),
        "errors": wrong.fields if wrong else {},
        "tab": "home",
        "now": now,
    }
    return render(request, "cases/resign.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def art38(request: HttpRequest, by: Actor) -> HttpResponse:
    """Prepare the own notice under Art. 38: what the law says, the ground, what happened; then read and sign."""
    if by.employee is None:
        raise NotAllowed(_("Only an employee can give this notice here."))
    asked = INPUTS["art38_notice"]
    given = {one.name: request.POST.get(one.name, "") for one in asked}
    wrong: BadInput | None = None
    if request.method == "POST":
        try:
            made = papers.draft_art38(by=by, given=given, now=clock.now())
        except BadInput as refusal:
            wrong = refusal
        else:
            return HttpResponseRedirect(reverse("documents:reader", args=[made.uid]))
    errors = dict(wrong.fields) if wrong else {}
    context = {
        "title": _("Notice under Art. 38"),
        "back": reverse("cases:home"),
        "art38": True,
        "cites": ("LCL38", "LCL46"),
        "open_case": queries.own_open_case(by),
        "rows": [
            {"input": one, "name": one.name, "value": given[one.name], "error": errors.get(one.name, "")}
            for one in asked
        ],
        "errors": errors,
        "tab": "home",
    }
    return render(request, "cases/write_own.html", context, status=422 if wrong else 200)


def _day(text: str) -> date | None:
    """A day from the form. Raises BadInput."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput({"wished_day": _("Write the date as 2026-11-30.")}) from None


@require_http_methods(["GET", "POST"])
@signed_in
def take_back(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Take the own signature back before the other side has signed; what is too late is said where the paper is."""
    paper, now = documents.own_document(by, uid), clock.now()
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            acts.take_back(
                by=by,
                paper=uid,
                why=request.POST.get("why", ""),
                now=now,
                key=request.POST.get("request_key"),
            )
        except BadInput as refusal:
            wrong = dict(refusal.fields)
        else:
            messages.success(request, _("Your signature is taken back. The other side has been told."))
            return HttpResponseRedirect(reverse("documents:receipt", args=[uid]))
    elif not receipts.signature(by, paper, now).may_take_back:
        return HttpResponseRedirect(reverse("documents:receipt", args=[uid]))
    context = {
        "paper": paper,
        "title": documents.title_of(paper),
        "wrong": wrong,
        "given": request.POST,
        "tab": "papers",
    }
    return render(request, "cases/take_back.html", context, status=422 if wrong else 200)
