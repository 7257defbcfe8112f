"""Figures stated about a person, and calculations as they were made."""

from django.db import models

from partwell.lib.ids import uid7
from partwell.lib.keys.fields import Sealed


class StatedFigure(models.Model):
    """A figure about one person that no record holds (average wage of 12 months, cost of a training ...).

    The latest one counts; none is ever changed. `source` says what it was read from.
    """

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    value_sealed = models.BinaryField(editable=False)
    value = Sealed()
    source = models.CharField(max_length=120)
    stated_by = models.CharField(max_length=36)
    stated_by_name = models.CharField(max_length=60)
    stated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["employee", "name"])]


class Calculation(models.Model):
    """One calculation as it was made: its statement sealed, with the SHA-256 that the evidence log names."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    path = models.CharField(max_length=200, help_text="department path when it was made: who may see it")
    case_uid = models.UUIDField(null=True, db_index=True)
    name = models.CharField(max_length=40)
    statement_sealed = models.BinaryField(editable=False)
    statement = Sealed()
    sha256 = models.CharField(max_length=64)
    printable = models.BooleanField()
    made_by = models.CharField(max_length=36)
    made_by_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case_uid", "name", "made_at"])]


class Review(models.Model):
    """What a second person said of a calculation: approved, or returned with a reason; one at most for each.

    It holds no payment up: what the law owes is due on its day, reviewed or not. A calculation nobody reviewed says so.
    """

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    calculation = models.OneToOneField(Calculation, models.PROTECT, related_name="review")
    answer = models.CharField(max_length=8, choices=[("approved", "approved"), ("returned", "returned")])
    reason_sealed = models.BinaryField(null=True, editable=False)
    reason = Sealed()
    by = models.CharField(max_length=36)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
