"""The worker: takes the job that is due longest under a lease, runs it, completes it with a fence.

Rules:
- The claim is one `UPDATE … RETURNING` in its own transaction; `run_after` moves to the lease's end, so a job whose
  worker died becomes due again by itself. On PostgreSQL the row is picked with `FOR UPDATE SKIP LOCKED`.
- Completion and failure name worker and attempt: a worker that lost its lease changes nothing.
- An atomic handler completes first and works after, in one transaction: the row stays locked, nobody runs it twice.
- While another handler runs, a keeper thread renews the lease.
- A failure's text goes to the log; the row keeps its kind and place, and the text only of our own Retry and GiveUp,
  since a database's message may quote a phone number.
"""

import logging
import os
import secrets
import socket
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from django.db import DatabaseError, close_old_connections, connection, transaction

from partwell.lib import clock

from .handlers import CRONS, HANDLERS, TICKERS, GiveUp, Handler, NotYet, Retry, Run, Ticker
from .queue import awake, enqueue

if TYPE_CHECKING:
    from .models import Job

LEASE = timedelta(seconds=60)
log = logging.getLogger(__name__)

_LEASE = "UPDATE jobs_job SET lease_until = %s, run_after = %s, worker = %s, attempts = attempts + 1 WHERE id = "
_DUE = (
    "SELECT id FROM jobs_job WHERE done_at IS NULL AND dead_at IS NULL AND run_after <= %s"
    " ORDER BY run_after, id LIMIT 1"
)
_CLAIM = {
    "sqlite": _LEASE + "(" + _DUE + ") RETURNING id",
    # An array runs the inner query once; as a join it may lock more rows than it takes.
    "postgresql": _LEASE + "ANY(ARRAY(" + _DUE + " FOR UPDATE SKIP LOCKED)) RETURNING id",
}

