"""Putting work in the queue belongs to the act that needs it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from partwell.lib import jobs
from partwell.lib.jobs.models import Job

from . import work

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def test_it_refuses_to_enqueue_outside_a_transaction(committed_db):
    """A job that outlives a failed act, or is lost by it, would be a lie: there is no enqueue without the act."""
    with pytest.raises(TransactionManagementError):
        jobs.enqueue("test.plain", {"name": "a"}, now=NOW)
    assert not Job.objects.exists()


def test_a_job_goes_with_the_act_that_is_rolled_back(db):
    """When the act fails, no job of it remains."""

    def act() -> None:
        with transaction.atomic():
            jobs.enqueue("test.plain", {"name": "a"}, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not Job.objects.exists()


def test_it_refuses_work_that_nobody_can_do(db):
    """An unknown handler fails in the act, where a person sees it, and not later in the worker."""
    with pytest.raises(LookupError, match="no job handler"):
        jobs.enqueue("test.misspelt", {}, now=NOW)


def test_the_same_key_gives_the_same_job(db):
    """A repeated act enqueues nothing twice, and does not disturb the transaction it stands in."""
    first = jobs.enqueue("test.plain", {"name": "a"}, key="reminder:1", now=NOW)
    again = jobs.enqueue("test.plain", {"name": "b"}, key="reminder:1", now=NOW)
    assert (again.pk, again.arguments) == (first.pk, {"name": "a"})
    jobs.enqueue_many([("test.plain", {"name": "c"}, key, None) for key in ("reminder:1", "reminder:2")], now=NOW)
    assert Job.objects.count() == 2


def test_many_jobs_take_one_statement(db, django_assert_num_queries):
    """A notice on four channels does not cost an act four statements."""
    with django_assert_num_queries(1):
        jobs.enqueue_many(
            [("test.plain", {"name": str(n)}, f"k{n}", NOW + timedelta(hours=n)) for n in range(4)], now=NOW
        )


def test_two_functions_cannot_share_a_name():
    """Which of them ran would be a matter of luck."""
    with pytest.raises(ValueError, match=r"test\.plain"):
        jobs.handler("test.plain")(work.atomic)


def test_an_idle_worker_writes_nothing(db, django_assert_num_queries):
    """A look at the queue takes no write lock from the pages."""
    with django_assert_num_queries(1) as seen:
        assert jobs.run_due(NOW) == []
    assert seen[0]["sql"].startswith("SELECT"), connection.vendor
