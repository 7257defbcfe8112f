"""P3 to P5 on SQLite: the whole log verified again, one act, and sixteen threads at once."""

import gc
import hashlib
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from partwell.apps.evidence import actions, audit
from partwell.lib.actor import system
from partwell.site.benches import Row, interleaved_cpu

from .base import TURNS, act, evidence, make_tables, plain, rate, share, stream_of

ACTS = 40


# ---- P3: the whole log again ---------------------------------------------------------------------------------------


def full_audit(company: Any, now: datetime) -> Iterator[Row]:
    """The trees built anew from the stored bytes, against hashing those bytes alone; and with every content opened."""
    stream = stream_of(company, now)
    have = stream.entries.count()
    for _batch in range(max(0, (4000 - have) // 500)):
        with transaction.atomic():
            drafts = [actions.Draft("bench.entry", {"n": number, "text": "x" * 120}) for number in range(500)]
            actions.record_all(stream, drafts, by=system(company.pk), now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.body FROM evidence_entry e JOIN evidence_stream s ON s.id = e.stream_id WHERE s.company_id = %s",
            [company.pk],
        )
        bodies = [bytes(row[0]) for row in cursor.fetchall()]

    def hashing() -> None:
        for body in bodies:
            hashlib.sha256(body).digest()

    count = len(bodies)
    own, other = interleaved_cpu(lambda: audit.audit_trees(company.pk), hashing, times=TURNS)
    yield Row("p3.audit_vs_sha256", rate(count, own), "entries/s", 0.45, rate(count, other), "higher")
    whole, other = interleaved_cpu(lambda: audit.audit(company.pk), hashing, times=TURNS)
    yield Row("p3.audit_with_contents", rate(count, whole), "entries/s", None, rate(count, other), "higher")


# ---- P4, P5: one act, and sixteen at once, on SQLite ---------------------------------------------------------------


def _interleaved(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Median seconds by the clock of both, in turns."""
    figures: tuple[list[float], list[float]] = ([], [])
    for way in (one, other):
        way()
    for _turn in range(TURNS):
        for way, kept in zip((one, other), figures, strict=True):
            gc.collect()
            before = time.perf_counter()
            way()
            kept.append(time.perf_counter() - before)
    return statistics.median(figures[0]), statistics.median(figures[1])


def one_act(company: Any, now: datetime) -> Iterator[Row]:
    """Acts one by one, with an entry and with a plain audit row."""
    make_tables()
    stream = stream_of(company, now)
    ours = partial(act, ACTS, partial(evidence, stream, company, now))
    for mode, goal in (("FULL", 0.95), ("NORMAL", 0.75)):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={mode}")
        own, other = _interleaved(ours, partial(act, ACTS, plain))
        yield Row(f"p4.act_{mode.lower()}_vs_plain", rate(ACTS, own), "acts/s", goal, rate(ACTS, other), "higher")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")


def _fsync() -> float:
    """Seconds of one fsync on the disk of the database: median of 50."""
    figures = []
    with tempfile.NamedTemporaryFile(dir=Path(connection.settings_dict["NAME"]).parent) as file:
        for _turn in range(50):
            file.write(b"x" * 4096)
            before = time.perf_counter()
            os.fsync(file.fileno())
            figures.append(time.perf_counter() - before)
    return statistics.median(figures)


def _threads(count: int, way: Callable[[], None], seconds: float) -> list[list[float]]:
    """Latencies of each of `count` threads that act over and over for so long."""
    until = time.perf_counter() + seconds
    found: list[list[float]] = [[] for _thread in range(count)]
    begin = threading.Barrier(count)

    def work(own: list[float]) -> None:
        begin.wait()
        while time.perf_counter() < until:
            before = time.perf_counter()
            way()
            own.append(time.perf_counter() - before)
        connection.close()

    threads = [threading.Thread(target=work, args=(own,)) for own in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def together(company: Any, now: datetime) -> Iterator[Row]:
    """Sixteen threads of one process, against one fsync."""
    stream = stream_of(company, now)
    one_more = partial(act, 1, partial(evidence, stream, company, now))
    turns = []
    for _turn in range(TURNS):
        one, latencies = _fsync(), _threads(16, one_more, 2)
        everyone = [each for own in latencies for each in own]
        counts = [len(own) for own in latencies]
        turns.append((share(everyone, 0.99), one, min(counts) / statistics.mean(counts)))
    p99, one = (statistics.median(turn[place] for turn in turns) for place in (0, 1))
    yield Row("p5.p99_of_16_vs_fsync", p99, "s", 20, one)
    yield Row("p5.slowest_thread", statistics.median(turn[2] for turn in turns), "of mean", 0.5, None, "higher")
