"""What the worker does with a job: once when it goes well, again when it does not, never for ever."""

from datetime import UTC, datetime, timedelta

import pytest

from partwell.lib import jobs
from partwell.lib.jobs import queries
from partwell.lib.jobs.models import Job

from . import work

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_it_runs_what_is_due_in_the_order_in_which_it_became_due(db):
    """A deadline that came first is served first, whatever was enqueued first; what is not due waits."""
    for name, offset in (("second", 0), ("later", 5), ("first", -5)):
        jobs.enqueue("test.plain", {"name": name}, run_after=NOW + offset * MINUTE, now=NOW)
    jobs.run_due(NOW)
    assert [name for name, _ in work.calls] == ["first", "second"]
    jobs.run_due(NOW + 5 * MINUTE)
    assert [name for name, _ in work.calls] == ["first", "second", "later"]
    assert jobs.run_due(NOW + 99 * MINUTE) == []


def test_what_a_job_makes_due_is_run_too(db):
    """A handler may enqueue the next piece of work; one call of run_due follows the chain."""
    work.behave["a"] = lambda run: jobs.enqueue("test.plain", {"name": "b"}, now=run.now) and None
    jobs.enqueue("test.plain", {"name": "a"}, now=NOW)
    assert [ran.state for ran in jobs.run_due(NOW)] == ["done", "done"]


def test_run_due_stops_at_its_limit(db):
    """A chain without end does not hang whoever drives it."""
    work.behave["a"] = lambda run: jobs.enqueue("test.plain", {"name": "a"}, now=run.now) and None
    jobs.enqueue("test.plain", {"name": "a"}, now=NOW)
    assert len(jobs.run_due(NOW, limit=7)) == 7


def test_a_failed_job_comes_again_after_its_backoff(db):
    """10 s after the first failure, 20 s after the second; the third is the last that this handler allows."""

    def fail(run: jobs.Run) -> None:
        raise OSError("no route")

    work.behave["a"] = fail
    jobs.enqueue("test.plain", {"name": "a"}, now=NOW)
    moments = [NOW, NOW + timedelta(seconds=10), NOW + timedelta(seconds=30)]
    for moment in moments:
        assert jobs.run_due(moment - timedelta(seconds=1)) == []
        jobs.run_due(moment)
    assert [(run.now, run.attempt, run.last) for _, run in work.calls] == [
        (moments[0], 1, False),
        (moments[1], 2, False),
        (moments[2], 3, True),
    ]
    job = Job.objects.get()
    assert job.dead_at == moments[2] and job.done_at is None
    assert queries.dead() == [job] and queries.standing(NOW).dead == 1


def test_a_handler_may_say_when_it_wants_to_come_again(db):
    """A provider's "try in five minutes" is honored, and its words stay with the job."""

    def later(run: jobs.Run) -> None:
        raise jobs.Retry("busy", after=5 * MINUTE)

    work.behave["a"] = later
    jobs.enqueue("test.plain", {"name": "a"}, now=NOW)
    assert jobs.run_due(NOW)[0].state == "again"
    job = Job.objects.get()
    assert (job.run_after, job.error, job.worker != "") == (NOW + 5 * MINUTE, "busy", True)


def test_waiting_for_something_else_is_no_failure(db):
    """However often it is not yet time, the job is not given up; what it then tries has all its attempts."""

    def not_yet(run: jobs.Run) -> None:
        raise jobs.NotYet("the other comes first", after=MINUTE)

    work.behave["a"] = not_yet
    jobs.enqueue("test.plain", {"name": "a"}, now=NOW)
    states = [jobs.run_due(NOW + turn * MINUTE)[0].state for turn in range(20)]
    job = Job.objects.get()
    assert (set(states), job.attempts, job.error) == ({"again"}, 0, "the other comes first")
    del work.behave["a"]
    assert jobs.run_due(NOW + 20 * MINUTE)[0].state == "done"


