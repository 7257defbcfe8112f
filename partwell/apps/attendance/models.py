"""Attendance: rules and shifts of branches, rosters, punches, requests, and the months that come of them.

A punch, a set of rules and a decided request are never changed. A month is computed or typed, told to the person,
confirmed or disputed by him, and confirmed by HR; a changed one begins anew with a new version.
"""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from partwell.lib.ids import uid7
from partwell.lib.keys.fields import Sealed


def _days(**more: object) -> models.DecimalField:
    return models.DecimalField(max_digits=4, decimal_places=1, validators=[MinValueValidator(0)], **more)  # type: ignore[arg-type]


class AttendanceMonth(models.Model):
    """Working days of one month. `due_days` are those from the 1st (or hire) through the last day covered.

    Every due day is present, on paid leave, on unpaid leave or absent. Paid public holidays stand apart: they are not
    worked and are paid. A changed month has to be confirmed again.
    """

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="attendance_months")
    month = models.DateField(help_text="its first day")
    through = models.DateField(help_text="last day of the month the record covers")
    due_days = _days()
    present_days = _days()
    paid_leave_days = _days(default=0)
    unpaid_leave_days = _days(default=0)
    absent_days = _days(default=0)
    holiday_days = _days(default=0)
    late_count = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=120, help_text="what it was read from")
    recorded_by = models.CharField(max_length=36)
    recorded_by_name = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=36, blank=True)
    confirmed_by_name = models.CharField(max_length=60, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    version = models.PositiveSmallIntegerField(default=1)
    sheet = models.JSONField(null=True, help_text="days and sums as computed; NULL: the month was typed")
    open_days = models.PositiveSmallIntegerField(default=0)
    worked_minutes = models.PositiveIntegerField(default=0)
    overtime_minutes = models.PositiveIntegerField(default=0, help_text="what the 36 hours are compared with")
    holiday_minutes = models.PositiveIntegerField(default=0)
    rest_days = models.PositiveSmallIntegerField(default=0)
    longest_run = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=8, blank=True, choices=[("agreed", "agreed"), ("disputed", "disputed")])
    answered_at = models.DateTimeField(null=True)
    dispute_sealed = models.BinaryField(null=True, editable=False)
    dispute = Sealed()
    reply_sealed = models.BinaryField(null=True, editable=False)
    reply = Sealed()
    replied_at = models.DateTimeField(null=True)
    replied_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["month"], name="attendance_by_month")]
        constraints = [
            models.UniqueConstraint(fields=["employee", "month"], name="one_attendance_a_month"),
            models.CheckConstraint(
                condition=Q(
                    due_days=F("present_days") + F("paid_leave_days") + F("unpaid_leave_days") + F("absent_days")
                ),
                name="every_due_day_is_accounted_for",
            ),
        ]


class LeaveYear(models.Model):
    """Annual leave of a calendar year: days a full year gives, taken so far, whole days of earlier years still owed."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="leave_years")
    year = models.PositiveSmallIntegerField()
    full_days = models.PositiveSmallIntegerField(
        help_text="0, 5, 10 or 15 by cumulative years of work; more by contract"
    )
    taken_days = _days(default=0)
    carried_over_days = _days(default=0)
    source = models.CharField(max_length=120)
    recorded_by = models.CharField(max_length=36)
    recorded_by_name = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "year"], name="one_leave_a_year")]


class ShiftKind(models.Model):
    """A shift (班次) of a company, as `core.attendance.shifts.Shift`: minutes of the day it begins on."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    key = models.CharField(max_length=12, help_text="what stands in the roster's cells")
    title = models.CharField(max_length=40)
    begins = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField(help_text="beyond 1440: on the next day")
    breaks = models.JSONField(default=list, help_text="pairs of minutes")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="in no new roster")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "key"], condition=Q(ended_at__isnull=True), name="one_shift_of_a_key"
            )
        ]

    def __str__(self) -> str:
        return self.title


