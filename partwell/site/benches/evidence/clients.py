"""P6, P7 on PostgreSQL: clients that act at once, and how soon their entries are signed.

Each client is a process of its own, as is the sequencer: threads of one interpreter would measure their waiting for
each other, and the product's worker is another process too.
"""

import contextlib
import hashlib
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, connections

from partwell.apps.evidence import actions
from partwell.site.benches import Row

from .base import TURNS, act, case_stream, evidence, make_tables, plain, rate, share

SECONDS, TICK = 2.0, 0.1
"""How long a turn lasts, and how often the worker's ticker looks (`apps.evidence.jobs`)."""
FORK = multiprocessing.get_context("fork")


def _chain() -> None:
    """The naive way: lock, read the last, insert, hold the lock to the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(4711)")
        cursor.execute("SELECT what FROM bench_chain ORDER BY id DESC LIMIT 1")
        last = cursor.fetchone()
        digest = hashlib.sha256((last[0] if last else "").encode()).hexdigest()
        cursor.execute("INSERT INTO bench_chain (prev, what) VALUES (%s, %s)", [digest, "x" * 400])


def _child(work: Callable[[], Any], answer: Any) -> None:
    """Run in a forked process, with a connection of its own; the answer goes through a pipe."""
    connections.close_all()
    try:
        answer.send(work())
    finally:
        connections.close_all()
        answer.close()
        os._exit(0)


@contextlib.contextmanager
def _forked(works: Sequence[Callable[[], Any]]) -> Iterator[list[Any]]:
    """The works in processes of their own; their answers are in the list when the block is left."""
    connections.close_all()
    answers: list[Any] = []
    pipes, children = [], []
    for work in works:
        reads, writes = FORK.Pipe(duplex=False)
        child = FORK.Process(target=_child, args=(work, writes))
        child.start()
        writes.close()
        pipes.append(reads)
        children.append(child)
    yield answers
    answers += [pipe.recv() for pipe in pipes]
    for child in children:
        child.join()


def _client(place: int, way: Callable[[], Any], begin: Any) -> list[tuple[str, float]]:
    """Acts over and over: what each wrote and when it was committed. The first one, which connects, does not count."""
    step = (
        f"INSERT INTO bench_step (id, n) VALUES ({place}, 1) "  # noqa: S608 - a number
        "ON CONFLICT (id) DO UPDATE SET n = bench_step.n + 1"
    )
    made: list[Any] = []
    found = []
    act(1, lambda: made.append(way()), step)
    begin.wait()
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        act(1, lambda: made.append(way()), step)
        found.append((str(getattr(made[-1], "eid", "")), time.perf_counter()))
    return found


def _sequencer(now: datetime, stop: Any) -> list[tuple[float, int]]:
    """The worker's ticker: when each batch was signed, and how many entries it held."""
    batches = []
    while True:
        last = stop.is_set()
        while count := actions.sequence(now):
            batches.append((time.perf_counter(), count))
        if last:
            return batches
        stop.wait(TICK)


def _turn(ways: list[Callable[[], Any]], now: datetime | None) -> tuple[float, list[float]]:
    """Acts per second of all clients, and with `now` how long each entry waited for its signed checkpoint."""
    begin, stop, size = FORK.Barrier(len(ways)), FORK.Event(), _leaves()
    signing = [] if now is None else [partial(_sequencer, now, stop)]
    with _forked(signing) as signed:
        with _forked([partial(_client, place, way, begin) for place, way in enumerate(ways, start=1)]) as found:
            pass
        stop.set()
    done = [each for own in found for each in own]
    waits = _waits(dict(done), size, signed[0]) if signed else []
    return rate(len(done), SECONDS), waits


def _leaves() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM evidence_node WHERE level = 0")
        return int(cursor.fetchone()[0])


def _waits(written: dict[str, float], size: int, batches: list[tuple[float, int]]) -> list[float]:
    """Seconds from the commit of each entry to the commit of the batch that signed it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.eid FROM evidence_node n JOIN evidence_entry e ON e.id = n.entry_id ORDER BY n.id OFFSET %s",
            [size],
        )
        order = [str(row[0]) for row in cursor.fetchall()]
    signed = [at for at, count in batches for _entry in range(count)]
    return [at - written[eid] for eid, at in zip(order, signed, strict=True) if eid in written]


def rows(company: Any, now: datetime) -> Iterator[Row]:
    """Sixteen clients and sixty-four."""
    make_tables()
    actions.sequence(now, wait=True)
    streams = [case_stream(company, now, number) for number in range(64)]
    for clients, goal in ((16, 0.90), (64, 0.75)):
        ours = [partial(evidence, stream, company, now) for stream in streams[:clients]]
        rates: dict[str, list[float]] = {"ours": [], "plain": [], "chain": []}
        waits: list[float] = []
        for _number in range(TURNS):
            figure, waited = _turn(list(ours), now)
            rates["ours"].append(figure)
            waits += waited
            rates["plain"].append(_turn([plain] * clients, None)[0])
            if clients == 16:
                rates["chain"].append(_turn([_chain] * clients, None)[0])
        own, other = statistics.median(rates["ours"]), statistics.median(rates["plain"])
        yield Row(f"p6.act_{clients}_vs_plain", own, "acts/s", goal, other, "higher")
        if clients == 16:
            yield Row("p6.act_16_vs_chain", own, "acts/s", 5, statistics.median(rates["chain"]), "higher")
            yield Row("p7.signed_after_p99", share(waits, 0.99), "s", 0.25)
            yield Row("p7.signed_after_p999", share(waits, 0.999), "s", 1.0)
