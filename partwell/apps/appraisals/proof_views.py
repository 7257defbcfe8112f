"""Pages about one person's probation as a whole: which proof there is, the conclusion, the override, improvement."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.apps.notices import queries as notices
from partwell.apps.people import queries as people
from partwell.core.appraisal.readiness import Check, provable
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.files import store
from partwell.lib.refusal import BadInput, NotAllowed, Refused
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import refusals

from . import queries, readiness, reviews, words
from .forms import ImprovementForm, ReviewForm
from .models import ImprovementPlan


def _person(by: Actor, uid: UUID) -> Any:
    """Somebody whose probation the actor judges, keeps or answers for."""
    person = people.employee(by, uid)
    if not readiness.may_open(by, person):
        raise NotAllowed(_("This page is for the person's managers, HR and legal."))
    return person


@require_GET
@signed_in
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Which proof of "not meeting the hiring criteria" there is today, and what would make it sound."""
    return _page(request, _person(actor_of(request), uid))


def _page(
    request: HttpRequest,
    person: Any,
    *,
    review: ReviewForm | None = None,
    improvement: ImprovementForm | None = None,
    wrong: dict[str, str] | None = None,
    judging: dict[str, str] | None = None,
) -> HttpResponse:
    by, today = actor_of(request), clock.today()
    seen = readiness.evidence_of(person, today)
    found = readiness.checks_of(person, today)
    overrides = readiness.overrides_of(person.pk)
    unable = readiness.incapacity_of(person.pk, today)
    plans = readiness.plans_of(person.pk)
    context = {
        "person": person,
        "seen": seen,
        "checks": _said(found),
        "unable": _said(unable),
        "unable_provable": provable(unable),
        "in_probation": seen.ends_on is not None and seen.ends_on >= today,
        "provable": provable(found),
        "missing": [(one, words.check(one.code)[0]) for one in found if one.state == "missing"],
        "reviews": [(row, words.conclusions()[row.conclusion]) for row in readiness.reviews_of(person.pk)],
        "overrides": overrides,
        "waiting": next((row for row in overrides if not row.answer), None),
        "plans": [(row, words.improvements()[row.measure], today > row.ends_on, _servable(by, row)) for row in plans],
        "months": queries.months_of_plan(person, today),
        "criteria": queries.standing_of_criteria(person, today),
        "may_hand": queries.may_keep(by, person),
        "running": any(not row.outcome for row in plans),
        "may_score": queries.may_score(by, person),
        "may_judge": queries.may_score(by, person) or queries.may_keep(by, person),
        "may_override": readiness.may_override(by, person),
        "no_criteria": any(one.code == "criteria" and one.state == "missing" for one in found)
        and not any(row.answer == "confirmed" for row in overrides),
        "by": by,
        "review": review or ReviewForm(),
        "improvement": improvement or ImprovementForm(),
        "wrong": wrong or {},
        "judging": judging or {},
        "result": request.POST.get("result", ""),
        "outcome": request.POST.get("outcome", ""),
        "text": request.POST.get("reason", ""),
    }
    bad = bool(wrong or judging) or any(form is not None and form.errors for form in (review, improvement))
    return render(request, "appraisals/readiness.html", context, status=422 if bad else 200)


def _servable(by: Actor, row: ImprovementPlan) -> UUID | None:
    """The message of a plan nobody answered, to be served by hand."""
    return None if row.received_at or row.outcome else notices.servable(by, row.uid)


def _said(found: Sequence[Check]) -> list[tuple[Check, str, str, str]]:
    """Checks with their words."""
    return [(one, *words.check(one.code), words.check_about(one.code, one.about)) for one in found]


