"""Every address of the site. Each app brings its own; the paths below are the whole map."""

from django.conf import settings
from django.urls import include, path

from partwell.apps.accounts.views import choose_language

from .health import healthz

urlpatterns = [
    path("", include("partwell.apps.cases.urls")),
    path("healthz", healthz, name="healthz"),
    path("language/", choose_language, name="language"),
    path("", include("partwell.apps.accounts.urls")),
    path("", include("partwell.apps.accounts.factor_urls")),
    path("", include("partwell.apps.people.urls")),
    path("", include("partwell.apps.appraisals.urls")),
    path("", include("partwell.apps.evidence.urls")),
    path("", include("partwell.apps.notices.urls")),
    path("", include("partwell.apps.documents.urls")),
    path("attendance/", include("partwell.apps.attendance.urls")),
    path("", include("partwell.apps.training.urls")),
    path("law/", include("partwell.apps.law.urls")),
    path("settlements/", include("partwell.apps.settlements.urls")),
    path("api/v1/", include(("partwell.api.urls", "api-v1"))),
]
if settings.ADMIN_OPEN:
    from .admin import build

    urlpatterns.append(path("admin/", build().urls))
if settings.DEMO:
    urlpatterns.append(path("demo/", include("partwell.site.demo.urls")))
handler400 = "partwell.lib.ui.refusals.bad_request"
handler403 = "partwell.lib.ui.refusals.forbidden"
handler404 = "partwell.lib.ui.refusals.not_found"
handler500 = "partwell.lib.ui.refusals.server_error"
