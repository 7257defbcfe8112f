"""Addresses of notices."""

from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("n/<str:token>", views.message, name="message"),
    path("notices/", views.inbox, name="inbox"),
    path("notices/sent/", views.sent, name="list"),
    path("notices/failed/", views.failed, name="failed"),
    path("notices/samples/", views.samples, name="samples"),
    path("notices/<uuid:uid>/serve/", views.serve, name="serve"),
    path("demo/phone/line/", views.demo_line, name="demo_line"),
]
