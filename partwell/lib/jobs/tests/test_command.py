"""Who runs an installation sees what was given up, and can take it up again."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from partwell.lib import clock, jobs

from . import work

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _time():
    clock.freeze(NOW)
    yield
    clock.freeze(None)


def test_a_job_that_was_given_up_is_listed_and_runs_again(db, capsys):
    """Once the cause is mended, --again gives it a full set of attempts."""

    def give_up(run: jobs.Run) -> None:
        raise jobs.GiveUp("the mail server is not set up")

    work.behave["a"] = give_up
    job = jobs.enqueue("test.plain", {"name": "a"}, now=NOW)
    jobs.run_due(NOW)
    call_command("jobs")
    said = capsys.readouterr().out
    assert "given up 1" in said and f"{job.pk}  test.plain" in said and "the mail server is not set up" in said
    work.behave.clear()
    call_command("jobs", again=job.pk)
    assert [ran.state for ran in jobs.run_due(NOW)] == ["done"]


def test_only_what_was_given_up_can_be_taken_up_again(db):
    """A waiting or unknown job is left as it is, and the command says so."""
    job = jobs.enqueue("test.plain", {"name": "a"}, now=NOW)
    for number in (job.pk, 0):
        with pytest.raises(CommandError, match="not one that was given up"):
            call_command("jobs", again=number)
