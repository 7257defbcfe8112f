"""What the evidence log costs, against what it is built on: P1 to P7, P9 and P10 of its goals.

Rates are medians of five turns taken in turn with their anchor, so that a noisy moment falls on both. P1 to P3 and P9
count CPU seconds of this process; P4 to P7 count the clock, because waiting for the disk and for each other is what
they are about. P3 to P5 and P9 need SQLite, P6 and P7 PostgreSQL (`--db postgres`); the others run on both.
"""

import contextlib
import gc
import hashlib
import io
import os
import random
import secrets
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Self

from django.apps import apps
from django.db import connection, transaction

from partwell.apps.evidence import actions, audit, bundle
from partwell.apps.evidence.trees import key_of
from partwell.core.evidence import tree
from partwell.core.evidence.checkpoint import Checkpoint, sign
from partwell.core.evidence.proof import Proof
from partwell.lib import clock
from partwell.lib.actor import system
from partwell.lib.files.store import stage
from partwell.verifier import verify

from . import Row, Where, interleaved_cpu

SUMMARY = "the evidence log against pymerkle, raw hashing, a plain audit row and a locked chain (P1-P7, P9, P10)"
ENTRY = 500
MANY = 20_000
PROOFS = 300
TURNS, ACTS = 5, 40
Company: Any = apps.get_model("accounts", "Company")
Employee: Any = apps.get_model("people", "Employee")
Department: Any = apps.get_model("accounts", "Department")


def measure(where: Where) -> Iterator[Row]:
    """Each goal with its anchors."""
    yield from _tree()
    now = clock.now()
    company = _company(now)
    if where.database == "sqlite":
        yield from _full_audit(company, now)
        yield from _append(company, now)
        yield from _together(company, now)
        yield from _bundle(company, now)
    else:
        yield from _clients(company, now)
    yield from _sizes(company, now)


def _company(now: datetime) -> Any:
    return Company.objects.order_by("-pk").filter(name="Bench evidence").first() or Company.objects.create(
        name="Bench evidence", created_at=now
    )


def _stream(company: Any, now: datetime) -> Any:
    return actions.stream_of_installation(company.pk, now)


def _rate(count: int, seconds: float) -> float:
    return count / max(seconds, 1e-9)


# ---- P1, P2: the tree in memory and in SQLite ----------------------------------------------------------------------


def _entries() -> list[bytes]:
    chance = random.Random(1)  # noqa: S311 - data to hash
    return [chance.randbytes(ENTRY) for _entry in range(MANY)]


def _grow(entries: list[bytes]) -> tuple[tree.Tree, dict[tuple[int, int], bytes]]:
    """The tree, and its nodes as a store keeps them."""
    grown, stored = tree.Tree(), {}
    for start in range(0, len(entries), 1000):
        grown, nodes = grown.append(tree.leaf_hashes(entries[start : start + 1000]))
        for node in nodes:
            stored[node.level, node.index] = node.hash
    return grown, stored


def _batches(entries: list[bytes]) -> None:
    grown = tree.Tree()
    for start in range(0, len(entries), 1000):
        grown, _nodes = grown.append(tree.leaf_hashes(entries[start : start + 1000]))


def _raw(entries: list[bytes]) -> None:
    for entry in entries:
        hashlib.sha256(entry).digest()


