"""Addresses of personnel records."""

from django.urls import path

from . import views

app_name = "people"
urlpatterns = [
    path("people/", views.listing, name="list"),
    path("people/new/", views.hire, name="hire"),
    path("people/import/", views.bring, name="bring"),
    path("people/import/sheet.xlsx", views.sheet, name="sheet"),
    path("tables/left/<str:token>/", views.left_rows, name="left_rows"),
    path("people/posts/", views.posts, name="posts"),
    path("people/posts/<uuid:uid>/", views.post, name="post"),
    path("people/<uuid:uid>/", views.show, name="show"),
    path("people/<uuid:uid>/edit/", views.edit, name="edit"),
    path("people/<uuid:uid>/reveal/", views.reveal, name="reveal"),
    path("people/<uuid:uid>/contracts/", views.contract, name="contract"),
    path("people/<uuid:uid>/contributions/", views.contribution, name="contribution"),
]
