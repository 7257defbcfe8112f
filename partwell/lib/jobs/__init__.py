"""Durable work: enqueued in the transaction of the act that needs it, done by a leased worker, at least once.

    @jobs.handler("notices.deliver")
    def deliver(run: jobs.Run, *, delivery: int) -> None: ...

    with transaction.atomic():
        jobs.enqueue("notices.deliver", {"delivery": 7}, key="notice:7", now=now)

Handlers live in `<app>/jobs.py`, which is imported at start. Each must be idempotent: a worker can die after the
effect and before the completion. One that only writes to the database says `atomic=True`; then its writes and
the completion are one transaction and happen exactly once. Arguments hold ids only, never personal data.
"""

from .handlers import GiveUp, NotYet, Retry, Run, cron, handler, ticker
from .queue import enqueue, enqueue_many, revive
from .worker import Ran, Worker, give_back_leases, run_due, start_crons

__all__ = [
    "GiveUp",
    "NotYet",
    "Ran",
    "Retry",
    "Run",
    "Worker",
    "cron",
    "enqueue",
    "enqueue_many",
    "give_back_leases",
    "handler",
    "revive",
    "run_due",
    "start_crons",
    "ticker",
]
