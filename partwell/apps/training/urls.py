"""Addresses of courses: staff under /training/, the person's own under /my/training/."""

from django.urls import path

from . import views

app_name = "training"
urlpatterns = [
    path("training/", views.staff.listing, name="list"),
    path("training/new/", views.staff.create, name="create"),
    path("training/questions.xlsx", views.staff.question_sheet, name="question_sheet"),
    path("training/materials/<uuid:uid>/", views.files.material, name="material"),
    path("training/materials/<uuid:uid>/remove/", views.staff.remove_material, name="remove_material"),
    path("training/questions/<uuid:uid>/remove/", views.staff.remove_question, name="remove_question"),
    path("training/sessions/<uuid:uid>/cancel/", views.staff.cancel_session, name="cancel_session"),
    path("training/certificates/<uuid:uid>/", views.files.certificate, name="certificate"),
    path("training/people/<uuid:uid>/", views.bonds.person, name="person"),
    path("training/bonds/<uuid:uid>/paper/", views.files.bond, name="bond_paper"),
    path("training/participations/<uuid:uid>/presence/", views.staff.presence, name="presence"),
    path("training/participations/<uuid:uid>/remind/", views.staff.remind, name="remind"),
    path("training/participations/<uuid:uid>/try/", views.staff.another_try, name="another_try"),
    path("training/participations/<uuid:uid>/take-out/", views.staff.take_out, name="take_out"),
    path("training/<uuid:uid>/", views.staff.course, name="course"),
    path("training/<uuid:uid>/edit/", views.staff.edit, name="edit"),
    path("training/<uuid:uid>/end/", views.staff.end, name="end"),
    path("training/<uuid:uid>/materials/", views.staff.add_material, name="add_material"),
    path("training/<uuid:uid>/questions/", views.staff.add_question, name="add_question"),
    path("training/<uuid:uid>/questions/import/", views.staff.import_questions, name="import_questions"),
    path("training/<uuid:uid>/sessions/", views.staff.add_session, name="add_session"),
    path("training/<uuid:uid>/people/", views.staff.assign, name="assign"),
    path("my/training/", views.own.mine, name="mine"),
    path("my/training/<uuid:uid>/", views.own.course, name="own_course"),
    path("my/training/<uuid:uid>/opened/", views.own.opened, name="opened"),
    path("my/training/<uuid:uid>/begin/", views.own.begin, name="begin"),
    path("my/training/<uuid:uid>/exam/", views.own.take, name="take"),
]
