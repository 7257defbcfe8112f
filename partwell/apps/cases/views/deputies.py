"""Who stands in for whom: the own deputy with his days, and whom one stands in for."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partwell.apps.accounts import deputies as arrangements
from partwell.apps.cases import deputy_queries
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput
from partwell.lib.ui.pages import signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def deputies(request: HttpRequest, by: Actor) -> HttpResponse:
    """The own arrangements, and the form for the next; HR management names one for a colleague as well."""
    now = clock.now()
    text = request.GET.get("q", "")[:60]
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = arrangements.name(
                request.POST.get("deputy", ""),
                _day(request, "since"),
                _day(request, "until"),
                by=by,
                now=now,
                reason=request.POST.get("reason", ""),
                principal=request.POST.get("principal") or None,
            )
        except BadInput as refusal:
            wrong = dict(refusal.fields)
        else:
            said = _("%(name)s stands in from %(since)s to %(until)s. What is done is recorded under both names.")
            values = {"name": made.deputy.name, "since": made.since.isoformat(), "until": made.until.isoformat()}
            messages.success(request, said % values)
            return HttpResponseRedirect(reverse("cases:deputies"))
    page = deputy_queries.page(by, now, text)
    context = {"page": page, "wrong": wrong, "given": request.POST, "text": text}
    return render(request, "cases/deputies.html", context, status=422 if wrong else 200)


@require_POST
@signed_in
def end(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Call a deputy back at once."""
    row = arrangements.end(uid, by=by, now=clock.now())
    messages.success(request, _("%(name)s no longer stands in.") % {"name": row.deputy.name})
    return HttpResponseRedirect(reverse("cases:deputies"))


def _day(request: HttpRequest, field: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(field, ""))
    except ValueError:
        raise BadInput({field: _("Write the date as 2026-11-30.")}) from None
