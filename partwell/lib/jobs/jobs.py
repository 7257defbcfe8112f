"""The queue's own housekeeping."""

from datetime import timedelta

from .handlers import Run, cron
from .models import CronRun, Job

KEEP_PLAIN = timedelta(days=30)
KEEP_KEYED = timedelta(days=800)
"""Long enough that no reminder of any case comes twice: a key protects only while its row exists."""


@cron("jobs.sweep", at="03:20", atomic=True)
def sweep(run: Run) -> None:
    """Drop rows of work long done. Dead jobs stay until a person deals with them."""
    Job.objects.filter(done_at__lt=run.now - KEEP_PLAIN, key__isnull=True).delete()
    Job.objects.filter(done_at__lt=run.now - KEEP_KEYED).delete()
    CronRun.objects.filter(due_at__lt=run.now - KEEP_PLAIN).delete()
