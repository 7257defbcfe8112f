"""Addresses of attendance."""

from django.urls import path

from . import views

app_name = "attendance"
urlpatterns = [
    path("", views.overview, name="list"),
    path("<uuid:uid>/", views.person, name="person"),
    path("<uuid:uid>/record/", views.record, name="record"),
    path("<uuid:uid>/leave/", views.leave, name="leave"),
    path("<uuid:uid>/<str:month>/confirm/", views.confirm, name="confirm"),
]
