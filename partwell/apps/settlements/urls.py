"""Addresses of sums."""

from django.urls import path

from . import statement_views, views

app_name = "settlements"
urlpatterns = [
    path("calculations/<uuid:uid>/", views.calculation, name="calculation"),
    path("people/<uuid:uid>/", views.stated, name="stated"),
    path("cases/<uuid:uid>/", views.case, name="case"),
    path("calculations/<uuid:uid>/review/", statement_views.review, name="review"),
    path("cases/<uuid:uid>/what-if/", statement_views.compare, name="what_if"),
    path("cases/<uuid:uid>/as-employee/", statement_views.as_employee, name="as_employee"),
    path("cases/<uuid:uid>/export/", statement_views.case_export, name="export"),
    path("mine/", statement_views.mine, name="mine"),
    path("mine/export/", statement_views.mine_export, name="mine_export"),
    path("cases/<uuid:uid>/again/", views.recalculate, name="recalculate"),
]
