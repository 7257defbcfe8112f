"""/healthz says what is behind, so that a monitor and a person know what to start."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from partwell.apps.evidence import anchors
from partwell.lib import clock, jobs
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log is signed up to now: these tests are about the jobs."""
    monkeypatch.setattr(anchors, "behind", lambda _now: 0)


def test_jobs_that_wait_longer_than_a_worker_may_need_are_named(client: Client, cast: Cast) -> None:
    """Two minutes behind is well, a second more says `worker` with 503, and it is well again when the work is done."""
    assert cast.now == clock.now()
    jobs.run_due(cast.now)
    with transaction.atomic():
        jobs.enqueue("attendance.compute", {"branch": cast.branch.pk, "month": "2026-01-01"}, now=cast.now)
    for late, status, said in ((120, 200, "ok"), (121, 503, "worker")):
        clock.freeze(cast.now + timedelta(seconds=late))
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json()["status"]) == (status, said)
        assert answer.json()["jobs"]["oldest_seconds"] == late
    jobs.run_due(clock.now())
    assert client.get("/healthz").json()["jobs"]["oldest_seconds"] == 0
    assert client.get("/healthz").status_code == 200
