"""Reading criteria and reports. Staff see the people they see; the employee sees the own ones."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from partwell.apps.notices import queries as notices
from partwell.apps.people import queries as people
from partwell.core.appraisal import cycle, scorecard
from partwell.core.days import at_close, period_end, shanghai_day
from partwell.core.evidence import canonical
from partwell.core.settlement.statement import Statement
from partwell.lib.actor import Actor
from partwell.lib.refusal import NotAllowed, NotVisible

from .models import ImprovementPlan, MonthlyReport, Plan, PlanReceipt, Rating, Task

State = MonthlyReport.State
SCORES = ("line_manager", "dept_head")
KEEPS = ("hr_ops", "hrbp", "er", "hr_manager", "hr_director", "owner")
REPLIES = ("er", "hrbp", "hr_ops", "hr_manager", "hr_director")


@dataclass(frozen=True, slots=True)
class Shown:
    """A criterion of a report with its words and data, for a page. `source`: "records", "typed", "" without data."""

    metric: scorecard.Metric
    judged: dict[str, Any]
    inputs: list[Any]
    source: str = ""


def digest(value: Any) -> str:
    """SHA-256 in hex of the canonical form."""
    return hashlib.sha256(canonical.encode(value)).hexdigest()


def metrics_of(plan: Plan) -> tuple[scorecard.Metric, ...]:
    """The criteria of a plan."""
    return scorecard.plan(plan.metrics)


def inputs_of(report: MonthlyReport) -> dict[str, list[Any]]:
    """The data of a report by metric; empty before anything was written."""
    return json.loads(report.inputs) if report.inputs else {}


def remarks_of(report: MonthlyReport) -> list[str]:
    """What colleagues wrote beside their scores, in alphabetical order, without names."""
    return json.loads(report.remarks) if report.remarks else []


def points(value: Any) -> str | None:
    """0 to 100 with at most two decimals as text; None for anything else."""
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    exponent = number.as_tuple().exponent
    if not number.is_finite() or not 0 <= number <= 100 or (isinstance(exponent, int) and exponent < -2):
        return None
    return str(number)


def as_record(row: Task) -> cycle.TaskRecord:
    """A stored task as the rules know it."""
    logged = shanghai_day(row.done_at) if row.done_at else None
    return cycle.TaskRecord(str(row.uid), row.title, row.due_on, shanghai_day(row.set_at), row.done_on, logged)


def tasks_between(employee: int, first: date, last: date) -> list[Task]:
    """Tasks due in a period, without those cancelled, by due day."""
    rows = Task.objects.filter(employee=employee, due_on__gte=first, due_on__lte=last, cancelled_at__isnull=True)
    return list(rows.order_by("due_on", "pk"))


def late_count(report: MonthlyReport) -> int:
    """How many entries behind a report came after the fact: of the frozen data, or of a draft's records."""
    rows = [row for one in inputs_of(report).values() for row in one if isinstance(row, dict)]
    if report.published_at is None:
        records = tasks_between(report.employee_id, report.begins_on, report.ends_on)
        return sum(len(as_record(row).marks) for row in records)
    return sum(len(row.get("late", ())) for row in rows)


def rater_count(report: MonthlyReport) -> int | None:
    """How many colleagues scored in forms of their own; None where the scores were typed, or none are asked for."""
    peers = [one for one in metrics_of(report.receipt.plan) if one.measure == "peers"]
    if not peers or report.sources.get(peers[0].key) == "typed":
        return None
    if report.published_at is not None:
        return len(inputs_of(report).get(peers[0].key, ())) if report.sources.get(peers[0].key) == "records" else None
    return report.ratings.filter(given_at__isnull=False).count()


def card_of(report: MonthlyReport) -> scorecard.Scorecard:
    """The scorecard of the data as they stand."""
    return scorecard.score(metrics_of(report.receipt.plan), inputs_of(report))


def shown(report: MonthlyReport) -> list[Shown]:
    """The criteria of a report, judged, in the order of the plan."""
    data = inputs_of(report)
    result = report.result or card_of(report).as_data()
    judged = {one["key"]: one for one in result["judged"]}
    return [
        Shown(one, judged[one.key], data.get(one.key, []), report.sources.get(one.key, ""))
        for one in metrics_of(report.receipt.plan)
    ]


