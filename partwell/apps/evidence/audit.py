"""Verify the whole stored log again, from the bytes up: entries, streams, contents, trees, checkpoints.

It finds what somebody changed behind the program who does not hold the signing key. It can't see a log that was cut
back together with its checkpoints, or rewritten with the key: that takes a receipt, a bundle or an anchor that is
kept outside (docs/formats/checkpoint.md).
"""

import operator
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, zip_longest
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from partwell.core.evidence import canonical, checkpoint, commitment, tree
from partwell.core.evidence.entry import Body, NotAnEntry, check_chain, parse
from partwell.lib.keys.keyring import CannotOpen

from . import sealing, trees
from .models import Log

CHUNK = 1000

SENTENCES = {
    "body": gettext_noop("The entry is not one that this program writes."),
    "leaf": gettext_noop("The entry's bytes do not give the stored leaf hash."),
    "columns": gettext_noop("The columns of the entry say something else than its bytes."),
    "stream_gap": gettext_noop("Entries of the stream are missing or out of order."),
    "stream_mixed": gettext_noop("The entry says that it belongs to another stream."),
    "stream_link": gettext_noop("The entry is not linked to the one before it."),
    "stream_replay": gettext_noop("The same entry occurs twice."),
    "clock_back": gettext_noop("The time of the entry lies before that of its predecessor."),
    "content": gettext_noop("The sealed content does not open, or is not what the entry commits to."),
    "file_gone": gettext_noop("The files kept for the entry are not those it commits to."),
    "not_in_tree": gettext_noop("The entry is neither in its log's tree nor waiting for it."),
    "tree_leaf": gettext_noop("A leaf of the tree is not the entry it names."),
    "tree_gap": gettext_noop("Leaves of the tree are missing."),
    "tree_node": gettext_noop("An inner node of the tree is wrong, missing, or one too many."),
    "checkpoint": gettext_noop("A checkpoint does not state the root of the tree at its size."),
    "signature": gettext_noop("The last checkpoint is not signed by this installation's key."),
    "unsigned": gettext_noop("The tree holds entries that no checkpoint covers."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `place` is a log's origin or a stream's id, with the number of the entry or leaf."""

    code: str
    place: str
    detail: str = ""

    @property
    def sentence(self) -> str:
        """What is wrong and where, for a person."""
        return f"{self.place}: {_(SENTENCES[self.code])}{f' ({self.detail})' if self.detail else ''}"


def audit(company: int | None = None) -> list[Finding]:
    """Everything that is wrong in the logs of a company, or of the whole installation (None)."""
    with _one_moment():
        return [*_streams(company), *_trees(company)]


def audit_trees(company: int | None = None) -> list[Finding]:
    """What is wrong in the trees alone: no entry is parsed or opened, each is hashed as it is stored."""
    with _one_moment():
        return list(_trees(company))


@contextmanager
def _one_moment() -> Iterator[None]:
    """Several statements that see the same rows although others write on.

    On SQLite a statement begun while another is being read sees what that one sees, and a transaction of Django's
    would keep every writer out.
    """
    if connection.vendor == "sqlite" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _trees(company: int | None) -> Iterator[Finding]:
    chosen: dict[str, Any] = {} if company is None else {"company_id": company}
    for log in Log.objects.filter(**chosen).order_by("pk"):
        yield from _tree(log)


_ENTRIES = """
SELECT e.stream_id, s.uid, s.kind, {eid}, e.stream_seq, e.type, {at}, l.origin, e.body, e.leaf, e.ciphertext,
    n.id IS NULL AND p.entry_id IS NULL, k.id, k.uid, k.wrapped, (
        SELECT {digests} FROM evidence_entryfile f JOIN files_blob b ON b.id = f.blob_id WHERE f.entry_id = e.id)
FROM evidence_entry e
JOIN evidence_stream s ON s.id = e.stream_id
JOIN evidence_personkey k ON k.id = s.key_id
JOIN evidence_log l ON l.id = e.log_id
LEFT JOIN evidence_node n ON n.entry_id = e.id
LEFT JOIN evidence_pending p ON p.entry_id = e.id
{where}
ORDER BY e.stream_id, e.stream_seq
"""
# Ids and instants as text: a UUID and a datetime for each row would cost more than to compare what they stand for.
_AS_TEXT = {
    "sqlite": {"eid": "e.eid", "at": "CAST(e.at AS text)", "digests": "group_concat(lower(hex(b.sha256)), ' ')"},
    "postgresql": {
        "eid": "replace(CAST(e.eid AS text), '-', '')",
        "at": "to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
        "digests": "string_agg(encode(b.sha256, 'hex'), ' ')",
    },
}


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row of an entry says beside its bytes."""

    stream: str
    stream_kind: str
    eid: str
    """32 hexadecimal digits."""
    stream_seq: int
    type: str
    at: str
    log: str


def _streams(company: int | None) -> Iterator[Finding]:
    """Every entry by itself, and every stream as a chain. One statement, read as it comes: no row is an object."""
    where = "" if company is None else "WHERE s.company_id = %s"
    statement = _ENTRIES.format(where=where, **_AS_TEXT[connection.vendor])
    keys: dict[int, bytes | None] = {}
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, [] if company is None else [company])
        for _stream, entries in groupby(_all(cursor), key=operator.itemgetter(0)):
            bodies: list[tuple[bytes, Body]] = []
            uid = ""
            for _id, stream, kind, eid, seq, type, at, log, raw, leaf, sealed, lost, *rest in entries:
                key, key_uid, wrapped, kept = rest
                uid = uid or str(uuid.UUID(str(stream)))
                row = _Row(uid, kind, eid, seq, type, at, log)
                try:
                    body = parse(bytes(raw))
                except (canonical.NotCanonical, NotAnEntry) as why:
                    yield Finding("body", f"{uid} {seq}", str(why))
                    continue
                bodies.append((bytes(raw), body))
                if key not in keys:
                    keys[key] = sealing.unwrap(bytes(wrapped), uuid.UUID(str(key_uid))) if wrapped else None
                if tree.leaf_hash(raw) != bytes(leaf):
                    yield Finding("leaf", f"{uid} {seq}", body.type)
                if not _same(row, body):
                    yield Finding("columns", f"{uid} {seq}", body.type)
                if lost:
                    yield Finding("not_in_tree", f"{uid} {seq}", body.type)
                if (files := _files(eid, bytes(sealed), body, keys[key])) is None:
                    yield Finding("content", f"{uid} {seq}", body.type)
                elif keys[key] is not None and files != sorted((kept or "").split()):
                    yield Finding("file_gone", f"{uid} {seq}", body.type)
            for fault in check_chain(bodies):
                yield Finding(fault.code, f"{uid} {fault.seq}", fault.detail)


def _all(cursor: Any) -> Iterator[Any]:
    """The rows of a cursor, fetched a chunk at a time."""
    while rows := cursor.fetchmany(CHUNK):
        yield from rows


def _same(row: _Row, body: Body) -> bool:
    """Whether the columns say what the bytes say."""
    try:
        at = datetime.fromisoformat(row.at).isoformat(timespec="milliseconds") + "Z"
    except (TypeError, ValueError):
        return False
    stored = (row.eid, row.stream, row.stream_kind, row.stream_seq, row.type, at, row.log)
    eid = body.eid.replace("-", "")
    return stored == (eid, body.stream, body.stream_kind, body.stream_seq, body.type, body.at, body.log)


def _files(eid: str, sealed: bytes, body: Body, key: bytes | None) -> list[str] | None:
    """The digests of the entry's files in their order, or None when the sealed content is not what it commits to.

    Nobody can tell once the person's key is destroyed: then there are none.
    """
    if key is None:
        return []
    try:
        content, payload = sealing.open_with_bytes(key, uuid.UUID(eid), sealed)
    except (CannotOpen, ValueError, KeyError):
        return None
    commits = [commitment.of_file(file.salt, file.sha256, file.name) for file in content.files]
    if commitment.of_bytes(content.salt, payload) != body.commit or commits != [file.commit for file in body.files]:
        return None
    return sorted(file.sha256.hex() for file in content.files)


_LEAVES = """
SELECT n."index", n.hash, e.body FROM evidence_node n LEFT JOIN evidence_entry e ON e.id = n.entry_id
WHERE n.log_id = %s AND n.level = 0 ORDER BY n."index"
"""
_INNER = 'SELECT "index", hash FROM evidence_node WHERE log_id = %s AND level = %s ORDER BY "index"'
_BEYOND = "SELECT 1 FROM evidence_node WHERE log_id = %s AND level >= %s LIMIT 1"
_HEADS = "SELECT size, root, note FROM evidence_checkpoint WHERE log_id = %s ORDER BY size"


def _tree(log: Log) -> Iterator[Finding]:
    """A log's tree built anew from the bytes of its entries, beside the stored nodes and every checkpoint.

    Each table is read once, in order, a chunk at a time. Whole lists are compared; rows only where a list differs.
    """
    with ExitStack() as stack:
        leaves = _reading(stack, _LEAVES, [log.pk])
        heads = _all(_reading(stack, _HEADS, [log.pk]))
        inner: list[Any] = []
        grown, note, signed = tree.Tree(), "", 0
        head = next(heads, None)
        while rows := leaves.fetchmany(CHUNK):
            indexes, stored, raws = zip(*rows, strict=True)
            made = _leaf_hashes(raws)
            if indexes != tuple(range(grown.size, grown.size + len(rows))):
                yield from _gaps(log, grown.size, indexes)
            if list(stored) != made:
                yield from _differing(log, indexes, stored, made)
            before, (grown, runs) = grown, grown.append(made)
            inner += [_reading(stack, _INNER, [log.pk, level]) for level in range(len(inner) + 1, len(runs))]
            for run, found in zip(runs[1:], inner, strict=False):
                yield from _nodes(log, run, found.fetchmany(len(run.hashes)))
            while head is not None and head[0] <= grown.size:
                signed, root, note = head[0], bytes(head[1]), head[2]
                fits = signed > before.size and tree.root_within(before, runs, signed) == root
                if not fits or not checkpoint.states(note, checkpoint.Checkpoint(log.origin, signed, root)):
                    yield Finding("checkpoint", f"{log.origin} {signed}")
                head = next(heads, None)
        if head is not None:
            yield Finding("checkpoint", f"{log.origin} {head[0]}")
            yield Finding("tree_gap", f"{log.origin} {grown.size}")
            return
        if signed < grown.size:
            yield Finding("unsigned", f"{log.origin} {signed}")
        with connection.cursor() as cursor:
            cursor.execute(_BEYOND, [log.pk, len(inner) + 1])
            beyond = cursor.fetchone() is not None
        if beyond or any(found.fetchmany(1) for found in inner):
            yield Finding("tree_node", log.origin, "more nodes than the tree has")
        if note and not _signed(note, log.origin):
            yield Finding("signature", f"{log.origin} {signed}")


def _reading(stack: ExitStack, statement: str, values: list[Any]) -> Any:
    """A cursor whose rows are fetched as they are needed; closed with the stack."""
    cursor = stack.enter_context(connection.chunked_cursor())
    cursor.execute(statement, values)
    return cursor


def _leaf_hashes(raws: Sequence[Any]) -> list[bytes]:
    """The leaves of bodies as they were read; a body that is missing or no bytes gives none that could be stored."""
    if set(map(type, raws)) <= {bytes, memoryview}:
        return tree.leaf_hashes(raws)
    return [tree.leaf_hash(bytes(raw)) if isinstance(raw, bytes | memoryview) else b"" for raw in raws]


def _gaps(log: Log, start: int, indexes: Sequence[int]) -> Iterator[Finding]:
    for place, index in enumerate(indexes, start):
        if index != place:
            yield Finding("tree_gap", f"{log.origin} {place}")


def _differing(log: Log, indexes: Sequence[int], stored: Sequence[Any], made: Sequence[bytes]) -> Iterator[Finding]:
    for index, hash_, leaf in zip(indexes, stored, made, strict=True):
        if bytes(hash_) != leaf:
            yield Finding("tree_leaf", f"{log.origin} {index}")


def _nodes(log: Log, run: tree.Run, found: Sequence[Any]) -> Iterator[Finding]:
    """Compare the inner nodes of one level that were computed with the stored ones."""
    indexes = range(run.start, run.start + len(run.hashes))
    if found == list(zip(indexes, run.hashes, strict=True)):
        return
    for (index, hash_), row in zip_longest(zip(indexes, run.hashes, strict=True), found):
        if row is None or (row[0], bytes(row[1])) != (index, hash_):
            yield Finding("tree_node", f"{log.origin} {run.level}/{index}")


def _signed(note: str, origin: str) -> bool:
    try:
        trees.signed(note, origin)
    except checkpoint.NotACheckpoint:
        return False
    return True
