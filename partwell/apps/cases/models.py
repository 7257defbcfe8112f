"""Separation cases: versions of process templates, cases, their steps, and the proof attached to them.

Rows are written only by `actions`. The evidence log is the truth; a step's status, the facts and the board's columns
are copies of what the log proves, kept so that lists are fast. Triggers (`guards`) refuse what the rules forbid, and
closing rebuilds the case from its entries before it believes any row.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from partwell.lib.ids import uid7


class TemplateVersion(models.Model):
    """One version of a process template: a draft people work on, or a published body that never changes.

    Without a company it is the national one every company starts from; a company's own is used by that company alone.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        RETIRED = "retired"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField(null=True, help_text="given when it is published")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PUBLISHED)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    separation_type = models.CharField(max_length=40)
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0, help_text="counts the changes of a draft")
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(null=True)
    editors = models.JSONField(default=list, help_text="users who changed the draft: none of them publishes it")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True, help_text="why it was changed")
    acknowledged = models.CharField(max_length=500, blank=True, help_text="what was said about its warnings")
    effective_from = models.DateField(null=True, help_text="new cases follow it from this day on")
    mandatory_from = models.DateField(null=True, help_text="from this day no case closes on an older one undecided")
    lint = models.JSONField(default=dict)
    proof = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "number"], condition=Q(company__isnull=True), name="one_body_per_national_version"
            ),
            models.UniqueConstraint(fields=["company", "key", "number"], name="one_body_per_company_version"),
        ]


class TemplateStep(models.Model):
    """What a step of a published version is: the triggers hold a case's rows against it."""

    version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    required = models.BooleanField()
    duty = models.BooleanField()
    phase = models.CharField(max_length=10)
    kind = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="template_step_once")]


class TemplateItem(models.Model):
    """One item of one alternative of one step of a version: what the triggers look completion up in."""

    version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="items")
    step = models.CharField(max_length=60)
    alternative = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "step", "alternative", "item"],
                name="template_item_once",
            )
        ]


class Case(models.Model):
    """One separation of one employee, from the first word to closed. `uid` is its name outside."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"
        CANCELLED = "cancelled"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    number = models.CharField(max_length=20, help_text="2026-000123, for people only")
    alias = models.CharField(
        max_length=40,
        null=True,
        unique=True,
        help_text="a fixed name, used by the demo",
    )
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+")
    path = models.CharField(max_length=200, help_text="department path when the case began: who may see it")
    template = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="+")
    stream = models.OneToOneField("evidence.Stream", models.PROTECT, related_name="+")
    separation_type = models.CharField(max_length=40)
    initiator = models.CharField(max_length=10)
    ground = models.CharField(max_length=200, blank=True, help_text="事由, frozen with the notice")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)
    facts_at = models.JSONField(default=dict)
    anchors = models.JSONField(default=dict)
    requested = models.JSONField(default=dict)
    reopened = models.JSONField(default=dict, help_text="step -> since when its present attempt runs")
    restate = models.JSONField(default=list, help_text="what reopened steps have to state anew")
    seat_count = models.PositiveSmallIntegerField(default=0, help_text="0 spares reading seats")
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followed_by", help_text="the ended case this one refers to"
    )
    follow_reason = models.CharField(max_length=500, blank=True)
    batch = models.ForeignKey("cases.Batch", models.PROTECT, null=True, related_name="cases")
    ends_on = models.DateField(null=True, help_text="anchor D, 离职日")
    lane = models.CharField(max_length=10, blank=True)
    next_step = models.CharField(max_length=60, blank=True)
    next_who = models.CharField(max_length=64, blank=True, help_text="a role, or role@person")
    next_due_at = models.DateTimeField(null=True)
    open_count = models.PositiveSmallIntegerField(default=0)
    waits_for_employee = models.BooleanField(default=False)
    planned = models.ForeignKey(
        TemplateVersion, models.PROTECT, null=True, related_name="+", help_text="followed from the next done step on"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="case_number_once_per_company"),
            models.UniqueConstraint(
                fields=["employee"],
                condition=Q(state="open"),
                name="one_open_case_per_employee",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "next_due_at"],
                name="case_open_by_due",
                condition=Q(state="open"),
            ),
            models.Index(fields=["company", "state", "-opened_at"], name="case_by_state"),
            models.Index(fields=["company", "closed_at"], name="case_closed_by_day", condition=Q(state="closed")),
        ]

    def __str__(self) -> str:
        return self.number


class Batch(models.Model):
    """A mass layoff (《劳动合同法》第四十一条): what is done once for all its people. Their cases point to it.

    What was done stands in the stream and nowhere else; `state` is a copy for lists.
    """

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"
        CANCELLED = "cancelled"

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    number = models.CharField(max_length=20, help_text="B2026-001, for people only")
    title = models.CharField(max_length=120)
    reason = models.CharField(max_length=200, help_text="the legal situation, ground of every case")
    template = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="+")
    stream = models.OneToOneField("evidence.Stream", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    headcount = models.PositiveIntegerField(help_text="staff of the company when it began")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="batch_number_once_per_company")]

    def __str__(self) -> str:
        return self.number


class BatchMember(models.Model):
    """A person on the list of a batch, taken off with a reason or given a case."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="members")
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="member")
    added_at = models.DateTimeField()
    off_at = models.DateTimeField(null=True)
    off_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "employee"], name="once_on_the_list_of_a_batch")]


