"""What waits, what is late and what was given up: for the health page, `./run check` and tests."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from .models import Job


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of the queue at one instant. `oldest` is how long the most overdue job has waited."""

    waiting: int
    running: int
    dead: int
    oldest: timedelta


def standing(now: datetime) -> Standing:
    """Counts of the open and the dead jobs; one query."""
    is_open = Q(done_at__isnull=True, dead_at__isnull=True)
    found = Job.objects.filter(done_at__isnull=True).aggregate(
        waiting=Count("pk", filter=is_open & (Q(lease_until__isnull=True) | Q(lease_until__lte=now))),
        running=Count("pk", filter=is_open & Q(lease_until__gt=now)),
        dead=Count("pk", filter=Q(dead_at__isnull=False)),
        since=Min("run_after", filter=is_open & Q(run_after__lte=now)),
    )
    since = found.pop("since")
    return Standing(oldest=now - since if since else timedelta(0), **found)


def dead(limit: int = 100) -> list[Job]:
    """The jobs that were given up, newest first, with handler, arguments (ids only), attempts and reason."""
    return list(Job.objects.filter(dead_at__isnull=False).order_by("-dead_at", "-pk")[:limit])
