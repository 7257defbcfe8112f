"""Pages of the agreement on electronic signatures: one's own, and HR handing it out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partwell.apps.law.warned import Unacknowledged
from partwell.apps.people import queries as people
from partwell.lib import clock
from partwell.lib.refusal import BadInput, NotAllowed
from partwell.lib.signed_in import actor_of, signed_in

from . import consent, queries


@require_http_methods(["GET", "POST"])
@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """What the agreement is for and how it stands; POST takes it up for reading, or ends it."""
    by, now = actor_of(request), clock.now()
    if by.employee is None:
        raise NotAllowed(_("You have no employee record in this company."))
    person = people.by_pk(by.employee)
    if request.method == "POST" and request.POST.get("act") == "end":
        consent.end(person, by=by, now=now)
        messages.success(request, _("From now on you sign on paper. What you signed before stays."))
        return redirect("documents:consent")
    if request.method == "POST":
        return redirect("documents:reader", uid=consent.offer(person, by=by, now=now).uid)
    paper = consent.standing(person.pk)
    answer = queries.answer_of(paper) if paper else None
    context = {"paper": paper, "answer": answer, "may_ask": consent.is_open(paper), "tab": "papers"}
    return render(request, "documents/consent.html", context)


@require_POST
@signed_in
def hand_out(request: HttpRequest, uid: UUID) -> HttpResponse:
    """HR hands the agreement to a person."""
    by = actor_of(request)
    person = people.employee(by, uid)
    consent.offer(person, by=by, now=clock.now())
    messages.success(request, _("The agreement waits for %(name)s to read and answer it.") % {"name": person.name})
    return redirect("people:show", uid)


@require_http_methods(["GET", "POST"])
@signed_in
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """HR ends the agreement for a written request of the person."""
    by = actor_of(request)
    person = people.employee(by, uid)
    wrong: dict[str, str] = {}
    warnings: list[Any] = []
    if not by.holds_on(person.department.path, *queries.HR_READERS):
        raise NotAllowed(_("The agreement is ended by the person, or by HR for a written request."))
    if request.method == "POST":
        try:
            consent.end(
                person,
                reason=request.POST.get("reason", "")[:500],
                acknowledged=request.POST.getlist("acknowledged"),
                by=by,
                now=clock.now(),
            )
        except BadInput as refusal:
            wrong = dict(refusal.fields)
        except Unacknowledged as found:
            warnings = list(found.warnings)
        else:
            messages.success(request, _("%(name)s signs on paper from now on.") % {"name": person.name})
            return redirect("people:show", uid)
    elif consent.state(person.pk) != "agreed":
        return redirect("people:show", uid)
    context = {"person": person, "wrong": wrong, "warnings": warnings, "reason": request.POST.get("reason", "")}
    return render(request, "documents/end_consent.html", context, status=422 if wrong or warnings else 200)
