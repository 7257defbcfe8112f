"""Verify the whole stored log again, from the bytes up: entries, streams, contents, trees, checkpoints.

It finds what somebody changed behind the program who does not hold the signing key. It can't see a log that was cut
back together with its checkpoints, or rewritten with the key: that takes a receipt, a bundle or an anchor that is
kept outside (docs/formats/checkpoint.md).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from partwell.core.evidence import canonical, checkpoint, commitment, tree
from partwell.core.evidence.entry import Body, NotAnEntry, check_chain, parse, time_text
from partwell.lib.keys.keyring import CannotOpen

from . import sealing, trees
from .models import Checkpoint, Entry, Log, Node

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
    chosen: dict[str, Any] = {} if company is None else {"company_id": company}
    found = list(_streams(chosen))
    for log in Log.objects.filter(**chosen).order_by("pk"):
        found += _tree(log)
    return found


_COLUMNS: tuple[str, ...] = ("stream_id", "stream__uid", "stream__kind", "stream__key_id", "eid", "stream_seq", "type")
_COLUMNS += ("at", "log__origin", "body", "leaf", "ciphertext", "leaf_node__id", "pending__entry_id")
_COLUMNS += ("stream__key__uid", "stream__key__wrapped")


def _streams(chosen: dict[str, Any]) -> Iterator[Finding]:
    """Every entry by itself, and every stream as a chain."""
    rows = (
        Entry.objects.filter(**{f"stream__{name}": value for name, value in chosen.items()})
        .order_by("stream_id", "stream_seq")
        .values_list(*_COLUMNS, named=True)
        .iterator(chunk_size=CHUNK)
    )
    keys: dict[int, bytes | None] = {}
    for _stream, entries in groupby(rows, key=lambda row: row.stream_id):
        bodies: list[tuple[bytes, Body]] = []
        uid = ""
        for row in entries:
            uid = str(row.stream__uid)
            raw = bytes(row.body)
            try:
                body = parse(raw)
            except (canonical.NotCanonical, NotAnEntry) as why:
                yield Finding("body", f"{uid} {row.stream_seq}", str(why))
                continue
            bodies.append((raw, body))
            if row.stream__key_id not in keys:
                keys[row.stream__key_id] = _key(row)
            for code in _entry(row, raw, body, keys[row.stream__key_id]):
                yield Finding(code, f"{uid} {row.stream_seq}", body.type)
        for fault in check_chain(bodies):
            yield Finding(fault.code, f"{uid} {fault.seq}", fault.detail)


def _key(row: Any) -> bytes | None:
    """The data key of a row's stream; read with the entry, so that no statement is asked for each person."""
    wrapped = row.stream__key__wrapped
    return sealing.unwrap(bytes(wrapped), row.stream__key__uid) if wrapped else None


def _entry(row: Any, raw: bytes, body: Body, key: bytes | None) -> Iterator[str]:
    """What is wrong with one entry, by code."""
    if tree.leaf_hash(raw) != bytes(row.leaf):
        yield "leaf"
    stored = (str(row.eid), str(row.stream__uid), row.stream__kind, row.stream_seq, row.type, row.log__origin)
    said = (body.eid, body.stream, body.stream_kind, body.stream_seq, body.type, body.log)
    if stored != said or time_text(row.at) != body.at:
        yield "columns"
    if row.leaf_node__id is None and row.pending__entry_id is None:
        yield "not_in_tree"
    if key is None:
        return
    try:
        content = sealing.open_content(key, row.eid, bytes(row.ciphertext))
    except (CannotOpen, ValueError, KeyError):
        yield "content"
        return
    commits = [commitment.of_file(file.salt, file.sha256, file.name) for file in content.files]
    if commitment.of_payload(content.salt, content.payload) != body.commit or commits != [
        file.commit for file in body.files
    ]:
        yield "content"


def _tree(log: Log) -> Iterator[Finding]:
    """A log's tree built anew from its entries, beside the stored nodes and every checkpoint."""
    leaves = (
        Node.objects.filter(log=log, level=0).order_by("index").values_list("index", "hash", "entry__leaf").iterator()
    )
    heads = Checkpoint.objects.filter(log=log).order_by("size").values_list("size", "root", "note").iterator()
    stored: dict[int, Iterator[Any]] = {}
    grown, last = tree.Tree(), ("", 0)
    for size, root, note in heads:
        part: list[bytes] = []
        for index, hash_, leaf in _take(leaves, size - grown.size):
            if index != grown.size + len(part):
                yield Finding("tree_gap", f"{log.origin} {grown.size + len(part)}")
            if bytes(hash_) != bytes(leaf):
                yield Finding("tree_leaf", f"{log.origin} {index}")
            part.append(bytes(leaf))
        grown, runs = grown.append(part)
        yield from _nodes(log, tree.nodes(runs), stored)
        if (grown.size, grown.root) != (size, bytes(root)) or not _states(note, log.origin, size, bytes(root)):
            yield Finding("checkpoint", f"{log.origin} {size}")
        last = (note, size)
        if grown.size < size:
            yield Finding("tree_gap", f"{log.origin} {grown.size}")
            return
    if next(leaves, None) is not None:
        yield Finding("unsigned", f"{log.origin} {grown.size}")
    elif any(next(rest, None) is not None for rest in stored.values()):
        yield Finding("tree_node", log.origin, "more nodes than the tree has")
    if last[0] and not _signed(last[0], log.origin):
        yield Finding("signature", f"{log.origin} {last[1]}")


def _take(rows: Iterator[Any], count: int) -> Iterator[Any]:
    for _number in range(count):
        row = next(rows, None)
        if row is None:
            return
        yield row


def _nodes(log: Log, nodes: Iterable[tree.Node], stored: dict[int, Iterator[Any]]) -> Iterator[Finding]:
    """Compare the inner nodes that were computed with the stored ones, level by level in order."""
    for node in nodes:
        if node.level == 0:
            continue
        if node.level not in stored:
            stored[node.level] = (
                Node.objects.filter(log=log, level=node.level).order_by("index").values_list("index", "hash").iterator()
            )
        found = next(stored[node.level], None)
        if found is None or (found[0], bytes(found[1])) != (node.index, node.hash):
            yield Finding("tree_node", f"{log.origin} {node.level}/{node.index}")


def _states(note: str, origin: str, size: int, root: bytes) -> bool:
    """Whether the note says what its row says."""
    try:
        return checkpoint.parse(note) == checkpoint.Checkpoint(origin, size, root)
    except checkpoint.NotACheckpoint:
        return False


def _signed(note: str, origin: str) -> bool:
    try:
        trees.signed(note, origin)
    except checkpoint.NotACheckpoint:
        return False
    return True
