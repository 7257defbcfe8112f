"""Every address of the site. Each app brings its own; the paths below are the whole map."""

from django.urls import path

from partwell.lib.ui.language import choose

from .health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("language/", choose, name="language"),
]
handler400 = "partwell.lib.ui.refusals.bad_request"
handler403 = "partwell.lib.ui.refusals.forbidden"
handler404 = "partwell.lib.ui.refusals.not_found"
handler500 = "partwell.lib.ui.refusals.server_error"
