"""Take the case out as a bundle: for a reader and a purpose, or the employee's own file; and single receipts."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from partwell.apps.cases import queries, receipts
from partwell.apps.cases.export import export_case, export_own
from partwell.apps.evidence import anchors
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.files.store import download
from partwell.lib.qr import svg
from partwell.lib.refusal import BadInput
from partwell.lib.ui.pages import signed_in

from . import casefile


def _bundle(write: Callable[[BinaryIO], str]) -> FileResponse:
    """A bundle as a download. Each is an entry of its own, so a repeated press is recorded twice."""
    # Written to disk: the files of a case may be larger than what a server should hold in memory.
    with ExitStack() as stack:
        out = stack.enter_context(tempfile.TemporaryFile())
        name = write(out)
        stack.pop_all()  # from here on the response closes it
    out.seek(0)
    response = FileResponse(out, as_attachment=True, filename=name, content_type="application/zip")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def export(request: HttpRequest, by: Actor, uid: str) -> HttpResponse | FileResponse:
    """The bundle for one reader. What the purpose is must be said; the whole file is for one's own keeping."""
    reader, purpose = request.POST.get("reader", "whole"), request.POST.get("purpose", "")
    chosen = [int(one) for one in request.POST.getlist("entries") if one.isdecimal() and len(one) < 7]
    try:
        if reader != "whole" and not purpose.strip():
            raise BadInput({"purpose": _("Say what it is for; it is kept as proof.")})
        return _bundle(
            lambda out: export_case(uid, out, by=by, now=clock.now(), reader=reader, purpose=purpose, chosen=chosen)
        )
    except BadInput as wrong:
        return casefile.page(request, by, uid, errors=wrong.fields, status=422)


@require_GET
@signed_in
def own_file(request: HttpRequest, by: Actor) -> HttpResponse:
    """What the employee may take: the own file as one bundle, and a receipt of every answer."""
    case = queries.own_case(by)
    context = {
        "case": case,
        "receipts": receipts.of_employee(by) if case else [],
        "anchored": anchors.state(by.company),
        "tab": "papers",
    }
    return render(request, "cases/own_file.html", context)


@require_POST
@signed_in
def own_export(request: HttpRequest, by: Actor) -> FileResponse:
    """The own file as a bundle."""
    return _bundle(lambda out: export_own(by, out, now=clock.now()))


@require_GET
@signed_in
def receipt(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """The receipt of one own answer: short code, what it shows, code to scan, file to keep."""
    found = receipts.one(by, uid)
    context = {
        "receipt": found,
        "qr": svg(found.compact, _("Receipt %(code)s") % {"code": found.code}),
        "tab": "papers",
    }
    return render(request, "cases/receipt.html", context)


@require_GET
@signed_in
def receipt_file(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """The receipt as a C2SP tlog-proof."""
    found = receipts.one(by, uid)
    return download(found.text.encode(), media="text/plain; charset=utf-8", name=f"{found.code}.tlog-proof")
