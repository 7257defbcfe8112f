"""Take the case out as a bundle."""

import tempfile
from contextlib import ExitStack

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_POST

from partwell.apps.cases.export import export_case
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.ui.pages import signed_in


@require_POST
@signed_in
def export(request: HttpRequest, by: Actor, uid: str) -> FileResponse:
    """The bundle as a download. Each download is an entry of its own, so a repeated press is recorded twice."""
    # Written to disk: the files of a case may be larger than what a server should hold in memory.
    with ExitStack() as stack:
        out = stack.enter_context(tempfile.TemporaryFile())
        name = export_case(uid, out, by=by, now=clock.now())
        stack.pop_all()  # from here on the response closes it
    out.seek(0)
    response = FileResponse(out, as_attachment=True, filename=name, content_type="application/zip")
    response["X-Content-Type-Options"] = "nosniff"
    return response