def test_a_handler_may_give_up_at_once(db):
    """What can never succeed is not tried again, and can be taken up again by a person."""

    def give_up(run: jobs.Run) -> None:
        raise jobs.GiveUp("the delivery is gone")

    work.behave["a"] = give_up
    job = jobs.enqueue("test.plain", {"name": "a"}, now=NOW)
    assert [(ran.state, ran.why) for ran in jobs.run_due(NOW)] == [("dead", "the delivery is gone")]
    assert jobs.run_due(NOW + 99 * MINUTE) == []
    work.behave.clear()
    assert jobs.revive(job.pk, now=NOW + MINUTE) and not jobs.revive(job.pk, now=NOW + MINUTE)
    assert jobs.run_due(NOW + MINUTE)[0].state == "done"


def test_the_owner_of_a_dead_job_is_told_once(db):
    """What the handler wants done when it is given up happens in the same transaction."""
    jobs.enqueue("test.mortal", {"name": "m"}, now=NOW)
    jobs.run_due(NOW)
    assert work.effects("m") == 0
    jobs.run_due(NOW + MINUTE)
    assert work.effects("m") == 1


def test_the_row_keeps_no_words_of_a_foreign_error(db):
    """A database's or a server's message may quote a phone number; the row says kind and place only."""
    jobs.enqueue("test.mortal", {"name": "m"}, now=NOW)
    jobs.run_due(NOW)
    assert Job.objects.get().error.startswith("RuntimeError at work.py:")


def test_an_unknown_job_is_given_up_and_seen(db):
    """A row of a version that is not installed does not hold up the queue."""
    Job.objects.create(handler="test.of_tomorrow", created_at=NOW, run_after=NOW)
    assert jobs.run_due(NOW)[0].why == "no handler 'test.of_tomorrow'"
    assert queries.standing(NOW).dead == 1


def test_an_atomic_job_leaves_nothing_of_a_failed_run(db):
    """Its writes and its completion are one: after a failure and a success there is one mark."""

    def fail_first(run: jobs.Run) -> None:
        if run.attempt == 1:
            raise OSError

    work.behave["a"] = fail_first
    jobs.enqueue("test.atomic", {"name": "a"}, now=NOW)
    jobs.run_due(NOW)
    assert work.effects("a") == 0
    jobs.run_due(NOW + MINUTE)
    assert work.effects("a") == 1 and len(work.calls) == 2


def test_a_worker_that_lost_its_lease_changes_nothing(db):
    """The lease ran out in mid-job and another worker took over: the late one neither completes nor fails it."""

    def lose(run: jobs.Run) -> None:
        Job.objects.filter(pk=run.job).update(worker="another", attempts=2)

    def lose_and_fail(run: jobs.Run) -> None:
        lose(run)
        raise OSError

    for name, behavior in (("lost", lose), ("lost_and_failed", lose_and_fail)):
        work.behave[name] = behavior
        job = jobs.enqueue("test.plain", {"name": name}, now=NOW)
        assert [ran.state for ran in jobs.run_due(NOW)] == ["lost"]
        job.refresh_from_db()
        assert (job.done_at, job.worker, job.error) == (None, "another", "")


def test_a_job_that_kills_its_worker_is_given_up(db):
    """Attempts count at the claim, so that a poisoned job is not run for ever."""
    job = jobs.enqueue("test.plain", {"name": "poison"}, now=NOW)
    Job.objects.filter(pk=job.pk).update(attempts=3)
    assert jobs.run_due(NOW)[0].why == "the worker died in each of 3 attempts"
    assert work.calls == []


def test_the_standing_of_the_queue_is_one_query(db, django_assert_num_queries):
    """Waiting, running, dead, and how long the oldest has waited."""
    jobs.enqueue("test.plain", {"name": "a"}, run_after=NOW - 3 * MINUTE, now=NOW)
    jobs.enqueue("test.plain", {"name": "b"}, run_after=NOW + 3 * MINUTE, now=NOW)
    with django_assert_num_queries(1):
        standing = queries.standing(NOW)
    assert (standing.waiting, standing.running, standing.dead, standing.oldest) == (2, 0, 0, 3 * MINUTE)


@pytest.mark.parametrize("wrong", [{}, {"every": timedelta(hours=1), "at": "03:00"}])
def test_a_cron_says_either_how_often_or_when(wrong):
    """Neither or both is a mistake at start, not a silence at night."""
    with pytest.raises(ValueError, match="either every= or at="):
        jobs.cron("test.never", **wrong)
