"""Figures of law a company confirmed for itself, one by one or by a table."""

from django.db import models
from django.db.models import F, Q

from partwell.lib.ids import uid7


class FigureConfirmation(models.Model):
    """A figure of law one company confirmed for one place and period, with the document attached.

    One person asks, another confirms or declines; only a confirmed one counts. A row's question never changes.
    """

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    division = models.CharField(max_length=6, help_text="GB/T 2260 code of the place it is confirmed for")
    key = models.CharField(max_length=80)
    value = models.DecimalField(max_digits=16, decimal_places=6, null=True, help_text="NULL: there is no limit")
    valid_from = models.DateField()
    valid_to = models.DateField()
    ref = models.CharField(max_length=120, help_text="document number, or what the paper is")
    paper = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    found = models.CharField(max_length=40, blank=True, help_text="value of the law data when it was asked")
    found_status = models.CharField(max_length=10, blank=True)
    asked_by = models.CharField(max_length=36, help_text="random id of the person")
    asked_by_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=9, blank=True, choices=[("confirmed", "confirmed"), ("declined", "declined")])
    answered_by = models.CharField(max_length=36, blank=True)
    answered_by_name = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="figure_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(answer="") | ~Q(answered_by=F("asked_by")), name="figure_confirmed_by_another_person"
            ),
        ]
        indexes = [models.Index(fields=["company", "division", "key"], name="settlements_company_3f226d_idx")]
        # The table kept its name when figures got an app of their own: its guards and its rows stay where they are.
        db_table = "settlements_figureconfirmation"


class FigureTable(models.Model):
    """Figures of a new year read from an Excel file: a draft until it is put before a second person with the paper.

    Confirmed, each of its rows is a `FigureConfirmation`. A table that was asked never changes.
    """

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, help_text="name of the file")
    file = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    rows = models.JSONField(help_text="good rows: line, code, key, value, from, to, ref, found, found_status")
    faults = models.JSONField(default=list, help_text="bad rows: line, column, reason, what stands there")
    paper = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")
    made_by = models.CharField(max_length=36, help_text="random id of the person")
    made_by_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=9, blank=True, choices=[("confirmed", "confirmed"), ("declined", "declined")])
    answered_by = models.CharField(max_length=36, blank=True)
    answered_by_name = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="") | ~Q(answered_by=F("made_by")),
                name="table_confirmed_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True) | Q(paper__isnull=False), name="table_asked_with_paper"
            ),
        ]
        indexes = [models.Index(fields=["company", "made_at"])]
