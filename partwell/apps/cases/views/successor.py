"""Naming who takes over the work of somebody who leaves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partwell.apps.cases import actions, queries, standing
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput
from partwell.lib.ui.pages import signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def successor(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Colleagues to choose from, nearest first; choosing one ends the seat of the one named before."""
    now = clock.now()
    text = request.GET.get("q", "")
    role = "colleague" if request.GET.get("role") == "colleague" else "successor"
    page = queries.successor_page(by, uid, now, text, role)
    whole = standing.sees_whole(by, page.case)
    back = reverse("cases:case", args=[uid]) if whole else reverse("cases:todos")
    error = ""
    if request.method == "POST":
        try:
            user = request.POST.get("successor", "")
            actions.name_successor(by=by, case=uid, user=user, now=now, key=request.POST.get("request_key"), role=role)
        except BadInput as wrong:
            error = wrong.sentence
        else:
            messages.success(
                request,
                _("The successor is named and finds the handover among the to-dos.")
                if role == "successor"
                else _("The colleague is named and finds the form among the to-dos."),
            )
            return HttpResponseRedirect(back)
    context = {
        "page": page,
        "case": page.case,
        "employee": page.case.employee,
        "text": text,
        "role": role,
        "error": error,
        "back": back,
        "whole": whole,
    }
    return render(request, "cases/successor.html", context, status=422 if error else 200)
