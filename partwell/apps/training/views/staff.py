"""Courses as HR and managers see them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.apps.people import queries as people
from partwell.apps.training import actions, imports, queries, words
from partwell.apps.training.forms import AssignForm, CourseForm, MaterialForm, QuestionForm, SessionForm
from partwell.apps.training.models import Course, Participation
from partwell.lib import clock, sheets
from partwell.lib.files import store
from partwell.lib.refusal import BadInput
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import refusals, tables


@require_GET
@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """All courses of the company."""
    by = actor_of(request)
    q, ended = request.GET.get("q", "").strip()[:80], request.GET.get("ended") == "1"
    page = Paginator(queries.courses(by, ended=ended, words=q), 50).get_page(request.GET.get("page"))
    kinds = words.kinds()
    context = {
        "page": page,
        "rows": [(row, kinds[row.kind]) for row in page],
        "q": q,
        "ended": ended,
        "may_keep": queries.keeps_courses(by),
    }
    return render(request, "training/list.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """A new course."""
    by = actor_of(request)
    queries.require_staff(by)
    return _course_form(request, None)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a course."""
    return _course_form(request, queries.course(actor_of(request), uid))


def _course_form(request: HttpRequest, course: Course | None) -> HttpResponse:
    by, now = actor_of(request), clock.now()
    actions.require_keeper(by)
    form = CourseForm(request.POST or None, initial=course and vars(course))
    if request.method == "POST" and form.is_valid():

        def do() -> dict[str, Any]:
            if course is None:
                return {"uid": str(actions.create_course(form.terms(), by=by, now=now).uid)}
            return {"uid": str(actions.change_course(course, form.terms(), by=by, now=now).uid)}

        with refusals.into(form):
            key = request.POST.get("request_key")
            done = once(by, key, "training.course", {"of": str(course and course.uid), **form.cleaned_data}, now, do)
            messages.success(request, _("The course is saved."))
            return redirect("training:course", done["uid"])
    context = {"form": form, "course": course}
    return render(request, "training/edit.html", context, status=422 if form.errors else 200)


