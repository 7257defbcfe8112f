"""Putting jobs in the queue. Models are imported late: this package is itself an app and is loaded before them."""

import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.transaction import TransactionManagementError

from .handlers import HANDLERS

if TYPE_CHECKING:
    from .models import Job

awake = threading.Event()
"""Set when a job was committed in this process, so that a worker beside the web server need not wait for its turn."""


def _row(
    handler: str, arguments: Mapping[str, Any], key: str | None, run_after: datetime | None, now: datetime
) -> "Job":
    from .models import Job

    if handler not in HANDLERS:
        raise LookupError(f"no job handler {handler!r}")
    return Job(
        handler=handler,
        arguments=dict(arguments),
        key=key,
        created_at=now,
        run_after=run_after or now,
        max_attempts=HANDLERS[handler].max_attempts,
    )


def _need_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("a job is enqueued in the transaction of the act that needs it")


def enqueue(
    handler: str,
    arguments: Mapping[str, Any],
    *,
    key: str | None = None,
    run_after: datetime | None = None,
    now: datetime,
) -> "Job":
    """Put one job in the queue, in the caller's transaction. The same `key` gives the job that is already there.

    Raises LookupError for an unknown handler and TransactionManagementError outside a transaction.
    """
    from .models import Job

    _need_transaction()
    row = _row(handler, arguments, key, run_after, now)
    if key is None:
        row.save(force_insert=True)
    else:
        # ON CONFLICT DO NOTHING: a refused INSERT would abort the caller's whole transaction on PostgreSQL.
        Job.objects.bulk_create([row], ignore_conflicts=True)
        row = Job.objects.get(key=key)
    transaction.on_commit(awake.set)
    return row


def enqueue_many(jobs: Iterable[tuple[str, Mapping[str, Any], str | None, datetime | None]], *, now: datetime) -> None:
    """Put jobs `(handler, arguments, key, run_after)` in the queue with one statement; known keys are left alone."""
    from .models import Job

    _need_transaction()
    rows = [_row(handler, arguments, key, run_after, now) for handler, arguments, key, run_after in jobs]
    if rows:
        Job.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(awake.set)


def revive(job: int, *, now: datetime) -> bool:
    """Give a dead job a full set of attempts again; False when it is not dead."""
    from .models import Job

    revived = Job.objects.filter(pk=job, dead_at__isnull=False).update(
        dead_at=None, attempts=0, run_after=now, lease_until=None, worker=""
    )
    if revived:
        transaction.on_commit(awake.set)
    return bool(revived)
