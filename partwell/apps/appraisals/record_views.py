"""Pages of the records behind a month: tasks, colleagues' scores, the own assessment, the frozen paper."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.apps.people import queries as people
from partwell.core.appraisal import cycle
from partwell.core.days import shanghai_day
from partwell.lib import clock
from partwell.lib.files import store
from partwell.lib.inputs import first_of_month
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import refusals

from . import actions, queries, ratings, words
from . import tasks as tasks_of
from .forms import RatingForm, TaskForm
from .models import MonthlyReport, Rating, Task


def _month_asked(request: HttpRequest) -> date:
    """The first day of the month asked for, or of this one."""
    try:
        return first_of_month(request.GET.get("month", ""))
    except ValueError:
        return clock.today().replace(day=1)


def _lines(rows: list[Task], today: date) -> list[dict[str, Any]]:
    """Tasks as a page lists them, with the marks of what came late."""
    found = []
    for row in rows:
        open_ = row.done_on is None and row.cancelled_at is None
        found.append(
            {
                "row": row,
                "marks": [words.mark(one) for one in queries.as_record(row).marks],
                "open": open_,
                "overdue": open_ and row.due_on < today,
                "after": row.done_on is not None and row.done_on > row.due_on,
            }
        )
    return found


def _around(first: date) -> dict[str, Any]:
    """The month shown and its neighbours."""
    last = cycle.month_end(first)
    return {
        "first": first,
        "last": last,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": last + timedelta(days=1),
    }


@require_http_methods(["GET", "POST"])
@signed_in
def tasks(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A person's tasks of a month, for managers and HR; a manager sets another one here."""
    by, now = actor_of(request), clock.now()
    person = tasks_of.person(by, uid)
    if person.pk == by.employee:
        return redirect("appraisals:own_tasks")
    may = queries.may_score(by, person)
    month = _around(_month_asked(request))
    form = TaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def do() -> dict[str, Any]:
            return {"task": str(tasks_of.set_task(person, given["title"], given["due_on"], by=by, now=now).uid)}

        with refusals.into(form):
            once(by, request.POST.get("request_key"), "appraisals.task", given, now, do)
            messages.success(request, _("The task is set; the employee sees it on the phone."))
            return redirect(f"{reverse('appraisals:tasks', args=[uid])}?month={given['due_on']:%Y-%m}")
    rows = tasks_of.tasks_of(person.pk, month["first"], month["last"])
    context = {
        **month,
        "person": person,
        "lines": _lines(rows, clock.today()),
        "form": form,
        "may": may,
        "today": clock.today(),
    }
    return render(request, "appraisals/tasks.html", context, status=422 if form.errors else 200)


def _back(by: Any, row: Task) -> str:
    """The list a task was acted on from."""
    own = by.employee == row.employee_id
    address = reverse("appraisals:own_tasks") if own else reverse("appraisals:tasks", args=[row.employee.uid])
    return f"{address}?month={row.due_on:%Y-%m}"