def reports_visible_to(by: Actor) -> QuerySet[MonthlyReport]:
    """Reports of the people the actor sees; of the own ones only those that were published."""
    rows = MonthlyReport.objects.filter(employee__in=people.employees_visible_to(by))
    if by.employee is not None:
        rows = rows.exclude(employee=by.employee, state=State.DRAFTED)
    return rows.select_related("employee__department", "employee__position", "receipt__plan", "scored_by", "paper")


def report(by: Actor, uid: object) -> MonthlyReport:
    """One report. Raises NotVisible, or NotAllowed for a colleague's one when the actor sees nobody's."""
    row = reports_visible_to(by).filter(uid=uid).first()
    if row is not None:
        return row
    colleagues = MonthlyReport.objects.filter(uid=uid, employee__company=by.company).exclude(employee=by.employee)
    if colleagues.exists() and not people.sees_people(by):
        raise NotAllowed(_("Reports are open to the person, the managers and HR."))
    raise NotVisible


def own_draft(by: Actor, month: str) -> MonthlyReport:
    """The own report of a month (2026-09) still being written: only that it exists is shown. Raises NotVisible."""
    row = next((row for row in own_drafts(by) if f"{row.month:%Y-%m}" == month), None)
    if row is None:
        raise NotVisible
    return row


def own_drafts(by: Actor) -> list[MonthlyReport]:
    """The own months that are being written."""
    rows = MonthlyReport.objects.filter(employee=by.employee or 0, state=State.DRAFTED)
    return list(rows.select_related("employee", "receipt__plan").order_by("month"))


def may_score(by: Actor, employee: Any) -> bool:
    """Whether the actor writes this person's reports: the named line manager or a manager over the department."""
    if by.is_system or by.employee == employee.pk:
        return by.is_system
    named = by.employee is not None and employee.line_manager_id == by.employee
    return named or by.holds_on(employee.department.path, *SCORES)


def may_keep(by: Actor, employee: Any) -> bool:
    """Whether HR acts for this person: hands out criteria, records that nobody answered."""
    return by.is_system or (by.employee != employee.pk and by.holds_on(employee.department.path, *KEEPS))


def may_reply(by: Actor, row: MonthlyReport) -> bool:
    """Whether the actor may answer an objection: HR over the department, never the one who scored."""
    department = row.employee.department.path
    return by.is_system or (
        by.employee != row.employee_id and by.user != row.scored_by_id and by.holds_on(department, *REPLIES)
    )


def plans_visible_to(by: Actor) -> QuerySet[Plan]:
    """Criteria of the company, newest version first; for managers and HR."""
    if not (by.is_system or by.holds(*KEEPS, *SCORES)):
        return Plan.objects.none()
    return Plan.objects.filter(company=by.company).select_related("position").order_by("position__title", "-version")


def plan(by: Actor, uid: object) -> Plan:
    """One plan of the company. Raises NotVisible."""
    row = plans_visible_to(by).filter(uid=uid).first()
    if row is None:
        raise NotVisible
    return row


def newest_plan(position: Any, today: date) -> Plan | None:
    """The newest criteria of a post that count on a day."""
    rows = Plan.objects.filter(position=position).filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
    return rows.order_by("-version").first()


def receipt_of(employee_pk: int) -> PlanReceipt | None:
    """The criteria last handed to an employee, received or not."""
    rows = PlanReceipt.objects.filter(employee=employee_pk).select_related("plan__position", "paper")
    return rows.order_by("-handed_at", "-pk").first()


def receipts_of(employee_pk: int) -> list[PlanReceipt]:
    """All criteria handed to an employee, the oldest first."""
    rows = PlanReceipt.objects.filter(employee=employee_pk).select_related("plan")
    return list(rows.order_by("handed_at", "pk"))


def received(employee_pk: int) -> PlanReceipt | None:
    """The criteria the employee last received; None when there is no receipt, and then nothing can be judged by."""
    rows = PlanReceipt.objects.filter(employee=employee_pk, received_on__isnull=False)
    return rows.select_related("plan__position", "paper").order_by("-received_on", "-pk").first()


