"""Pages of the agreement on electronic signatures: one's own, and HR handing it out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partwell.apps.people import queries as people
from partwell.lib import clock
from partwell.lib.refusal import NotAllowed
from partwell.lib.signed_in import actor_of, signed_in

from . import consent, queries


@require_http_methods(["GET", "POST"])
@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """What the agreement is for and how it stands; POST takes it up for reading."""
    by, now = actor_of(request), clock.now()
    if by.employee is None:
        raise NotAllowed(_("You have no employee record in this company."))
    person = people.by_pk(by.employee)
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
