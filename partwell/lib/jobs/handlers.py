"""Job handlers, recurring jobs and the tickers of the worker, registered when `<app>/jobs.py` is imported."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from partwell.lib.clock import SHANGHAI

BACKOFF = (10, 30, 120, 600, 1800, 3600, 3600)
"""Seconds to wait after the first, second ... failure; the last one repeats."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one job, as its handler sees it."""

    job: int
    now: datetime
    attempt: int
    """1 for the first run. Runs cut short by a dead worker count too."""
    last: bool
    """Whether the job is given up if this run fails."""


class Retry(Exception):
    """The work cannot be done now. The job runs again after `after`, or after its handler's backoff.

    `why` is stored with the job and must hold no personal data.
    """

    def __init__(self, why: str, *, after: timedelta | None = None) -> None:
        super().__init__(why)
        self.after = after


class NotYet(Exception):
    """Something else has to happen first. The job runs again after `after`, and this run is no failure of it.

    `why` is stored with the job and must hold no personal data.
    """

    def __init__(self, why: str, *, after: timedelta) -> None:
        super().__init__(why)
        self.after = after


class GiveUp(Exception):
    """The work can never be done: the job is dead at once. The text is stored and must hold no personal data."""


@dataclass(frozen=True, slots=True)
class Handler:
    """A named kind of work. See `handler` for the fields."""

    name: str
    call: Callable[..., None]
    atomic: bool
    max_attempts: int
    backoff: tuple[int, ...]
    on_dead: Callable[..., None] | None

    def wait_after(self, attempt: int) -> timedelta:
        """How long to wait after failure number `attempt` (1, 2 ...)."""
        return timedelta(seconds=self.backoff[min(attempt, len(self.backoff)) - 1])


@dataclass(frozen=True, slots=True)
class Cron:
    """A job that recurs: every so often, counted from midnight in Shanghai, or once a day at a time of Shanghai."""

    name: str
    every: timedelta | None
    at: time | None

    def latest_due(self, now: datetime) -> datetime:
        """The last instant at or before `now` at which it should have started."""
        local = now.astimezone(SHANGHAI)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.every is not None:
            return midnight + (local - midnight) // self.every * self.every
        assert self.at is not None
        due = local.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return due if due <= local else due - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ticker:
    """Something the worker does beside its jobs every few moments, on a thread of its own."""

    name: str
    seconds: float
    call: Callable[[datetime], None]


HANDLERS: dict[str, Handler] = {}
CRONS: dict[str, Cron] = {}
TICKERS: dict[str, Ticker] = {}


def _claim_name(taken: dict[str, Any], name: str, call: Callable[..., None]) -> None:
    """Refuse a second, different function under one name: which of the two ran would be a matter of luck."""
    known = taken.get(name)
    if known is not None and (known.call.__module__, known.call.__qualname__) != (call.__module__, call.__qualname__):
        raise ValueError(f"two functions want the name {name!r}")


def handler(
    name: str,
    *,
    atomic: bool = False,
    max_attempts: int = 8,
    backoff: tuple[int, ...] = BACKOFF,
    on_dead: Callable[..., None] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register `call(run: Run, *, **arguments)` as the work of the jobs called `name`.

    `atomic`: run in one transaction with the completion, so that its writes happen exactly once; no network in it.
    `on_dead(run, why, **arguments)` runs in the transaction that gives the job up.
    """

    def register(call: Callable[..., None]) -> Callable[..., None]:
        _claim_name(HANDLERS, name, call)
        HANDLERS[name] = Handler(name, call, atomic, max_attempts, backoff, on_dead)
        return call

    return register


def cron(
    name: str, *, every: timedelta | None = None, at: str | None = None, **options: Any
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a handler that recurs `every` so often (a part of a day), or daily `at` "HH:MM" in Shanghai.

    It is called without arguments but the `Run`. An instant missed while no worker ran is made up for once.
    """
    if (every is None) == (at is None):
        raise ValueError("say either every= or at=")

    def register(call: Callable[..., None]) -> Callable[..., None]:
        CRONS[name] = Cron(name, every, time.fromisoformat(at) if at else None)
        return handler(name, **options)(call)

    return register


def ticker(name: str, *, seconds: float) -> Callable[[Callable[[datetime], None]], Callable[[datetime], None]]:
    """Register `call(now)` to be called by each running worker every `seconds`; it must bear being called by two."""

    def register(call: Callable[[datetime], None]) -> Callable[[datetime], None]:
        _claim_name(TICKERS, name, call)
        TICKERS[name] = Ticker(name, seconds, call)
        return call

    return register
