"""Pages of criteria and monthly reports: the staff's list and report, the employee's own on the phone."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.apps.law.warned import Shown, Unacknowledged
from partwell.apps.notices import queries as notices
from partwell.apps.people import queries as people
from partwell.core.appraisal.scorecard import ARTICLE, Metric
from partwell.lib import clock
from partwell.lib.files import store
from partwell.lib.inputs import first_of_month
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import refusals

from . import actions, library, queries, ratings, readiness, records, words
from .forms import PaperForm, PlanForm
from .models import MonthlyReport


def _rows(report: MonthlyReport) -> list[words.Row]:
    return [words.row(one.metric, one.judged, one.inputs, one.source) for one in queries.shown(report)]


def _shown(report: MonthlyReport) -> dict[str, Any]:
    """What both pages of a report show."""
    rows = _rows(report)
    return {
        "report": report,
        "rows": rows,
        "verdict": words.verdict(rows),
        "failed": any(one.met is False for one in rows),
        "unknown": any(one.met is None for one in rows),
        "missed": [one for one in rows if one.met is False],
        "total": queries.card_of(report).total,
        "state": words.state(report.state),
        "tone": words.TONES[report.state],
        "remarks": queries.remarks_of(report),
        "late": queries.late_count(report),
    }


def _month(text: str) -> date | None:
    try:
        return first_of_month(text)
    except ValueError:
        return None


@require_GET
@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """All reports the actor sees, and who on probation still lacks one."""
    by, today = actor_of(request), clock.today()
    state = request.GET.get("state", "")
    state = state if state in MonthlyReport.State.values else ""
    rows = queries.list_page(by, state=state, month=_month(request.GET.get("month", "")))
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    over = request.GET.get("who") == "over"
    listed = Paginator(queries.probationers(by, today, over=over), 50).get_page(request.GET.get("people"))
    people_rows = []
    for one in queries.with_reports(by, list(listed), today):
        person = one.person
        received = [each for each in person.criteria.all() if each.received_on]
        waiting = [each for each in person.criteria.all() if not each.received_on]
        people_rows.append(
            {
                "person": person,
                "ends_on": one.ends_on,
                "month": one.to_open[0] if one.to_open and queries.may_score(by, person) else None,
                "received": received[-1] if received else None,
                "waiting": waiting[-1] if waiting else None,
                "may_hand": queries.may_keep(by, person),
                "may_look": queries.may_score(by, person) or queries.may_keep(by, person),
            }
        )
    q = request.GET.get("person", "").strip()[:60]
    context = {
        "q": q,
        "anybody": [one for one in people.search(by, q)[:20] if readiness.may_open(by, one)] if q else [],
        "page": page,
        "rows": [(row, words.state(row.state), words.TONES[row.state]) for row in page],
        "states": [(key, words.state(key)) for key in MonthlyReport.State.values],
        "state": state,
        "probationers": people_rows,
        "listed": listed,
        "over": over,
        "may_plan": by.holds(*queries.KEEPS),
    }
    return render(request, "appraisals/list.html", context)


@require_GET
@signed_in
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A report for managers and HR; the employee is taken to the own page."""
    by = actor_of(request)
    report = queries.report(by, uid)
    if report.employee_id == by.employee:
        return redirect("appraisals:report", uid)
    return _staff(request, report)


def _staff(
    request: HttpRequest, report: MonthlyReport, errors: dict[str, str] | None = None, warnings: Sequence[Shown] = ()
) -> HttpResponse:
    by, now = actor_of(request), clock.now()
    draft = report.state == MonthlyReport.State.DRAFTED
    may_score = queries.may_score(by, report.employee)
    data = queries.inputs_of(report)
    context = {
        **_shown(report),
        "scoring": [
            _fields(report, one, data.get(one.key, []), request.POST) for one in queries.metrics_of(report.receipt.plan)
        ]
        if draft and may_score
        else [],
        "month_over": clock.today() >= report.ends_on,
        "may_reply": report.state == "objected" and report.replied_at is None and queries.may_reply(by, report),
        "silence": actions.silence_refusal(report, now),
        "may_record": report.state == "published" and (may_score or queries.may_keep(by, report.employee)),
        "served": queries.served(report),
        "servable": notices.servable(by, report.uid) if report.state == MonthlyReport.State.PUBLISHED else None,
        "errors": errors or {},
        "warnings": warnings,
        "by": by,
        "text": request.POST.get("text", ""),
        "may_score": may_score,
        "may_look": may_score or queries.may_keep(by, report.employee),
        "comment": request.POST.get("comment", report.comment),
        "raters": ratings.of_report(report) if draft and may_score else [],
        "missing": len(ratings.missing(report)) if draft and may_score else 0,
    }
    return render(request, "appraisals/show.html", context, status=422 if errors or warnings else 200)


