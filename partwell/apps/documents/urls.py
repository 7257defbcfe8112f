"""Addresses of the reader: read, download, ask for a code, answer, receipt."""

from django.urls import path

from . import check_views, views

app_name = "documents"
urlpatterns = [
    path("my/papers/<uuid:uid>/", views.reader, name="reader"),
    path("my/papers/<uuid:uid>/read", views.read, name="read"),
    path("my/papers/<uuid:uid>/file", views.file, name="file"),
    path("my/papers/<uuid:uid>/copy", views.copy, name="copy"),
    path("my/papers/<uuid:uid>/code", views.code, name="code"),
    path("my/papers/<uuid:uid>/answer", views.answer, name="answer"),
    path("my/papers/<uuid:uid>/receipt", views.receipt, name="receipt"),
    path("verify/c/<str:token>/", check_views.check, name="check"),
]
