"""Addresses of the figures of law."""

from django.urls import path

from . import views

app_name = "law"
urlpatterns = [
    path("cities/", views.figures, name="cities"),
    path("cities/<str:code>/", views.place, name="place"),
    path("cities/<str:code>/<str:key>/", views.ask, name="ask"),
    path("confirmations/<uuid:uid>/answer/", views.answer, name="answer"),
    path("confirmations/<uuid:uid>/paper/", views.paper, name="paper"),
]
