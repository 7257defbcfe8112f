"""Work that the tests of the queue give to it. Marks are rows, so that effects can be counted."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from partwell.lib import jobs
from partwell.lib.jobs.handlers import HANDLERS
from partwell.lib.jobs.models import Job

calls: list[tuple[str, jobs.Run]] = []
"""What ran in this process, in order."""
behave: dict[str, Callable[[jobs.Run], None]] = {}
"""What a handler of a test does besides, by the name it was enqueued with."""


def effects(name: str) -> int:
    """How often the work called `name` left its mark in the database."""
    return Job.objects.filter(handler="test.mark", key__startswith=f"{name}:").count()


def leave_mark(key: str, now: datetime) -> None:
    """Leave a row behind, whatever the queue thinks of it."""
    Job.objects.create(handler="test.mark", key=key, created_at=now, run_after=now, done_at=now)


@jobs.handler("test.plain", max_attempts=3, backoff=(10, 20))
def plain(run: jobs.Run, *, name: str, **more: Any) -> None:
    """Note the call, then do what the test asked for."""
    calls.append((name, run))
    if name in behave:
        behave[name](run)


@jobs.handler("test.atomic", atomic=True, max_attempts=3, backoff=(10,))
def atomic(run: jobs.Run, *, name: str) -> None:
    """Leave a mark in the same transaction as the completion."""
    calls.append((name, run))
    leave_mark(f"{name}:{run.attempt}", run.now)
    if name in behave:
        behave[name](run)


def _mark_dead(run: jobs.Run, why: str, *, name: str) -> None:
    leave_mark(f"{name}:dead", run.now)


@jobs.handler("test.mortal", max_attempts=2, backoff=(10,), on_dead=_mark_dead)
def mortal(run: jobs.Run, *, name: str) -> None:
    """Fail always."""
    raise RuntimeError("13800001111 is a number that no row may hold")


@jobs.handler("test.mark")
def mark(run: jobs.Run) -> None:
    """Never run: marks are made done."""
    raise AssertionError


assert "test.plain" in HANDLERS