def _fields(report: MonthlyReport, one: Metric, rows: list[Any], posted: QueryDict) -> dict[str, Any]:
    """A criterion in the scoring form: what the records hold, and the lines; after a refusal with what was typed."""
    found = records.taken(report, one)
    source = report.sources.get(one.key) or records.RECORDS
    if f"{one.key}-form" in posted:
        rows, source = _read(one, posted), posted.get(f"{one.key}-from", records.TYPED)
    elif source == records.RECORDS:
        rows = list(found.rows)
    shared = {"metric": one, "typed": source != records.RECORDS, "found": words.taken(one, found), "why": found.why}
    shared["preview"] = words.lines(one, list(found.rows))
    if one.measure == "peers":
        return {**shared, "text": "、".join(map(str, rows))}
    blank = [{"title": "", "done": False, "score": None}] * max(one.due - len(rows), 0)
    return {**shared, "rows": list(enumerate([*rows, *blank], 1))}


def _read(one: Metric, posted: QueryDict) -> list[Any]:
    """The data of a criterion as typed: scores in one field divided by commas or spaces, tasks and courses by line."""
    if one.measure == "peers":
        text = posted.get(f"{one.key}-scores", "")
        for mark in "，、;；\n\t":
            text = text.replace(mark, ",")
        return [part for part in text.replace(" ", ",").split(",") if part]
    rows: list[Any] = []
    for number in range(1, 201):
        title = posted.get(f"{one.key}-title-{number}", "").strip()
        score = posted.get(f"{one.key}-score-{number}", "").strip()
        done = posted.get(f"{one.key}-done-{number}") == "1"
        if title or score or done:
            rows.append({"title": title, "done": done} if one.measure == "tasks" else {"title": title, "score": score})
    return rows


@require_POST
@signed_in
def open_month(request: HttpRequest) -> HttpResponse:
    """Begin a month's report of a person."""
    by = actor_of(request)
    month = _month(request.POST.get("month", ""))
    if month is None:
        raise BadInput({"month": _("Please choose a month.")})
    person = people.employee(by, _uid(request.POST.get("employee", "")))
    report = actions.open_month(person, month, by=by, now=clock.now())
    return redirect("appraisals:show", report.uid)


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotVisible from None


