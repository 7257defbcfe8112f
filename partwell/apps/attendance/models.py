"""Attendance of a person month by month, and annual leave year by year: what HR checked, and where it came from."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from partwell.lib.ids import uid7


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

    class Meta:
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
