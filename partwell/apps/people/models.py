"""Employees, their posts and contracts, and the social insurance paid for them month by month.

Names and employee numbers stay readable, because lists search and sort by them; everything else that
identifies or pays a person is sealed.
"""

from django.conf import settings
from django.db import models

from partwell.lib.ids import uid7
from partwell.lib.keys.fields import Sealed


class Position(models.Model):
    """A post (岗位) and what its work brings with it."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="positions")
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=80, blank=True)
    hazard_exposed = models.BooleanField(null=True, help_text="接触职业病危害作业; NULL: not stated")
    key_position = models.BooleanField(null=True, help_text="关键岗位; NULL: not stated")

    def __str__(self) -> str:
        return self.title


class Employee(models.Model):
    """A person employed by one company. `uid` stands for the person in addresses and in the log."""

    class Type(models.TextChoices):
        PROBATION = "probation"
        REGULAR = "regular"
        DISPATCHED = "dispatched"
        REHIRED_RETIREE = "rehired_retiree"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="employees")
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="employees")
    position = models.ForeignKey(Position, models.PROTECT, related_name="employees")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="employments"
    )
    line_manager = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reports")
    number = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=120, db_index=True, blank=True)
    type = models.CharField(max_length=20, choices=Type.choices, default=Type.REGULAR)
    hired_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    silent_since = models.DateTimeField(
        null=True, blank=True, help_text="from here on no message goes to this person: a death was reported"
    )

    id_number_sealed = models.BinaryField(null=True, editable=False)
    id_number = Sealed()
    phone_sealed = models.BinaryField(null=True, editable=False)
    phone = Sealed()
    mail_sealed = models.BinaryField(null=True, editable=False)
    mail = Sealed()
    address_sealed = models.BinaryField(null=True, editable=False)
    address = Sealed()
    bank_account_sealed = models.BinaryField(null=True, editable=False)
    bank_account = Sealed()
    id_number_index = models.BinaryField(null=True, editable=False, db_index=True)
    phone_index = models.BinaryField(null=True, editable=False, db_index=True)
    mail_index = models.BinaryField(null=True, editable=False, db_index=True)

    standing = models.JSONField(
        default=dict,
        blank=True,
        help_text="facts of the fact dictionary that HR keeps for this person (holds_assets, hpf_account, "
        "dossier_held, has_loans ...): only what was stated; an absent key is unknown",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="employee_number_once_per_company")]
        indexes = [models.Index(fields=["company", "pinyin"])]

    def __str__(self) -> str:
        return self.name


class Contract(models.Model):
    """A labour contract (劳动合同) with its probation. Days are inclusive: `ends_on` is the last day of the term."""

    class Type(models.TextChoices):
        FIXED = "fixed"
        OPEN_ENDED = "open_ended"
        TASK_BASED = "task_based"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="contracts")
    type = models.CharField(max_length=12, choices=Type.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    probation_months = models.PositiveSmallIntegerField(default=0)
    probation_ends_on = models.DateField(null=True, blank=True, help_text="last day agreed as probation")
    monthly_wage_sealed = models.BinaryField(null=True, editable=False)
    monthly_wage = Sealed()
    noncompete_signed = models.BooleanField(null=True)
    training_bond = models.BooleanField(null=True)


class Contribution(models.Model):
    """One insurance of one person for one month: what base, whether enrolled, paid, withheld, and the proof.

    `month` is the first day of the month. Amounts of money are sealed: base and what was withheld are pay data.
    """

    class Insurance(models.TextChoices):
        PENSION = "pension"
        MEDICAL = "medical"
        UNEMPLOYMENT = "unemployment"
        WORK_INJURY = "work_injury"
        HOUSING_FUND = "housing_fund"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="contributions")
    insurance = models.CharField(max_length=14, choices=Insurance.choices)
    month = models.DateField()
    due_on = models.DateField(help_text="last day to pay in time")
    base_sealed = models.BinaryField(null=True, editable=False)
    base = Sealed()
    enrolled = models.BooleanField()
    paid_on = models.DateField(null=True, blank=True)
    withheld_sealed = models.BinaryField(null=True, editable=False)
    withheld = Sealed()
    proof = models.ForeignKey("files.Blob", models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employee", "insurance", "month"], name="one_contribution_a_month")
        ]
