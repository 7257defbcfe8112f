"""Courses with their material and question bank, who takes part, exams as they were taken, certificates, and bonds.

What was asked and answered in an exam is kept as it was; a question is never changed, it is taken out and another put
in. A bond is never changed either: a correction is a new one that names the one it replaces.
"""

from django.db import models
from django.db.models import F, Q

from partwell.lib.ids import uid7
from partwell.lib.keys.fields import Sealed


class Course(models.Model):
    """A course (培训课程) with its exam. `exam_questions` 0: there is no exam, being there is enough."""

    class Kind(models.TextChoices):
        INDUCTION = "induction"
        SKILL = "skill"
        SAFETY = "safety"
        SPECIAL = "special"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    about = models.CharField(max_length=1000, blank=True)
    in_person = models.BooleanField(default=False, help_text="passed only by who was at a session")
    exam_questions = models.PositiveSmallIntegerField(default=0)
    exam_minutes = models.PositiveSmallIntegerField(default=0, help_text="0: no limit")
    pass_mark = models.PositiveSmallIntegerField(default=60)
    tries = models.PositiveSmallIntegerField(default=3)
    valid_months = models.PositiveSmallIntegerField(default=0, help_text="of the certificate; 0: does not run out")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="no longer offered")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "title"], condition=Q(ended_at__isnull=True), name="one_course_of_a_title"
            ),
            models.CheckConstraint(condition=Q(pass_mark__gte=1, pass_mark__lte=100), name="pass_mark_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return self.title


class Material(models.Model):
    """A file to read or keep."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="materials")
    title = models.CharField(max_length=80)
    file = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class Question(models.Model):
    """A question of the bank, as `core.training.exam.Question`."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=500)
    options = models.JSONField(default=list)
    right = models.JSONField()
    points = models.PositiveSmallIntegerField(default=1)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class Session(models.Model):
    """One time and place at which a course is held."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=80)
    trainer = models.CharField(max_length=60)
    seats = models.PositiveSmallIntegerField(default=0, help_text="0: no limit")
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_later")]


class Participation(models.Model):
    """One person in one course. `passed_on` is set by the exam, or by being there where there is no exam."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="participations")
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="courses")
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="participations")
    due_on = models.DateField(null=True, help_text="the company's own deadline")
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    attended = models.BooleanField(null=True, help_text="NULL: not recorded")
    passed_on = models.DateField(null=True)
    points = models.DecimalField(max_digits=4, decimal_places=1, null=True, help_text="of the exam that was passed")
    tries_added = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, help_text="taken out again, with the reason in the log")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "employee"], condition=Q(ended_at__isnull=True), name="in_a_course_once"
            )
        ]


class Attempt(models.Model):
    """One exam as it was asked, answered and judged."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    asked = models.JSONField(help_text="uids of the questions in the order asked")
    begun_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answers_sealed = models.BinaryField(null=True, editable=False)
    answers = Sealed()
    """JSON text: places chosen by uid of the question."""
    handed_in_at = models.DateTimeField(null=True)
    points = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    passed = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participation", "number"], name="attempt_once")]


class Certificate(models.Model):
    """That a person passed a course, as a paper."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    participation = models.OneToOneField(Participation, models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=30)
    issued_on = models.DateField()
    valid_until = models.DateField(null=True)


class Bond(models.Model):
    """A training bond (服务期协议): special training, its cost by vouchers, the agreed period and sum."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="bonds")
    course = models.ForeignKey(Course, models.PROTECT, related_name="bonds")
    costs_sealed = models.BinaryField(editable=False)
    costs = Sealed()
    """JSON text: the costs with kind, what, amount, voucher."""
    agreed_sealed = models.BinaryField(editable=False)
    agreed = Sealed()
    months = models.PositiveSmallIntegerField()
    starts_on = models.DateField(help_text="first day of the period of service")
    signed_on = models.DateField()
    paper = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    recorded_by_name = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(months__gte=1), name="bond_has_months")]
