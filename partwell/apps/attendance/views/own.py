"""The person's own attendance on the phone: this month, what is left of leave, requests, months to check."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.apps.attendance import actions, balances, queries, words
from partwell.apps.attendance.forms import CorrectionForm, LeaveRequestForm, OvertimeForm
from partwell.apps.attendance.models import Request
from partwell.lib import clock
from partwell.lib.files import store
from partwell.lib.refusal import BadInput
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import refusals

from .sheets import month_of


@require_GET
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """This month so far, balances, requests, months to check."""
    by, today = actor_of(request), clock.today()
    person = queries.own_person(by)
    rows = queries.own_requests(by)[:20]
    left = [(one.key, words.leave_title(one.key), balance) for one, balance in balances.all_of(person, today.year)]
    used = [(title, one) for key, title, one in left if key == "annual" or one.taken or one.asked]
    others = [(title, one) for key, title, one in left if (title, one) not in used and one.due is not None]
    context = {
        "roster": queries.roster_of(person, today, today + timedelta(days=13)),
        "to_check": queries.own_months(by, open_only=True),
        "renewed": queries.own_renewed(by),
        "months": queries.own_months(by)[:12],
        "balances": used,
        "others": others,
        "none_yet": any(key == "annual" and one.due == 0 for key, _title, one in left),
        "unknown": balances.published(today.year + 1) is False and today.month == 12,
        "requests": [
            (row, words.request_title(row), words.request_state(row), _may_withdraw(row, today)) for row in rows
        ],
    }
    return render(request, "attendance/mine.html", context)


def _may_withdraw(row: Request, today: date) -> bool:
    to_come = row.first_day > today and row.kind != Request.Kind.CORRECTION
    return row.state == Request.State.ASKED or (row.state == Request.State.APPROVED and to_come)


@require_GET
@signed_in
def month(request: HttpRequest, month: str) -> HttpResponse:
    """One own month, day by day, with its answer; who corrects it while it waits to be shown anew."""
    return _month(request, month)


def _month(request: HttpRequest, month: str, wrong: str = "") -> HttpResponse:
    by = actor_of(request)
    row = queries.own_month(by, month_of(month))
    if row.told_at is None:
        context = {"row": row, "by_itself": row.recorded_by == "system"}
        return render(request, "attendance/my_month_renewed.html", context)
    context = {
        "row": row,
        "days": words.rows_of_sheet(row.sheet),
        "hours": words.hours_of(row),
        "wrong": wrong,
        "choice": request.POST.get("answer", ""),
        "text": request.POST.get("dispute", ""),
    }
    return render(request, "attendance/my_month.html", context, status=422 if wrong else 200)


@require_POST
@signed_in
def answer(request: HttpRequest, month: str) -> HttpResponse:
    """Agree or dispute."""
    by = actor_of(request)
    row = queries.own_month(by, month_of(month))
    choice = request.POST.get("answer", "")
    if choice not in ("agree", "dispute"):
        return _month(request, month, _("Please choose one of the two."))
    try:
        text = request.POST.get("dispute", "") if choice == "dispute" else None
        actions.answer_sheet(row, text, by=by, now=clock.now())
    except BadInput as refusal:
        return _month(request, month, refusal.fields["dispute"])
    messages.success(request, _("Your answer is recorded."))
    return redirect("attendance:my_month", month)


def _ask(request: HttpRequest, form: Any, title: str, ask: Any) -> HttpResponse:
    """The frame of the three forms: show, keep once, go back."""
    by, now = actor_of(request), clock.now()
    queries.own_person(by)
    if request.method == "POST" and form.is_valid():
        with refusals.into(form):
            proof = form.cleaned_data.get("proof")
            blob = store.put_upload(proof, company=by.company, now=now, field="proof") if proof else None
            content = {name: str(value) for name, value in form.cleaned_data.items() if name != "proof"}
            content["proof"] = bytes(blob.sha256).hex() if blob else ""

            def do() -> dict[str, Any]:
                return {"uid": str(ask(blob, by, now).uid)}

            once(by, request.POST.get("request_key"), f"attendance.{form.__class__.__name__}", content, now, do)
            messages.success(request, _("It is handed in; your manager decides, and you see it here."))
            return redirect("attendance:mine")
    context = {"form": form, "title": title}
    return render(request, "attendance/ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def leave(request: HttpRequest) -> HttpResponse:
    """Ask for leave."""
    form = LeaveRequestForm(request.POST or None, request.FILES or None)

    def ask(blob: Any, by: Any, now: Any) -> Request:
        given = form.cleaned_data
        return actions.ask_leave(
            given["leave_kind"], given["first_day"], given["last_day"], first_half=int(given["first_half"]),
            last_half=int(given["last_half"]), reason=given["reason"], proof=blob, by=by, now=now,
        )  # fmt: skip

    return _ask(request, form, _("Ask for leave"), ask)


@require_http_methods(["GET", "POST"])
@signed_in
def overtime(request: HttpRequest) -> HttpResponse:
    """Ask for overtime."""
    form = OvertimeForm(request.POST or None)

    def ask(_blob: Any, by: Any, now: Any) -> Request:
        given = form.cleaned_data
        return actions.ask_overtime(
            given["day"], given["minutes"], in_lieu=given["in_lieu"], reason=given["reason"], by=by, now=now
        )

    return _ask(request, form, _("Ask for overtime"), ask)


@require_http_methods(["GET", "POST"])
@signed_in
def correction(request: HttpRequest) -> HttpResponse:
    """Ask for a missing punch."""
    form = CorrectionForm(request.POST or None, request.FILES or None)

    def ask(blob: Any, by: Any, now: Any) -> Request:
        given = form.cleaned_data
        return actions.ask_correction(given["at"], reason=given["reason"], proof=blob, by=by, now=now)

    return _ask(request, form, _("A punch is missing"), ask)


@require_POST
@signed_in
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a request back."""
    by = actor_of(request)
    actions.withdraw(queries.own_request(by, uid), by=by, now=clock.now())
    messages.success(request, _("Withdrawn."))
    return redirect("attendance:mine")
