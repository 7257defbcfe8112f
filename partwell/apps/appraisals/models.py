"""Hiring criteria of a post, their receipt by the employee, the monthly reports of probation and their records.

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
    valid_from = models.DateField(null=True, help_text="first day it is handed out; NULL: from the day it was written")
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
    sources = models.JSONField(default=dict, help_text="by metric: taken over from records, or typed by hand")
    remarks_sealed = models.BinaryField(null=True, editable=False)
    remarks = Sealed()
    """JSON text: the colleagues' sentences in alphabetical order, without names."""
    self_assessment_sealed = models.BinaryField(null=True, editable=False)
    self_assessment = Sealed()
    self_assessed_at = models.DateTimeField(null=True)
    comment_sealed = models.BinaryField(null=True, editable=False)
    comment = Sealed()
    """The manager's words to the employee."""
    paper = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+", help_text="frozen as PDF/A")
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


class Task(models.Model):
    """A piece of work with its due day. Nothing of it is changed later: it is completed or cancelled, each once."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="tasks")
    title_sealed = models.BinaryField(null=True, editable=False)
    title = Sealed()
    due_on = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    done_on = models.DateField(null=True, help_text="the day stated")
    done_at = models.DateTimeField(null=True, help_text="when the completion was recorded")
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    reason_sealed = models.BinaryField(null=True, editable=False)
    reason = Sealed()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_on__isnull=True) | models.Q(cancelled_at__isnull=True),
                name="task_is_completed_or_cancelled",
            ),
            models.CheckConstraint(
                condition=models.Q(done_on__isnull=True, done_at__isnull=True)
                | models.Q(done_on__isnull=False, done_at__isnull=False),
                name="task_done_and_logged",
            ),
        ]
        indexes = [models.Index(fields=["employee", "due_on"])]


class Rating(models.Model):
    """A colleague asked to score a month. The score stands once given; whoever is in conflict steps out."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="ratings")
    rater = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    score_sealed = models.BinaryField(null=True, editable=False)
    score = Sealed()
    sentence_sealed = models.BinaryField(null=True, editable=False)
    sentence = Sealed()
    given_at = models.DateTimeField(null=True)
    stepped_out_at = models.DateTimeField(null=True, help_text="declared a conflict")
    reason_sealed = models.BinaryField(null=True, editable=False)
    reason = Sealed()
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "rater"], name="one_rating_each"),
            models.CheckConstraint(
                condition=models.Q(given_at__isnull=True) | models.Q(stepped_out_at__isnull=True),
                name="rating_is_given_or_stepped_out",
            ),
        ]


class ProbationReview(models.Model):
    """What the manager concludes before probation ends: keep, not kept, or not decided yet. The last one counts."""

    class Conclusion(models.TextChoices):
        MET = "met"
        NOT_MET = "not_met"
        UNDECIDED = "undecided"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="probation_reviews")
    conclusion = models.CharField(max_length=10, choices=Conclusion.choices)
    reason_sealed = models.BinaryField(editable=False)
    reason = Sealed()
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()


class GroundOverride(models.Model):
    """Two persons let a case begin on a ground although its first proof is missing, the risk before their eyes."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="ground_overrides")
    risks = models.JSONField(help_text="codes of the checks that were missing when it was asked for")
    reason_sealed = models.BinaryField(editable=False)
    reason = Sealed()
    asked_by = models.CharField(max_length=36)
    asked_by_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=9, blank=True, choices=[("confirmed", "confirmed"), ("declined", "declined")])
    answered_by = models.CharField(max_length=36, blank=True)
    answered_by_name = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer="") | ~models.Q(answered_by=models.F("asked_by")),
                name="ground_overridden_by_two_persons",
            ),
            models.UniqueConstraint(fields=["employee"], condition=models.Q(answer=""), name="one_open_override_each"),
        ]


class ImprovementPlan(models.Model):
    """Training or another post after somebody could not do the work, and how it went (《劳动合同法》第四十条第二项)."""

    class Measure(models.TextChoices):
        TRAINING = "training"
        TRANSFER = "transfer"

    class Outcome(models.TextChoices):
        MET = "met"
        NOT_MET = "not_met"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="improvement_plans")
    measure = models.CharField(max_length=10, choices=Measure.choices)
    shortfall_sealed = models.BinaryField(editable=False)
    shortfall = Sealed()
    """What was asked and not reached, by which record."""
    goals_sealed = models.BinaryField(editable=False)
    goals = Sealed()
    """What has to be reached by the end, measurable; and what the company does for it."""
    starts_on = models.DateField()
    ends_on = models.DateField()
    set_by_name = models.CharField(max_length=60)
    set_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    objection_sealed = models.BinaryField(null=True, editable=False)
    objection = Sealed()
    outcome = models.CharField(max_length=8, blank=True, choices=Outcome.choices)
    result_sealed = models.BinaryField(null=True, editable=False)
    result = Sealed()
    judged_by_name = models.CharField(max_length=60, blank=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="plan_ends_later")
        ]


class ImprovementProof(models.Model):
    """A paper that the judgement of an improvement plan rests on: what was reached, what the company did."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    plan = models.ForeignKey(ImprovementPlan, models.PROTECT, related_name="proofs")
    file = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
