"""What waits for a person beside the steps of cases: criteria and reports to answer, colleagues to score, plans of
improvement to answer and to judge, months to check, requests to decide, courses, people who have not come, figures of
law to compare with their papers. Each leads to the page where it is done.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partwell.apps.appraisals import queries as appraisals
from partwell.apps.appraisals import ratings, readiness
from partwell.apps.attendance import queries as attendance
from partwell.apps.documents import queries as documents
from partwell.apps.law import queries as law
from partwell.apps.training import queries as training
from partwell.core.days import at_close, shanghai_day
from partwell.lib.actor import Actor
from partwell.lib.law_files import rulebook
from partwell.lib.ui.templatetags.pw import in_language

from .proof import BEGINS


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing to do; `code` names its kind. A deadline is always the company's own."""

    code: str
    title: str
    address: str
    due_at: datetime | None = None


def of(by: Actor, now: datetime) -> list[Errand]:
    """All of them, first due first, those without a deadline last."""
    return sorted(
        [*_own(by, now), *_plans(by, now), *_of_others(by, now)],
        key=lambda one: (one.due_at is None, one.due_at or now),
    )


def _own(by: Actor, now: datetime) -> Iterator[Errand]:
    """What the person answers for as an employee."""
    if by.employee is None:
        return
    for paper in documents.unanswered(by.employee, now).filter(case_uid=None).exclude(kind__in=tuple(BEGINS)):
        title = _("Read and answer “%(title)s”") % {"title": in_language(documents.title_of(paper))}
        yield Errand("paper", title, reverse("documents:reader", args=[paper.uid]), paper.reply_by)
    receipts, reports = appraisals.own_open(by)
    for receipt in receipts:
        title = _("Acknowledge the hiring criteria of the post")
        yield Errand("criteria", title, reverse("appraisals:criteria", args=[receipt.uid]))
    for report in reports:
        title = _("Answer the report of %(month)s") % {"month": f"{report.month:%Y-%m}"}
        yield Errand("report", title, reverse("appraisals:report", args=[report.uid]), report.answer_due)
    for rating in ratings.waiting_for(by):
        said = {"name": rating.report.employee.name, "month": f"{rating.report.month:%Y-%m}"}
        title = _("Score the work with %(name)s in %(month)s") % said
        yield Errand("rating", title, reverse("appraisals:rating", args=[rating.uid]), ratings.due_at(rating))
    for month in attendance.own_months(by, open_only=True):
        of_month = f"{month.month:%Y-%m}"
        title = _("Check the attendance of %(month)s") % {"month": of_month}
        yield Errand("month", title, reverse("attendance:my_month", args=[of_month]))
    for row in training.own(by):
        if row.passed_on is None and row.course.ended_at is None:
            title = _("Finish the course “%(title)s”") % {"title": row.course.title}
            due = at_close(row.due_on) if row.due_on else None
            yield Errand("course", title, reverse("training:own_course", args=[row.uid]), due)


def _plans(by: Actor, now: datetime) -> Iterator[Errand]:
    """Plans of improvement: the own one to answer, those of others to judge once their time is over."""
    for plan in readiness.open_plans(by, shanghai_day(now)):
        if plan.employee_id == by.employee:
            address = reverse("appraisals:improvement", args=[plan.uid])
            yield Errand("improvement", _("Read and answer the improvement plan"), address, at_close(plan.starts_on))
        else:
            title = _("Judge the improvement plan of %(name)s") % {"name": plan.employee.name}
            address = reverse("appraisals:readiness", args=[plan.employee.uid])
            yield Errand("judging", title, address + "#improvement", at_close(readiness.judge_by(plan)))


def _of_others(by: Actor, now: datetime) -> Iterator[Errand]:
    """What the person does for others, by the roles he holds."""
    for report in appraisals.to_reply(by):
        said = {"name": report.employee.name, "month": f"{report.month:%Y-%m}"}
        title = _("Answer the objection of %(name)s to the report of %(month)s") % said
        yield Errand("objection", title, reverse("appraisals:show", args=[report.uid]))
    for month in attendance.disputed(by):
        said = {"name": month.employee.name, "month": f"{month.month:%Y-%m}"}
        title = _("Answer the objection of %(name)s to the attendance of %(month)s") % said
        yield Errand("dispute", title, reverse("attendance:sheet", args=[month.uid]))
    yield from _figures(by)
    if requests := attendance.waiting(by, now):
        title = ngettext("Decide %(n)d request of attendance", "Decide %(n)d requests of attendance", requests)
        yield Errand("requests", title % {"n": requests}, reverse("attendance:requests"))
    if missing := attendance.open_noshows(by):
        title = ngettext(
            "Find out why %(n)d person does not come to work", "Find out why %(n)d people do not come to work", missing
        )
        yield Errand("noshows", title % {"n": missing}, reverse("attendance:noshows"))


def _figures(by: Actor) -> Iterator[Errand]:
    """Figures of law that a colleague put before a second person, those of a city together."""
    cities, tables = law.to_answer(by)
    for code, count in cities.items():
        said = {"n": count, "city": rulebook().division(code).name}
        title = ngettext(
            "Compare %(n)d figure of %(city)s with its paper",
            "Compare %(n)d figures of %(city)s with their papers",
            count,
        )
        yield Errand("figures", title % said, reverse("law:place", args=[code]))
    for table in tables:
        title = _("Compare the table “%(name)s” with its paper") % {"name": table.name}
        yield Errand("figures", title, reverse("law:table", args=[table.uid]))
