"""What the worker does for the log beside its jobs, and the jobs that anchor it outside."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from partwell.lib.jobs import NotYet, Retry, Run, cron, enqueue_many, handler
from partwell.lib.jobs.handlers import ticker
from partwell.lib.keys.keyring import NoSigningKey

from . import actions, anchors, trees

log = logging.getLogger(__name__)
SOON, SELDOM = timedelta(seconds=2), timedelta(hours=1)
"""How long an anchor waits for an entry that has no place in the tree yet."""
QUIET = timedelta(minutes=1)
"""How often the alarm over a broken log is told; nothing is signed meanwhile, entries go on being written."""


class _Alarm:
    told: datetime | None = None


@ticker("evidence.sequence", seconds=0.1)
def sequence(now: datetime) -> None:
    """Integrate what waits (PostgreSQL). Of several workers one leads; on SQLite nothing ever waits."""
    if not settings.SEQUENCER_ELSEWHERE:
        sequence_here(now)


def sequence_here(now: datetime) -> None:
    """Sign what waits; a log that is not the one signed last is told and left alone, entries go on being written."""
    try:
        while actions.sequence(now):
            pass
    except (trees.LogBroken, NoSigningKey) as why:
        if _Alarm.told is None or now - _Alarm.told >= QUIET:
            _Alarm.told = now
            log.critical("nothing is signed any more: %s", why)


@handler("evidence.anchor", max_attempts=10)
def anchor(run: Run, *, log: int, entry: str = "") -> None:
    """Get a time stamp over the newest checkpoint of a log from each authority; it must cover `entry`."""
    since = anchors.waits_since(entry) if entry else None
    if since is not None:
        # Nothing was tried: as long as nobody signs, the job only waits, the more seldom the longer it has.
        after = min(max((run.now - since) / 4, SOON), SELDOM)
        raise NotYet("the entry waits for its place in the tree", after=after)
    failed = anchors.stamp_all(log, run.now)
    if failed:
        raise Retry("; ".join(failed))


@handler("evidence.copy", max_attempts=10)
def copy(run: Run, *, log: int, size: int, kind: str, target: str) -> None:
    """Give the newest checkpoint of a log to somebody outside by mail or file."""
    why = anchors.give_away(log, size, kind, target, run.now)
    if why:
        raise Retry(why)


@cron("evidence.anchors", every=timedelta(hours=1))
def hourly(run: Run) -> None:
    """Anchor every log that grew since its last time stamp."""
    hour = run.now.strftime("%Y%m%d%H")
    rows = [("evidence.anchor", {"log": pk}, f"anchor:{pk}:{size}:{hour}", None) for pk, size in anchors.unstamped()]
    with transaction.atomic():
        enqueue_many(rows, now=run.now)


@cron("evidence.copies", at="06:00")
def daily(run: Run) -> None:
    """Mail and drop the newest checkpoint of every log that grew since it was last given to that place."""
    rows = [
        (
            "evidence.copy",
            {"log": pk, "size": size, "kind": kind, "target": target},
            f"copy:{pk}:{size}:{kind}:{target}"[:120],
            None,
        )
        for pk, size, kind, target in anchors.ungiven()
    ]
    with transaction.atomic():
        enqueue_many(rows, now=run.now)
