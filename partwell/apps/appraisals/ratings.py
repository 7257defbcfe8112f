"""Colleagues score a month: three to ten are named, each scores for himself or steps out of a conflict.

The employee sees scores and sentences, never who gave them, nor in which order or when. The log names them, under the
employee's data key. Publication of the report ends it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.evidence import actions as evidence
from partwell.apps.notices import actions as notices
from partwell.apps.people import queries as people
from partwell.core.appraisal import cycle
from partwell.core.days import at_close, shanghai_day
from partwell.lib.actor import Actor, system
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused

from . import queries
from .models import MonthlyReport, Rating

SENTENCE = 300
DAYS = 2
"""Days a colleague has at least."""


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Who can't score a person: found once for all candidates."""

    employee: Any
    scorers: frozenset[int]
    reviewers: frozenset[int]
    leads: Any

    def why(self, candidate: Any) -> str:
        """A code for the conflict of a candidate; empty when there is none."""
        if candidate.pk == self.employee.pk or (candidate.user_id and candidate.user_id == self.employee.user_id):
            return "self"
        if candidate.company_id != self.employee.company_id or candidate.left_on is not None:
            return "gone"
        if candidate.user_id is None:
            return "no_account"
        if candidate.pk == self.employee.line_manager_id or candidate.user_id in self.scorers:
            return "scorer"
        if candidate.line_manager_id == self.employee.pk or self._led(candidate):
            return "report"
        return "reviewer" if candidate.user_id in self.reviewers else ""

    def _led(self, candidate: Any) -> bool:
        return self.leads is not None and self.leads.holds_on(candidate.department.path, *queries.SCORES)


def conflicts(report: MonthlyReport, now: datetime) -> Conflicts:
    """The employee, who scores, the employee's own reports, and HR who would answer an objection to the report."""
    employee, today = report.employee, shanghai_day(now)
    path, company = employee.department.path, employee.company_id

    scores, answers = list(queries.SCORES), [*queries.KEEPS, *queries.REPLIES]
    holders = accounts.holders_of_each(company, [*scores, *answers], path, today)

    def holding(roles: Sequence[str]) -> frozenset[int]:
        return frozenset(user.pk for role in roles for user in holders[role])

    scorers = holding(scores) | ({report.scored_by_id} if report.scored_by_id else set())
    leads = people.actor_for(employee.user, company, today=today) if employee.user else None
    return Conflicts(employee, frozenset(scorers), holding(answers), leads)


def sentence_of(code: str) -> str:
    """Why somebody can't be a rater."""
    return {
        "self": _("Nobody scores himself."),
        "gone": _("This person no longer works here."),
        "no_account": _("This person cannot sign in."),
        "scorer": _("Whoever scores or heads the person scores the report already."),
        "report": _("The person's own reports do not score their manager."),
        "reviewer": _("HR may have to answer an objection and stays out of the scoring."),
    }[code]


def due_at(row: Rating) -> datetime:
    """Until when a colleague is asked to answer: the month's end, two days after being asked at least."""
    return at_close(max(row.report.ends_on, shanghai_day(row.asked_at) + timedelta(days=DAYS)))


def of_report(report: MonthlyReport) -> list[Rating]:
    """Everyone asked, for the manager: by name, so that nothing tells who answered when."""
    rows = Rating.objects.filter(report=report).select_related("rater__department", "report")
    return list(rows.order_by("rater__pinyin", "pk"))


def missing(report: MonthlyReport) -> list[Rating]:
    """Who was asked and has neither scored nor stepped out."""
    return [row for row in of_report(report) if row.given_at is None and row.stepped_out_at is None]


def own(by: Actor, uid: object) -> Rating:
    """A rating the actor was asked for. Raises NotVisible."""
    rows = Rating.objects.filter(uid=uid, rater=by.employee or 0)
    row = rows.select_related("report__employee__department", "report__employee__position").first()
    if row is None:
        raise NotVisible
    return row


