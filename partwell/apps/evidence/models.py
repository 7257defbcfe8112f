"""The evidence log in the database: streams, entries, trees, checkpoints and the keys of persons.

Rows are appended and never changed; triggers (guards.py) hold that against every path but the owner of the file.
`Entry.body` holds no personal data. What the entry is about lies in `ciphertext`, under the key of the person
whose stream it is: destroying that key erases the person, and the log still verifies.
"""

from django.db import models

from partwell.core.evidence.entry import STREAM_KINDS
from partwell.lib.ids import uid7
from partwell.lib.keys.fields import Sealed


class Log(models.Model):
    """One tree of one company and year (of Shanghai). `origin` is its name in checkpoints, for ever."""

    origin = models.CharField(max_length=80, unique=True)
    company = models.ForeignKey("accounts.Company", models.PROTECT, null=True)
    year = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.origin


class PersonKey(models.Model):
    """The data key of one employee, wrapped by the master key; rows without employee belong to an installation stream.

    A destroyed key has no `wrapped`: what it sealed is gone, backups hold only wrapped keys.
    """

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.OneToOneField("people.Employee", models.PROTECT, null=True)
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)


class Stream(models.Model):
    """A row of entries that belong together: a case, an employee's file, or a company's own (installation)."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in STREAM_KINDS])
    company = models.ForeignKey("accounts.Company", models.PROTECT, null=True)
    employee = models.ForeignKey("people.Employee", models.PROTECT, null=True)
    key = models.ForeignKey(PersonKey, models.PROTECT)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employee"],
                condition=models.Q(kind="employee"),
                name="one_file_stream_per_employee",
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=models.Q(kind="installation"),
                name="one_installation_stream_per_company",
            ),
            # NULL differs from NULL in a unique index, so the stream of the whole installation needs its own rule.
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(kind="installation", company__isnull=True),
                name="one_stream_of_the_whole_installation",
            ),
        ]


class Entry(models.Model):
    """One entry. `type` and `at` repeat what `body` says, to list by them; the audit compares."""

    eid = models.UUIDField(unique=True, editable=False)
    log = models.ForeignKey(Log, models.PROTECT)
    stream = models.ForeignKey(Stream, models.PROTECT, related_name="entries", db_index=False)
    stream_seq = models.PositiveIntegerField()
    type = models.CharField(max_length=60)
    at = models.DateTimeField()
    body = models.BinaryField()
    leaf = models.BinaryField()
    ciphertext = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "stream_seq"], name="one_entry_per_place_in_a_stream")]


class EntryFile(models.Model):
    """A stored file an entry speaks of, so that the sweep of orphans keeps it. The entry's body commits to it.

    When a person is erased the files go with the rows, and the commitment stays; no other way takes a row away.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField()
    blob = models.ForeignKey("files.Blob", models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "position"], name="one_file_per_place_of_an_entry")]


class Node(models.Model):
    """A complete subtree of a log's tree; `entry` names the entry of a leaf (level 0)."""

    log = models.ForeignKey(Log, models.PROTECT, db_index=False)
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="leaf_node")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "level", "index"], name="one_node_per_place_in_a_tree"),
            models.CheckConstraint(
                condition=models.Q(level=0, entry__isnull=False) | models.Q(level__gt=0, entry__isnull=True),
                name="leaves_alone_name_an_entry",
            ),
        ]


class Checkpoint(models.Model):
    """A signed head of a log. Every note ever signed is kept."""

    log = models.ForeignKey(Log, models.PROTECT, db_index=False)
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "size"], name="one_checkpoint_per_size")]


class Pending(models.Model):
    """An entry that waits for the sequencer (PostgreSQL). Rows come and go; the entry itself stays."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True)
    log = models.ForeignKey(Log, models.PROTECT, db_index=False)


class Anchor(models.Model):
    """A checkpoint that was given to somebody outside, and what came back: the token of a time-stamp authority.

    A checkpoint sent by mail or dropped in a folder has no token: whoever received it holds the proof.
    """

    class Kind(models.TextChoices):
        RFC3161 = "rfc3161"
        MAIL = "mail"
        FILE = "file"

    log = models.ForeignKey(Log, models.PROTECT, related_name="anchors")
    size = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    target = models.CharField(max_length=200, help_text="host of the authority, mail address, or name of the file")
    token = models.BinaryField(null=True, help_text="TimeStampResp as the authority sent it")
    sha256 = models.BinaryField(null=True, help_text="of the token; later entries name it")
    at = models.DateTimeField(help_text="the authority's time; of mail and file the own")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "size", "kind", "target"], name="one_anchor_per_head_and_target"),
            models.CheckConstraint(
                condition=models.Q(kind="rfc3161", token__isnull=False, sha256__isnull=False)
                | (~models.Q(kind="rfc3161") & models.Q(token__isnull=True, sha256__isnull=True)),
                name="a_time_stamp_has_its_token",
            ),
        ]


class Hold(models.Model):
    """A legal hold: while it stands, nothing about this employee is erased. Lifting it takes two persons."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    reason_sealed = models.BinaryField(null=True, editable=False)
    reason = Sealed()
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=40, help_text="random id of the person")
    lift_reason_sealed = models.BinaryField(null=True, editable=False)
    lift_reason = Sealed()
    lift_asked_at = models.DateTimeField(null=True)
    lift_asked_by = models.CharField(max_length=40, blank=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True) | ~models.Q(lifted_by=models.F("lift_asked_by")),
                name="a_hold_is_lifted_by_two",
            )
        ]


class Erasure(models.Model):
    """A request to destroy a person's data key, asked by one person and done by a second one."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    basis = models.CharField(max_length=20)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=40, help_text="random id of the person")
    dropped_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=40, blank=True)
    entry = models.UUIDField(null=True, help_text="the entry of the erasure, in the company's stream")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employee"],
                condition=models.Q(done_at__isnull=True, dropped_at__isnull=True),
                name="one_open_erasure_per_employee",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | ~models.Q(done_by=models.F("asked_by")),
                name="an_erasure_takes_two",
            ),
        ]