@require_GET
@signed_in
def course(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A course: people, sessions, material, question bank."""
    return _course(request, queries.course(actor_of(request), uid))


def _course(
    request: HttpRequest, row: Course, *, wrong: dict[str, Any] | None = None, left: Any = None, status: int = 200
) -> HttpResponse:
    by, now, today = actor_of(request), clock.now(), clock.today()
    state, q = request.GET.get("state", ""), request.GET.get("q", "").strip()[:40]
    everyone = list(queries.participations(by, row))
    late = {one.pk for one in queries.late(everyone, now, today)}
    shown = [
        one
        for one in everyone
        if (not q or q in one.employee.name or q in one.employee.number)
        and (state != "open" or one.passed_on is None)
        and (state != "passed" or one.passed_on is not None)
        and (state != "late" or one.pk in late)
    ]
    page = Paginator(shown, 50).get_page(request.GET.get("page"))
    sessions = queries.sessions(row)
    to_come = [one for one in sessions if one.cancelled_at is None and one.starts_at > now]
    bank = queries.bank(row)
    choices = [
        (str(one.uid), f"{one.starts_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M} {one.place}") for one in to_come
    ]
    context = {
        "course": row,
        "kind": words.kinds()[row.kind],
        "page": page,
        "rows": [(one, words.state(one, late=one.pk in late), queries.may_assign(by, one.employee)) for one in page],
        "counts": {
            "all": len(everyone),
            "passed": sum(one.passed_on is not None for one in everyone),
            "late": len(late),
        },
        "state": state,
        "q": q,
        "sessions": sessions,
        "now": now,
        "materials": queries.materials(row),
        "bank": [
            (one, words.question_kinds()[one.kind], list(enumerate(words.options(one.kind, one.options))))
            for one in bank
        ],
        "bank_words": ngettext("%(n)d question", "%(n)d questions", len(bank)) % {"n": len(bank)},
        "bank_short": max(0, row.exam_questions - len(bank)),
        "may_keep": queries.keeps_courses(by),
        "assign": AssignForm(sessions=choices),
        "material": MaterialForm(),
        "question": QuestionForm(),
        "session": SessionForm(),
        "left": left,
        **(wrong or {}),
    }
    return render(request, "training/course.html", context, status=status)


@require_POST
@signed_in
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Offer a course no longer."""
    by = actor_of(request)
    actions.end_course(queries.course(by, uid), by=by, now=clock.now())
    messages.success(request, _("The course is no longer offered. What was passed stays passed."))
    return redirect("training:list")


@require_POST
@signed_in
def add_material(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add a file."""
    by, now = actor_of(request), clock.now()
    row = queries.course(by, uid)
    actions.require_keeper(by)
    form = MaterialForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals.into(form):
            file = store.put_upload(form.cleaned_data["file"], company=by.company, now=now)
            actions.add_material(row, form.cleaned_data["title"], file, by=by, now=now)
            messages.success(request, _("The file is added."))
            return redirect("training:course", uid)
    return _course(request, row, wrong={"material": form}, status=422)


@require_POST
@signed_in
def remove_material(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a file out."""
    by = actor_of(request)
    row = queries.part("material", by, uid)
    actions.remove_material(row, by=by, now=clock.now())
    return redirect("training:course", row.course.uid)


@require_POST
@signed_in
def add_question(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add one question."""
    by, now = actor_of(request), clock.now()
    row = queries.course(by, uid)
    form = QuestionForm(request.POST)
    if form.is_valid():

        def do() -> dict[str, Any]:
            added = actions.add_questions(row, [form.data_of_question()], by=by, now=now)
            if added.bad:
                raise BadInput({field: why for _place, field, why in added.bad})
            if added.known:
                raise BadInput({"text": _("This question is in the bank already.")})
            return {}

        with refusals.into(form):
            key = request.POST.get("request_key")
            once(by, key, "training.question", {"course": str(uid), **form.cleaned_data}, now, do)
            messages.success(request, _("The question is in the bank."))
            return redirect("training:course", uid)
    return _course(request, row, wrong={"question": form}, status=422)


@require_POST
@signed_in
def import_questions(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add the questions of a table; rows that can't be asked are listed, the others are in."""
    by, now = actor_of(request), clock.now()
    row = queries.course(by, uid)
    actions.require_keeper(by)
    upload = request.FILES.get("sheet")
    try:
        if upload is None:
            raise BadInput({"sheet": _("Choose a file.")})
        store.check_size(upload.size or 0)
        read, data = imports.read(upload.read())
        added = actions.add_questions(row, data, by=by, now=now)
    except sheets.BadSheet as why:
        return _course(request, row, wrong={"sheet_wrong": tables.sentence(why)}, status=422)
    except BadInput as refusal:
        return _course(request, row, wrong={"sheet_wrong": refusal.sentence}, status=422)
    _say(request, added)
    if not added.bad:
        return redirect("training:course", uid)
    left = tables.left("题库", read, imports.faults(read, added.bad), by=by, now=now)
    return _course(request, row, left=left, status=422)


def _say(request: HttpRequest, added: actions.Added) -> None:
    """How many are new and how many the bank had."""
    count, known = len(added.rows), added.known
    if count:
        said = ngettext("%(n)d question is added.", "%(n)d questions are added.", count) % {"n": count}
        messages.success(request, said)
    if known:
        said = ngettext(
            "%(n)d question was in the bank already and is not added again.",
            "%(n)d questions were in the bank already and are not added again.",
            known,
        )
        messages.info(request, said % {"n": known})


@require_GET
@signed_in
def question_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet to fill in with questions."""
    queries.require_staff(actor_of(request))
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return store.download(imports.template(), media=media, name="题库模板.xlsx")


@require_POST
@signed_in
def remove_question(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a question out of the bank."""
    by = actor_of(request)
    row = queries.part("question", by, uid)
    actions.remove_question(row, by=by, now=clock.now())
    return redirect("training:course", row.course.uid)


@require_POST
@signed_in
def add_session(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Set a time and a place."""
    by, now = actor_of(request), clock.now()
    row = queries.course(by, uid)
    form = SessionForm(request.POST)
    if form.is_valid():

        def do() -> dict[str, Any]:
            return {"session": str(actions.open_session(row, **form.cleaned_data, by=by, now=now).uid)}

        with refusals.into(form):
            key = request.POST.get("request_key")
            once(by, key, "training.session", {"course": str(uid), **form.cleaned_data}, now, do)
            messages.success(request, _("The session is set."))
            return redirect("training:course", uid)
    return _course(request, row, wrong={"session": form}, status=422)


@require_POST
@signed_in
def cancel_session(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Call a session off."""
    by = actor_of(request)
    row = queries.part("session", by, uid)
    actions.cancel_session(row, by=by, now=clock.now())
    return redirect("training:course", row.course.uid)


@require_POST
@signed_in
def assign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put people into the course."""
    by, now = actor_of(request), clock.now()
    row = queries.course(by, uid)
    sessions = [one for one in queries.sessions(row) if one.cancelled_at is None]
    form = AssignForm(request.POST, sessions=[(str(one.uid), one.place) for one in sessions])
    if form.is_valid():
        given = form.cleaned_data
        found = {one.number: one for one in people.employees_visible_to(by).filter(number__in=form.numbers())}
        unknown = [number for number in form.numbers() if number not in found]
        session = next((one for one in sessions if str(one.uid) == given["session"]), None)
        if unknown:
            form.add_error("employees", _("Nobody has the number %(n)s.") % {"n": "、".join(unknown[:5])})
        else:
            with refusals.into(form):
                actions.assign(
                    row,
                    [found[number] for number in form.numbers()],
                    session=session,
                    due_on=given["due_on"],
                    by=by,
                    now=now,
                )
                n = len(found)
                said = ngettext("%(n)d person is told.", "%(n)d people are told.", n) % {"n": n}
                messages.success(request, said)
                return redirect("training:course", uid)
    return _course(request, row, wrong={"assign": form}, status=422)


def _participation(request: HttpRequest, uid: UUID) -> Participation:
    return queries.participation(actor_of(request), uid)


@require_POST
@signed_in
def presence(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record whether a person was there."""
    row = _participation(request, uid)
    present = request.POST.get("present") == "1"
    actions.record_presence(row, present=present, by=actor_of(request), now=clock.now())
    return redirect("training:course", row.course.uid)


@require_POST
@signed_in
def remind(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Tell a person again."""
    row = _participation(request, uid)
    actions.remind(row, by=actor_of(request), now=clock.now())
    messages.success(request, _("%(name)s is told; at most once a day.") % {"name": row.employee.name})
    return redirect("training:course", row.course.uid)


@require_POST
@signed_in
def another_try(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Allow one more exam."""
    row = _participation(request, uid)
    actions.allow_another_try(row, by=actor_of(request), now=clock.now())
    messages.success(request, _("%(name)s can take the exam once more.") % {"name": row.employee.name})
    return redirect("training:course", row.course.uid)


@require_POST
@signed_in
def take_out(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a person out of the course."""
    row = _participation(request, uid)
    actions.take_out(row, request.POST.get("reason", ""), by=actor_of(request), now=clock.now())
    return redirect("training:course", row.course.uid)
