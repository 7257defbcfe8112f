"""Months computed from punches, told to the person, agreed to or disputed, and confirmed by HR.

Computing again what was confirmed changes nothing while the result is the same; another result is a new version that
has to be told and confirmed anew. Nothing is computed for a branch without rules or a year without holidays.
"""

import contextlib
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from partwell.apps.attendance import plan, queries
from partwell.apps.attendance.models import AttendanceMonth
from partwell.apps.evidence import actions as evidence
from partwell.apps.law import warned
from partwell.apps.notices import actions as notices
from partwell.apps.people import queries as people
from partwell.core.attendance.judge import Day, Month, judge, total, worked_until
from partwell.core.attendance.overtime import (
    closes_period,
    months_of,
    overtime,
    owed_minutes,
    period_start,
    standard_minutes,
)
from partwell.core.attendance.shifts import HOLIDAY, WORK, minute
from partwell.core.days import UnknownYear, at_close, period_end, shanghai_day
from partwell.lib import holiday_file, jobs
from partwell.lib.actor import Actor, system
from partwell.lib.refusal import BadInput, NotAllowed, Refused

HALF = Decimal("0.5")
CHUNK = 500
LONGEST = 1000
RUN_BACK = 7
"""Days before a month that are looked at for a week without rest over its begin."""
ANSWER_DAYS = 3
"""Working days to answer a sheet in (the company's own deadline)."""
FIELDS = (
    "through", "due_days", "present_days", "paid_leave_days", "unpaid_leave_days", "absent_days", "holiday_days",
    "late_count", "sheet", "open_days", "worked_minutes", "overtime_minutes", "holiday_minutes", "rest_days",
    "longest_run",
)  # fmt: skip


def refresh(person: Any, first_day: date, last_day: date, *, now: datetime) -> None:
    """Compute anew the months between two days that were computed before: a decision changed what they rest on.

    The day before counts too: a punch of the 1st may end the last night shift of the month before. A month that was
    told or confirmed becomes a new version, to be told and confirmed again, when its result differs. What can't be
    computed now stays for HR, who is told why on the page.
    """
    rows = AttendanceMonth.objects.filter(
        employee=person,
        month__gte=(first_day - timedelta(days=1)).replace(day=1),
        month__lte=last_day,
        sheet__isnull=False,
    )
    for row in rows.order_by("month"):
        with contextlib.suppress(Refused):
            compute_months([person], row.month, by=system(person.company_id), now=now)


def compute_months(employees: Sequence[Any], month: date, *, over_typed: bool = False, by: Actor, now: datetime) -> int:
    """Compute a month of these people, in parts of 500; answers how many rows are new or changed.

    What was typed stays, unless it is asked for with `over_typed`: then the typed figures are a version of before.

    Raises Refused for a branch without rules or a year whose holidays are not published.
    """
    first = month.replace(day=1)
    last = min(period_end(first, 1), shanghai_day(now))
    changed = 0
    for start in range(0, len(employees), CHUNK):
        changed += _compute(employees[start : start + CHUNK], first, last, by, now, over_typed=over_typed)
    return changed


