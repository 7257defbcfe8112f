"""Pages of a new year's table: read in as a dry run, its differences, its faults, and the two persons."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.apps.law import actions, queries, table, tables, words
from partwell.core.money import exact
from partwell.lib import clock
from partwell.lib.files import store as files
from partwell.lib.law_files import rulebook
from partwell.lib.refusal import BadInput
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """Tables of the company, and the form that reads a new one in."""
    by, now = actor_of(request), clock.now()
    rows = tables.visible_to(by)
    wrong = ""
    if request.method == "POST":
        actions.require_confirmer(by)
        try:
            file = files.put_upload(request.FILES.get("file"), company=by.company, now=now, allowed=("xlsx",))
            row = tables.upload(file, by=by, now=now)
            return redirect("law:table", uid=row.uid)
        except BadInput as refusal:
            wrong = str(refusal.fields.get("file", refusal.sentence))
    context = {"rows": rows[:50], "wrong": wrong, "may": by.holds(*queries.CONFIRMS)}
    return render(request, "law/tables.html", context, status=422 if wrong else 200)


@require_GET
@signed_in
def template(request: HttpRequest) -> HttpResponse:
    """The Excel file to fill in, with a line for each figure of each own city."""
    by = actor_of(request)
    queries.require_figures(by)
    content = table.template(by, clock.today())
    return files.download(content, media=XLSX, name=_("figures.xlsx"))


@require_GET
@signed_in
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One table: what it would change, what is wrong in it, who did what."""
    by = actor_of(request)
    row = tables.one(by, uid)
    return render(request, "law/table.html", _context(by, row))


def _context(by: Any, row: Any, wrong: str = "") -> dict[str, Any]:
    lines = [table.Line(**one) for one in row.rows]
    places = rulebook().divisions
    shown = [
        (
            line,
            places[line.code].name,
            words.key_title(line.key),
            words.value(line.key, exact(line.found)) if line.found else str(words.STATUSES["unknown"]),
            words.value(line.key, exact(line.value) if line.value else None),
        )
        for line in lines
    ]
    order = {"changed": 0, "new": 1, "same": 2}
    return {
        "table": row,
        "lines": sorted(shown, key=lambda one: (order[one[0].change], one[0].line)),
        "counts": {name: sum(1 for line in lines if line.change == name) for name in order},
        "changes": words.CHANGES,
        "mine": row.made_by == by.pid,
        "may": by.holds(*queries.CONFIRMS),
        "wrong": wrong,
        "left": table.left(reverse("law:table-faults", args=[row.uid]), row.faults) if row.faults else None,
    }


@require_GET
@signed_in
def faults(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The bad rows as an Excel file."""
    row = tables.one(actor_of(request), uid)
    return files.download(table.faults_file(files.content(row.file), row.faults), media=XLSX, name=_("bad-rows.xlsx"))


@require_GET
@signed_in
def file(request: HttpRequest, uid: UUID, which: str) -> HttpResponse:
    """The table as it was read in, or the paper behind it."""
    row = tables.one(actor_of(request), uid)
    return files.serve(row.paper if which == "paper" and row.paper else row.file)


@require_POST
@signed_in
def submit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a table with its paper before a second person."""
    by, now = actor_of(request), clock.now()
    row = tables.one(by, uid)
    actions.require_confirmer(by)
    try:
        paper = files.put_upload(request.FILES.get("paper"), company=by.company, now=now, field="paper")
    except BadInput as refusal:
        wrong = str(refusal.fields.get("paper", refusal.sentence))
        return render(request, "law/table.html", _context(by, row, wrong), status=422)

    def do() -> dict[str, Any]:
        return {"uid": str(tables.submit(uid, paper=paper, by=by, now=now).uid)}

    content = {"uid": str(uid), "paper": bytes(paper.sha256).hex()}
    once(by, request.POST.get("request_key"), "figures.table_ask", content, now, do)
    messages.success(request, _("Recorded. A second person confirms it now."))
    return redirect("law:table", uid=uid)


@require_POST
@signed_in
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Confirm or decline a colleague's table as a whole."""
    by, now = actor_of(request), clock.now()
    tables.one(by, uid)
    wanted = request.POST.get("answer", "")
    if wanted not in ("confirm", "decline"):
        raise BadInput({"answer": _("Confirm or decline.")})
    confirmed, reason = wanted == "confirm", request.POST.get("reason", "")

    def do() -> dict[str, Any]:
        tables.answer(uid, confirmed=confirmed, by=by, now=now, reason=reason)
        return {"answer": wanted}

    once(by, request.POST.get("request_key"), "figures.table_answer", {"uid": str(uid), "answer": wanted}, now, do)
    done = _("Confirmed. From now on papers may be printed with it.") if confirmed else _("Declined, with your reason.")
    messages.success(request, done)
    return redirect("law:table", uid=uid)
