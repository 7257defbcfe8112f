"""Somebody does not come and nobody knows why. The daily job finds it, HR looks into it; nothing is decided here."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.attendance import plan, queries
from partwell.apps.attendance.models import NoShow
from partwell.apps.evidence import actions as evidence
from partwell.apps.law import warned
from partwell.apps.notices import actions as notices
from partwell.apps.people import queries as people
from partwell.core.attendance.judge import ABSENT, Day, judge
from partwell.core.attendance.shifts import DAY, minute
from partwell.core.days import shanghai_day
from partwell.lib import holiday_file
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed, Refused

LOOKS_BACK = 45
SEVERAL = 3
"""From so many people on nobody's punch on a day says that its file is missing, not that all are absent."""
OUTCOMES = ("explained", "returned")
"""What HR may say by hand. That a case was begun is written by the case."""


def absent_run(days: list[Day]) -> tuple[int, int]:
    """First day and number of the absent working days at the end of these days; (0, 0) when the last one was there.

    Days off in between neither count nor end the run.
    """
    first = count = 0
    for one in reversed(days):
        if one.state == ABSENT and one.absent_halves == 2:
            first, count = one.day, count + 1
        elif one.due_halves or one.first:
            break
    return first, count


@transaction.atomic
def find_noshows(branch: Any, *, by: Actor, now: datetime) -> int:
    """Look at the people of a branch until yesterday; raise each no-show once. Answers how many are new.

    In a year whose holidays are not published yet nobody is missed: until the end of the year before it.
    """
    sets = plan.rules_of(branch.pk)
    calendar = holiday_file.calendar()
    yesterday = plan.published_until(calendar, shanghai_day(now) - timedelta(days=1))
    rules = plan.in_force(sets, yesterday)
    if rules is None or rules.row.system == "flexible_hours":
        return 0
    staff = list(
        people.employees_visible_to(by)
        .filter(department__branch=branch, left_on__isnull=True, hired_on__lte=yesterday)
        .select_related("department__branch", "user")
    )
    plans = plan.Plans.read(staff, yesterday - timedelta(days=LOOKS_BACK), yesterday, calendar)
    found = 0
    until = _known_until(plans, yesterday)
    for person in staff:
        if person.pk not in plans.punches and person.pk not in plans.rosters:
            continue  # Whoever never punches is not measured by punches.
        days = judge(plans.plan(person, sets), plans.punches.get(person.pk, []), rules.rules, minute(now))
        first, count = absent_run([one for one in days if one.day <= until])
        if count >= rules.row.noshow_days:
            found += _raise(person, date.fromordinal(first), count, by, now)
    return found


def _known_until(plans: plan.Plans, yesterday: date) -> int:
    """The last day that the clock's files reach: of several people who punch, somebody was there on it.

    Days after it nobody has punched on yet, because their file is not there; they are judged when it is.
    """
    last = [punches[-1] // DAY for punches in plans.punches.values() if punches]
    return min(max(last), yesterday.toordinal()) if len(last) >= SEVERAL else yesterday.toordinal()


def _raise(person: Any, first: date, count: int, by: Actor, now: datetime) -> int:
    row, fresh = NoShow.objects.get_or_create(
        employee=person, first_day=first, defaults={"days": count, "found_at": now}
    )
    if not fresh:
        if row.settled_at is None and row.days != count:
            row.days = count
            row.save(update_fields=["days"])
        return 0
    payload = {"noshow": str(row.uid), "first_day": first.isoformat(), "days": count}
    evidence.record_of_employee(person.pk, "attendance.noshow", by=by, now=now, payload=payload)
    today = shanghai_day(now)
    without = [person.user_id] if person.user_id else []
    for holder in accounts.holders(person.company_id, "hrbp", person.department.path, today, without=without)[:3]:
        notices.send(
            to_user=holder,
            template="noshow_found",
            context={"person": person.name, "day": first},
            stream=evidence.stream_of_employee(person.pk, now),
            by=by,
            now=now,
            link="/attendance/noshows/",
            key=f"noshow:{row.uid}:{holder.pk}",
        )
    return 1


@transaction.atomic
def settle_noshow(row: NoShow, outcome: str, note: str, *, by: Actor, now: datetime) -> NoShow:
    """Say what it was: explained or returned. Raises NotAllowed, BadInput, Refused."""
    row = NoShow.objects.select_for_update(of=("self",)).select_related("employee__department").get(pk=row.pk)
    if not queries.may_settle_noshow(by, row.employee):
        raise NotAllowed(_("No-shows are looked into by HR."))
    if row.settled_at is not None:
        raise Refused(_("This is settled already."), code="settled")
    errors: dict[str, str] = {}
    if outcome not in OUTCOMES:
        errors["outcome"] = _("Please choose what it was.")
    if not note.strip() or len(note) > 500:
        errors["note"] = _("Say in a few words what was found out.")
    if errors:
        raise BadInput(errors)
    act = "attendance.actions.noshow.settle_noshow"
    if found := warned.read(act, note, by=by):
        stream = evidence.stream_of_employee(row.employee_id, now)
        warned.kept(act, found, about=f"noshow:{row.uid}", stream=stream, by=by, now=now)
    _settle(row, outcome, note.strip(), by, now)
    return row


def settle_by_case(employee: int, number: str, *, by: Actor, now: datetime) -> None:
    """The open no-shows of a person are looked into by the absence case of this number from now on.

    Called in the transaction that begins the case, and each morning for what is found after it began.
    """
    rows = NoShow.objects.select_for_update(of=("self",)).filter(employee=employee, settled_at__isnull=True)
    for row in rows.order_by("pk"):
        _settle(row, "case", number, by, now)


def _settle(row: NoShow, outcome: str, note: str, by: Actor, now: datetime) -> None:
    row.outcome, row.note, row.settled_at, row.settled_by_name = outcome, note, now, by.name
    row.save()
    payload = {"noshow": str(row.uid), "outcome": outcome, "note": note}
    evidence.record_of_employee(row.employee_id, "attendance.noshow_settled", by=by, now=now, payload=payload)
