"""Issued papers, who read them how far, one-time codes, answers and seals.

What a paper says lies sealed in its row and as PDF/A in a file; neither changes once it is issued (guards.py).
Answers and seals are appended and never changed. A mistake is mended by a new version that replaces the old one.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from partwell.lib.ids import uid7
from partwell.lib.keys.fields import Sealed


class Document(models.Model):
    """An issued paper. `paper` is `lib.paper.model.Paper.as_data()` as JSON: what a phone shows is what was signed."""

    class State(models.TextChoices):
        ISSUED = "issued"
        REPLACED = "replaced"
        WITHDRAWN = "withdrawn"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", models.PROTECT)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="documents")
    stream = models.ForeignKey("evidence.Stream", models.PROTECT, help_text="where its evidence goes")
    case_uid = models.UUIDField(null=True, db_index=True)
    step = models.CharField(max_length=80, blank=True, help_text="key of the step it was made for")
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=40, help_text="printed on the paper")
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ISSUED)
    paper_sealed = models.BinaryField(null=True, editable=False)
    paper = Sealed()
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    sha256 = models.BinaryField(editable=False, help_text="of the PDF")
    pages = models.PositiveSmallIntegerField(help_text="pages of the PDF")
    reader_pages = models.PositiveSmallIntegerField(help_text="pages as a phone shows them")
    reply_by = models.DateTimeField(null=True, help_text="deadline of the answer, shown while reading")
    reply_class = models.CharField(max_length=10, default="internal")
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=40, help_text="random id of the person, or system")
    ended_at = models.DateTimeField(null=True, help_text="when it was replaced or withdrawn")
    end_reason_sealed = models.BinaryField(null=True, editable=False)
    end_reason = Sealed()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="document_number_once_per_company"),
            models.CheckConstraint(
                condition=Q(state="issued", ended_at__isnull=True) | (~Q(state="issued") & Q(ended_at__isnull=False)),
                name="document_ends_when_it_is_replaced_or_withdrawn",
            ),
        ]
        indexes = [models.Index(fields=["employee", "issued_at"])]


class Reading(models.Model):
    """How far one person read one paper. `seconds` maps a page's number to the time it was in front of the reader."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="readings")
    reader = models.CharField(max_length=40, help_text="random id of the person")
    opened_at = models.DateTimeField()
    page_reached = models.PositiveSmallIntegerField(default=1)
    seconds = models.JSONField(default=dict)
    read_at = models.DateTimeField(null=True, help_text="when the last unread page was reached")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "reader"], name="one_reading_per_reader")]


class OneTimeCode(models.Model):
    """A code of six digits for one answer to one paper. Only its keyed hash is stored, bound to all of these."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="codes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    intent = models.CharField(max_length=24)
    digest = models.BinaryField(editable=False)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "sent_at"])]


class Passkey(models.Model):
    """A key in a device of the person: its public half. `removed_at` ends it; what it signed stays."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    credential = models.BinaryField(unique=True, editable=False, max_length=1024)
    public_key = models.BinaryField(editable=False, help_text="COSE key")
    count = models.PositiveBigIntegerField(default=0, help_text="the device's counter of signatures")
    name = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class Answer(models.Model):
    """What the employee answered, once. The level of proof is in `method` and nowhere called more than it is."""

    class Intent(models.TextChoices):
        SIGN = "sign"
        SIGN_WITH_RESERVATION = "sign_with_reservation"
        DECLINE = "decline"

    class Method(models.TextChoices):
        CODE_AND_FINGER = "signed_in_code_finger"
        CODE = "signed_in_code"
        SIGNED_IN = "signed_in"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    document = models.OneToOneField(Document, models.PROTECT, related_name="answer")
    intent = models.CharField(max_length=24, choices=Intent.choices)
    method = models.CharField(max_length=24, choices=Method.choices)
    by = models.CharField(max_length=40, help_text="random id of the person")
    at = models.DateTimeField()
    text_sealed = models.BinaryField(null=True, editable=False)
    text = Sealed()
    sections = models.JSONField(default=list, help_text="numbers of the sections objected to, from 1")
    code = models.OneToOneField(OneTimeCode, models.PROTECT, null=True, related_name="answer")
    signature = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")
    signed_copy = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    passkey = models.ForeignKey(Passkey, models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=1, blank=True, help_text="A, B or C; empty without a prior agreement")
    profile = models.CharField(max_length=4, blank=True, help_text="of the signature in the copy: B-B or B-T")
    certificate = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the certificate it was made with")
    receipt = models.CharField(max_length=20, db_index=True, help_text="from the hash of its entry in the log")
    entry_seq = models.PositiveIntegerField(help_text="place of that entry in the stream")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(method="signed_in", code__isnull=True, intent="decline")
                | Q(method__startswith="signed_in_code", code__isnull=False),
                name="signing_takes_a_code",
            ),
            models.CheckConstraint(
                condition=~Q(method="signed_in_code_finger") | Q(signature__isnull=False),
                name="a_finger_leaves_a_signature",
            ),
        ]


class SealAct(models.Model):
    """The keeper sealed the paper: a number of the seal book, a scan, or the electronic seal in a file of its own."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    document = models.OneToOneField(Document, models.PROTECT, related_name="seal_act")
    by = models.CharField(max_length=40, help_text="random id of the keeper")
    at = models.DateTimeField()
    seal_number_sealed = models.BinaryField(null=True, editable=False)
    seal_number = Sealed()
    scan = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")
    sealed_copy = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")
    profile = models.CharField(max_length=4, blank=True, help_text="of the electronic seal: B-B or B-T")
    certificate = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the seal's certificate")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scan__isnull=False)
                | Q(seal_number_sealed__isnull=False)
                | Q(sealed_copy__isnull=False, certificate__gt=""),
                name="a_seal_leaves_a_trace",
            )
        ]


class PublicCheck(models.Model):
    """Under which code anybody who holds a paper may ask whether it is still valid. Only a keyed hash is kept."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="public_check")
    digest = models.BinaryField(unique=True, editable=False)
