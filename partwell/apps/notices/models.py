"""Notices: what was said to whom, on which channels it went out, what was tried and what came back.

A notice and its deliveries are written in the transaction of the act they speak of; sending is a job. Attempts and
receipts are appended and never changed (guards.py); the state of a delivery is what they add up to.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from partwell.lib.ids import uid7
from partwell.lib.keys.fields import Sealed


class Notice(models.Model):
    """One message to one person. Exactly one of `to_user` (a colleague) and `to_employee` is the addressee."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    key = models.CharField(max_length=160, unique=True, help_text="the same key is sent once")
    company = models.ForeignKey("accounts.Company", models.PROTECT, null=True)
    stream = models.ForeignKey("evidence.Stream", models.PROTECT, help_text="where its evidence goes")
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="notices")
    to_employee = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="notices")
    subject_uid = models.UUIDField(null=True, db_index=True, help_text="the case or paper it speaks of")
    step = models.CharField(max_length=80, blank=True)
    link = models.CharField(max_length=300, blank=True, help_text="path of the page it opens")
    text_sealed = models.BinaryField(null=True, editable=False)
    text = Sealed()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    follow_up = models.CharField(
        max_length=80,
        blank=True,
        help_text="job handler told of a delivery or an opening",
    )
    follow_up_arguments = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_user__isnull=True) ^ Q(to_employee__isnull=True),
                name="notice_has_one_addressee",
            )
        ]
        indexes = [
            models.Index(
                fields=["to_user", "id"],
                name="notice_unread_user",
                condition=Q(opened_at__isnull=True),
            ),
            models.Index(
                fields=["to_employee", "id"],
                name="notice_unread_employee",
                condition=Q(opened_at__isnull=True),
            ),
        ]


class Delivery(models.Model):
    """A notice on one channel to one address."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        DELIVERED = "delivered"
        OPENED = "opened"
        FAILED = "failed"
        BOUNCED = "bounced"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries")
    token = models.CharField(
        max_length=12,
        unique=True,
        help_text="in its link /n/<token>; opens only to the addressee",
    )
    channel = models.CharField(max_length=20, help_text="key of the channel kind; by_hand: served by a person")
    instead_of = models.CharField(max_length=40, blank=True, help_text="channels asked for that are not set up")
    demo = models.BooleanField(default=False)
    address_sealed = models.BinaryField(null=True, editable=False)
    address = Sealed()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=60, blank=True, help_text="code of the last refusal or failure")
    message_id = models.CharField(max_length=200, blank=True, db_index=True)
    basis = models.CharField(
        max_length=40,
        blank=True,
        help_text="what makes it delivered (decision of delivery)",
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="one_delivery_a_channel")]
        indexes = [
            models.Index(
                fields=["failed_at"],
                name="delivery_failed",
                condition=Q(state__in=["failed", "bounced"]),
            )
        ]


class Attempt(models.Model):
    """One try to hand a delivery to its provider, written before the try. Appended, never changed."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="attempt_rows")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="one_attempt_each_number")]


class Receipt(models.Model):
    """What came back about a delivery. Appended, never changed."""

    class Kind(models.TextChoices):
        SENT = "sent"
        DELIVERED = "delivered"
        REFUSED = "refused"
        UNREACHABLE = "unreachable"
        FAILED = "failed"
        BOUNCED = "bounced"
        OPENED = "opened"

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="receipts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    attempt = models.PositiveSmallIntegerField(default=0, help_text="0: it answers no attempt of ours")
    at = models.DateTimeField()
    message_id = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=60, blank=True)
    server = models.CharField(max_length=120, blank=True)
    basis = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=40, help_text="random id of the person, or system")


class DemoMessage(models.Model):
    """A message on the demo's phone or in its mailbox. Only a demo installation has any."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    medium = models.CharField(max_length=4, choices=[("sms", "sms"), ("mail", "mail")])
    message_id = models.CharField(max_length=60, unique=True)
    to_index = models.BinaryField(db_index=True)
    to_sealed = models.BinaryField(null=True, editable=False)
    to = Sealed()
    text_sealed = models.BinaryField(null=True, editable=False)
    text = Sealed()
    at = models.DateTimeField()


class DemoLine(models.Model):
    """The demo's phone of one number when it is not simply on: switched off, or out of service."""

    class State(models.TextChoices):
        ON = "on"
        OFF = "off"
        OUT_OF_SERVICE = "out_of_service"

    to_index = models.BinaryField(unique=True)
    state = models.CharField(max_length=14, choices=State.choices, default=State.ON)
