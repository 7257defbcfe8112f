"""Pages of the log itself."""

from django.urls import path

from . import views

app_name = "evidence"
urlpatterns = [path("anchors/", views.anchored, name="anchors"), path("verify/", views.verify, name="verify")]
