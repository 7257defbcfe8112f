"""Who has not come and nobody knows why."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from partwell.apps.attendance import actions, queries, words
from partwell.lib import clock
from partwell.lib.refusal import BadInput
from partwell.lib.signed_in import actor_of, signed_in


@require_GET
@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """Open ones first."""
    return _page(request)


def _page(request: HttpRequest, wrong: dict[str, str] | None = None, of: str = "") -> HttpResponse:
    by = actor_of(request)
    rows = queries.noshows(by)
    context = {
        "tabs": words.tabs(by),
        "unknown_from": queries.not_looked_at_from(clock.now()),
        "open": [row for row in rows if row.settled_at is None],
        "settled": [(row, words.outcomes()[row.outcome]) for row in rows if row.settled_at is not None],
        "outcomes": [(key, said) for key, said in words.outcomes().items() if key in actions.OUTCOMES],
        "wrong": wrong or {},
        "of": of,
        "note": request.POST.get("note", ""),
    }
    return render(request, "attendance/noshows.html", context, status=422 if wrong else 200)


@require_POST
@signed_in
def settle(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say what it was."""
    by = actor_of(request)
    row = queries.noshow(by, uid)
    try:
        outcome, note = request.POST.get("outcome", ""), request.POST.get("note", "")
        actions.settle_noshow(row, outcome, note, by=by, now=clock.now())
    except BadInput as refusal:
        return _page(request, refusal.fields, str(uid))
    messages.success(request, _("Recorded."))
    return redirect("attendance:noshows")
