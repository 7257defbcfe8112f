"""Addresses of sums."""

from django.urls import path

from . import views

app_name = "settlements"
urlpatterns = [
    path("calculations/<uuid:uid>/", views.calculation, name="calculation"),
    path("people/<uuid:uid>/", views.stated, name="stated"),
    path("cases/<uuid:uid>/", views.case, name="case"),
    path("cases/<uuid:uid>/again/", views.recalculate, name="recalculate"),
]
