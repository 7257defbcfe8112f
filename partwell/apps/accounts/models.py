"""Companies, where they are, who may do what in them, and for how long.

One installation holds several legal entities. A membership gives a user one role in one company, over one
department and everything below it, for a period. What a person sees follows from memberships alone.
"""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from partwell.lib.ids import uid7
from partwell.lib.keys.fields import Sealed


class Company(models.Model):
    """A legal entity (用人单位). Every row about a person or a case belongs to one."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    credit_code = models.CharField(max_length=18, blank=True, help_text="统一社会信用代码")
    union_established = models.BooleanField(null=True, help_text="NULL: not stated yet; nobody guesses")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Branch(models.Model):
    """A place of work; its division code decides which city's law applies (GB/T 2260, six digits)."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey(Company, models.PROTECT, related_name="branches")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    division = models.CharField(max_length=6)
    address = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A node of the department tree. `path` ("0003.0017.") holds the primary keys from the top down."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey(Company, models.PROTECT, related_name="departments")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="departments")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    path = models.CharField(max_length=200, db_index=True, blank=True)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """Someone who signs in. `uid` is the random id that stands for the person in the evidence log."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    name = models.CharField(max_length=60)
    language = models.CharField(max_length=10, default="zh-hans")
    phone_sealed = models.BinaryField(null=True, editable=False)
    phone = Sealed()
    phone_index = models.BinaryField(null=True, editable=False, db_index=True)

    def __str__(self) -> str:
        return self.name or self.username


class Role(models.Model):
    """A role and whom its work falls to when nobody holds it (README of the templates, Roles)."""

    key = models.CharField(max_length=20, primary_key=True)
    title = models.CharField(max_length=40)
    title_en = models.CharField(max_length=40)
    fallback = models.JSONField(default=list, help_text="role keys in order; the last resort is owner")
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    """One user, one role, one company, one part of it, one period (`until` is the last day, NULL: open)."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    company = models.ForeignKey(Company, models.PROTECT, related_name="memberships")
    role = models.ForeignKey(Role, models.PROTECT)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="membership_ends_after_it_begins",
            )
        ]


class Deputy(models.Model):
    """Who stands in for a person on the days from `since` to `until`, in one company. Ended, never changed."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    principal = models.ForeignKey(User, models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="stands_in_for")
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    named_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="called back before its last day")

    class Meta:
        indexes = [models.Index(fields=["deputy", "company", "until"], name="deputy_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="deputy_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(deputy=F("principal")), name="deputy_is_another"),
        ]


class ApiToken(models.Model):
    """A key for programs: 256 random bits shown once, stored as SHA-256, for one company and some roles."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    company = models.ForeignKey(Company, models.PROTECT)
    name = models.CharField(max_length=60)
    digest = models.BinaryField(unique=True)
    roles = models.JSONField(default=list, help_text="role keys it may use; never more than the user holds")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