@transaction.atomic
def _compute(
    employees: Sequence[Any], first: date, last: date, by: Actor, now: datetime, *, over_typed: bool = False
) -> int:
    calendar = holiday_file.calendar()
    branches = {one.department.branch_id: one.department.branch for one in employees}
    sets = {pk: plan.rules_of(pk) for pk in branches}
    ends = any(one.left_on is not None and first <= one.left_on <= last for one in employees)
    start = min(
        (_counts_from(plan.in_force(held, last), first, someone_leaves=ends) for held in sets.values()), default=first
    )
    plans = plan.Plans.read(employees, min(start, first - timedelta(days=RUN_BACK)), last, calendar)
    held = {
        row.employee_id: row
        for row in AttendanceMonth.objects.select_for_update().filter(employee__in=employees, month=first)
    }
    fresh: list[AttendanceMonth] = []
    changed: list[AttendanceMonth] = []
    measured = plan.who_ever_punched(employees)
    for person in employees:
        if person.pk not in measured:
            continue  # Whoever never punches is not measured by punches; HR types the month.
        if person.hired_on > last or (person.left_on and person.left_on < first):
            continue
        rules = plan.in_force(sets[person.department.branch_id], last)
        if rules is None:
            raise Refused(
                _("%(branch)s has no attendance rules for this month yet.")
                % {"branch": branches[person.department.branch_id].name},
                code="no_rules",
            )
        if not queries.may_keep(by, person):
            raise NotAllowed(_("Attendance is kept by HR and payroll, never by the person. Please ask HR."))
        try:
            days = _judged(plans, person, sets[person.department.branch_id], now)
            values = _values(days, person, rules, first, last, plans)
        except UnknownYear as why:
            raise Refused(
                _("The holidays of %(year)s are not published yet; nothing is guessed.") % {"year": why.year},
                code="unknown_year",
            ) from None
        row = held.get(person.pk) or AttendanceMonth(employee=person, month=first)
        if row.pk and row.sheet is None and not over_typed:
            continue  # Typed by HR from another source: that stands until somebody asks for the punches.
        if row.pk and all(getattr(row, name) == values[name] for name in FIELDS):
            continue
        _renew(row, values, by, now)
        (changed if row.pk else fresh).append(row)
    AttendanceMonth.objects.bulk_create(fresh, batch_size=200)
    names = [*FIELDS, "source", "recorded_by", "recorded_by_name", "recorded_at", "confirmed_by", "confirmed_by_name"]
    names += ["confirmed_at", "version", "told_at", "answer", "answered_at", "dispute_sealed", "reply_sealed"]
    AttendanceMonth.objects.bulk_update(changed, [*names, "replied_at", "replied_by_name"], batch_size=100)
    return len(fresh) + len(changed)


def _counts_from(rules: plan.RulesFrom | None, first: date, *, someone_leaves: bool) -> date:
    """The first day that is looked at for a month: the begin of an averaged period that ends with it for somebody."""
    if rules is None or rules.system != "averaged_hours":
        return first
    ends = someone_leaves or closes_period(rules.period, first)
    return period_start(rules.period, first) if ends else first


def _judged(plans: plan.Plans, person: Any, sets: Sequence[plan.RulesFrom], now: datetime) -> list[Day]:
    """All days that were read, each by the rules in force on it, without the days around them."""
    planned, punches = plans.plan(person, sets), plans.punches.get(person.pk, [])
    low, high = plans.first.toordinal(), plans.last.toordinal()
    rules = [_rules_on(sets, day.day) for day in planned]
    # Every set judges the whole plan, since a day's punches depend on its neighbours; each day is taken from its own.
    kinds = {one.row.pk: one for one in rules}
    by_set = {pk: judge(planned, punches, one.rules, minute(now)) for pk, one in kinds.items()}
    return [by_set[rules[at].row.pk][at] for at, one in enumerate(planned) if low <= one.day <= high]


def _rules_on(sets: Sequence[plan.RulesFrom], day: int) -> plan.RulesFrom:
    """The set in force on a day; before the first one the first: such a day has no shift unless it was rostered."""
    return plan.in_force(sets, date.fromordinal(day)) or sets[0]