class CaseRole(models.Model):
    """A role that a person holds in one case alone: the successor, the handler."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)


class CaseSeat(models.Model):
    """A seat of one case beside those of the template: asked before or after a signature, delegated, handed on, copied.

    `holder` and `by` are the random ids of the log. A row is answered, taken away or replaced once, never deleted.
    """

    class Kind(models.TextChoices):
        BEFORE = "before"
        AFTER = "after"
        DELEGATE = "delegate"
        TRANSFER = "transfer"
        COPY = "copy"

    case = models.ForeignKey(Case, models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField(help_text="of the seat in the case, transfers and copies included")
    key = models.CharField(max_length=6, blank=True, help_text="number in the log; empty for transfers and copies")
    step = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    role = models.CharField(max_length=20, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    holder = models.CharField(max_length=40)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    entry = models.UUIDField()
    decision = models.CharField(max_length=8, blank=True, help_text="empty while open")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="seat_once_per_case")]
        indexes = [models.Index(fields=["user"], name="seat_open_of_user", condition=Q(decision=""))]


class CaseStep(models.Model):
    """One step of one case. `status` is a copy of what `core.process.derive` says, for lists and for the triggers."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        UNDETERMINED = "undetermined"
        SKIPPED = "skipped"
        DONE = "done"
        DECLINED = "declined"

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    key = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=10)
    kind = models.CharField(max_length=12)
    required = models.BooleanField()
    duty = models.BooleanField(default=False)
    who = models.JSONField(default=list)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WAITING)
    attempt = models.PositiveSmallIntegerField(default=1)
    ready_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_class = models.CharField(max_length=10, default="internal")
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=40, blank=True)
    gone = models.BooleanField(default=False, help_text="not in the version the case follows now: kept as history")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="step_once_per_case")]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="step_ready_by_due",
                condition=Q(status__in=["ready", "undetermined"]),
            )
        ]


class CaseMigration(models.Model):
    """What was decided about one running case when a newer version came: appended, never changed."""

    class Choice(models.TextChoices):
        KEEP = "keep"
        NOW = "now"
        NEXT = "next"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    from_version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="+")
    to_version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=5, choices=Choice.choices)
    revision = models.PositiveIntegerField(help_text="of the case when it was decided")
    diff = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    entry = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "to_version", "choice", "revision"], name="decided_once_a_moment")
        ]


class Attachment(models.Model):
    """One piece of proof attached to a step: append-only, and each names the entry that proves it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    step = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField(default=1)
    item = models.CharField(max_length=120)
    role = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=8)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    object = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    behalf = models.CharField(max_length=40, blank=True, help_text="for whom a deputy attached it")
    entry = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["case", "step", "item"])]
        constraints = [models.UniqueConstraint(fields=["entry", "item", "role"], name="proof_once_per_entry")]


class Timer(models.Model):
    """A moment at which something is due: a reminder, an escalation, the end of a waiting time."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="timers")
    step = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    to = models.CharField(
        max_length=20,
        blank=True,
        help_text="role escalated to; empty: who owes the step",
    )
    key = models.CharField(max_length=160, unique=True)
    fire_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True, help_text="the step was settled or its deadline moved")

    class Meta:
        indexes = [
            models.Index(
                fields=["fire_at"],
                name="timer_pending",
                condition=Q(fired_at__isnull=True, dropped_at__isnull=True),
            )
        ]


class CaseWatch(models.Model):
    """A clock of law that runs in a case (`core.process.clocks`): its day, whose it is, and how it ended.

    It runs from the last day whatever the process does, and on after the case is closed. `step` names the step whose
    proof stops it; without one somebody records that it was done. `stopped_at`: a fact changed and it applies no more.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="watches")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)
    owner = models.CharField(max_length=20)
    step = models.CharField(max_length=60, blank=True)
    since = models.DateField(null=True)
    due_on = models.DateField(null=True, help_text="NULL: what it counts from has not happened yet")
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=40, blank=True)
    entry = models.UUIDField(null=True, help_text="the entry that says how it was done")
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="watch_once_per_case")]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="watch_running_by_day",
                condition=Q(done_at__isnull=True, stopped_at__isnull=True),
            )
        ]


class CalendarAddress(models.Model):
    """A secret address under which one person's calendar of deadlines is read. Only its SHA-256 is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "company"], condition=Q(revoked_at__isnull=True), name="one_calendar_address_each"
            )
        ]


class Access(models.Model):
    """Who of the staff looked at a case: one row a person, case, page and hour, written after the answer was sent."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    hour = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user", "what", "hour"], name="one_access_an_hour")]


class FormerAccess(models.Model):
    """How a former employee opens the own file: the passphrase chosen at exit, and tries that failed lately."""

    employee = models.OneToOneField("people.Employee", models.PROTECT, related_name="+")
    passphrase = models.CharField(max_length=200, blank=True, help_text="hashed like a password")
    failed = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)


class FormerCode(models.Model):
    """A code of six digits that opens the own file after the last day. Only its keyed hash is stored."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    digest = models.BinaryField(editable=False)
    channel = models.CharField(max_length=10)
    proof = models.CharField(max_length=10, help_text="id or passphrase")
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["employee", "sent_at"])]