class BranchRules(models.Model):
    """How a branch reads punches from a day on. Never changed: another set begins on a later day."""

    class System(models.TextChoices):
        STANDARD = "standard_hours"
        AVERAGED = "averaged_hours"
        FLEXIBLE = "flexible_hours"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    branch = models.ForeignKey("accounts.Branch", models.PROTECT, related_name="attendance_rules")
    valid_from = models.DateField()
    system = models.CharField(max_length=16, choices=System.choices, default=System.STANDARD)
    period = models.CharField(max_length=8, default="month", help_text="of averaged hours: month, quarter, year")
    default_shift = models.ForeignKey(
        ShiftKind, models.PROTECT, null=True, related_name="+", help_text="worked on working days without a roster"
    )
    rules = models.JSONField(help_text="core.attendance.shifts.Rules")
    rest_minutes = models.PositiveSmallIntegerField(default=660, help_text="between two shifts of a roster")
    pays_holidays = models.BooleanField(default=False, help_text="legal holidays under flexible hours")
    noshow_days = models.PositiveSmallIntegerField(default=3, help_text="absent days in a row that are looked at")
    permit = models.CharField(max_length=120, blank=True, help_text="approval of averaged or flexible hours")
    added_by_name = models.CharField(max_length=60)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["branch", "valid_from"], name="one_set_of_rules_a_day")]


class RosterDay(models.Model):
    """What a person works on a day: a shift, or none (a day of rest). Drafts are not judged by."""

    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="roster")
    day = models.DateField()
    shift = models.ForeignKey(ShiftKind, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "day"], name="one_roster_a_day")]
        indexes = [models.Index(fields=["day"], name="roster_by_day")]


class ShiftNeed(models.Model):
    """How many people of a department a shift takes on each weekday, Monday first. A roster is compared with it."""

    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+")
    shift = models.ForeignKey(ShiftKind, models.PROTECT, related_name="+")
    people = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "shift"], name="one_need_a_shift")]


class PunchImport(models.Model):
    """One file or call that brought punches, with the rows that could not be taken: after what stands in `bad`, number,
    time and day as they came, so that the row can be given back."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()
    known = models.PositiveIntegerField(help_text="punches that were there before")
    repeated = models.PositiveIntegerField(default=0, help_text="rows of a minute that stood in the file before")
    bad = models.JSONField(default=list, help_text="[row, column, reason, what stood there]")
    bad_count = models.PositiveIntegerField(null=True, help_text="NULL: as many as `bad` holds")
    added_by_name = models.CharField(max_length=60)
    added_at = models.DateTimeField()

    @property
    def not_taken(self) -> int:
        """How many rows could not be taken. Imports of before the count was kept hold a list only."""
        return len(self.bad) if self.bad_count is None else self.bad_count


class Punch(models.Model):
    """One punch, to the minute. Append-only; a correction is a punch of its own that names its request."""

    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="punches")
    at = models.DateTimeField()
    source = models.CharField(max_length=10, help_text="device, api, correction")
    batch = models.ForeignKey(PunchImport, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "at"], name="one_punch_a_minute")]


class Request(models.Model):
    """Leave, overtime or a corrected punch, asked for by the person and decided by the line manager or HR."""

    class Kind(models.TextChoices):
        LEAVE = "leave"
        OVERTIME = "overtime"
        CORRECTION = "correction"

    class State(models.TextChoices):
        ASKED = "asked"
        APPROVED = "approved"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="attendance_requests")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    first_day = models.DateField()
    last_day = models.DateField()
    first_half = models.PositiveSmallIntegerField(default=1, help_text="leave begins with half 1 or 2 of its day")
    last_half = models.PositiveSmallIntegerField(default=2)
    leave_kind = models.CharField(max_length=12, blank=True, help_text="core.attendance.leave.KINDS")
    days = models.DecimalField(max_digits=5, decimal_places=1, null=True, help_text="of leave")
    minutes = models.PositiveSmallIntegerField(null=True, help_text="of overtime")
    in_lieu = models.BooleanField(default=False, help_text="overtime on a rest day, given back as time")
    at = models.DateTimeField(null=True, help_text="the punch that is missing")
    reason_sealed = models.BinaryField(null=True, editable=False)
    reason = Sealed()
    proof = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=36, blank=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    answer_sealed = models.BinaryField(null=True, editable=False)
    answer = Sealed()

    class Meta:
        indexes = [
            models.Index(fields=["employee", "first_day"], name="requests_by_day"),
            # The side bar of every page asks for those that wait; without it each employee is looked up.
            models.Index(fields=["state", "asked_at"], name="requests_waiting"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="request_ends_after_it_begins")
        ]


class NoShow(models.Model):
    """Somebody has not come for some days in a row and nobody knows why. It decides nothing: HR looks into it."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="noshows")
    first_day = models.DateField()
    days = models.PositiveSmallIntegerField()
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by_name = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(
        max_length=10, blank=True, choices=[("explained", "explained"), ("returned", "returned"), ("case", "case")]
    )
    note_sealed = models.BinaryField(null=True, editable=False)
    note = Sealed()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "first_day"], name="one_noshow_a_beginning")]