def _values(
    read: Sequence[Day], person: Any, rules: plan.RulesFrom, first: date, last: date, plans: plan.Plans
) -> dict[str, Any]:
    """The columns of a month. `read` are its days and some before them."""
    days = [one for one in read if one.day >= first.toordinal()]
    sums: Month = total(days, run=worked_until([one for one in read if one.day < first.toordinal()]))
    system = rules.system
    in_lieu = plans.given_back(person.pk, days)
    period = _period(read, sums, person, rules, first, last, plans)
    counted = overtime(
        period.pop("month", sums), system, standard=period.get("standard", 0), in_lieu=in_lieu,
        pays_holidays=rules.row.pays_holidays,
    )  # fmt: skip
    if system == "averaged_hours" and not period["closed"]:
        counted = replace(counted, work=0)
    elif period:
        # Holidays of earlier months of the period were counted in their own months.
        counted = replace(counted, holiday=sums.overtime_holiday)
    holidays = sum(one.kind == HOLIDAY and date.fromordinal(one.day).weekday() < 5 for one in days)
    return {
        "through": last,
        "due_days": sums.due_halves * HALF,
        "present_days": sums.present_halves * HALF,
        "paid_leave_days": sums.paid_halves * HALF,
        "unpaid_leave_days": sums.unpaid_halves * HALF,
        "absent_days": sums.absent_halves * HALF,
        "holiday_days": Decimal(holidays),
        "late_count": sums.late_count,
        "open_days": sums.open_days,
        "worked_minutes": sums.worked,
        "overtime_minutes": counted.limited,
        "holiday_minutes": counted.holiday,
        "rest_days": sums.rest_days,
        "longest_run": sums.longest_run,
        "sheet": {
            "rules": str(rules.row.uid),
            "system": system,
            "sums": dict(sums._asdict()),
            "overtime": {"work": counted.work, "rest": counted.rest, "holiday": counted.holiday},
            **({"in_lieu": in_lieu} if in_lieu else {}),
            **({"period": period} if period else {}),
            "days": [list(one) for one in days if one.first or one.state or one.kind == WORK],
        },
    }


def _period(
    read: Sequence[Day], sums: Month, person: Any, rules: plan.RulesFrom, first: date, last: date, plans: plan.Plans
) -> dict[str, Any]:
    """What averaged hours are counted over: the whole period, once its last month is there; else empty.

    Who came or left within the period has the standard of the working days employed; paid leave is not owed.
    """
    if rules.system != "averaged_hours":
        return {}
    length = rules.period
    begins, ends = period_start(length, first), period_end(period_start(length, first), months_of(length))
    said: dict[str, Any] = {"first": begins.isoformat(), "last": ends.isoformat(), "months": months_of(length)}
    leaves = person.left_on is not None and person.left_on <= last
    if not closes_period(length, first) and not leaves:
        return {**said, "closed": False}
    days = [one for one in read if one.day >= (first if length == "month" else begins).toordinal()]
    month = sums if length == "month" else total(days)
    standard = standard_minutes(length, first)
    since, until = max(begins, person.hired_on), min(ends, person.left_on or ends)
    if (since, until) != (begins, ends):
        whole = plans.calendar.working_days(begins, ends)
        standard = standard * plans.calendar.working_days(since, until) // whole
    owed = owed_minutes(standard, plans.paid_halves(person.pk, days))
    return {
        **said, "closed": True, "standard": owed, "ordinary": month.worked - month.overtime_holiday, "month": month,
        **({"leave": standard - owed} if owed < standard else {}),
    }  # fmt: skip


def _renew(row: AttendanceMonth, values: dict[str, Any], by: Actor, now: datetime) -> None:
    """Put new figures into a month; what was said about the old ones belongs to the old version."""
    was = figures_of(row) if row.pk else {}
    typed = bool(row.pk) and row.sheet is None
    for name, value in values.items():
        setattr(row, name, value)
    if typed or row.told_at is not None or row.confirmed_at is not None:
        renew(row, by, now, was)
    row.source = _("computed from punches")
    row.recorded_by, row.recorded_by_name, row.recorded_at = by.pid, by.name, now


def figures_of(row: AttendanceMonth) -> dict[str, Any]:
    """The figures of a version as the log keeps them; the days of one that nobody was told stand nowhere else."""
    kept: dict[str, Any] = {**_days_of(row), "late_count": row.late_count, "source": row.source}
    kept |= {"recorded_by": row.recorded_by_name, "recorded_at": row.recorded_at.isoformat()}
    if row.sheet is not None and row.told_at is None:
        kept["sheet"] = row.sheet
    return kept