def received_for(employee_pk: int, begins_on: date) -> PlanReceipt | None:
    """The criteria a month is judged by: the last received by its first day; the first ever where none was by then.

    A version received within a month was not told beforehand for the days before it: it binds the months after.
    """
    rows = PlanReceipt.objects.filter(employee=employee_pk, received_on__isnull=False).select_related("plan__position")
    before = rows.filter(received_on__lte=begins_on).order_by("-received_on", "-pk").first()
    return before or rows.order_by("received_on", "pk").first()


def receipt(by: Actor, uid: object) -> PlanReceipt:
    """A receipt of someone HR keeps the file of. Raises NotVisible, or NotAllowed without that role."""
    visible = people.employees_visible_to(by)
    rows = PlanReceipt.objects.filter(uid=uid, employee__in=visible)
    row = rows.select_related("plan__position", "employee__department").first()
    if row is None:
        raise NotVisible
    if not may_keep(by, row.employee):
        raise NotAllowed(_("Criteria are handed out by HR."))
    return row


def own_receipt(by: Actor, uid: object) -> PlanReceipt:
    """The own criteria. Raises NotVisible."""
    row = PlanReceipt.objects.filter(uid=uid, employee=by.employee or 0).select_related("plan__position").first()
    if row is None:
        raise NotVisible
    return row


def reports_of(employee_pk: int) -> list[MonthlyReport]:
    """All reports of an employee, the oldest first."""
    return list(
        MonthlyReport.objects.filter(employee=employee_pk).select_related("receipt__plan", "paper").order_by("month")
    )


def months_to_open(employee: Any, today: date) -> list[date]:
    """Months of probation without a report, the present one included, oldest first."""
    end = people.probation(employee, today)
    there = set(MonthlyReport.objects.filter(employee=employee.pk).values_list("month", flat=True))
    return _months_without(employee.hired_on, end.day if end else None, there, today)


def _months_without(hired_on: date, ends_on: date | None, there: set[date], today: date) -> list[date]:
    if ends_on is None:
        return []
    month, last, found = hired_on.replace(day=1), min(ends_on, today), []
    while month <= last:
        if month not in there:
            found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def running_plan(employee_pk: int, month: date) -> ImprovementPlan | None:
    """The plan of improvement that is under way in a month: its months are reported like those of probation."""
    rows = ImprovementPlan.objects.filter(employee=employee_pk, outcome="", ends_on__gte=month)
    return rows.filter(starts_on__lte=period_end(month, 1)).first()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands to the criteria of the post: the newest received, the one that waits, whether one is left."""

    received: PlanReceipt | None
    waiting: PlanReceipt | None
    to_hand: bool


def standing_of_criteria(employee: Any, today: date) -> Standing:
    """Received, waiting, or still to be handed out."""
    plan = newest_plan(employee.position, today)
    rows = list(PlanReceipt.objects.filter(employee=employee.pk).select_related("plan").order_by("-pk"))
    waiting = next((row for row in rows if row.received_on is None), None)
    to_hand = plan is not None and all(row.plan_id != plan.pk for row in rows)
    return Standing(received(employee.pk), waiting, to_hand)


def months_of_plan(employee: Any, today: date) -> list[date]:
    """Months of the running plan without a report, up to the present one, oldest first."""
    plan = ImprovementPlan.objects.filter(employee=employee.pk, outcome="", starts_on__lte=today).first()
    if plan is None or received(employee.pk) is None:
        return []
    there = set(MonthlyReport.objects.filter(employee=employee.pk).values_list("month", flat=True))
    return _months_without(plan.starts_on, plan.ends_on, there, today)


def served(row: MonthlyReport) -> datetime | None:
    """When the report reached the employee with proof. Opening it in the application is on record, but no delivery."""
    proof = notices.proof_of_delivery(row.uid)
    return proof.at if proof else None


def silence_from(row: MonthlyReport, served_at: datetime) -> datetime:
    """From when silence may be recorded: the deadline, and no sooner than as long after a late delivery."""
    assert row.published_at is not None and row.answer_due is not None
    return max(row.answer_due, served_at + (row.answer_due - row.published_at))


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something about appraisals that waits for someone: for the list of to-dos."""

    kind: str
    report: MonthlyReport | None
    employee: Any
    due: datetime | None