@require_POST
@signed_in
def conclude(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The manager's conclusion."""
    by, now = actor_of(request), clock.now()
    person, form = _person(by, uid), ReviewForm(request.POST)
    if form.is_valid():

        def do() -> dict[str, Any]:
            return {"uid": str(reviews.review(person, **form.cleaned_data, by=by, now=now).uid)}

        with refusals.into(form):
            key = request.POST.get("request_key")
            once(by, key, "probation.review", {"of": str(uid), **form.cleaned_data}, now, do)
            messages.success(request, _("The conclusion is on record."))
            return redirect("appraisals:readiness", uid)
    return _page(request, person, review=form)


@require_POST
@signed_in
def ask(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask for an override, each risk ticked."""
    by, now = actor_of(request), clock.now()
    person = _person(by, uid)
    seen, reason = request.POST.getlist("seen"), request.POST.get("reason", "")

    def do() -> dict[str, Any]:
        return {"uid": str(reviews.ask_override(person, reason, seen=seen, by=by, now=now).uid)}

    try:
        key = request.POST.get("request_key")
        once(by, key, "ground.override", {"of": str(uid), "seen": seen, "reason": reason}, now, do)
    except BadInput as refusal:
        return _page(request, person, wrong=refusal.fields)
    messages.success(request, _("It waits for a second person of HR management, legal or the owner."))
    return redirect("appraisals:readiness", uid)


@require_POST
@signed_in
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Confirm or decline an override."""
    by = actor_of(request)
    row = readiness.override(by, uid)
    reviews.answer_override(row, confirm=request.POST.get("act") == "confirm", by=by, now=clock.now())
    return redirect("appraisals:readiness", row.employee.uid)


@require_POST
@signed_in
def improve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Set an improvement plan."""
    by, now = actor_of(request), clock.now()
    person, form = _person(by, uid), ImprovementForm(request.POST)
    if form.is_valid():

        def do() -> dict[str, Any]:
            return {"uid": str(reviews.set_improvement(person, **form.cleaned_data, by=by, now=now).uid)}

        with refusals.into(form):
            key = request.POST.get("request_key")
            once(by, key, "improvement.set", {"of": str(uid), **form.cleaned_data}, now, do)
            messages.success(request, _("The plan is set and told to the person."))
            return redirect("appraisals:readiness", uid)
    return _page(request, person, improvement=form)


@require_POST
@signed_in
def judge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say whether the goals of a plan were reached."""
    by = actor_of(request)
    row = readiness.improvement(by, uid)
    outcome, result = request.POST.get("outcome", ""), request.POST.get("result", "")
    now, uploads = clock.now(), request.FILES.getlist("proof")
    reviews.require_judge(by, row)
    try:
        if len(uploads) > reviews.MOST_PROOFS:
            raise BadInput({"proof": reviews.too_many_proofs()})
        files = [store.put_upload(one, company=by.company, now=now, field="proof") for one in uploads]
        reviews.judge_improvement(row, outcome, result, files=files, by=by, now=now)
    except BadInput as refusal:
        return _page(request, _person(by, row.employee.uid), judging=refusal.fields)
    except Refused as early:
        if early.code != "time_runs":
            raise
        return _page(request, _person(by, row.employee.uid), judging={"outcome": early.sentence})
    messages.success(request, _("The judgement is on record."))
    return redirect("appraisals:readiness", row.employee.uid)


@require_GET
@signed_in
def proof(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A paper that a judgement rests on."""
    return store.serve(readiness.improvement_proof(actor_of(request), uid).file)


@require_http_methods(["GET", "POST"])
@signed_in
def mine(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The own improvement plan, to read and to answer."""
    by = actor_of(request)
    row = readiness.own_improvement(by, uid)
    if request.method == "POST":
        reviews.receive_improvement(row, request.POST.get("objection", ""), by=by, now=clock.now())
        messages.success(request, _("Your answer is recorded."))
        return redirect("appraisals:improvement", uid)
    context = {"row": row, "measure": words.improvements()[row.measure], "proofs": readiness.proofs_of(row)}
    return render(request, "appraisals/improvement.html", context)
