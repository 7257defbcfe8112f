"""Every address of the site. Each app brings its own; the paths below are the whole map."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from partwell import __version__
from partwell.lib import clock


def healthz(request: HttpRequest) -> JsonResponse:
    """Whether the process answers and the database can be read; used by monitors and by `./run`."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "version": __version__, "time": clock.now().isoformat()})


urlpatterns = [
    path("healthz", healthz, name="healthz"),
]