State = Literal["done", "again", "dead", "lost"]


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of one run: done, to be run again, given up, or lost to another worker."""

    job: int
    handler: str
    state: State
    why: str = ""


class _LeaseLost(Exception):
    """Another worker has taken the job over meanwhile."""


class _Caught:
    """Holds the failure of a handler. The worker is the one place that must outlive every error of any handler."""

    failure: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(raised, Exception) and not isinstance(raised, _LeaseLost):
            self.failure = raised
            return True
        return False


def _claim(worker: str, now: datetime, lease: timedelta) -> "Job | None":
    """Take the job that is due longest, or None. A look without a lock comes first: an idle worker writes nothing."""
    from .models import Job

    due = Job.objects.filter(done_at__isnull=True, dead_at__isnull=True, run_after__lte=now)
    if not due.exists():
        return None
    moment, until = (connection.ops.adapt_datetimefield_value(value) for value in (now, now + lease))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM[connection.vendor], [until, until, worker, moment])
        found = cursor.fetchone()
    return Job.objects.get(pk=found[0]) if found else None


def _fenced(job: "Job", **changes: object) -> None:
    """Change the row while the lease is ours. Raises `_LeaseLost` otherwise."""
    from .models import Job

    mine = Job.objects.filter(pk=job.pk, worker=job.worker, attempts=job.attempts, done_at=None, dead_at=None)
    if not mine.update(**changes):
        raise _LeaseLost


def _described(failure: Exception) -> str:
    """What the row keeps of a failure: nothing that could quote personal data."""
    if isinstance(failure, Retry | NotYet | GiveUp):
        return str(failure)[:500]
    frames = traceback.extract_tb(failure.__traceback__)
    place = f" at {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    return f"{type(failure).__name__}{place}"


def _give_up(job: "Job", handler: Handler | None, run: Run, why: str) -> Ran:
    with _Caught() as caught, transaction.atomic():
        _fenced(job, dead_at=run.now, lease_until=None, error=why)
        if handler is not None and handler.on_dead is not None:
            handler.on_dead(run, why, **job.arguments)
    if caught.failure is not None:
        log.error("job %s %s: on_dead failed", job.pk, job.handler, exc_info=caught.failure)
        with transaction.atomic():
            _fenced(job, dead_at=run.now, lease_until=None, error=why)
    log.error("job %s %s was given up after %s attempts: %s", job.pk, job.handler, job.attempts, why)
    return Ran(job.pk, job.handler, "dead", why)


def _settle_failure(job: "Job", handler: Handler, run: Run, failure: Exception) -> Ran:
    why = _described(failure)
    if isinstance(failure, NotYet):
        with transaction.atomic():
            changes = {"run_after": run.now + failure.after, "attempts": job.attempts - 1}
            _fenced(job, lease_until=None, error=why, **changes)
        return Ran(job.pk, job.handler, "again", why)
    if not isinstance(failure, Retry | GiveUp):
        log.error("job %s %s failed", job.pk, job.handler, exc_info=failure)
    if isinstance(failure, GiveUp) or run.last:
        return _give_up(job, handler, run, why)
    asked = failure.after if isinstance(failure, Retry) else None
    with transaction.atomic():
        wait = asked if asked is not None else handler.wait_after(job.attempts)
        _fenced(job, run_after=run.now + wait, lease_until=None, error=why)
    return Ran(job.pk, job.handler, "again", why)


def _attempt(job: "Job", handler: Handler, run: Run, read_clock: Callable[[], datetime]) -> Exception | None:
    """Call the handler and complete the job; the failure, if there was one."""
    with _Caught() as caught:
        if handler.atomic:
            with transaction.atomic():
                _fenced(job, done_at=run.now, lease_until=None, error="")
                handler.call(run, **job.arguments)
        else:
            handler.call(run, **job.arguments)
            with transaction.atomic():
                _fenced(job, done_at=read_clock(), lease_until=None, error="")
    return caught.failure


def _run(job: "Job", read_clock: Callable[[], datetime]) -> Ran:
    """Run a claimed job and settle it."""
    handler = HANDLERS.get(job.handler)
    run = Run(job.pk, read_clock(), job.attempts, job.attempts >= job.max_attempts)
    try:
        if handler is None:
            return _give_up(job, None, run, f"no handler {job.handler!r}")
        if job.attempts > job.max_attempts:
            return _give_up(job, handler, run, f"the worker died in each of {job.max_attempts} attempts")
        failure = _attempt(job, handler, run, read_clock)
        return _settle_failure(job, handler, run, failure) if failure else Ran(job.pk, job.handler, "done")
    except _LeaseLost:
        return Ran(job.pk, job.handler, "lost")


def start_crons(now: datetime) -> list[str]:
    """Enqueue every recurring job whose latest instant has not been started; the names of those started now."""
    from .models import CronRun

    started = []
    for cron in list(CRONS.values()):
        due = cron.latest_due(now)
        if CronRun.objects.filter(name=cron.name, due_at__gte=due).exists():
            continue
        with transaction.atomic():
            row, fresh = CronRun.objects.get_or_create(name=cron.name, due_at=due)
            if fresh:
                enqueue(cron.name, {}, key=f"cron:{cron.name}:{row.pk}", now=now)
                started.append(cron.name)
    return started


def give_back_leases(now: datetime) -> int:
    """Make the jobs of a worker that is gone due again at once; how many there were.

    Only for the one process of an embedded database, which knows that no other worker lives. Elsewhere a lease ends by
    itself.
    """
    from .models import Job

    held = Job.objects.filter(done_at__isnull=True, dead_at__isnull=True, lease_until__gt=now)
    return held.update(run_after=now, lease_until=None, worker="")


def run_due(now: datetime, limit: int = 100) -> list[Ran]:
    """Run what is due at `now`, and what those jobs make due, at most `limit` runs. For tests, demos and commands."""
    worker = f"now-{secrets.token_hex(6)}"
    ran: list[Ran] = []
    while len(ran) < limit and (job := _claim(worker, now, LEASE)) is not None:
        ran.append(_run(job, lambda: now))
    return ran


class Worker:
    """Runs jobs until it is told to stop: as a thread beside the web server, or as a process of its own.

    `start()` and `stop()` for the thread; `run()` in the foreground for a process.
    """

    def __init__(self, *, lease: timedelta = LEASE, idle_seconds: float = 1.0) -> None:
        self.name = f"{socket.gethostname()[:20]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.lease = lease
        self.idle_seconds = idle_seconds
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._held: Job | None = None
        self._crons_looked_at = 0.0
        self.last_turn: datetime | None = None
        """When it last looked for work; the health page shows it."""

    def start(self) -> None:
        """Run on a daemon thread of this process."""
        self._thread = threading.Thread(target=self.run, name="partwell-worker", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 30.0) -> bool:
        """Finish the job in hand and take no other. True when all is over within `timeout` seconds."""
        self._stopping.set()
        awake.set()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def alive(self) -> bool:
        """Whether the thread is running."""
        return self._thread is not None and self._thread.is_alive()

    def run(self) -> None:
        """Work until `stop`. A database that is away is waited for; nothing else ends the loop."""
        beside = [threading.Thread(target=self._keep_lease, name="partwell-lease", daemon=True)]
        beside += [
            threading.Thread(target=self._tick, args=(ticker,), name=f"partwell-{ticker.name}", daemon=True)
            for ticker in TICKERS.values()
        ]
        for thread in beside:
            thread.start()
        try:
            while not self._stopping.is_set():
                if not self._turn():
                    awake.wait(self.idle_seconds)
                    awake.clear()
        finally:
            self._stopping.set()
            for thread in beside:
                thread.join(5)
            connection.close()

    def _turn(self) -> bool:
        """One job, if one is due. Whether there was one. Idle turns keep their connection: opening one costs more."""
        self.last_turn = clock.now()
        try:
            if time.monotonic() - self._crons_looked_at > 5:
                self._crons_looked_at = time.monotonic()
                start_crons(clock.now())
            job = _claim(self.name, clock.now(), self.lease)
            if job is None:
                return False
            self._held = job
            try:
                _run(job, clock.now)
            finally:
                self._held = None
                close_old_connections()
            return True
        except DatabaseError as away:
            log.warning("the worker could not use the database: %s", type(away).__name__)
            connection.close()
            self._stopping.wait(self.idle_seconds)
            return False

    def _keep_lease(self) -> None:
        """Renew the lease of the job in hand each third of its time. An atomic one holds its row by its transaction."""
        while not self._stopping.wait(self.lease.total_seconds() / 3):
            job = self._held
            handler = HANDLERS.get(job.handler) if job is not None else None
            if job is None or handler is None or handler.atomic:
                continue
            until = clock.now() + self.lease
            try:
                with transaction.atomic():
                    _fenced(job, lease_until=until, run_after=until)
            except (_LeaseLost, DatabaseError):
                # Not renewed: at worst another worker runs the job too, which every handler bears.
                log.warning("the lease of job %s was not renewed", job.pk)
            finally:
                connection.close()

    def _tick(self, ticker: Ticker) -> None:
        """Call it again and again over one connection: to open one reads the whole schema, ten times a second."""
        while not self._stopping.wait(ticker.seconds):
            caught = _Caught()
            with caught:
                ticker.call(clock.now())
            if caught.failure is not None:
                log.error("%s failed", ticker.name, exc_info=caught.failure)
                connection.close()
                self._stopping.wait(1.0)
        connection.close()