def _tree() -> Iterator[Row]:
    from pymerkle import InmemoryTree, SqliteTree

    entries = _entries()

    def theirs() -> None:
        one = InmemoryTree(algorithm="sha256")
        for entry in entries[: MANY // 4]:
            one.append_entry(entry)

    own, other = interleaved_cpu(partial(_batches, entries), theirs, times=TURNS)
    yield Row("p1.append_vs_pymerkle", _rate(MANY, own), "entries/s", 10, _rate(MANY // 4, other), "higher")
    own, other = interleaved_cpu(partial(_batches, entries), partial(_raw, entries), times=TURNS)
    yield Row("p1.append_vs_sha256", _rate(MANY, own), "entries/s", 0.45, _rate(MANY, other), "higher")
    grown, stored = _grow(entries)
    memory = InmemoryTree(algorithm="sha256")
    for entry in entries:
        memory.append_entry(entry)
    chance = random.Random(2)  # noqa: S311 - places to prove
    places = [chance.randrange(MANY) for _proof in range(PROOFS)]

    def read(level: int, index: int) -> bytes:
        return stored[level, index]

    def own_inclusion() -> None:
        for place in places:
            tree.inclusion(place, grown.size, read)

    def own_consistency() -> None:
        for place in places:
            tree.consistency(place + 1, grown.size, read)

    def their_inclusion() -> None:
        for place in places:
            memory.prove_inclusion(place + 1)

    def their_consistency() -> None:
        for place in places:
            memory.prove_consistency(place + 1, MANY)

    own, other = interleaved_cpu(own_inclusion, their_inclusion, times=TURNS)
    yield Row("p2.inclusion_vs_pymerkle", _rate(PROOFS, own), "proofs/s", 8, _rate(PROOFS, other), "higher")
    own, other = interleaved_cpu(own_consistency, their_consistency, times=TURNS)
    yield Row("p2.consistency_vs_pymerkle", _rate(PROOFS, own), "proofs/s", 8, _rate(PROOFS, other), "higher")
    yield from _stored_proofs(entries, stored, grown, places, SqliteTree)


def _at(found: dict[tuple[int, int], bytes], level: int, index: int) -> bytes:
    return found[level, index]


def _stored_proofs(
    entries: list[bytes], stored: dict[tuple[int, int], bytes], grown: tree.Tree, places: list[int], theirs: Any
) -> Iterator[Row]:
    """Proofs read from an SQLite file, ours from a table of nodes as the product has it."""
    import sqlite3

    with tempfile.TemporaryDirectory() as folder:
        own = sqlite3.connect(Path(folder) / "own.db")
        own.execute("CREATE TABLE node (level, place, hash, PRIMARY KEY (level, place)) WITHOUT ROWID")
        own.executemany("INSERT INTO node VALUES (?, ?, ?)", [(*key, value) for key, value in stored.items()])
        own.commit()
        other = theirs(str(Path(folder) / "other.db"), algorithm="sha256")
        other.append_entries(entries[:2000])

        def ours() -> None:
            for place in places:
                needed = sorted(tree.needed(place, grown.size))
                pairs = ", ".join(["(?, ?)"] * len(needed))
                question = (
                    f"WITH wanted(level, place) AS (VALUES {pairs}) SELECT n.level, n.place, n.hash "  # noqa: S608
                    "FROM wanted w JOIN node n ON n.level = w.level AND n.place = w.place"
                )
                found = {(a, b): c for a, b, c in own.execute(question, [v for pair in needed for v in pair])}
                tree.inclusion(place, grown.size, partial(_at, found))

        some = [place % 2000 for place in places[:20]]

        def other_proofs() -> None:
            other.cache_clear()
            for place in some:
                other.prove_inclusion(place + 1)

        mine, its = interleaved_cpu(ours, other_proofs, times=3)
        own.close()
        yield Row("p2.stored_vs_pymerkle", _rate(PROOFS, mine), "proofs/s", 30, _rate(len(some), its), "higher")


# ---- P3: the whole log again ---------------------------------------------------------------------------------------


def _full_audit(company: Any, now: datetime) -> Iterator[Row]:
    stream = _stream(company, now)
    have = stream.entries.count()
    for _batch in range(max(0, (4000 - have) // 500)):
        with transaction.atomic():
            drafts = [actions.Draft("bench.entry", {"n": number, "text": "x" * 120}) for number in range(500)]
            actions.record_all(stream, drafts, by=system(company.pk), now=now)
    bodies = [bytes(body) for body in stream.entries.values_list("body", flat=True)]

    def hashing() -> None:
        for body in bodies:
            hashlib.sha256(body).digest()

    own, other = interleaved_cpu(lambda: audit.audit(company.pk), hashing, times=3)
    count = len(bodies)
    yield Row("p3.audit_vs_sha256", _rate(count, own), "entries/s", 0.45, _rate(count, other), "higher")


# ---- P4, P5: one act, and sixteen at once, on SQLite ---------------------------------------------------------------

_STEP = "INSERT INTO bench_step (id, n) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET n = bench_step.n + 1"


def _tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_step (id integer PRIMARY KEY, n integer)")
        serial = "integer PRIMARY KEY" if connection.vendor == "sqlite" else "serial PRIMARY KEY"
        cursor.execute(f"CREATE TABLE IF NOT EXISTS bench_audit (id {serial}, at text, who text, what text)")
        cursor.execute(f"CREATE TABLE IF NOT EXISTS bench_chain (id {serial}, prev text, what text)")


def _acts(count: int, extra: Callable[[], None], step: str = _STEP) -> None:
    """So many acts: a step's row and what is recorded of it, each committed."""
    for _act in range(count):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(step)
            extra()


def _plain() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_audit (at, who, what) VALUES (%s, %s, %s)",
            ["2026-11-26T02:00:00Z", "0199f0aa-0000-7000-8000-000000000003", "x" * 400],
        )


def _evidence(stream: Any, company: Any, now: datetime) -> None:
    payload = {"step": "handover", "text": "x" * 120}
    actions.record(stream, "bench.act", by=system(company.pk), now=now, payload=payload)


def _interleaved(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Median seconds by the clock of both, in turns."""
    figures: tuple[list[float], list[float]] = ([], [])
    for act in (one, other):
        act()
    for _turn in range(TURNS):
        for act, kept in zip((one, other), figures, strict=True):
            gc.collect()
            before = time.perf_counter()
            act()
            kept.append(time.perf_counter() - before)
    return statistics.median(figures[0]), statistics.median(figures[1])


def _append(company: Any, now: datetime) -> Iterator[Row]:
    _tables()
    stream = _stream(company, now)
    ours = partial(_acts, ACTS, partial(_evidence, stream, company, now))
    for mode, goal in (("FULL", 0.95), ("NORMAL", 0.75)):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={mode}")
        own, other = _interleaved(ours, partial(_acts, ACTS, _plain))
        yield Row(f"p4.act_{mode.lower()}_vs_plain", _rate(ACTS, own), "acts/s", goal, _rate(ACTS, other), "higher")
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


def _threads(count: int, act: Callable[[], None], seconds: float) -> list[list[float]]:
    """Latencies of each of `count` threads that act over and over for so long."""
    until = time.perf_counter() + seconds
    found: list[list[float]] = [[] for _thread in range(count)]
    begin = threading.Barrier(count)

    def work(own: list[float]) -> None:
        begin.wait()
        while time.perf_counter() < until:
            before = time.perf_counter()
            act()
            own.append(time.perf_counter() - before)
        connection.close()

    threads = [threading.Thread(target=work, args=(own,)) for own in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _p(figures: list[float], share: float) -> float:
    return sorted(figures)[min(len(figures) - 1, int(len(figures) * share))]


def _together(company: Any, now: datetime) -> Iterator[Row]:
    stream = _stream(company, now)
    act = partial(_acts, 1, partial(_evidence, stream, company, now))
    turns = []
    for _turn in range(TURNS):
        one, latencies = _fsync(), _threads(16, act, 2)
        everyone = [each for own in latencies for each in own]
        counts = [len(own) for own in latencies]
        turns.append((_p(everyone, 0.99), one, min(counts) / statistics.mean(counts)))
    p99, one = (statistics.median(turn[place] for turn in turns) for place in (0, 1))
    yield Row("p5.p99_of_16_vs_fsync", p99, "s", 20, one)
    yield Row("p5.slowest_thread", statistics.median(turn[2] for turn in turns), "of mean", 0.5, None, "higher")


# ---- P6, P7: clients on PostgreSQL ---------------------------------------------------------------------------------


def _chain() -> None:
    """The naive way: lock, read the last, insert, hold the lock to the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(4711)")
        cursor.execute("SELECT what FROM bench_chain ORDER BY id DESC LIMIT 1")
        last = cursor.fetchone()
        digest = hashlib.sha256((last[0] if last else "").encode()).hexdigest()
        cursor.execute("INSERT INTO bench_chain (prev, what) VALUES (%s, %s)", [digest, "x" * 400])


class _Sequencer:
    """The worker's ticker, in a thread of its own, noting when each batch was signed."""

    def __init__(self, now: datetime) -> None:
        self.signed: dict[str, float] = {}
        self._stop, self._now = threading.Event(), now
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        with connection.cursor() as cursor:
            while True:
                cursor.execute("SELECT e.eid FROM evidence_pending p JOIN evidence_entry e ON e.id = p.entry_id")
                waiting = [str(row[0]) for row in cursor.fetchall()]
                actions.sequence(self._now)
                signed = time.perf_counter()
                for eid in waiting:
                    self.signed.setdefault(eid, signed)
                if self._stop.wait(0.05) and not waiting:
                    break
        connection.close()


def _clients(company: Any, now: datetime) -> Iterator[Row]:
    _tables()
    streams = [_case_stream(company, now, number) for number in range(64)]
    local = threading.local()
    chosen = iter(())

    def own_step() -> str:
        if not hasattr(local, "place"):
            local.place = threading.get_ident() % 10_000_000
            local.stream = next(chosen)
        return (
            f"INSERT INTO bench_step (id, n) VALUES ({local.place}, 1) "  # noqa: S608 - a number
            "ON CONFLICT (id) DO UPDATE SET n = bench_step.n + 1"
        )

    written: dict[str, float] = {}

    def ours() -> None:
        step, made = own_step(), []
        payload = {"step": "handover", "text": "x" * 120}
        record = lambda: made.append(  # noqa: E731
            actions.record(local.stream, "bench.act", by=system(company.pk), now=now, payload=payload)
        )
        _acts(1, record, step)
        written[str(made[0].eid)] = time.perf_counter()

    def plain() -> None:
        _acts(1, _plain, own_step())

    def chained() -> None:
        _acts(1, _chain, own_step())

    for clients, goal in ((16, 0.90), (64, 0.75)):
        rates: dict[str, list[float]] = {"ours": [], "plain": [], "chain": []}
        waits: list[float] = []
        for _turn in range(3 if clients == 64 else TURNS):
            for name, act in (("ours", ours), ("plain", plain), ("chain", chained)):
                if name == "chain" and clients == 64:
                    continue
                chosen = iter(streams * 4)
                with _Sequencer(now) if name == "ours" else contextlib.nullcontext() as sequencer:
                    done = sum(map(len, _threads(clients, act, 2)))
                rates[name].append(done / 2)
                if sequencer is not None:
                    waits += [sequencer.signed[eid] - at for eid, at in written.items() if eid in sequencer.signed]
                    written.clear()
        own, other = statistics.median(rates["ours"]), statistics.median(rates["plain"])
        yield Row(f"p6.act_{clients}_vs_plain", own, "acts/s", goal, other, "higher")
        if clients == 16:
            yield Row("p6.act_16_vs_chain", own, "acts/s", 5, statistics.median(rates["chain"]), "higher")
            yield Row("p7.signed_after_p99", _p(waits, 0.99), "s", 0.25)
            yield Row("p7.signed_after_p999", _p(waits, 0.999), "s", 1.0)


def _case_stream(company: Any, now: datetime, number: int) -> Any:
    """A stream of its own for each client: acts on different cases do not wait for each other."""
    name = f"bench-evidence-{number}"
    found = Employee.objects.filter(company=company, number=name).first()
    if found is None:
        branch = company.branches.first() or company.branches.create(name="Bench", division="330100")
        department = company.departments.first() or Department.objects.create(
            company=company, branch=branch, name="Bench", path="0001."
        )
        position = company.positions.first() or company.positions.create(title="Bench")
        found = Employee.objects.create(
            company=company, department=department, position=position, number=name, name=name, hired_on=now.date()
        )
    return actions.stream_of_employee(found.pk, now)


# ---- P9, P10: what leaves ------------------------------------------------------------------------------------------


def _bundle(company: Any, now: datetime) -> Iterator[Row]:
    """Sixty entries with twenty files of 1 MB."""
    stream = _case_stream(company, now, 1000 + secrets.randbelow(10**9))
    chance = random.Random(3)  # noqa: S311 - data to hash
    files = []
    for number in range(20):
        content = b"%PDF-1.7\n" + chance.randbytes(1024 * 1024)
        blob = stage(content, name=f"{number}.pdf", company=company.pk, now=now, made_here=True)
        blob.save()
        files.append(blob)
    with transaction.atomic():
        for number in range(60):
            draft = [files[number // 3]] if number % 3 == 0 else []
            payload = {"n": number, "text": "x" * 200}
            actions.record(stream, "bench.entry", by=system(company.pk), now=now, payload=payload, files=draft)
    actions.sequence(now, wait=True)
    out = io.BytesIO()
    bundle.write(stream, out, about=bundle.About(number="bench", company="Bench"), now=now)
    raw = out.getvalue()
    contents = [bytes(chance.randbytes(1024 * 1024)) for _file in range(20)]

    def hashing() -> None:
        for content in contents:
            hashlib.sha256(content).digest()

    def check() -> None:
        if verify(raw, key=key_of("x").fingerprint).exit_code:
            raise RuntimeError("the bundle of the bench does not hold")

    own, other = interleaved_cpu(check, hashing, times=TURNS)
    yield Row("p9.verify_vs_sha256", own, "s", 1.3, other)


def _sizes(company: Any, now: datetime) -> Iterator[Row]:
    stream = _stream(company, now)
    with transaction.atomic():
        made = actions.record(stream, "bench.size", by=system(company.pk), now=now, payload={"text": "x" * 300})
    sealed = len(made.ciphertext) - 300
    # body and leaf in the entry, one leaf and one inner node, one checkpoint with its note; ids and times of rows.
    note = 300
    rows = 16 + 8 * 6 + 32 + 2 * (32 + 24) + note + 32 + 24
    yield Row("p10.entry_bytes", len(made.body) + sealed + rows, "bytes", 1200)
    size = 10_000_000
    key = key_of("0199f0aa-0000-7000-8000-000000000001/hr-evidence/2026")
    text = sign(Checkpoint(key.name, size, bytes(32)), key, lambda _message: bytes(64))
    path = tuple(bytes(32) for _step in range((size - 1).bit_length()))
    yield Row("p10.receipt_bytes", len(Proof(size - 1, path, text, bytes(32)).text), "bytes", 2000)