@require_POST
@signed_in
def task_done(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record that a task was finished: by the employee on the phone, or by the manager."""
    by = actor_of(request)
    row = tasks_of.task(by, uid)
    day = forms.DateField(required=False)
    try:
        on = day.clean(request.POST.get("done_on", "")) or clock.today()
        row = tasks_of.complete(row, on, by=by, now=clock.now())
    except forms.ValidationError:
        messages.error(request, _("Please choose the day the task was finished."))
    except BadInput as refusal:
        messages.error(request, " ".join(refusal.fields.values()))
    else:
        late = cycle.logged_late(clock.today(), on)
        said = _("Recorded, and marked as entered late.") if late else _("Recorded as done.")
        messages.success(request, said)
    return redirect(_back(by, row))


@require_POST
@signed_in
def task_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a task back with the reason."""
    by = actor_of(request)
    row = tasks_of.task(by, uid)
    try:
        tasks_of.cancel(row, request.POST.get("reason", ""), by=by, now=clock.now())
    except BadInput as refusal:
        messages.error(request, " ".join(refusal.fields.values()))
    else:
        messages.success(request, _("The task is cancelled; it counts neither as done nor as missed."))
    return redirect(_back(by, row))


@require_GET
@signed_in
def own_tasks(request: HttpRequest) -> HttpResponse:
    """The own tasks of a month; done is one press."""
    by = actor_of(request)
    if by.employee is None:
        raise NotAllowed(_("You have no employee record in this company."))
    month = _around(_month_asked(request))
    rows = tasks_of.tasks_of(by.employee, month["first"], month["last"])
    lines = _lines(rows, clock.today())
    context = {
        **month,
        "lines": lines,
        "done": sum(row.done_on is not None for row in rows),
        "all": sum(row.cancelled_at is None for row in rows),
        "today": clock.today(),
    }
    return render(request, "appraisals/own_tasks.html", context)


def _asked(row: Rating) -> dict[str, Any]:
    """How far a colleague is, for the manager: no score, no time."""
    state, tone = (_("has not scored"), "soon")
    if row.given_at is not None:
        state, tone = _("has scored"), "ok"
    elif row.stepped_out_at is not None:
        state, tone = _("stepped out"), ""
    return {"row": row, "state": state, "tone": tone}


@require_http_methods(["GET", "POST"])
@signed_in
def raters(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who scores a month: who is missing, and whom to name."""
    by, now = actor_of(request), clock.now()
    report = queries.report(by, uid)
    may = queries.may_score(by, report.employee)
    if not (may or queries.may_keep(by, report.employee)):
        raise NotAllowed(_("Who scores is open to the manager and HR."))
    if request.method == "POST":
        chosen = request.POST.getlist("rater")[:20]
        found = people.colleagues_by_uid(report.employee, chosen)
        try:
            ratings.ask(report, found, by=by, now=now)
        except BadInput as refusal:
            return _raters(request, report, may=may, errors=refusal.fields, chosen=chosen)
        messages.success(request, _("The colleagues are asked; each has a message with a short form."))
        return redirect("appraisals:raters", uid)
    return _raters(request, report, may=may)


def _raters(
    request: HttpRequest,
    report: MonthlyReport,
    *,
    may: bool,
    errors: dict[str, str] | None = None,
    chosen: list[str] | None = None,
) -> HttpResponse:
    rows = ratings.of_report(report)
    there = {row.rater_id for row in rows}
    q = request.GET.get("q", request.POST.get("q", ""))[:40]
    bars = ratings.conflicts(report, clock.now())
    offered, barred = [], []
    is_open = may and report.state == MonthlyReport.State.DRAFTED
    for one in people.colleagues(report.employee, q) if is_open else []:
        code = bars.why(one)
        if one.user_id == actor_of(request).user:
            code = "scorer"
        if code:
            barred.append((one, ratings.sentence_of(code)))
        elif one.pk not in there:
            offered.append((one, str(one.uid) in (chosen or ())))
    waiting = [row for row in rows if row.given_at is None and row.stepped_out_at is None]
    today = clock.today()
    context = {
        "report": report,
        "rows": [_asked(row) for row in rows],
        "given": sum(row.given_at is not None for row in rows),
        "waiting": len(waiting),
        "remindable": any(row.reminded_on != today and shanghai_day(row.asked_at) != today for row in waiting),
        "offered": offered,
        "barred": barred,
        "is_open": is_open,
        "fewest": cycle.FEWEST,
        "most": cycle.MOST,
        "q": q,
        "errors": errors or {},
    }
    return render(request, "appraisals/raters.html", context, status=422 if errors else 200)


@require_POST
@signed_in
def remind(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Remind the colleagues who have not scored, each once a day."""
    by = actor_of(request)
    count = ratings.remind(queries.report(by, uid), by=by, now=clock.now())
    said = ngettext("%(n)d colleague is reminded.", "%(n)d colleagues are reminded.", count) % {"n": count}
    messages.success(request, said if count else _("Everybody missing was asked or reminded today already."))
    return redirect("appraisals:raters", uid)


@require_http_methods(["GET", "POST"])
@signed_in
def rating(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The short form of a colleague who was asked: a score and a sentence."""
    by = actor_of(request)
    row = ratings.own(by, uid)
    form = RatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with refusals.into(form):
            ratings.give(row, given["score"], given["sentence"], by=by, now=clock.now())
            messages.success(request, _("Your score is recorded. Thank you."))
            return redirect("appraisals:rating", uid)
    return _rating(request, row, form)


def _rating(request: HttpRequest, row: Rating, form: RatingForm, error: str = "") -> HttpResponse:
    state = "given" if row.given_at else "out" if row.stepped_out_at else ""
    if not state and row.report.state != MonthlyReport.State.DRAFTED:
        state = "closed"
    context = {
        "row": row,
        "form": form,
        "state": state,
        "due": ratings.due_at(row),
        "error": error,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "appraisals/rating.html", context, status=422 if form.errors or error else 200)


@require_POST
@signed_in
def step_out(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A colleague declares a conflict."""
    by = actor_of(request)
    row = ratings.own(by, uid)
    try:
        ratings.step_out(row, request.POST.get("reason", ""), by=by, now=clock.now())
    except BadInput as refusal:
        return _rating(request, row, RatingForm(), refusal.fields["reason"])
    messages.success(request, _("You are out of this scoring; nobody asks you again."))
    return redirect("appraisals:rating", uid)


@require_http_methods(["GET", "POST"])
@signed_in
def own_view(request: HttpRequest, month: str) -> HttpResponse:
    """The employee's own assessment of a month that is not published yet."""
    by = actor_of(request)
    report = queries.own_draft(by, month)
    error = ""
    if request.method == "POST":
        try:
            actions.assess_oneself(report, request.POST.get("text", ""), by=by, now=clock.now())
        except BadInput as refusal:
            error = refusal.fields["text"]
        else:
            messages.success(request, _("Your own assessment is recorded; it stands on the report."))
            return redirect("appraisals:mine")
    context = {"report": report, "text": request.POST.get("text", report.self_assessment), "error": error}
    return render(request, "appraisals/own_view.html", context, status=422 if error else 200)


@require_GET
@signed_in
def pdf(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The report as it was frozen, for the employee and for staff who see it."""
    report = queries.report(actor_of(request), uid)
    if report.paper is None:
        raise NotVisible
    return store.serve(report.paper)
