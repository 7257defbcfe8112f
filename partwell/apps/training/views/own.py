"""Courses as the person who takes them sees them, on the phone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.apps.training import actions, queries, words
from partwell.apps.training.models import Attempt, Participation
from partwell.core.training import exam
from partwell.lib import clock
from partwell.lib.signed_in import actor_of, signed_in


@require_GET
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The own courses."""
    rows, today = queries.own(actor_of(request)), clock.today()
    late = {row.pk for row in queries.late(rows, clock.now(), today)}
    shown = [(row, words.state(row, late=row.pk in late)) for row in rows]
    context = {
        "open": [(row, state) for row, state in shown if row.passed_on is None],
        "passed": [(row, state) for row, state in shown if row.passed_on is not None],
    }
    return render(request, "training/mine.html", context)


@require_GET
@signed_in
def course(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One own course: what to read, when it is held, the exam."""
    by, now = actor_of(request), clock.now()
    row = queries.own_one(by, uid)
    taken = queries.attempts(row)
    running = queries.open_attempt(row)
    left = queries.tries_left(row)
    waits = row.course.in_person and row.attended is not True
    context = {
        "row": row,
        "course": row.course,
        "kind": words.kinds()[row.course.kind],
        "materials": queries.materials(row.course),
        "taken": [one for one in taken if one.handed_in_at is not None],
        "running": running if running and not exam.is_late(running.due_at, now) else None,
        "left": left,
        "may_begin": bool(row.course.exam_questions and left and not waits),
        "waits": waits,
        "certificate": getattr(row, "certificate", None),
    }
    return render(request, "training/own_course.html", context)


@require_POST
@signed_in
def opened(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The course is on the person's screen; the first time is recorded."""
    by = actor_of(request)
    actions.note_opening(queries.own_one(by, uid), by=by, now=clock.now())
    return HttpResponse('<span id="pw-read"></span>')


@require_POST
@signed_in
def begin(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin the exam, or go on with the one under way."""
    by = actor_of(request)
    row = queries.own_one(by, uid)
    actions.begin_exam(row, by=by, now=clock.now())
    return redirect("training:take", uid)


@require_http_methods(["GET", "POST"])
@signed_in
def take(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The questions; handed in, the result."""
    by, now = actor_of(request), clock.now()
    row = queries.own_one(by, uid)
    attempt = queries.open_attempt(row)
    if request.method == "POST":
        done = actions.hand_in(row, _answers(attempt, request.POST), by=by, now=now)
        if done.passed:
            messages.success(request, _("Passed with %(points)s of 100.") % {"points": done.points})
        elif exam.is_late(done.due_at, done.handed_in_at or now):
            messages.warning(request, _("The time was over before it was handed in, so nothing counted."))
        else:
            messages.warning(
                request,
                _("%(points)s of 100; passed is from %(mark)s on.")
                % {"points": done.points, "mark": row.course.pass_mark},
            )
        return redirect("training:own_course", uid)
    if attempt is None or exam.is_late(attempt.due_at, now):
        return redirect("training:own_course", uid)
    return render(request, "training/exam.html", _paper(row, attempt, now))


def _paper(row: Participation, attempt: Attempt, now: datetime) -> dict[str, Any]:
    return {
        "row": row,
        "attempt": attempt,
        "questions": [
            {
                "uid": str(one.uid),
                "text": one.text,
                "many": one.kind == "multiple",
                "points": one.points,
                "options": list(enumerate(words.options(one.kind, one.options))),
            }
            for one in queries.asked(attempt)
        ],
        "minutes_left": max(0, int((attempt.due_at - now).total_seconds()) // 60) if attempt.due_at else None,
    }


def _answers(attempt: Attempt | None, posted: QueryDict) -> dict[str, list[int]]:
    """What was chosen, by question; only questions that were asked are looked at."""
    if attempt is None:
        return {}
    return {
        uid: [
            int(place) for place in posted.getlist(f"q-{uid}") if place.isascii() and place.isdigit() and len(place) < 3
        ]
        for uid in attempt.asked
    }
