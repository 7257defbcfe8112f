"""Addresses of the demo; included only where the installation holds the demo company."""

from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("", views.index, name="index"),
    path("as/", views.enter, name="enter"),
    path("phone/", views.phone, name="phone"),
]
