"""Every address of the site. Each app brings its own; the paths below are the whole map."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from partwell import __version__
from partwell.lib import clock
from partwell.lib.ui.language import choose


def healthz(request: HttpRequest) -> JsonResponse:
    """Whether the process answers and the database can be read; used by monitors and by `./run`."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "version": __version__, "time": clock.now().isoformat()})


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("language/", choose, name="language"),
]
handler400 = "partwell.lib.ui.refusals.bad_request"
handler403 = "partwell.lib.ui.refusals.forbidden"
handler404 = "partwell.lib.ui.refusals.not_found"
handler500 = "partwell.lib.ui.refusals.server_error"