def waiting_for(by: Actor) -> list[Rating]:
    """Scores the actor is asked for."""
    if by.employee is None:
        return []
    rows = Rating.objects.filter(rater=by.employee, given_at__isnull=True, stepped_out_at__isnull=True)
    rows = rows.filter(report__state=MonthlyReport.State.DRAFTED)
    return list(rows.select_related("report__employee").order_by("asked_at", "pk"))


def _locked(report: MonthlyReport) -> MonthlyReport:
    rows = MonthlyReport.objects.select_for_update(of=("self",))
    return rows.select_related("employee__department", "employee__user").get(pk=report.pk)


def _still_open(report: MonthlyReport) -> None:
    if report.state != MonthlyReport.State.DRAFTED:
        raise Refused(_("The report is published; the scoring by colleagues is closed."), code="published")


def _log(row: Rating, type: str, payload: Mapping[str, Any], by: Actor, now: datetime) -> None:
    stream = evidence.stream_of_employee(row.report.employee_id, now)
    named = {"rating": str(row.uid), "report": str(row.report.uid), "rater": row.rater.name}
    evidence.record(stream, type, by=by, now=now, payload={**named, **payload})


@transaction.atomic
def ask(report: MonthlyReport, raters: Sequence[Any], *, by: Actor, now: datetime, tell: bool = True) -> list[Rating]:
    """Name colleagues; more can be added later. Refused below three and above ten, or for somebody in conflict."""
    report = _locked(report)
    people.employee(by, report.employee.uid)
    if not queries.may_score(by, report.employee):
        raise NotAllowed(_("Colleagues are named by the person's own line manager or department head."))
    _still_open(report)
    there = {row.rater_id: row for row in of_report(report)}
    fresh = {one.pk: one for one in raters if one.pk not in there}
    bars = conflicts(report, now)
    bad = [f"{one.name}：{sentence_of(code)}" for one in fresh.values() if (code := bars.why(one))]
    bad += [_("%(name)s is the one asking.") % {"name": one.name} for one in fresh.values() if one.user_id == by.user]
    bad += [
        _("%(name)s has declared a conflict.") % {"name": one.name}
        for one in raters
        if one.pk in there and there[one.pk].stepped_out_at is not None
    ]
    count = len(fresh) + sum(row.stepped_out_at is None for row in there.values())
    if not cycle.FEWEST <= count <= cycle.MOST:
        bad.append(_("Please choose %(least)d to %(most)d colleagues.") % {"least": cycle.FEWEST, "most": cycle.MOST})
    if bad:
        raise BadInput({"raters": " ".join(bad)})
    rows = [Rating(report=report, rater=one, asked_at=now, asked_by_id=by.user) for one in fresh.values()]
    Rating.objects.bulk_create(rows)
    if rows:
        stream = evidence.stream_of_employee(report.employee_id, now)
        payload = {
            "report": str(report.uid),
            "raters": [{"rating": str(row.uid), "rater": row.rater.name} for row in rows],
        }
        evidence.record(stream, "appraisal.raters_asked", by=by, now=now, payload=payload)
        if tell:
            _tell(rows, "asked", by, now)
    return of_report(report)


def _tell(rows: Sequence[Rating], what: str, by: Actor, now: datetime) -> None:
    """A message to each, with the link to the form; it stands on the company's stream, with the raters' addresses."""
    notices.send_all(
        [
            notices.Outgoing(
                template="rating_asked",
                context={"person": row.report.employee.name, "due": due_at(row), "due_class": "internal"},
                key=f"rating:{row.uid}:{what}",
                to_employee=people.by_pk(row.rater_id),
                link=reverse("appraisals:rating", args=[row.uid]),
                subject_uid=row.uid,
            )
            for row in rows
        ],
        by=by,
        now=now,
    )


