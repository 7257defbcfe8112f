"""Hiring criteria of a post, their receipt by the employee, and the monthly reports of probation.

A plan and a published report are never changed; a new version, a reply or an answer is added beside them. Nothing
here holds back work or pay.
"""

from django.db import models

from partwell.lib.ids import uid7
from partwell.lib.keys.fields import Sealed


class Plan(models.Model):
    """The criteria (录用条件) of a post in one version. `metrics` as `core.appraisal.scorecard.Metric`."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    position = models.ForeignKey("people.Position", models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    metrics = models.JSONField()
    sha256 = models.CharField(max_length=64, help_text="of the canonical form of title and metrics")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["position", "version"], name="plan_version_once")]

    def __str__(self) -> str:
        return self.title


class PlanReceipt(models.Model):
    """One version of the criteria as told to one employee, and that he received it: in the application or on paper."""

    class How(models.TextChoices):
        IN_APP = "in_app"
        PAPER = "paper"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="receipts")
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="criteria")
    handed_at = models.DateTimeField()
    received_on = models.DateField(null=True, help_text="day of the signature or of the press; NULL: not yet")
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    paper = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")
    entry = models.UUIDField(null=True, help_text="the evidence entry of the receipt")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "employee"], name="one_receipt_each")]


class MonthlyReport(models.Model):
    """One month of one employee against the criteria. After publication inputs and result stand."""

    class State(models.TextChoices):
        DRAFTED = "drafted"
        PUBLISHED = "published"
        ACKNOWLEDGED = "acknowledged"
        OBJECTED = "objected"
        UNANSWERED = "unanswered"

    ANSWERED = ("acknowledged", "objected", "unanswered")

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="appraisals")
    receipt = models.ForeignKey(PlanReceipt, models.PROTECT, related_name="reports")
    month = models.DateField(help_text="first day of the month")
    begins_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFTED)
    inputs_sealed = models.BinaryField(null=True, editable=False)
    inputs = Sealed()
    """JSON text: the data by metric."""
    result = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the canonical form of all that was published")
    scored_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    answer_due = models.DateTimeField(null=True, help_text="the company's own deadline")
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    objection_sealed = models.BinaryField(null=True, editable=False)
    objection = Sealed()
    reply_sealed = models.BinaryField(null=True, editable=False)
    reply = Sealed()
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employee", "month"], name="one_report_a_month"),
            models.CheckConstraint(
                condition=models.Q(state="drafted") | models.Q(published_at__isnull=False),
                name="report_is_answered_after_publication",
            ),
        ]
        indexes = [models.Index(fields=["state", "month"])]
