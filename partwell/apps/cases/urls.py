"""Addresses of cases: staff pages under /board/, /todos/, /cases/; the employee's own under /my/."""

from django.urls import path

from .views import acts, board, case, clocks, deputies, employee, export, facts, papers, start, steps, successor

app_name = "cases"
urlpatterns = [
    path("", board.front, name="front"),
    path("board/", board.board, name="board"),
    path("board/statutory/", board.duties, name="duties"),
    path("todos/", board.todos, name="todos"),
    path("deputies/", deputies.deputies, name="deputies"),
    path("deputies/<uuid:uid>/end/", deputies.end, name="end_deputy"),
    path("cases/", board.listing, name="list"),
    path("board/clocks/", clocks.running, name="running_clocks"),
    path("calendar/", clocks.calendar, name="calendar"),
    path("calendar/<str:token>.ics", clocks.feed, name="feed"),
    path("cases/start/", start.start, name="start"),
    path("cases/<str:uid>/", case.case, name="case"),
    path("cases/<str:uid>/evidence/", case.evidence, name="evidence"),
    path("cases/<str:uid>/evidence/export/", export.export, name="export"),
    path("cases/<str:uid>/papers/", case.case_papers, name="case_papers"),
    path("cases/<str:uid>/messages/", case.case_notices, name="case_notices"),
    path("cases/<str:uid>/steps/<str:key>/remind/", steps.remind, name="remind"),
    path("cases/<str:uid>/clocks/", clocks.clocks, name="clocks"),
    path("cases/<str:uid>/clocks.ics", clocks.case_calendar, name="case_calendar"),
    path("cases/<str:uid>/clocks/<str:key>/", clocks.record, name="record_clock"),
    path("cases/<str:uid>/steps/<str:key>/acts/<str:act>/", acts.act, name="act"),
    path("cases/<str:uid>/steps/<str:key>/seats/<str:seat>/answer/", acts.answer, name="answer"),
    path("cases/<str:uid>/steps/<str:key>/seats/<str:seat>/remove/", acts.remove, name="remove"),
    path("cases/<str:uid>/day/", acts.day, name="day"),
    path("cases/<str:uid>/log/", case.log, name="log"),
    path("cases/<str:uid>/close/", case.close, name="close"),
    path("cases/<str:uid>/cancel/", case.cancel, name="cancel"),
    path("cases/<str:uid>/successor/", successor.successor, name="successor"),
    path("cases/<str:uid>/facts/", facts.facts, name="facts"),
    path("cases/<str:uid>/steps/<str:key>/", steps.step, name="step"),
    path("cases/<str:uid>/steps/<str:key>/make/<str:kind>/", papers.make, name="make"),
    path("papers/<uuid:uid>/send/", papers.send, name="send"),
    path("my/", employee.home, name="home"),
    path("my/steps/<str:key>/", employee.step, name="my_step"),
    path("my/progress/", employee.progress, name="progress"),
    path("my/materials/", employee.materials, name="materials"),
    path("my/papers/", employee.papers, name="papers"),
    path("my/notice38/", papers.art38, name="art38"),
    path("my/resign/", papers.resign, name="resign"),
    path("my/help/", employee.help_page, name="help"),
]