def _own_locked(row: Rating, by: Actor) -> Rating:
    """The rating and its report, locked so that publication can't come in between."""
    if by.employee != row.rater_id:
        raise NotAllowed(_("Only the colleague who was asked can answer this."))
    report = _locked(row.report)
    row = Rating.objects.select_for_update(of=("self",)).select_related("rater__department").get(pk=row.pk)
    row.report = report
    _still_open(report)
    return row


@transaction.atomic
def give(row: Rating, score: str, sentence: str, *, by: Actor, now: datetime) -> Rating:
    """Score a colleague's month with 0 to 100 and a sentence. It stands."""
    row = _own_locked(row, by)
    if row.stepped_out_at is not None:
        raise Refused(_("You stepped out of this scoring; that stands."), code="stepped_out")
    points = queries.points(score)
    sentence = " ".join(sentence.split())
    if row.given_at is not None:
        if (row.score, row.sentence) == (points, sentence):
            return row
        raise Refused(_("Your score is recorded already and stands."), code="given")
    if code := conflicts(row.report, now).why(row.rater):
        raise Refused(sentence_of(code), code="conflict")
    errors = {}
    if points is None:
        errors["score"] = _("Scores are numbers from 0 to 100.")
    if not 1 <= len(sentence) <= SENTENCE:
        errors["sentence"] = _("Please write a sentence of 1 to %(limit)d characters.") % {"limit": SENTENCE}
    if errors:
        raise BadInput(errors)
    row.score, row.sentence, row.given_at = points, sentence, now
    row.save()
    _log(row, "appraisal.rated", {"score": points, "sentence": sentence}, by, now)
    return row


@transaction.atomic
def step_out(row: Rating, reason: str, *, by: Actor, now: datetime) -> Rating:
    """Declare a conflict: no score is given, and none can be later. The reason is seen by the manager alone."""
    row = _own_locked(row, by)
    if row.stepped_out_at is not None:
        return row
    if row.given_at is not None:
        raise Refused(_("Your score is recorded already and stands."), code="given")
    reason = reason.strip()
    if not 1 <= len(reason) <= SENTENCE:
        raise BadInput({"reason": _("Please say in 1 to %(limit)d characters what it is.") % {"limit": SENTENCE}})
    row.reason, row.stepped_out_at = reason, now
    row.save()
    _log(row, "appraisal.rater_stepped_out", {"reason": reason}, by, now)
    return row


@transaction.atomic
def remind(report: MonthlyReport, *, by: Actor, now: datetime) -> int:
    """Remind who has not answered, each once a day and not on the day of being asked; how many were reminded."""
    report = _locked(report)
    if not by.is_system:
        people.employee(by, report.employee.uid)
    if not queries.may_score(by, report.employee):
        raise NotAllowed(_("Colleagues are reminded by the person's own line manager or department head."))
    _still_open(report)
    today = shanghai_day(now)
    rows = [row for row in missing(report) if row.reminded_on != today and shanghai_day(row.asked_at) != today]
    if rows:
        _tell(rows, today.isoformat(), by, now)
        Rating.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=today)
        stream = evidence.stream_of_employee(report.employee_id, now)
        payload = {"report": str(report.uid), "raters": [row.rater.name for row in rows]}
        evidence.record(stream, "appraisal.raters_reminded", by=by, now=now, payload=payload)
    return len(rows)


def remind_all(now: datetime) -> int:
    """Each morning: remind those whose time runs out today or has run out, in every report not published."""
    rows = Rating.objects.filter(given_at__isnull=True, stepped_out_at__isnull=True).select_related("report")
    rows = rows.filter(report__state=MonthlyReport.State.DRAFTED)
    late = {row.report_id: row.report for row in rows if shanghai_day(due_at(row)) <= shanghai_day(now)}
    companies = dict(MonthlyReport.objects.filter(pk__in=late).values_list("pk", "employee__company"))
    return sum(remind(report, by=system(companies[pk]), now=now) for pk, report in late.items())
