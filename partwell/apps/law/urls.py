"""Addresses of the law: cities and figures, the campaign, tables, rules."""

from django.urls import path

from .views import campaign, figures, holidays, rules, tables

app_name = "law"
urlpatterns = [
    path("cities/", figures.listing, name="cities"),
    path("cities/<str:code>/", figures.place, name="place"),
    path("cities/<str:code>/<str:key>/", figures.figure, name="figure"),
    path("campaign/", campaign.show, name="campaign"),
    path("campaign/<str:code>/remind/", campaign.remind, name="remind"),
    path("tables/", tables.listing, name="tables"),
    path("tables/template/", tables.template, name="table-template"),
    path("tables/<uuid:uid>/", tables.show, name="table"),
    path("tables/<uuid:uid>/faults/", tables.faults, name="table-faults"),
    path("tables/<uuid:uid>/submit/", tables.submit, name="table-submit"),
    path("tables/<uuid:uid>/answer/", tables.answer, name="table-answer"),
    path("tables/<uuid:uid>/<str:which>/", tables.file, name="table-file"),
    path("rules/", rules.listing, name="rules"),
    path("rules/<str:named>/", rules.rule, name="rule"),
    path("sure/", rules.sure, name="sure"),
    path("holidays/", holidays.year, name="holidays"),
    path("holidays/<int:year>/", holidays.year, name="holidays_of"),
    path("confirmations/<uuid:uid>/answer/", figures.answer, name="answer"),
    path("confirmations/<uuid:uid>/paper/", figures.paper, name="paper"),
]