def todos(by: Actor, now: datetime) -> list[ToDo]:
    """What waits for this person: the own report to answer, reports to write, objections to answer."""
    found = []
    if by.employee is not None:
        own = MonthlyReport.objects.filter(employee=by.employee, state__in=(State.PUBLISHED, State.UNANSWERED))
        found += [ToDo("answer", row, row.employee, row.answer_due) for row in own.select_related("employee")]
        criteria = PlanReceipt.objects.filter(employee=by.employee, received_on__isnull=True)
        found += [ToDo("criteria", None, row.employee, None) for row in criteria.select_related("employee")]
    if by.holds(*KEEPS, *SCORES):
        rows = reports_visible_to(by).filter(state__in=(State.DRAFTED, State.OBJECTED))
        for row in rows:
            if row.state == State.DRAFTED and may_score(by, row.employee):
                found.append(ToDo("score", row, row.employee, at_close(row.ends_on)))
            elif row.state == State.OBJECTED and row.replied_at is None and may_reply(by, row):
                found.append(ToDo("reply", row, row.employee, None))
    return found


def waiting(by: Actor) -> int:
    """How many of the own reports, criteria and scores of colleagues wait for an answer; for the employee's home."""
    if by.employee is None:
        return 0
    reports = MonthlyReport.objects.filter(employee=by.employee, state=State.PUBLISHED).count()
    scores = Rating.objects.filter(rater=by.employee, given_at__isnull=True, stepped_out_at__isnull=True)
    asked = scores.filter(report__state=State.DRAFTED).count()
    return reports + asked + PlanReceipt.objects.filter(employee=by.employee, received_on__isnull=True).count()


def own_open(by: Actor) -> tuple[list[PlanReceipt], list[MonthlyReport]]:
    """Own criteria that were not acknowledged yet, and own reports that wait for the answer."""
    receipts = PlanReceipt.objects.filter(employee=by.employee or 0, received_on__isnull=True)
    reports = MonthlyReport.objects.filter(employee=by.employee or 0, state=State.PUBLISHED)
    return list(receipts.order_by("pk")), list(reports.order_by("month"))


def to_reply(by: Actor) -> list[MonthlyReport]:
    """Reports whose objection the actor may answer and nobody has answered, the oldest month first."""
    if not by.holds(*REPLIES):
        return []
    rows = reports_visible_to(by).filter(state=State.OBJECTED, replied_at__isnull=True)
    return [row for row in rows.order_by("month", "pk") if may_reply(by, row)]


def list_page(by: Actor, *, state: str = "", month: date | None = None) -> QuerySet[MonthlyReport]:
    """Reports for the staff's list, newest month first."""
    if not by.holds(*KEEPS, *SCORES):
        raise NotAllowed(_("Reports are open to the person, the managers and HR."))
    rows = reports_visible_to(by).exclude(employee=by.employee)
    if state:
        rows = rows.filter(state=state)
    if month:
        rows = rows.filter(month=month)
    return rows.order_by("-month", "employee__pinyin")


Listed = tuple[int, date | None]
"""A person's key with the last day of probation, None where no contract says a lawful one."""


def probationers(by: Actor, today: date, *, over: bool = False) -> list[Listed]:
    """Who is on probation today among those the actor sees, without oneself, in the order of names.

    The last day of probation still counts; the day after it a person leaves this list and stands in that of `over`,
    where everybody is kept who once was given criteria or a report. Whose contract says no day stays: that is to mend.
    """
    rows = people.employees_visible_to(by).exclude(pk=by.employee)
    here = Q(type="probation", left_on__isnull=True)
    on_file = Q(pk__in=PlanReceipt.objects.values("employee")) | Q(pk__in=MonthlyReport.objects.values("employee"))
    rows = rows.filter(here | on_file if over else here).order_by("pinyin", "pk")
    found = list(rows.values_list("pk", "type", "left_on"))
    ends = people.probations([pk for pk, _type, _left in found], today)
    listed: list[Listed] = []
    for pk, kind, left_on in found:
        end = ends[pk].day if pk in ends else None
        still = kind == "probation" and left_on is None and (end is None or today <= end)
        if still != over:
            listed.append((pk, end))
    return listed


@dataclass(frozen=True, slots=True)
class Probationer:
    """A person of the list with the reports, and the months whose report is still to be written."""

    person: Any
    ends_on: date | None
    to_open: tuple[date, ...]


