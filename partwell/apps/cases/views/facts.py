"""Stating or correcting facts that decide which steps a case has."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partwell.apps.cases import actions, queries, reads
from partwell.apps.cases.forms import FactsForm, label_of, value_words
from partwell.lib import clock, template_files
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput
from partwell.lib.ui import refusals
from partwell.lib.ui.pages import signed_in


@require_http_methods(["GET", "POST"])
@signed_in
@reads.recorded("facts")
def facts(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """What is known, what is not, and a form to state it with the reason."""
    now = clock.now()
    page = queries.facts_page(by, uid)
    form = FactsForm(request.POST or None, names=page.asked)
    why = request.POST.get("why", "").strip()[:500]
    if request.method == "POST" and form.is_valid():
        changed = {
            name: value
            for name, value in form.values().items()
            if value != (tuple(page.known[name]) if isinstance(page.known.get(name), list) else page.known.get(name))
        }
        with refusals.into(form):
            if not changed:
                raise BadInput({"why": _("Nothing was stated that is not on record already.")})
            if not why:
                raise BadInput({"why": _("Write where this is known from; it is kept with the case.")})
            actions.state_facts(by=by, case=uid, values=changed, why=why, now=now, key=request.POST.get("request_key"))
            messages.success(request, _("Stated. The steps of the case were worked out again."))
            return HttpResponseRedirect(reverse("cases:case", args=[uid]))
    dictionary = template_files.facts()
    known = [
        (label_of(dictionary[name]), value_words(name, value))
        for name, value in page.known.items()
        if name in dictionary
    ]
    context = {
        "page": page,
        "case": page.case,
        "employee": page.case.employee,
        "form": form,
        "known": known,
        "why": why,
    }
    return render(request, "cases/facts.html", context, status=422 if form.errors else 200)
