"""Real workers: threads beside each other, and processes that are killed in mid-job."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from partwell.lib import clock, jobs
from partwell.lib.jobs import worker as worker_module
from partwell.lib.jobs.handlers import Ticker
from partwell.lib.jobs.models import Job

from . import work

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)

CHILD = """
import sys, threading, django
django.setup()
from datetime import datetime
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from partwell.lib import jobs
from partwell.lib.jobs.tests import work
def hang(run):
    if sys.argv[3] == "after_effect":
        work.leave_mark("victim:effect", run.now)
    print("in the middle", flush=True)
    threading.Event().wait(60)
work.behave["victim"] = hang
print([ran.state for ran in jobs.run_due(datetime.fromisoformat(sys.argv[2]))], flush=True)
"""


def _start_child(moment: datetime, how: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(connection.settings_dict["NAME"]), moment.isoformat(), how],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(settings.PACKAGE).parent,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "partwell.site.settings"},
    )


def _kill_in_the_middle(how: str) -> None:
    child = _start_child(NOW, how)
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "in the middle\n"
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 on this system")
def test_a_job_whose_worker_was_killed_runs_again_after_the_lease(committed_db: Callable[[], None]):
    """kill -9 in mid-job: nobody takes it while the lease runs, then the next worker does, and it is done."""
    with transaction.atomic():
        jobs.enqueue("test.plain", {"name": "victim"}, now=NOW)
    committed_db()
    _kill_in_the_middle("before_effect")
    assert jobs.run_due(NOW + timedelta(seconds=59)) == []
    assert [ran.state for ran in jobs.run_due(NOW + timedelta(seconds=60))] == ["done"]
    assert [(run.attempt, run.last) for _, run in work.calls] == [(2, False)]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 on this system")
def test_an_atomic_job_killed_after_its_write_has_one_effect(committed_db: Callable[[], None]):
    """The write of the killed run is rolled back with it; the second run's is the only one."""
    with transaction.atomic():
        jobs.enqueue("test.atomic", {"name": "victim"}, now=NOW)
    committed_db()
    _kill_in_the_middle("before_effect")
    assert work.effects("victim") == 0
    assert [ran.state for ran in jobs.run_due(NOW + timedelta(seconds=61))] == ["done"]
    assert work.effects("victim") == 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 on this system")
def test_an_idempotent_job_killed_after_its_effect_has_one_effect(committed_db: Callable[[], None]):
    """The effect is out, its completion is not: the handler sees its own trace in the second run."""

    def unless_done(run: jobs.Run) -> None:
        if not Job.objects.filter(key="victim:effect").exists():
            work.leave_mark("victim:effect", run.now)

    with transaction.atomic():
        jobs.enqueue("test.plain", {"name": "victim"}, now=NOW)
    committed_db()
    _kill_in_the_middle("after_effect")
    work.behave["victim"] = unless_done
    jobs.run_due(NOW + timedelta(seconds=61))
    assert work.effects("victim") == 1


def test_two_workers_share_the_work_and_do_nothing_twice(committed_db: Callable[[], None]):
    """Forty jobs, three workers at once on one database: each job runs once."""
    clock.freeze(None)
    now = clock.now()
    with transaction.atomic():
        jobs.enqueue_many([("test.atomic", {"name": f"n{n}"}, None, None) for n in range(40)], now=now)
    finished = threading.Event()

    def count(run: jobs.Run) -> None:
        if len(work.calls) >= 40:
            finished.set()

    work.behave.update({f"n{n}": count for n in range(40)})
    workers = [jobs.Worker(idle_seconds=0.05) for _ in range(3)]
    for worker in workers:
        worker.start()
    assert finished.wait(30)
    assert all(worker.stop() for worker in workers)
    assert Job.objects.filter(handler="test.mark").count() == 40 == len(work.calls)
    # A worker also starts what recurs: at the turn of a minute such a job may lie there when all have stopped.
    assert not Job.objects.filter(done_at=None, handler__startswith="test.").exists()


@pytest.mark.django_db
def test_a_killed_servers_job_is_free_again_at_the_next_start():
    """The one process of an embedded database knows that no other worker lives; it waits for no lease to end."""
    with transaction.atomic():
        job = jobs.enqueue("test.plain", {"name": "left"}, now=NOW)
    Job.objects.filter(pk=job.pk).update(
        worker="gone", attempts=1, lease_until=NOW + timedelta(seconds=60), run_after=NOW + timedelta(seconds=60)
    )
    assert jobs.run_due(NOW) == []
    assert jobs.give_back_leases(NOW) == 1
    assert [ran.state for ran in jobs.run_due(NOW)] == ["done"]


def test_a_long_job_keeps_its_lease(committed_db: Callable[[], None]):
    """A job that takes longer than the lease is not taken by another worker while its own is alive."""
    inside, go_on = threading.Event(), threading.Event()

    def take_long(run: jobs.Run) -> None:
        inside.set()
        go_on.wait(30)
        connections.close_all()

    work.behave["long"] = take_long
    with transaction.atomic():
        job = jobs.enqueue("test.plain", {"name": "long"}, now=clock.now())
    worker = jobs.Worker(lease=timedelta(seconds=0.6), idle_seconds=0.05)
    worker.start()
    assert inside.wait(30)
    job.refresh_from_db()
    first = job.lease_until
    renewed = threading.Event()
    while job.lease_until == first:
        renewed.wait(0.05)
        job.refresh_from_db()
    assert job.lease_until is not None and first is not None and job.lease_until > first and job.attempts == 1
    go_on.set()
    assert worker.stop()
    job.refresh_from_db()
    assert job.done_at is not None and len(work.calls) == 1


def test_a_worker_outlives_every_error_of_a_handler_and_stops_when_told(committed_db: Callable[[], None]):
    """A broken handler costs one run; the worker finishes what it has in hand before it stops."""
    done = threading.Event()

    def fail(run: jobs.Run) -> None:
        raise KeyError("whatever")

    work.behave.update(broken=fail, good=lambda run: done.set())
    with transaction.atomic():
        jobs.enqueue("test.plain", {"name": "broken"}, now=clock.now())
        jobs.enqueue("test.plain", {"name": "good"}, now=clock.now())
    worker = jobs.Worker(idle_seconds=0.05)
    worker.start()
    assert done.wait(30) and worker.alive
    assert worker.stop() and not worker.alive


def test_what_ticks_keeps_its_connection_until_one_breaks(committed_db: Callable[[], None], monkeypatch: Any):
    """Opening one reads the whole schema; after a failure the next call gets a new one."""
    seen: list[object] = []
    enough = threading.Event()

    def look(now: datetime) -> None:
        Job.objects.exists()
        seen.append(connection.connection)
        if len(seen) == 6:
            enough.set()
        if len(seen) == 3:
            raise KeyError("whatever")

    monkeypatch.setattr(worker_module, "TICKERS", {"look": Ticker("look", 0.0, look)})
    worker = jobs.Worker(idle_seconds=0.05)
    worker.start()
    assert enough.wait(30) and worker.stop()
    assert seen[0] is seen[1] is seen[2]
    assert seen[2] is not seen[3]
    assert seen[3] is seen[4] is seen[5]