def renew(row: AttendanceMonth, by: Actor, now: datetime, was: Mapping[str, Any]) -> None:
    """Begin a new version of a month: what was told, answered, replied and confirmed belongs to the old one.

    `was` are the figures of the old version, which the row itself no longer holds.
    """
    row.version += 1
    said = {"was_confirmed": row.confirmed_at is not None, "was_answered": row.answer, "renewed_by": by.name}
    _record(row, "attendance.renewed", by, now, was=dict(was), **said)
    row.confirmed_by = row.confirmed_by_name = row.answer = row.replied_by_name = ""
    row.confirmed_at = row.told_at = row.answered_at = row.replied_at = None
    row.dispute_sealed = row.reply_sealed = None


@transaction.atomic
def take_punches(row: AttendanceMonth, *, by: Actor, now: datetime) -> AttendanceMonth:
    """Compute a typed month from the punches; the typed figures are the version before. Raises NotAllowed, Refused."""
    row = _locked(row)
    if not queries.may_keep(by, row.employee):
        raise NotAllowed(_("Attendance is kept by HR and payroll, never by the person. Please ask HR."))
    if row.sheet is not None:
        raise Refused(_("This month is computed from punches already."), code="computed")
    if not compute_months([row.employee], row.month, over_typed=True, by=by, now=now):
        raise Refused(_("There are no punches of this person, so there is nothing to compute."), code="no_punches")
    return _locked(row)


def _locked(row: AttendanceMonth) -> AttendanceMonth:
    rows = AttendanceMonth.objects.select_for_update(of=("self",))
    return rows.select_related("employee__department", "employee__user").get(pk=row.pk)


def _record(row: AttendanceMonth, type: str, by: Actor, now: datetime, **more: Any) -> None:
    payload = {"month": f"{row.month:%Y-%m}", "version": row.version, **more}
    evidence.record_of_employee(row.employee_id, type, by=by, now=now, payload=payload)


@transaction.atomic
def tell_month(row: AttendanceMonth, *, by: Actor, now: datetime) -> AttendanceMonth:
    """Show a month to the person, frozen as it stands, with a message. Raises NotAllowed, Refused."""
    row = _locked(row)
    if not queries.may_keep(by, row.employee):
        raise NotAllowed(_("Attendance is kept by HR and payroll, never by the person. Please ask HR."))
    if row.told_at is not None:
        return row
    if shanghai_day(now) <= row.through and row.through == shanghai_day(now):
        raise Refused(_("The month is not over yet."), code="month_runs")
    row.told_at = now
    row.save(update_fields=["told_at"])
    _record(row, "attendance.told", by, now, sheet=row.sheet, **_days_of(row))
    if row.employee.user_id:
        _tell(row, by, now)
    return row


def tell_branch(branch: Any, month: date, *, by: Actor, now: datetime) -> int:
    """Show all computed months of a branch to their people. Answers how many. Raises as `tell_month`."""
    rows = queries.untold(in_branch(by, branch, month), month)
    for row in rows:
        tell_month(row, by=by, now=now)
    return len(rows)


def _days_of(row: AttendanceMonth) -> dict[str, str]:
    names = ("due_days", "present_days", "paid_leave_days", "unpaid_leave_days", "absent_days", "holiday_days")
    return {name: str(getattr(row, name)) for name in names}


def _tell(row: AttendanceMonth, by: Actor, now: datetime) -> None:
    notices.send(
        to_employee=row.employee,
        template="attendance_ready",
        context={
            "what": _("Attendance of %(month)s") % {"month": f"{row.month:%Y-%m}"},
            "due": answer_due(now),
            "due_class": "internal",
        },
        stream=evidence.stream_of_employee(row.employee_id, now),
        by=by,
        now=now,
        link=reverse("attendance:my_month", args=[f"{row.month:%Y-%m}"]),
        key=f"attendance:{row.uid}:{row.version}",
        subject_uid=row.uid,
    )


def answer_due(now: datetime) -> datetime:
    """18:00 of the third working day; five days later while the year's working days are not published."""
    today = shanghai_day(now)
    try:
        return at_close(holiday_file.calendar().add_working_days(today, ANSWER_DAYS))
    except UnknownYear:
        return at_close(date.fromordinal(today.toordinal() + 5))


