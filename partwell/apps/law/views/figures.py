"""Pages of cities and their figures, and the two persons who confirm one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.apps.law import actions, cities, queries, words
from partwell.apps.law.forms import FigureForm
from partwell.core.rulebook import KEYS
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.files import store as files
from partwell.lib.law_files import rulebook
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import refusals

PER_PAGE = 50


@require_GET
@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """All cities, those of the own branches first, searched and narrowed."""
    by, today = actor_of(request), clock.today()
    asked = request.GET
    wanted = cities.Wanted(
        asked.get("q", "")[:40], asked.get("province", "")[:6], asked.get("needs") == "1", asked.get("own") == "1"
    )
    rows = cities.cities(by, wanted, today)
    page = Paginator(rows, PER_PAGE).get_page(asked.get("page"))
    kept = {"q": wanted.text, "province": wanted.province, "needs": asked.get("needs"), "own": asked.get("own")}
    filters = {name: value for name, value in kept.items() if value}
    context = {
        "page": page,
        "wanted": wanted,
        "provinces": cities.provinces(),
        "filtered": bool(filters),
        "query": f"{urlencode(filters)}&" if filters else "",
        "own": [row for row in rows if row.branches] if not filters else [],
    }
    return render(request, "law/cities.html", context)


@require_GET
@signed_in
def place(request: HttpRequest, code: str) -> HttpResponse:
    """All figures of a city: value, status, source, what to confirm now."""
    by, today = actor_of(request), clock.today()
    rows = queries.figure_rows(by, code, today)
    where = queries.place(by, code)
    own = code in queries.own_codes(by)
    waiting = [row for row in rows if row.to_confirm and row.asked is None]
    context = {
        "place": where,
        "line": rulebook().line(code)[1:-1],
        "branches": queries.own_codes(by).get(code, []),
        "groups": [
            (title, [row for row in rows if KEYS[row.figure.key].use == use]) for use, title in words.GROUPS.items()
        ],
        "counts": [
            (str(words.STATUSES[status]), words.TONES[status], words.ICONS[words.TONES[status]], count)
            for status in ("confirmed", "verified", "secondary", "unknown")
            if (count := sum(1 for row in rows if row.state == status and row.used))
        ],
        "waiting": len(waiting),
        "now": waiting if own else [],
        "asked": [row for row in rows if row.asked is not None],
        "history": queries.history(by, code),
        "local_rules": [rule for one in rulebook().line(code) for rule in one.local_rules],
        "own": own,
        "may": own and by.holds(*queries.CONFIRMS),
        "today": today,
    }
    return render(request, "law/place.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def figure(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """One figure: what it is today and why, every value it had, and the form that puts another before a colleague."""
    by, today = actor_of(request), clock.today()
    where = queries.place(by, code)
    if key not in KEYS:
        raise NotVisible
    may = by.holds(*queries.CONFIRMS) and code in queries.own_codes(by) and key in queries.CONFIRMABLE
    row = next(one for one in queries.figure_rows(by, code, today) if one.figure.key == key)
    period = queries.usual_period(row.figure, today)
    form = FigureForm(request.POST or None, request.FILES or None, key=key, period=period) if may else None
    if request.method == "POST":
        if form is None:
            queries.own_place(by, code)
            raise NotAllowed(_("Figures of law are confirmed by HR, payroll and social insurance. Please ask them."))
        if form.is_valid():
            with refusals.into(form):
                return _ask(request, form, by, code)
    context = {
        "form": form,
        "place": where,
        "row": row,
        "history": cities.history(by, code, key, today),
        "sources": cities.sources(code, row),
        "how": words.HOW.get(row.figure.how, ""),
        "formula": words.key_title(row.figure.formula) if row.figure.formula else "",
        "may": may,
    }
    return render(request, "law/figure.html", context, status=422 if form is not None and form.errors else 200)


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
