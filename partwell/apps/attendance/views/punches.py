"""Punches from files, and what could not be taken of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from partwell.apps.attendance import actions, queries, words
from partwell.apps.attendance.models import PunchImport
from partwell.lib import clock, sheets
from partwell.lib.files import store
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import tables

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _require(request: HttpRequest) -> Any:
    by = actor_of(request)
    if not queries.may_import(by):
        raise NotAllowed(_("Punches are imported by HR or payroll."))
    return by


@require_http_methods(["GET", "POST"])
@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """Bring a file, and look at what the last ones brought."""
    by, wrong = _require(request), ""
    if request.method == "POST":
        try:
            upload = request.FILES.get("file")
            if upload is None:
                raise BadInput({"file": _("Choose a file.")})
            store.check_size(upload.size or 0)
            row = actions.import_punches(upload.read(), upload.name or "", by=by, now=clock.now())
        except BadInput as refusal:
            wrong = refusal.fields["file"]
        else:
            said = ngettext("%(n)d punch is in.", "%(n)d punches are in.", row.taken) % {"n": row.taken}
            messages.success(request, said)
            return redirect("attendance:punches")
    page = Paginator(queries.imports(by), 20).get_page(request.GET.get("page"))
    reasons = words.bad_reasons()
    context = {
        "tabs": words.tabs(by),
        "page": page,
        "rows": [
            (
                row,
                [
                    (number, column, reasons.get(why, why), said)
                    for number, column, why, said, *_cells in queries.first_bad(row)
                ],
            )
            for row in page
        ],
        "wrong": wrong,
    }
    return render(request, "attendance/punches.html", context, status=422 if wrong else 200)


@require_GET
@signed_in
def sheet(request: HttpRequest) -> HttpResponse:
    """The table to fill in."""
    _require(request)
    made = sheets.write(sheets.Sheet("打卡", ("工号", "打卡时间"), [("E20418", "2026-11-26 08:58")], widths=(14, 22)))
    return store.download(made, media=EXCEL, name="打卡模板.xlsx")


@require_GET
@signed_in
def bad_rows(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The rows that were not taken, each with its place and reason."""
    by = _require(request)
    row = PunchImport.objects.filter(uid=uid, company=by.company).first()
    if row is None:
        raise NotVisible
    return store.download(actions.to_mend(row, words.bad_reasons()), media=EXCEL, name=tables.NAME)