@require_POST
@signed_in
def score(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Save the draft, or save and publish it in one go."""
    by, now = actor_of(request), clock.now()
    report = queries.report(by, uid)
    inputs: dict[str, Any] = {
        one.key: records.RECORDS if request.POST.get(f"{one.key}-from") == records.RECORDS else _read(one, request.POST)
        for one in queries.metrics_of(report.receipt.plan)
    }
    try:
        report = actions.score(report, inputs, by=by, now=now, comment=request.POST.get("comment"))
    except BadInput as refusal:
        return _staff(request, report, refusal.fields)
    if request.POST.get("act") == "publish":
        actions.publish(report, by=by, now=now)
        messages.success(request, _("The report is published and sent to the employee."))
    else:
        messages.success(request, _("The draft is saved."))
    return redirect("appraisals:show", uid)


@require_POST
@signed_in
def reply(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer an objection in writing."""
    by = actor_of(request)
    report = queries.report(by, uid)
    try:
        known = request.POST.getlist("acknowledged")
        actions.reply(report, request.POST.get("text", ""), acknowledged=known, by=by, now=clock.now())
    except Unacknowledged as wrong:
        return _staff(request, report, warnings=wrong.warnings)
    except BadInput as refusal:
        return _staff(request, report, refusal.fields)
    messages.success(request, _("The reply is recorded."))
    return redirect("appraisals:show", uid)


@require_POST
@signed_in
def unanswered(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record that the employee did not answer."""
    by = actor_of(request)
    actions.record_unanswered(queries.report(by, uid), by=by, now=clock.now())
    return redirect("appraisals:show", uid)


@require_http_methods(["GET", "POST"])
@signed_in
def plans(request: HttpRequest) -> HttpResponse:
    """Criteria of all posts, and a form for a new version."""
    by, now = actor_of(request), clock.now()
    if not by.holds(*queries.KEEPS, *queries.SCORES):
        raise NotAllowed(_("Criteria of a post are open to managers and HR."))
    found = library.row(request.GET.get("from", ""))
    initial = {"title": f"{found.post}录用条件"} if found else None
    form = PlanForm(request.POST or None, like=found.metrics if found else ARTICLE, initial=initial)
    warnings: list[Shown] = []
    posts = {str(row.uid): row for row in people.positions_visible_to(by)}
    form.fields["position"].choices = [("", "—"), *((uid, row.title) for uid, row in posts.items())]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        known = request.POST.getlist("acknowledged")

        def do() -> dict[str, Any]:
            actions.create_plan(
                posts[given["position"]],
                given["title"],
                form.metrics(),
                valid_from=given["valid_from"],
                acknowledged=known,
                by=by,
                now=now,
            )
            return {}

        try:
            once(by, request.POST.get("request_key"), "appraisals.plan", {**given, "acknowledged": known}, now, do)
        except Unacknowledged as found_wrong:
            warnings = found_wrong.warnings
        except BadInput as refusal:
            refusals.put_into(form, refusal)
        else:
            messages.success(request, _("The new version is saved. It binds those who receive it from now on."))
            return redirect("appraisals:plans")
    rows = [
        (row, [(one, words.standard(one)) for one in queries.metrics_of(row)]) for row in queries.plans_visible_to(by)
    ]
    context = {"rows": rows, "form": form, "may_plan": by.holds(*queries.KEEPS), "library": library.rows()}
    context |= {"warnings": warnings, "by": by}
    return render(request, "appraisals/plans.html", context, status=422 if form.errors or warnings else 200)


@require_POST
@signed_in
def hand_out(request: HttpRequest) -> HttpResponse:
    """Tell an employee the newest criteria of the own post."""
    by = actor_of(request)
    person = people.employee(by, _uid(request.POST.get("employee", "")))
    plan = queries.newest_plan(person.position, clock.today())
    if plan is None:
        raise BadInput({"plan": _("There are no criteria for this post yet. Please write them first.")})
    actions.hand_out(plan, person, by=by, now=clock.now())
    messages.success(
        request, _("The criteria are handed out; the employee acknowledges them on the phone or on paper.")
    )
    return redirect("appraisals:readiness", person.uid) if "proof" in request.POST else redirect("appraisals:list")


@require_http_methods(["GET", "POST"])
@signed_in
def paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """File criteria that were signed on paper."""
    by, now = actor_of(request), clock.now()
    receipt = queries.receipt(by, uid)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals.into(form):
            scan = store.put_upload(
                form.cleaned_data["paper"], company=by.company, now=now, allowed=("pdf", "png", "jpg"), field="paper"
            )
            actions.record_paper_receipt(receipt, form.cleaned_data["signed_on"], scan, by=by, now=now)
            messages.success(request, _("The receipt is filed."))
            return redirect("appraisals:list")
    context = {"receipt": receipt, "form": form}
    return render(request, "appraisals/paper.html", context, status=422 if form.errors else 200)


@require_GET
@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """The employee's own criteria and reports."""
    by = actor_of(request)
    if by.employee is None:
        raise NotAllowed(_("You have no employee record in this company."))
    rows = [row for row in queries.reports_of(by.employee) if row.published_at is not None]
    shown = [(row, words.state(row.state), words.TONES[row.state]) for row in reversed(rows)]
    context = {
        "rows": shown,
        "receipt": queries.receipt_of(by.employee),
        "drafts": queries.own_drafts(by),
        "asked": [(row, ratings.due_at(row)) for row in ratings.waiting_for(by)],
    }
    return render(request, "appraisals/own.html", context)


@require_GET
@signed_in
def mine(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The own report: what was asked, what was reached, and the answer."""
    return _mine(request, queries.report(actor_of(request), uid))


def _mine(request: HttpRequest, report: MonthlyReport, errors: dict[str, str] | None = None) -> HttpResponse:
    by = actor_of(request)
    if report.employee_id != by.employee:
        raise NotAllowed(_("This page is for the employee. Staff find the report in the list."))
    reviewers = people.holders_for(report.employee, "er", clock.today(), without=[report.scored_by_id or 0])
    context = {
        **_shown(report),
        "open": report.state in ("published", "unanswered"),
        "reviewer": reviewers[0].name if reviewers else "",
        "errors": errors or {},
        "choice": request.POST.get("answer", ""),
        "text": request.POST.get("objection", ""),
    }
    return render(request, "appraisals/mine.html", context, status=422 if errors else 200)


@require_POST
@signed_in
def opened(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The report is on the employee's screen; the first time is recorded."""
    by = actor_of(request)
    actions.note_opening(queries.report(by, uid), by=by, now=clock.now())
    return HttpResponse('<span id="pw-read"></span>')


@require_POST
@signed_in
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Acknowledge, object, or leave it for now."""
    by = actor_of(request)
    report = queries.report(by, uid)
    choice = request.POST.get("answer", "")
    if choice == "later":
        messages.info(request, _("Nothing is recorded. You can answer at any time; work and pay go on."))
        return redirect("appraisals:mine")
    if choice not in ("acknowledge", "object"):
        return _mine(request, report, {"answer": _("Please choose one of the three.")})
    objection = request.POST.get("objection", "") if choice == "object" else None
    try:
        actions.answer(report, objection, by=by, now=clock.now())
    except BadInput as refusal:
        return _mine(request, report, refusal.fields)
    messages.success(request, _("Your answer is recorded."))
    return redirect("appraisals:report", uid)


@require_http_methods(["GET", "POST"])
@signed_in
def criteria(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The own hiring criteria, to read and to acknowledge."""
    by = actor_of(request)
    receipt = queries.own_receipt(by, uid)
    if request.method == "POST":
        actions.receive(receipt, by=by, now=clock.now())
        messages.success(request, _("Your receipt is recorded."))
        return redirect("appraisals:criteria", uid)
    rows = [(one, words.standard(one)) for one in queries.metrics_of(receipt.plan)]
    return render(request, "appraisals/criteria.html", {"receipt": receipt, "rows": rows})
