"""Durable work: one row a job, written in the transaction of the act that needs it.

A worker takes a lease; when it dies the lease runs out and another takes the job. So a job runs at least once
and its handler must be idempotent. Arguments hold ids only.
"""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """A piece of work that a worker does once `run_after` has come."""

    handler = models.CharField(max_length=80, help_text="name in the registry of job handlers")
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=160, null=True, unique=True, help_text="the same key is enqueued once")
    created_at = models.DateTimeField()
    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=8)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["run_after", "id"], name="job_open", condition=Q(done_at__isnull=True, dead_at__isnull=True)
            )
        ]


class CronRun(models.Model):
    """One due instant of a recurring job; unique, so that two workers do not both start it."""

    name = models.CharField(max_length=60)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "due_at"], name="one_cron_run_each_time")]
