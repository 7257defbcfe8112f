"""Recurring work: each instant is started once, however many workers look."""

from datetime import UTC, datetime, timedelta

import pytest

from partwell.lib import jobs
from partwell.lib.clock import SHANGHAI
from partwell.lib.jobs import handlers
from partwell.lib.jobs.jobs import KEEP_KEYED, KEEP_PLAIN
from partwell.lib.jobs.models import CronRun, Job

NOW = datetime(2026, 11, 25, 9, 7, tzinfo=UTC)


@pytest.fixture
def only_cron(monkeypatch):
    """Leave one cron of a test alone in the registry."""

    def register(**options):
        monkeypatch.setattr(handlers, "CRONS", {})
        monkeypatch.setattr("partwell.lib.jobs.worker.CRONS", handlers.CRONS)
        monkeypatch.setattr(handlers, "HANDLERS", handlers.HANDLERS)
        seen = []
        monkeypatch.delitem(handlers.HANDLERS, "test.cron", raising=False)
        jobs.cron("test.cron", **options)(lambda run: seen.append(run.now))
        return seen

    yield register
    handlers.HANDLERS.pop("test.cron", None)


def test_each_instant_is_started_once(db, only_cron):
    """Two looks within one period start one run; the next period starts the next."""
    seen = only_cron(every=timedelta(minutes=15))
    assert jobs.start_crons(NOW) == ["test.cron"] and jobs.start_crons(NOW) == []
    jobs.run_due(NOW)
    assert jobs.start_crons(NOW + timedelta(minutes=7)) == []
    assert jobs.start_crons(NOW + timedelta(minutes=8)) == ["test.cron"]
    jobs.run_due(NOW + timedelta(minutes=8))
    assert seen == [NOW, NOW + timedelta(minutes=8)]


def test_a_daily_hour_is_an_hour_of_shanghai(db, only_cron):
    """ "03:20" is 03:20 where deadlines of law count, and a missed night is made up for once."""
    only_cron(at="03:20")
    jobs.start_crons(NOW)
    assert CronRun.objects.get().due_at == datetime(2026, 11, 25, 3, 20, tzinfo=SHANGHAI)
    jobs.start_crons(NOW + timedelta(days=3))
    assert CronRun.objects.count() == 2


def test_the_sweep_keeps_keys_as_long_as_cases_run(db):
    """A done job without a key goes after a month; one with a key keeps guarding against a second run."""
    month = NOW - KEEP_PLAIN - timedelta(days=1)
    for key, done_at in ((None, month), ("k1", month), ("k2", NOW - KEEP_KEYED - timedelta(days=1)), (None, None)):
        Job.objects.create(handler="test.plain", key=key, created_at=month, run_after=NOW, done_at=done_at)
    jobs.enqueue("jobs.sweep", {}, run_after=NOW - timedelta(1), now=NOW)
    jobs.run_due(NOW, limit=1)
    left = Job.objects.exclude(handler="jobs.sweep")
    assert sorted((job.key or "", job.done_at is None) for job in left) == [("", True), ("k1", False)]