@transaction.atomic
def answer_sheet(row: AttendanceMonth, dispute: str | None, *, by: Actor, now: datetime) -> AttendanceMonth:
    """The person agrees (None) or disputes in writing; once for a version. Raises NotAllowed, BadInput, Refused."""
    row = _locked(row)
    if by.employee != row.employee_id:
        raise NotAllowed(_("Only the person can answer the own sheet."))
    if row.told_at is None and row.version > 1:
        raise Refused(
            _("This month is being corrected. You answer when HR has shown you the new version."), code="not_told"
        )
    if row.told_at is None:
        raise Refused(_("This month is not ready yet."), code="not_told")
    if row.answer:
        raise Refused(_("This month is answered already; the answer stands."), code="answered")
    text = (dispute or "").strip()
    if dispute is not None and not 0 < len(text) <= LONGEST:
        raise BadInput({"dispute": _("Say what is wrong, in at most 1000 characters.")})
    row.answer, row.answered_at = ("agreed" if dispute is None else "disputed"), now
    row.dispute = text
    row.save()
    _record(row, f"attendance.{row.answer}", by, now, dispute=text)
    return row


@transaction.atomic
def reply_to_dispute(
    row: AttendanceMonth, text: str, *, acknowledged: Collection[str] = (), by: Actor, now: datetime
) -> AttendanceMonth:
    """HR answers a dispute in writing; only then the month can be confirmed.

    Raises NotAllowed, BadInput, Refused, and Unacknowledged for words that go wrong in law.
    """
    row = _locked(row)
    if not queries.may_keep(by, row.employee):
        raise NotAllowed(_("Attendance is kept by HR and payroll, never by the person. Please ask HR."))
    if row.answer != "disputed":
        raise Refused(_("Nothing was disputed in this month."), code="not_disputed")
    if row.replied_at is not None:
        raise Refused(_("The dispute is answered already; the reply stands."), code="replied")
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise BadInput({"reply": _("Write the reply, in at most 1000 characters.")})
    found = warned.read("attendance.actions.sheets.reply_to_dispute", text, acknowledged=acknowledged, by=by)
    row.reply, row.replied_at, row.replied_by_name = text, now, by.name
    row.save()
    _record(row, "attendance.replied", by, now, reply=text)
    stream = evidence.stream_of_employee(row.employee_id, now)
    warned.acknowledge(found, where="notice", about=f"attendance:{row.uid}", stream=stream, by=by, now=now)
    return row


MOST_AT_ONCE = 200
"""So many months are computed while somebody waits; more are the worker's."""


def compute_branch(branch: Any, month: date, *, by: Actor, now: datetime) -> int | None:
    """Compute a month of a branch, or hand it to the worker when it is many; None for the worker.

    Raises Refused as `compute_months`.
    """
    staff = in_branch(by, branch, month)
    if len(staff) <= MOST_AT_ONCE:
        return compute_months(staff, month, by=by, now=now)
    with transaction.atomic():
        jobs.enqueue("attendance.compute", {"branch": branch.pk, "month": month.isoformat()}, now=now)
    return None


@transaction.atomic
def note_export(branches: Sequence[Any], month: date, form: str, content: bytes, *, by: Actor, now: datetime) -> None:
    """Record that a report left the house. Raises NotAllowed."""
    queries.require_keeper(by)
    payload = {
        "branches": [str(one.uid) for one in branches],
        "month": f"{month:%Y-%m}",
        "form": form,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    evidence.record_of_company(branches[0].company_id, "attendance.report_exported", by=by, now=now, payload=payload)


def in_branch(by: Actor, branch: Any, month: date) -> list[Any]:
    """The people of a branch who were employed in a month and whose attendance the actor keeps."""
    first = month.replace(day=1)
    rows = people.employees_visible_to(by).filter(department__branch=branch, hired_on__lte=period_end(first, 1))
    rows = rows.exclude(left_on__lt=first).exclude(pk=by.employee).select_related("department__branch")
    return [one for one in rows.order_by("pk") if queries.may_keep(by, one)]
