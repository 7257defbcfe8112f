"""P1, P2: the tree in memory and in SQLite, against pymerkle (a test dependency) and raw hashing."""

import hashlib
import random
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import count, repeat
from pathlib import Path
from typing import Any

from partwell.core.evidence import tree
from partwell.site.benches import Row, interleaved_cpu

from .base import TURNS, rate

ENTRY = 500
MANY = 100_000
STORED = 11_000
"""Sizes of the trees on both sides; pymerkle's own store takes far longer for more."""
PROOFS, STORED_PROOFS = 300, 20


def _entries() -> list[bytes]:
    chance = random.Random(1)  # noqa: S311 - data to hash
    return [chance.randbytes(ENTRY) for _entry in range(MANY)]


def _grow(entries: list[bytes]) -> tuple[tree.Tree, list[list[bytes]]]:
    """The tree, and its nodes level by level."""
    grown, stored = tree.Tree(), list[list[bytes]]()
    for start in range(0, len(entries), 1000):
        grown, runs = grown.append(tree.leaf_hashes(entries[start : start + 1000]))
        stored += [[] for _level in range(len(runs) - len(stored))]
        for run in runs:
            stored[run.level] += run.hashes
    return grown, stored


def _batches(entries: list[bytes]) -> None:
    grown = tree.Tree()
    for start in range(0, len(entries), 1000):
        grown, _runs = grown.append(tree.leaf_hashes(entries[start : start + 1000]))


def _raw(entries: list[bytes]) -> None:
    for entry in entries:
        hashlib.sha256(entry).digest()


def rows() -> Iterator[Row]:
    """Appending and proving."""
    from pymerkle import InmemoryTree, SqliteTree

    entries = _entries()

    def theirs() -> None:
        one = InmemoryTree(algorithm="sha256")
        for entry in entries:
            one.append_entry(entry)

    own, other = interleaved_cpu(partial(_batches, entries), theirs, times=TURNS)
    yield Row("p1.append_vs_pymerkle", rate(MANY, own), "entries/s", 10, rate(MANY, other), "higher")
    own, other = interleaved_cpu(partial(_batches, entries), partial(_raw, entries), times=TURNS)
    yield Row("p1.append_vs_sha256", rate(MANY, own), "entries/s", 0.45, rate(MANY, other), "higher")
    grown, stored = _grow(entries)
    memory = InmemoryTree(algorithm="sha256")
    for entry in entries:
        memory.append_entry(entry)
    chance = random.Random(2)  # noqa: S311 - places to prove
    places = [chance.randrange(MANY) for _proof in range(PROOFS)]

    def read(level: int, index: int) -> bytes:
        return stored[level][index]

    def own_inclusion() -> None:
        prover = tree.Prover(grown.size, read)
        for place in places:
            prover.inclusion(place)

    def own_consistency() -> None:
        prover = tree.Prover(grown.size, read)
        for place in places:
            prover.consistency(place + 1)

    def their_inclusion() -> None:
        for place in places:
            memory.prove_inclusion(place + 1)

    def their_consistency() -> None:
        for place in places:
            memory.prove_consistency(place + 1, MANY)

    own, other = interleaved_cpu(own_inclusion, their_inclusion, times=TURNS)
    yield Row("p2.inclusion_vs_pymerkle", rate(PROOFS, own), "proofs/s", 8, rate(PROOFS, other), "higher")
    own, other = interleaved_cpu(own_consistency, their_consistency, times=TURNS)
    yield Row("p2.consistency_vs_pymerkle", rate(PROOFS, own), "proofs/s", 8, rate(PROOFS, other), "higher")
    yield from _stored_proofs(entries[:STORED], SqliteTree)


def _at(found: dict[tuple[int, int], bytes], level: int, index: int) -> bytes:
    return found[level, index]


def _stored_proofs(entries: list[bytes], theirs: Any) -> Iterator[Row]:
    """Single proofs read from an SQLite file, ours from a table of nodes as the product has it.

    Nothing is remembered between two proofs on our side; theirs forgets what it remembers once a turn.
    """
    import sqlite3

    grown, stored = _grow(entries)
    chance = random.Random(3)  # noqa: S311 - places to prove
    places = [chance.randrange(STORED) for _proof in range(STORED_PROOFS)]

    with tempfile.TemporaryDirectory() as folder:
        own = sqlite3.connect(Path(folder) / "own.db")
        own.execute("CREATE TABLE node (level, place, hash, PRIMARY KEY (level, place)) WITHOUT ROWID")
        own.executemany("INSERT INTO node VALUES (?, ?, ?)", tree.nodes(map(tree.Run, count(), repeat(0), stored)))
        own.commit()
        other = theirs(str(Path(folder) / "other.db"), algorithm="sha256")
        other.append_entries(entries)

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

        def other_proofs() -> None:
            other.cache_clear()
            for place in places:
                other.prove_inclusion(place + 1)

        mine, its = interleaved_cpu(ours, other_proofs, times=3)
        own.close()
        yield Row(
            "p2.stored_vs_pymerkle", rate(STORED_PROOFS, mine), "proofs/s", 30, rate(STORED_PROOFS, its), "higher"
        )
