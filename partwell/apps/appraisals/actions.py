"""Criteria are told and received, months are scored, published and answered. Each act is on the employee's stream.

What no act here does: stop anyone's work, pay or the next month. A month is opened once the one before it was
acknowledged, objected to, or left unanswered after it had reached the employee.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.apps.law import warned
from partwell.apps.notices import actions as notices
from partwell.apps.people import queries as people
from partwell.core.appraisal import cycle, scorecard
from partwell.core.days import UnknownYear, add_months, at_close, period_end, shanghai_day
from partwell.lib import holiday_file
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, Missing, NotAllowed, Refused

from . import freezing, queries, records
from .models import MonthlyReport, Plan, PlanReceipt

State = MonthlyReport.State
LONGEST = 2000
"""Characters of an objection or a reply."""
ANSWER_DAYS = 1
"""Working days to answer a report in (the company's own deadline)."""


def _unaffected() -> str:
    return _("Work and pay go on as usual, whatever the answer is.")


@transaction.atomic
def create_plan(
    position: Any,
    title: str,
    metrics: Sequence[Mapping[str, Any]],
    *,
    valid_from: date | None = None,
    acknowledged: Collection[str] = (),
    by: Actor,
    now: datetime,
) -> Plan:
    """A new version of a post's criteria; earlier versions go on binding those who received them.

    From `valid_from` on it is the one that is handed out. What goes wrong in law in its words is warned about;
    `acknowledged` are the codes this person goes on with by name. Raises NotAllowed, BadInput, Unacknowledged.
    """
    if position.company_id != by.company or not (by.is_system or by.holds(*queries.KEEPS)):
        raise NotAllowed(_("Criteria of a post are written by HR."))
    title = title.strip()
    if not title or len(title) > 80:
        raise BadInput({"title": _("A title has 1 to 80 characters.")})
    if valid_from is not None and valid_from < shanghai_day(now):
        raise BadInput({"valid_from": _("This day is over; criteria are not told backwards.")})
    try:
        made = scorecard.plan(metrics)
    except scorecard.BadPlan:
        raise BadInput({"metrics": _("The weights are 100 in all, and each threshold can be reached.")}) from None
    data = [one.as_data() for one in made]
    said = [text for one in made for text in (one.title, one.title_en, one.source, one.evidence)]
    found = warned.read("appraisals.actions.create_plan", title, *said, acknowledged=acknowledged, by=by)
    last = Plan.objects.filter(position=position).aggregate(last=Max("version"))["last"] or 0
    plan = Plan.objects.create(
        company_id=position.company_id,
        position=position,
        version=last + 1,
        title=title,
        valid_from=valid_from,
        metrics=data,
        sha256=queries.digest({"title": title, "metrics": data}),
        created_at=now,
        created_by_id=by.user,
    )
    payload = {"plan": str(plan.uid), "title": title, "version": plan.version, "metrics": data, "sha256": plan.sha256}
    payload["valid_from"] = valid_from.isoformat() if valid_from else None
    stream = evidence.stream_of_installation(plan.company_id, now)
    evidence.record(stream, "appraisal.plan_created", by=by, now=now, payload=payload)
    warned.acknowledge(found, where="appraisal", about=f"plan:{plan.uid}", stream=stream, by=by, now=now)
    return plan


def _may_keep(by: Actor, employee: Any) -> None:
    people.employee(by, employee.uid)
    if not queries.may_keep(by, employee):
        raise NotAllowed(_("Criteria are handed out by HR."))


def _may_score(by: Actor, employee: Any) -> None:
    people.employee(by, employee.uid)
    if not queries.may_score(by, employee):
        raise NotAllowed(_("Reports are written by the person's own line manager or department head."))


def _record(employee: int, type: str, payload: Mapping[str, Any], by: Actor, now: datetime, files: Any = ()) -> Any:
    stream = evidence.stream_of_employee(employee, now)
    return evidence.record(stream, type, by=by, now=now, payload=payload, files=files)


@transaction.atomic
def hand_out(plan: Plan, employee: Any, *, by: Actor, now: datetime) -> PlanReceipt:
    """Tell an employee the criteria he will be judged by; a second time gives the same receipt."""
    _may_keep(by, employee)
    if plan.position_id != employee.position_id:
        raise Refused(_("These criteria are for another post."), code="other_post")
    receipt, fresh = PlanReceipt.objects.get_or_create(plan=plan, employee=employee, defaults={"handed_at": now})
    if fresh:
        payload = {"receipt": str(receipt.uid), "plan": str(plan.uid), "version": plan.version, "sha256": plan.sha256}
        _record(employee.pk, "criteria.handed", payload, by, now)
    return receipt


@transaction.atomic
def receive(receipt: PlanReceipt, *, by: Actor, now: datetime) -> PlanReceipt:
    """The employee acknowledges that he was told the criteria. Only he himself can."""
    receipt = PlanReceipt.objects.select_for_update().select_related("plan", "employee").get(pk=receipt.pk)
    if by.employee != receipt.employee_id:
        raise NotAllowed(_("Only the employee can acknowledge this."))
    if receipt.received_on is not None:
        return receipt
    return _received(receipt, shanghai_day(now), PlanReceipt.How.IN_APP, None, by, now)


@transaction.atomic
def record_paper_receipt(receipt: PlanReceipt, signed_on: date, paper: Any, *, by: Actor, now: datetime) -> PlanReceipt:
    """HR files the criteria signed on paper. Without the scan there is no receipt."""
    receipt = PlanReceipt.objects.select_for_update().select_related("plan", "employee__department").get(pk=receipt.pk)
    _may_keep(by, receipt.employee)
    if receipt.received_on is not None:
        return receipt
    errors = {}
    if paper is None:
        errors["paper"] = _("Please add the signed paper.")
    if signed_on > shanghai_day(now) or signed_on < receipt.employee.hired_on - timedelta(days=366):
        errors["signed_on"] = _("This day cannot be right. Please check the year.")
    if errors:
        raise BadInput(errors)
    return _received(receipt, signed_on, PlanReceipt.How.PAPER, paper, by, now)


def _received(receipt: PlanReceipt, on: date, how: str, paper: Any, by: Actor, now: datetime) -> PlanReceipt:
    payload = {
        "receipt": str(receipt.uid),
        "plan": str(receipt.plan.uid),
        "version": receipt.plan.version,
        "sha256": receipt.plan.sha256,
        "received_on": on.isoformat(),
        "how": how,
    }
    entry = _record(receipt.employee_id, "criteria.received", payload, by, now, (paper,) if paper else ())
    receipt.received_on, receipt.how, receipt.paper, receipt.entry = on, how, paper, entry.eid
    receipt.save()
    return receipt


@transaction.atomic
def open_month(employee: Any, month: date, *, by: Actor, now: datetime) -> MonthlyReport:
    """Begin the report of a month of probation, or of a plan of improvement (《劳动合同法》第四十条第二项).

    Refused without received criteria, outside both, or while the report before it is not answered.
    """
    _may_score(by, employee)
    receipt = queries.received_for(employee.pk, max(month, employee.hired_on))
    if receipt is None:
        raise Refused(
            _("There is no receipt of the hiring criteria yet, so there is nothing to judge by."),
            code="no_criteria",
            missing=(Missing("criteria", _("receipt of the hiring criteria"), employee.name),),
            unaffected=_unaffected(),
        )
    end = people.probation(employee, max(month, employee.hired_on))
    last = period_end(month, 1)
    if end is not None and end.day is not None and month <= end.day and add_months(month, 1) > employee.hired_on:
        last = min(last, end.day)
    elif queries.running_plan(employee.pk, month) is None:
        raise Refused(_("This month is not in the person's probation."), code="not_in_probation")
    before = MonthlyReport.objects.filter(employee=employee, month__lt=month).order_by("-month").first()
    if before is not None and before.state not in MonthlyReport.ANSWERED:
        raise Refused(
            _("The report of %(month)s is not answered yet.") % {"month": f"{before.month:%Y-%m}"},
            code="month_open",
            missing=(Missing("answer", _("answer to the report before"), employee.name, before.answer_due),),
            unaffected=_unaffected(),
        )
    report, fresh = MonthlyReport.objects.get_or_create(
        employee=employee,
        month=month,
        defaults={
            "receipt": receipt,
            "begins_on": max(month, employee.hired_on),
            "ends_on": last,
        },
    )
    if fresh:
        _record(employee.pk, "appraisal.opened", {"report": str(report.uid), "month": f"{month:%Y-%m}"}, by, now)
    return report


def _clean(metric: scorecard.Metric, rows: Sequence[Any], errors: dict[str, str]) -> list[Any]:
    """The data of one metric as they are stored: whole numbers and text only."""
    if len(rows) > 200:
        errors[metric.key] = _("At most 200 lines.")
        return []
    if metric.measure == "peers" and 0 < len(rows) < cycle.FEWEST:
        errors[metric.key] = _("Fewer than %(least)d scores have no average.") % {"least": cycle.FEWEST}
    cleaned: list[Any] = []
    for number, row in enumerate(rows, 1):
        if metric.measure == "tasks":
            title = str(row.get("title", "")).strip()[:120]
            cleaned.append({"no": number, "title": title, "done": row.get("done") is True})
            continue
        value = row if metric.measure == "peers" else row.get("score")
        points = None if value in (None, "") else queries.points(value)
        if points is None and not (metric.measure == "courses" and value in (None, "")):
            errors[metric.key] = _("Scores are numbers from 0 to 100.")
        title = "" if metric.measure == "peers" else str(row.get("title", "")).strip()[:120]
        cleaned.append(points if metric.measure == "peers" else {"title": title, "score": points})
    # As from colleagues' forms: an order of typing would tell who gave which.
    return cycle.by_size(cleaned) if metric.measure == "peers" and metric.key not in errors else cleaned


def _words(rows: Sequence[Any]) -> list[str]:
    """The words within the data of one metric."""
    return [row["title"] for row in rows if isinstance(row, dict) and row.get("title")]


@transaction.atomic
def score(
    report: MonthlyReport,
    inputs: Mapping[str, Sequence[Any] | str],
    *,
    by: Actor,
    now: datetime,
    comment: str | None = None,
) -> MonthlyReport:
    """Write the data of a draft: lines as typed, or "records" to take them over from what is on record.

    Where the records judge nothing, a criterion taken from them stays without data. Published reports stand.
    """
    report = (
        MonthlyReport.objects.select_for_update(of=("self",))
        .select_related("employee__department", "receipt__plan")
        .get(pk=report.pk)
    )
    _may_score(by, report.employee)
    if report.state != State.DRAFTED:
        raise Refused(_("The report is published and stands. Changes go into a reply."), code="published")
    errors: dict[str, str] = {}
    cleaned, sources = {}, {}
    for one in queries.metrics_of(report.receipt.plan):
        given = inputs.get(one.key) or ()
        if isinstance(given, str):
            sources[one.key] = records.RECORDS
            if given != records.RECORDS:
                errors[one.key] = _("Choose records or lines.")
        elif given:
            cleaned[one.key], sources[one.key] = _clean(one, given, errors), records.TYPED
    if comment is not None and len(comment.strip()) > LONGEST:
        errors["comment"] = _("At most %(limit)d characters.") % {"limit": LONGEST}
    if errors:
        raise BadInput(errors)
    said = [text for lines in cleaned.values() for text in _words(lines)]
    found = warned.read("appraisals.actions.score", comment or "", *said, by=by)
    report.sources, report.inputs = sources, json.dumps(cleaned, ensure_ascii=False)
    records.refill(report)
    if comment is not None:
        report.comment = comment.strip()
    report.scored_by_id = by.user
    report.save()
    payload = {
        "report": str(report.uid),
        "inputs": queries.inputs_of(report),
        "sources": sources,
        "comment": report.comment,
    }
    _record(report.employee_id, "appraisal.scored", payload, by, now)
    stream = evidence.stream_of_employee(report.employee_id, now)
    warned.kept("appraisals.actions.score", found, about=f"report:{report.uid}", stream=stream, by=by, now=now)
    return report


@transaction.atomic
def assess_oneself(report: MonthlyReport, text: str, *, by: Actor, now: datetime) -> MonthlyReport:
    """The employee's own view of the month, before publication; optional, and can be rewritten until then."""
    report = MonthlyReport.objects.select_for_update(of=("self",)).select_related("employee").get(pk=report.pk)
    if by.employee != report.employee_id:
        raise NotAllowed(_("Only the employee can write the own assessment."))
    if report.state != State.DRAFTED:
        raise Refused(_("The report is published and stands. Changes go into a reply."), code="published")
    text = text.strip()
    if not 1 <= len(text) <= LONGEST:
        raise BadInput({"text": _("Please write 1 to %(limit)d characters.") % {"limit": LONGEST}})
    if text == report.self_assessment:
        return report
    report.self_assessment, report.self_assessed_at = text, now
    report.save(update_fields=["self_assessment_sealed", "self_assessed_at"])
    _record(report.employee_id, "appraisal.self_assessed", {"report": str(report.uid), "text": text}, by, now)
    return report


def answer_due(now: datetime) -> datetime:
    """18:00 of the next working day; three days later while the year's working days are not published."""
    today = shanghai_day(now)
    try:
        return at_close(holiday_file.calendar().add_working_days(today, ANSWER_DAYS))
    except UnknownYear:
        return at_close(today + timedelta(days=3))


def publish(
    report: MonthlyReport, *, by: Actor, now: datetime, tell: bool = True, freeze: bool = True
) -> MonthlyReport:
    """Freeze the report, also as PDF/A, and hand it to the employee.

    Refused before the month's last day, or without all data. `freeze` off leaves the PDF out: invented months of a
    demo. The paper is made before the transaction; were the records changed meanwhile, nothing is published.
    """
    ready = _to_publish(report, by, now, lock=False)
    if ready.state != State.DRAFTED:
        return ready
    ready = _as_published(ready, by, now)
    paper = freezing.stage(ready, now) if freeze else None
    with transaction.atomic():
        report = _to_publish(report, by, now, lock=True)
        if report.state != State.DRAFTED:
            return report
        if _published(_as_published(report, by, now)) != _published(ready):
            raise Refused(_("The records changed in this moment. Please look at them and publish again."), code="stale")
        if paper is not None:
            paper.save()
            report.paper = paper
        report.state = State.PUBLISHED
        report.sha256 = queries.digest(_published(report))
        report.save()
        payload = {**_published(report), "sha256": report.sha256}
        _record(report.employee_id, "appraisal.published", payload, by, now, (paper,) if paper else ())
        if tell:
            _tell(report, by, now)
    return report


def _to_publish(report: MonthlyReport, by: Actor, now: datetime, *, lock: bool) -> MonthlyReport:
    """The report with its records up to date. Raises NotAllowed, or Refused while it can't be published."""
    rows = MonthlyReport.objects.select_for_update(of=("self",)) if lock else MonthlyReport.objects.all()
    found = rows.select_related(
        "employee__department", "employee__company", "employee__position", "receipt__plan", "scored_by"
    ).get(pk=report.pk)
    _may_score(by, found.employee)
    if found.state != State.DRAFTED:
        return found
    if shanghai_day(now) < found.ends_on:
        raise Refused(
            _("The month is not over; it can be judged from %(day)s on.") % {"day": found.ends_on.isoformat()},
            code="month_runs",
            unaffected=_unaffected(),
        )
    records.refill(found)
    card = queries.card_of(found)
    if card.unknown:
        titles = {one.key: one.title for one in queries.metrics_of(found.receipt.plan)}
        raise Refused(
            _("The report cannot be published: data are missing."),
            code="data_missing",
            missing=tuple(Missing(key, titles[key], by.name) for key in card.unknown),
            unaffected=_unaffected(),
        )
    return found


def _as_published(report: MonthlyReport, by: Actor, now: datetime) -> MonthlyReport:
    """The draft with all that publication adds but its state and its paper."""
    report.result = queries.card_of(report).as_data()
    if report.scored_by_id is None and by.user is not None:
        report.scored_by_id = by.user
    report.published_at, report.answer_due = now, answer_due(now)
    return report


def _published(report: MonthlyReport) -> dict[str, Any]:
    """All that stands after publication: what the digest is over."""
    return {
        "report": str(report.uid),
        "month": f"{report.month:%Y-%m}",
        "plan_sha256": report.receipt.plan.sha256,
        "inputs": queries.inputs_of(report),
        "sources": report.sources,
        "remarks": queries.remarks_of(report),
        "self_assessment": report.self_assessment,
        "comment": report.comment,
        "late": queries.late_count(report),
        "result": report.result,
        "paper_sha256": bytes(report.paper.sha256).hex() if report.paper else None,
    }


def _tell(report: MonthlyReport, by: Actor, now: datetime) -> None:
    """Send the employee the report, on the employee's stream, with a link to the page."""
    try:
        link = reverse("appraisals:report", args=[report.uid])
    except NoReverseMatch:
        link = ""
    notices.send(
        to_employee=report.employee,
        template="assessment_ready",
        context={
            "what": _("Appraisal report %(month)s") % {"month": f"{report.month:%Y-%m}"},
            "due": report.answer_due,
            "due_class": "internal",
        },
        stream=evidence.stream_of_employee(report.employee_id, now),
        by=by,
        now=now,
        link=link,
        key=f"appraisal:{report.uid}",
        subject_uid=report.uid,
    )


@transaction.atomic
def note_opening(report: MonthlyReport, *, by: Actor, now: datetime) -> None:
    """The employee has the report on the screen; the first time is on record."""
    report = MonthlyReport.objects.select_for_update().get(pk=report.pk)
    if by.employee != report.employee_id or report.opened_at is not None or report.published_at is None:
        return
    report.opened_at = now
    report.save(update_fields=["opened_at"])
    _record(report.employee_id, "appraisal.read", {"report": str(report.uid)}, by, now)


@transaction.atomic
def answer(report: MonthlyReport, objection: str | None, *, by: Actor, now: datetime) -> MonthlyReport:
    """The employee acknowledges (objection None) or objects in writing. Also after the deadline; once."""
    report = MonthlyReport.objects.select_for_update().select_related("employee").get(pk=report.pk)
    if by.employee != report.employee_id:
        raise NotAllowed(_("Only the employee can answer the own report."))
    if report.state == State.DRAFTED:
        raise Refused(_("The report is not published yet."), code="not_published")
    if report.state in (State.ACKNOWLEDGED, State.OBJECTED):
        raise Refused(_("The report is answered already; the answer stands."), code="answered")
    text = (objection or "").strip()
    if objection is not None and not text:
        raise BadInput({"objection": _("Please write which point you object to, and why.")})
    if len(text) > LONGEST:
        raise BadInput({"objection": _("At most %(limit)d characters.") % {"limit": LONGEST}})
    report.state = State.OBJECTED if text else State.ACKNOWLEDGED
    report.answered_at, report.objection = now, text
    report.opened_at = report.opened_at or now
    report.save()
    payload = {"report": str(report.uid), "sha256": report.sha256, "answer": report.state, "text": text}
    _record(report.employee_id, f"appraisal.{report.state}", payload, by, now)
    return report


@transaction.atomic
def reply(
    report: MonthlyReport, text: str, *, acknowledged: Collection[str] = (), by: Actor, now: datetime
) -> MonthlyReport:
    """Answer an objection in writing: HR, never the one who scored. Raises Unacknowledged for words wrong in law."""
    report = (
        MonthlyReport.objects.select_for_update(of=("self",))
        .select_related("employee__department", "scored_by")
        .get(pk=report.pk)
    )
    people.employee(by, report.employee.uid)
    if not queries.may_reply(by, report):
        raise NotAllowed(_("An objection is answered by HR, never by the one who scored."))
    if report.state != State.OBJECTED:
        raise Refused(_("There is no objection to answer."), code="no_objection")
    if report.replied_at is not None:
        raise Refused(_("The objection is answered already; the reply stands."), code="replied")
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise BadInput({"reply": _("Please write 1 to %(limit)d characters.") % {"limit": LONGEST}})
    found = warned.read("appraisals.actions.reply", text, acknowledged=acknowledged, by=by)
    report.reply, report.replied_at, report.replied_by_id = text, now, by.user
    report.save()
    _record(report.employee_id, "appraisal.replied", {"report": str(report.uid), "text": text}, by, now)
    stream = evidence.stream_of_employee(report.employee_id, now)
    warned.acknowledge(found, where="appraisal", about=f"report:{report.uid}", stream=stream, by=by, now=now)
    return report


def silence_refusal(report: MonthlyReport, now: datetime) -> Refused | None:
    """Why "no answer" can't be recorded now, or None: it needs a delivery, and the whole period after it."""
    if report.state != State.PUBLISHED:
        return Refused(_("The report is not waiting for an answer."), code="not_waiting")
    served_at = queries.served(report)
    if served_at is None:
        return Refused(
            _("“No answer” can be recorded only after the report has reached the employee."),
            code="not_served",
            missing=(Missing("delivery", _("proof of delivery"), "HR", report.answer_due),),
            unaffected=_unaffected(),
        )
    since = queries.silence_from(report, served_at)
    if now < since:
        return Refused(
            _("“No answer” can be recorded only when the whole period has run."),
            code="period_runs",
            missing=(Missing("answer", _("answer to the report"), report.employee.name, since),),
            unaffected=_unaffected(),
        )
    return None


@transaction.atomic
def record_unanswered(report: MonthlyReport, *, by: Actor, now: datetime) -> MonthlyReport:
    """HR or the manager records that the employee did not answer. The employee can still answer later."""
    report = MonthlyReport.objects.select_for_update().select_related("employee__department").get(pk=report.pk)
    people.employee(by, report.employee.uid)
    if not (queries.may_keep(by, report.employee) or queries.may_score(by, report.employee)):
        raise NotAllowed(_("This is recorded by HR or the person's own manager."))
    refusal = silence_refusal(report, now)
    if refusal is not None:
        raise refusal
    report.state, report.answered_at = State.UNANSWERED, now
    report.save(update_fields=["state", "answered_at"])
    served_at = queries.served(report)
    payload = {"report": str(report.uid), "served_at": served_at.isoformat() if served_at else None}
    _record(report.employee_id, "appraisal.unanswered", payload, by, now)
    return report
