"""A new case that refers to an ended one. Nothing is reopened: what was closed stays closed, and both say so."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partwell.apps.cases import actions, queries, words
from partwell.apps.law.warned import Shown, Unacknowledged
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput
from partwell.lib.ui.pages import signed_in

from .case import head


@require_http_methods(["GET", "POST"])
@signed_in
def follow(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Open a new linked case from an ended one, with the reason."""
    now = clock.now()
    view = queries.case_view(by, uid, now)
    wrong: dict[str, str] = {}
    warnings: list[Shown] = []
    if request.method == "POST":
        try:
            made = actions.start(
                by=by,
                employee=view.case.employee.uid,
                separation_type=request.POST.get("separation_type", ""),
                initiator=request.POST.get("initiator", "employer"),
                ground=request.POST.get("ground", "")[:200],
                follows=view.case.uid,
                follow_reason=request.POST.get("reason", ""),
                acknowledged=request.POST.getlist("acknowledged"),
                now=now,
                key=request.POST.get("request_key"),
            )
        except Unacknowledged as risks:
            warnings = risks.warnings
        except BadInput as refusal:
            wrong = dict(refusal.fields)
        else:
            messages.success(request, _("The new case %(number)s refers to this one.") % {"number": made["number"]})
            return HttpResponseRedirect(reverse("cases:case", args=[made["case"]]))
    context = head(by, view, "progress", now) | {
        "kinds": [(key, words.kind_title(key)) for key in words.kinds()],
        "wrong": wrong,
        "warnings": warnings,
        "by": by,
        "given": request.POST,
    }
    return render(request, "cases/follow.html", context, status=422 if wrong or warnings else 200)