def with_reports(by: Actor, listed: Sequence[Listed], today: date) -> list[Probationer]:
    """One page of the list with what stands in its rows, in as many statements whatever its length."""
    reports = MonthlyReport.objects.order_by("-month")
    rows = people.employees_visible_to(by).filter(pk__in=[pk for pk, _end in listed])
    rows = rows.select_related("department", "position").prefetch_related(
        Prefetch("appraisals", reports, to_attr="months"), "criteria__plan"
    )
    by_pk = {row.pk: row for row in rows}
    found = []
    for pk, end in listed:
        if pk in by_pk:
            there = {report.month for report in by_pk[pk].months}
            months = tuple(_months_without(by_pk[pk].hired_on, end, there, today))
            found.append(Probationer(by_pk[pk], end, months))
    return found


def as_data(row: MonthlyReport) -> dict[str, Any]:
    """A report as it is frozen into a case: data, result, answer."""
    return {
        "report": str(row.uid),
        "month": f"{row.month:%Y-%m}",
        "begins_on": row.begins_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "criteria": _as_received(row.receipt),
        "state": row.state,
        "inputs": inputs_of(row),
        "sources": row.sources,
        "remarks": remarks_of(row),
        "self_assessment": row.self_assessment,
        "comment": row.comment,
        "late": late_count(row),
        "paper_sha256": bytes(row.paper.sha256).hex() if row.paper else None,
        "result": row.result,
        "sha256": row.sha256,
        "published_at": _instant(row.published_at),
        "opened_at": _instant(row.opened_at),
        "answered_at": _instant(row.answered_at),
        "objection": row.objection,
        "reply": row.reply,
        "replied_at": _instant(row.replied_at),
    }


def _as_received(row: PlanReceipt) -> dict[str, Any]:
    """A version of the criteria as one person received it."""
    return {
        "plan": str(row.plan.uid),
        "title": row.plan.title,
        "version": row.plan.version,
        "metrics": row.plan.metrics,
        "sha256": row.plan.sha256,
        "received_on": row.received_on.isoformat() if row.received_on else None,
    }


