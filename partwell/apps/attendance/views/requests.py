"""Requests as those who decide them see them."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from partwell.apps.attendance import actions, balances, queries, words
from partwell.lib import clock
from partwell.lib.files import store
from partwell.lib.refusal import NotVisible
from partwell.lib.signed_in import actor_of, signed_in


@require_GET
@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """What waits for a decision first, then what was decided."""
    by = actor_of(request)
    state = request.GET.get("state", "asked")
    rows = queries.requests_to_decide(by, state if state in ("asked", "approved", "declined", "withdrawn") else "asked")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    shown = []
    for row in page:
        left = balances.of(row.employee, row.leave_kind, row.first_day.year) if row.leave_kind else None
        shown.append(
            (row, words.request_title(row), words.request_state(row), left, queries.may_decide(by, row.employee))
        )
    context = {"tabs": words.tabs(by), "page": page, "rows": shown, "state": state}
    return render(request, "attendance/requests.html", context)


@require_POST
@signed_in
def decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Approve or decline."""
    by = actor_of(request)
    row = queries.request(by, uid)
    approve = request.POST.get("act") == "approve"
    actions.decide(row, approve=approve, answer=request.POST.get("answer", ""), by=by, now=clock.now())
    messages.success(request, _("Approved.") if approve else _("Declined; the person sees the reason."))
    return redirect("attendance:requests")


@require_GET
@signed_in
def proof(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The paper of a request."""
    row = queries.request(actor_of(request), uid)
    if row.proof is None:
        raise NotVisible
    return store.serve(row.proof)
