"""Addresses of criteria and reports."""

from django.urls import path

from . import proof_views, record_views, views

app_name = "appraisals"
urlpatterns = [
    path("appraisals/", views.listing, name="list"),
    path("appraisals/open/", views.open_month, name="open"),
    path("appraisals/criteria/", views.plans, name="plans"),
    path("appraisals/criteria/hand-out/", views.hand_out, name="hand_out"),
    path("appraisals/criteria/<uuid:uid>/paper/", views.paper, name="paper"),
    path("appraisals/people/<uuid:uid>/", proof_views.show, name="readiness"),
    path("appraisals/people/<uuid:uid>/conclude/", proof_views.conclude, name="conclude"),
    path("appraisals/people/<uuid:uid>/override/", proof_views.ask, name="ask_override"),
    path("appraisals/people/<uuid:uid>/improve/", proof_views.improve, name="improve"),
    path("appraisals/overrides/<uuid:uid>/", proof_views.answer, name="answer_override"),
    path("appraisals/plans/<uuid:uid>/judge/", proof_views.judge, name="judge"),
    path("appraisals/plans/papers/<uuid:uid>/", proof_views.proof, name="improvement_proof"),
    path("me/improvement/<uuid:uid>/", proof_views.mine, name="improvement"),
    path("appraisals/<uuid:uid>/", views.show, name="show"),
    path("appraisals/<uuid:uid>/score/", views.score, name="score"),
    path("appraisals/<uuid:uid>/reply/", views.reply, name="reply"),
    path("appraisals/<uuid:uid>/unanswered/", views.unanswered, name="unanswered"),
    path("appraisals/<uuid:uid>/raters/", record_views.raters, name="raters"),
    path("appraisals/<uuid:uid>/raters/remind/", record_views.remind, name="remind"),
    path("appraisals/<uuid:uid>/paper/", record_views.pdf, name="pdf"),
    path("appraisals/tasks/<uuid:uid>/", record_views.tasks, name="tasks"),
    path("appraisals/task/<uuid:uid>/done/", record_views.task_done, name="task_done"),
    path("appraisals/task/<uuid:uid>/cancel/", record_views.task_cancel, name="task_cancel"),
    path("me/tasks/", record_views.own_tasks, name="own_tasks"),
    path("me/ratings/<uuid:uid>/", record_views.rating, name="rating"),
    path("me/ratings/<uuid:uid>/step-out/", record_views.step_out, name="step_out"),
    path("me/appraisals/month/<str:month>/", record_views.own_view, name="own_view"),
    path("me/appraisals/", views.own, name="mine"),
    path("me/appraisals/<uuid:uid>/", views.mine, name="report"),
    path("me/appraisals/<uuid:uid>/opened/", views.opened, name="opened"),
    path("me/appraisals/<uuid:uid>/answer/", views.answer, name="answer"),
    path("me/criteria/<uuid:uid>/", views.criteria, name="criteria"),
]