def metrics_by_month(snapshot: Mapping[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """Of each month of a snapshot the criteria it was judged by, by key; one of before format 3 holds but the last."""
    return {
        report["month"]: {one["key"]: one for one in report.get("criteria", snapshot["criteria"])["metrics"]}
        for report in snapshot["reports"]
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def snapshot(employee_pk: int, upto: date) -> dict[str, Any]:
    """The frozen basis of a conclusion: received criteria, and every published report of months up to `upto`.

    `criteria` are those of the last receipt; each report holds its own, by which that month was judged, and `versions`
    each version that was handed out, so that a change after the start shows. `sha256` is over the canonical form of
    the rest. Later changes never reach it. Without a receipt `criteria` is None: there is nothing to stand on.
    """
    receipt = received(employee_pk)
    rows = [row for row in reports_of(employee_pk) if row.published_at is not None and row.month <= upto]
    data: dict[str, Any] = {
        "format": "appraisal-snapshot/3",
        "upto": upto.isoformat(),
        "criteria": receipt
        and {
            **_as_received(receipt),
            "how": receipt.how,
            "entry": str(receipt.entry) if receipt.entry else None,
            "paper_sha256": bytes(receipt.paper.sha256).hex() if receipt.paper else None,
        },
        "versions": [
            {name: one for name, one in _as_received(row).items() if name != "metrics"}
            for row in PlanReceipt.objects.filter(employee=employee_pk)
            .select_related("plan")
            .order_by("handed_at", "pk")
        ],
        "reports": [as_data(row) for row in rows],
        "not_met": [
            {"month": f"{row.month:%Y-%m}", "criteria": row.result["not_met"]} for row in rows if row.result["not_met"]
        ],
    }
    data["sha256"] = digest(data)
    return data


def reached(judged: dict[str, Any], title: str) -> str:
    """What was reached of a criterion and what was asked, in Chinese, for papers: 完成 6 / 10 项，要求 8 项."""
    count, needed, of, points = judged["count"], judged["needed"], judged["of"], judged["points"]
    if judged["measure"] == "tasks":
        return f"{title}：完成 {count} / {of} 项，要求 {needed} 项"
    if judged["measure"] == "peers":
        below = "（四舍五入前低于要求）" if scorecard.hides_the_miss(judged) else ""
        return f"{title}：{count} 位同事评分平均 {points}，要求不低于 {needed}{below}"
    return f"{title}：{count} 门课程考试及格，要求 {needed} 门，平均 {points}"


ANSWERS = {
    "published": "尚未答复",
    "acknowledged": "已确认收到",
    "objected": "有异议",
    "unanswered": "已送达，未答复",
}


def paper_values(statement: Statement) -> dict[str, Any]:
    """Values of the assessment paper, from the snapshot that is frozen in a case: each criterion of each month.

    The conclusion rests on the last month. When that month was met although an earlier one was not, or something was
    not judged, it is "insufficient": nobody is told to have failed what he has reached since.
    """
    snapshot = json.loads(statement.inputs["snapshot"])
    metrics = metrics_by_month(snapshot)
    reports = snapshot["reports"]
    last = reports[-1]
    open_questions = any(one["result"]["not_met"] or one["result"]["unknown"] for one in reports)
    return {
        "period_from": date.fromisoformat(reports[0]["begins_on"]),
        "period_to": date.fromisoformat(last["ends_on"]),
        "criteria": [
            _criterion(report["month"], judged, metrics[report["month"]][judged["key"]])
            for report in reports
            for judged in report["result"]["judged"]
        ],
        "months": [
            {
                "month": _month_zh(report["month"]),
                "score": report["result"]["total"] or "—",
                "answer": ANSWERS[report["state"]] + ("，公司已书面答复" if report["reply"] else ""),
            }
            for report in reports
        ],
        "conclusion": "not_met" if last["result"]["not_met"] else "insufficient" if open_questions else "met",
        "conclusion_note": _note(snapshot, metrics),
        "sources": [
            *_versions(snapshot),
            *(f"{_month_zh(report['month'])}考核报告（摘要 {report['sha256'][:12]}）" for report in reports),
        ],
        "frozen_at": datetime.fromisoformat(statement.inputs["frozen_at"]),
    }


def standard_zh(one: scorecard.Metric) -> str:
    """What a criterion asks for, in Chinese, for papers."""
    return {
        "tasks": f"每月 {one.due} 项，完成 {one.threshold} 项以上",
        "peers": f"同事评分平均不低于 {one.threshold} 分",
        "courses": f"完成 {one.due} 门课程且考试不低于 {one.threshold} 分",
    }[one.measure]


def _criterion(month: str, judged: dict[str, Any], metric: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": f"{_month_zh(month)} {metric['title']}",
        "weight": Decimal(metric["weight"]) / 100,
        "standard": standard_zh(scorecard.metric(metric)),
        "result": "没有数据" if judged["met"] is None else reached(judged, metric["title"]).partition("：")[2],
        "score": judged["part"] or "—",
        "met": judged["met"],
    }


def _month_zh(text: str) -> str:
    year, _dash, month = text.partition("-")
    return f"{year}年{int(month)}月"


def _versions(snapshot: dict[str, Any]) -> list[str]:
    """Each version with its receipt, and which months were judged by it where there are several."""
    versions = snapshot.get("versions", [snapshot["criteria"]])
    said = []
    for one in versions:
        text = f"录用条件第 {one['version']} 版，"
        if one["received_on"] is None:
            said.append(f"{text}未见签收，不作为依据")
            continue
        received = date.fromisoformat(one["received_on"])
        text += f"{received:%Y}年{received.month}月{received.day}日签收"
        months = [row["month"] for row in snapshot["reports"] if row.get("criteria", one)["plan"] == one["plan"]]
        if len(versions) > 1:
            text += f"，适用于{'、'.join(map(_month_zh, months))}" if months else "，尚无月份适用"
        said.append(text)
    return said


def _note(snapshot: dict[str, Any], metrics: Mapping[str, dict[str, dict[str, Any]]]) -> str | None:
    """Which criterion was not met in which month, each named."""
    said = [
        f"{_month_zh(one['month'])}未达标：{'、'.join(metrics[one['month']][key]['title'] for key in one['criteria'])}"
        for one in snapshot["not_met"]
    ]
    return "；".join(said) + "。各项单独判断，总分不能互补。" if said else None
