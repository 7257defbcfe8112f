"""Addresses of attendance, below /attendance/; the person's own under /attendance/mine/."""

from django.urls import path

from . import views

app_name = "attendance"
urlpatterns = [
    path("", views.months.overview, name="list"),
    path("setup/", views.setup.overview, name="setup"),
    path("setup/shifts/", views.setup.add_shift, name="add_shift"),
    path("setup/shifts/<uuid:uid>/end/", views.setup.end_shift, name="end_shift"),
    path("setup/rules/<uuid:uid>/", views.setup.add_rules, name="add_rules"),
    path("punches/", views.punches.listing, name="punches"),
    path("punches/sheet.xlsx", views.punches.sheet, name="punch_sheet"),
    path("punches/<uuid:uid>/bad.xlsx", views.punches.bad_rows, name="bad_rows"),
    path("compute/", views.sheets.compute, name="compute"),
    path("tell/", views.sheets.tell, name="tell"),
    path("months/<uuid:uid>/", views.sheets.show, name="sheet"),
    path("months/<uuid:uid>/from-punches/", views.sheets.from_punches, name="from_punches"),
    path("months/<uuid:uid>/reply/", views.sheets.reply, name="reply"),
    path("reports/", views.reports.report, name="report"),
    path("reports/report.xlsx", views.reports.excel, name="report_excel"),
    path("reports/report.pdf", views.reports.pdf, name="report_pdf"),
    path("rosters/", views.rosters.grid, name="roster"),
    path("rosters/publish/", views.rosters.publish, name="publish_roster"),
    path("rosters/needs/", views.rosters.need, name="set_need"),
    path("rosters/import/", views.rosters.bring, name="import_roster"),
    path("rosters/sheet.xlsx", views.rosters.sheet, name="roster_sheet"),
    path("requests/", views.requests.listing, name="requests"),
    path("requests/<uuid:uid>/decide/", views.requests.decide, name="decide"),
    path("requests/<uuid:uid>/proof/", views.requests.proof, name="proof"),
    path("noshows/", views.noshows.listing, name="noshows"),
    path("noshows/<uuid:uid>/settle/", views.noshows.settle, name="settle_noshow"),
    path("mine/", views.own.home, name="mine"),
    path("mine/leave/", views.own.leave, name="ask_leave"),
    path("mine/overtime/", views.own.overtime, name="ask_overtime"),
    path("mine/correction/", views.own.correction, name="ask_correction"),
    path("mine/requests/<uuid:uid>/withdraw/", views.own.withdraw, name="withdraw"),
    path("mine/<str:month>/", views.own.month, name="my_month"),
    path("mine/<str:month>/answer/", views.own.answer, name="answer_month"),
    path("<uuid:uid>/", views.months.person, name="person"),
    path("<uuid:uid>/record/", views.months.record, name="record"),
    path("<uuid:uid>/leave/", views.months.leave, name="leave"),
    path("<uuid:uid>/<str:month>/confirm/", views.months.confirm, name="confirm"),
]
