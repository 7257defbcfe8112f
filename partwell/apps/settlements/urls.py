"""Addresses of figures and sums."""

from django.urls import path

from . import views

app_name = "settlements"
urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/<str:code>/", views.place, name="place"),
    path("figures/<str:code>/<str:key>/", views.ask, name="ask"),
    path("confirmations/<uuid:uid>/answer/", views.answer, name="answer"),
    path("confirmations/<uuid:uid>/paper/", views.paper, name="paper"),
    path("calculations/<uuid:uid>/", views.calculation, name="calculation"),
    path("people/<uuid:uid>/", views.stated, name="stated"),
    path("cases/<uuid:uid>/", views.case, name="case"),
    path("cases/<uuid:uid>/again/", views.recalculate, name="recalculate"),
]
