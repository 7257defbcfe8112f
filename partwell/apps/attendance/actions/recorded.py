"""Record and confirm attendance and annual leave. Each act leaves its entry in the person's own file."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.attendance import queries
from partwell.apps.attendance.models import AttendanceMonth, LeaveYear
from partwell.apps.evidence import actions as evidence
from partwell.apps.people import queries as people
from partwell.core.days import period_end
from partwell.core.money import plain
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed, Refused

from .sheets import figures_of, renew

HALF = Decimal("0.5")
MOST_LEAVE = 60
NO_DAYS: dict[str, Any] = {"sheet": None} | dict.fromkeys(
    ("open_days", "worked_minutes", "overtime_minutes", "holiday_minutes", "rest_days", "longest_run"), 0
)
"""A typed month knows sums only: nothing computed is left in it."""


@dataclass(frozen=True, slots=True)
class Days:
    """What is typed about a month, in days with halves."""

    due_days: Decimal
    present_days: Decimal
    paid_leave_days: Decimal = Decimal(0)
    unpaid_leave_days: Decimal = Decimal(0)
    absent_days: Decimal = Decimal(0)
    holiday_days: Decimal = Decimal(0)
    late_count: int = 0


def _require(by: Actor, person: Any) -> None:
    if not queries.may_keep(by, person):
        raise NotAllowed(_("Attendance is kept by HR and payroll, never by the person. Please ask HR."))


def _day_faults(values: Mapping[str, Decimal]) -> dict[str, str]:
    """Days are halves between 0 and 31."""
    return {
        name: _("Days are whole or half, from 0 to 31.")
        for name, value in values.items()
        if not 0 <= value <= 31 or value % HALF
    }


def _source(source: str, errors: dict[str, str]) -> str:
    source = source.strip()
    if not source or len(source) > 120:
        errors["source"] = _("Say in a few words what it was read from.")
    return source


@transaction.atomic
def record_month(
    employee: object,
    month: date,
    days: Days,
    *,
    source: str,
    by: Actor,
    now: datetime,
    through: date | None = None,
    over_computed: bool = False,
) -> AttendanceMonth:
    """Record or correct a month; a corrected month is no longer confirmed, and one that was told is a new version.

    Typed figures take the place of computed ones only when `over_computed` says so: then the computed month is the
    version before. Raises NotVisible, NotAllowed, BadInput.

    `through` is the last day the record covers, the end of the month when none is named.
    """
    person = people.employee(by, employee)
    _require(by, person)
    month = month.replace(day=1)
    through = through or period_end(month, 1)
    values = {name: value for name, value in asdict(days).items() if name != "late_count"}
    errors = _day_faults(values)
    source = _source(source, errors)
    accounted = days.present_days + days.paid_leave_days + days.unpaid_leave_days + days.absent_days
    if not errors and accounted != days.due_days:
        errors["due_days"] = _("Present, leave and absence make %(sum)s days, but %(due)s are due.") % {
            "sum": plain(accounted),
            "due": plain(days.due_days),
        }
    if not 0 <= days.late_count <= 100:
        errors["late_count"] = _("This number cannot be right. Please check it.")
    if month < person.hired_on.replace(day=1) or (person.left_on and month > person.left_on):
        errors["month"] = _("The person was not employed in this month.")
    if not max(month, person.hired_on) <= through <= period_end(month, 1):
        errors.setdefault("through", _("This day is not in the month, or before the first day of work."))
    if errors:
        raise BadInput(errors)
    row = AttendanceMonth.objects.select_for_update().filter(employee=person, month=month).first()
    row = row or AttendanceMonth(employee=person, month=month)
    computed = row.sheet is not None
    if computed and not over_computed:
        said = {"present": plain(row.present_days), "due": plain(row.due_days), "absent": plain(row.absent_days)}
        raise BadInput(
            {
                "over_computed": _(
                    "This month is computed from punches: %(present)s of %(due)s days present, %(absent)s absent. "
                    "Tick this to put the typed figures in its place; the computed version stays on record."
                )
                % said
            },
            code="computed",
        )
    if computed or row.told_at is not None or row.confirmed_at is not None:
        renew(row, by, now, figures_of(row))
    for name, value in NO_DAYS.items():
        setattr(row, name, value)
    for name, value in asdict(days).items():
        setattr(row, name, value)
    row.through = through
    row.source, row.recorded_by, row.recorded_by_name, row.recorded_at = source, by.pid, by.name, now
    row.confirmed_by = row.confirmed_by_name = ""
    row.confirmed_at = None
    row.save()
    payload: dict[str, Any] = {"month": f"{month:%Y-%m}", "through": through.isoformat(), "source": source}
    payload["late_count"] = days.late_count
    payload |= {name: plain(value) for name, value in values.items()}
    evidence.record_of_employee(person.pk, "attendance.recorded", by=by, now=now, payload=payload)
    return row


@transaction.atomic
def confirm_month(employee: object, month: date, *, by: Actor, now: datetime) -> AttendanceMonth:
    """HR says that a recorded month is right. Raises NotVisible, NotAllowed, Refused."""
    person = people.employee(by, employee)
    _require(by, person)
    row = AttendanceMonth.objects.select_for_update().filter(employee=person, month=month.replace(day=1)).first()
    if row is None:
        raise Refused(_("Nothing is recorded for this month yet."), code="not_recorded")
    if row.open_days:
        raise Refused(
            _("On %(n)d days a punch is missing or the day is not over; mend them first.") % {"n": row.open_days},
            code="open_days",
        )
    if row.answer == "disputed" and row.replied_at is None:
        raise Refused(_("The person disputed this month; answer in writing first."), code="disputed")
    if row.confirmed_at is not None:
        raise Refused(_("%(name)s confirmed this month already.") % {"name": row.confirmed_by_name}, code="confirmed")
    row.confirmed_by, row.confirmed_by_name, row.confirmed_at = by.pid, by.name, now
    row.save(update_fields=["confirmed_by", "confirmed_by_name", "confirmed_at"])
    payload = {"month": f"{row.month:%Y-%m}", "due_days": plain(row.due_days), "present_days": plain(row.present_days)}
    evidence.record_of_employee(person.pk, "attendance.confirmed", by=by, now=now, payload=payload)
    return row


@transaction.atomic
def record_leave(
    employee: object,
    year: int,
    *,
    full_days: int,
    taken_days: Decimal,
    carried_over_days: Decimal = Decimal(0),
    source: str,
    by: Actor,
    now: datetime,
) -> LeaveYear:
    """Record or correct the annual leave of a year. Raises NotVisible, NotAllowed, BadInput."""
    person = people.employee(by, employee)
    _require(by, person)
    errors: dict[str, str] = {}
    if not 0 <= full_days <= MOST_LEAVE:
        errors["full_days"] = _("This number cannot be right. Please check it.")
    for name, value in (("taken_days", taken_days), ("carried_over_days", carried_over_days)):
        if not 0 <= value <= MOST_LEAVE or value % HALF:
            errors[name] = _("Days are whole or half, from 0 to 60.")
    source = _source(source, errors)
    if not person.hired_on.year <= year <= now.year + 1:
        errors["year"] = _("The person was not employed in this year.")
    if errors:
        raise BadInput(errors)
    row, _made = LeaveYear.objects.update_or_create(
        employee=person,
        year=year,
        defaults={
            "full_days": full_days,
            "taken_days": taken_days,
            "carried_over_days": carried_over_days,
            "source": source,
            "recorded_by": by.pid,
            "recorded_by_name": by.name,
            "recorded_at": now,
        },
    )
    payload = {
        "year": year,
        "full_days": full_days,
        "taken_days": plain(taken_days),
        "carried_over_days": plain(carried_over_days),
        "source": source,
    }
    evidence.record_of_employee(person.pk, "leave.recorded", by=by, now=now, payload=payload)
    return row
