"""Pages of the figures of law. Each view calls one query or one action."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.files import store as files
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import refusals

from . import actions, queries
from .forms import FigureForm


@require_GET
@signed_in
def figures(request: HttpRequest) -> HttpResponse:
    """Cities of the company's branches and how many figures wait in each."""
    by = actor_of(request)
    return render(request, "law/figures.html", {"places": queries.places(by, clock.today())})


@require_GET
@signed_in
def place(request: HttpRequest, code: str) -> HttpResponse:
    """All figures of a city: value, status, source, what to confirm now."""
    by = actor_of(request)
    rows = queries.figure_rows(by, code, clock.today())
    context = {
        "code": code,
        "name": queries.place(by, code),
        "rows": rows,
        "waiting": sum(1 for row in rows if row.to_confirm and row.asked is None),
        "asked": [row for row in rows if row.asked is not None],
        "history": queries.history(by, code),
        "may": by.holds(*queries.CONFIRMS),
    }
    return render(request, "law/place.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def ask(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Put a figure with its paper before a second person."""
    by = actor_of(request)
    name = queries.place(by, code)
    if key not in queries.KEPT:
        raise NotVisible
    if not by.holds(*queries.CONFIRMS):
        raise NotAllowed(_("Figures of law are confirmed by HR, payroll and social insurance. Please ask them."))
    today = clock.today()
    form = FigureForm(request.POST or None, request.FILES or None, key=key, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            return _ask(request, form, by, code)
        except BadInput as refusal:
            refusals.put_into(form, refusal)
    row = next(one for one in queries.figure_rows(by, code, today) if one.figure.key == key)
    context = {"form": form, "code": code, "name": name, "row": row}
    return render(request, "law/ask.html", context, status=422 if form.errors else 200)


def _ask(request: HttpRequest, form: FigureForm, by: Actor, code: str) -> HttpResponse:
    now = clock.now()
    wish = form.wish(code)
    paper = files.put_upload(request.FILES.get("paper"), company=by.company, now=now, field="paper")
    content = {"key": wish.key, "value": str(wish.value), "paper": bytes(paper.sha256).hex()}

    def do() -> dict[str, Any]:
        return {"uid": str(actions.ask_confirmation(wish, paper=paper, by=by, now=now).uid)}

    once(by, request.POST.get("request_key"), "figure.ask", content, now, do)
    messages.success(request, _("Recorded. A second person confirms it now."))
    return redirect("law:place", code=code)


@require_POST
@signed_in
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Confirm or decline what a colleague asked."""
    by, now = actor_of(request), clock.now()
    row = queries.confirmation(by, uid)
    wanted = request.POST.get("answer", "")
    if wanted not in ("confirm", "decline"):
        raise BadInput({"answer": _("Confirm or decline.")})
    confirmed, reason = wanted == "confirm", request.POST.get("reason", "")

    def do() -> dict[str, Any]:
        actions.answer_confirmation(uid, confirmed=confirmed, by=by, now=now, reason=reason)
        return {"answer": wanted}

    once(by, request.POST.get("request_key"), "figure.answer", {"uid": str(uid), "answer": wanted}, now, do)
    done = _("Confirmed. From now on papers may be printed with it.") if confirmed else _("Declined, with your reason.")
    messages.success(request, done)
    return redirect("law:place", code=row.division)


@require_GET
@signed_in
def paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The paper of a confirmation as a download."""
    return files.serve(queries.confirmation(actor_of(request), uid).paper)
