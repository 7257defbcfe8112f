"""Read evidence: the opened entries of a stream, proofs, and the audit of the whole log."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Count

from partwell.core.evidence import checkpoint, tree
from partwell.core.evidence import entry as core_entry
from partwell.core.evidence.consistency import Consistency
from partwell.core.evidence.proof import Proof

from . import sealing, trees
from .audit import Finding, audit
from .models import Anchor, Checkpoint, Entry, Erasure, Log, Node, Stream

__all__ = [
    "Finding",
    "NotIntegrated",
    "OpenEntry",
    "OpenFile",
    "audit",
    "entries",
    "entries_of",
    "fingerprint",
    "key_of",
    "open_entry",
    "proofs",
    "receipt",
    "rows",
    "single",
    "stream",
]


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file an entry speaks of. `blob` is the uid of the stored file; `name` is "" when the content was erased."""

    commit: str
    size: int
    media: str
    sha256: bytes = b""
    name: str = ""
    blob: str = ""
    salt: bytes = b""


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """An entry with what it is about. `payload` is None when the person's key was destroyed."""

    eid: uuid.UUID
    stream_seq: int
    type: str
    at: datetime
    actor: str
    payload: Any
    files: tuple[OpenFile, ...]
    leaf: bytes
    body: bytes
    salt: bytes = b""

    @property
    def erased(self) -> bool:
        """Whether the content is gone and only the commitment is left."""
        return self.payload is None


def open_entry(entry: Entry, key: bytes | None) -> OpenEntry:
    """Open one entry with the data key of its stream; None: the key was destroyed. Raises `CannotOpen`."""
    body = core_entry.parse(bytes(entry.body))
    content = sealing.open_content(key, entry.eid, bytes(entry.ciphertext)) if key else None
    if content:
        files = tuple(
            OpenFile(
                file.commit,
                file.size,
                file.media,
                own.sha256,
                own.name,
                own.blob,
                own.salt,
            )
            for file, own in zip(body.files, content.files, strict=True)
        )
    else:
        files = tuple(OpenFile(file.commit, file.size, file.media) for file in body.files)
    return OpenEntry(
        eid=entry.eid,
        stream_seq=entry.stream_seq,
        type=body.type,
        at=body.instant,
        actor=body.actor,
        payload=content.payload if content else None,
        files=files,
        leaf=bytes(entry.leaf),
        body=bytes(entry.body),
        salt=content.salt if content else b"",
    )


def key_of(stream: Stream) -> bytes | None:
    """The data key of a stream, None when it was destroyed."""
    return sealing.unwrap(bytes(stream.key.wrapped), stream.key.uid) if stream.key.wrapped else None


def entries(stream: Stream) -> list[OpenEntry]:
    """All entries of a stream in order, opened."""
    key = key_of(stream)
    return [open_entry(entry, key) for entry in Entry.objects.filter(stream=stream).order_by("stream_seq")]


def entries_of(streams: Sequence[Stream]) -> dict[int, list[OpenEntry]]:
    """The same of many streams by primary key, in one statement. Their keys were read with them."""
    keys = {stream.pk: key_of(stream) for stream in streams}
    found: dict[int, list[OpenEntry]] = {pk: [] for pk in keys}
    for entry in Entry.objects.filter(stream__in=keys).order_by("stream", "stream_seq"):
        found[entry.stream_id].append(open_entry(entry, keys[entry.stream_id]))
    return found


def of_types(stream: Stream, types: Sequence[str]) -> list[OpenEntry]:
    """The entries of a stream that are of these types, in order, opened; nothing is opened where there is none."""
    found = list(Entry.objects.filter(stream=stream, type__in=list(types)).order_by("stream_seq"))
    key = key_of(stream) if found else None
    return [open_entry(entry, key) for entry in found]


def stream_of(employee: int) -> Stream | None:
    """The stream of an employee's file, its key with it; None before the first entry."""
    return Stream.objects.filter(kind="employee", employee=employee).select_related("key").first()


def count_by_employee(type: str) -> dict[int, int]:
    """How many entries of a type each employee's file has; nothing is opened for it."""
    rows = Entry.objects.filter(type=type, stream__kind="employee").values_list("stream__employee")
    return {pk: n for pk, n in rows.annotate(n=Count("pk")).order_by() if pk is not None}


def of_employees(types: Sequence[str]) -> Iterator[OpenEntry]:
    """The entries of these types in the files of employees, person by person in order, opened."""
    rows = Entry.objects.filter(stream__kind="employee", type__in=list(types)).select_related("stream__key")
    for _, own in groupby(rows.order_by("stream", "stream_seq").iterator(), key=lambda entry: entry.stream_id):
        found = list(own)
        key = key_of(found[0].stream)
        yield from (open_entry(entry, key) for entry in found)


def of_companies(types: Sequence[str]) -> dict[int, list[OpenEntry]]:
    """The entries of these types that concern companies, by company; none for a company that has no such stream."""
    rows = Stream.objects.filter(kind="installation", company__isnull=False).select_related("key")
    return {row.company_id: of_types(row, types) for row in rows if row.company_id is not None}


def stream(uid: uuid.UUID | str) -> Stream:
    """The stream with this random id, its key with it. Raises `Stream.DoesNotExist`."""
    return Stream.objects.select_related("key").get(uid=uid)


def tail(stream: Stream, count: int) -> list[OpenEntry]:
    """The newest `count` entries of a stream, newest first, opened."""
    key = key_of(stream)
    newest = Entry.objects.filter(stream=stream).order_by("-stream_seq")[:count]
    return [open_entry(entry, key) for entry in newest]


def entry(stream: Stream, eid: uuid.UUID | str) -> OpenEntry | None:
    """One entry of a stream, opened; None when the stream has no such entry."""
    found = Entry.objects.filter(stream=stream, eid=eid).first()
    return open_entry(found, key_of(stream)) if found else None


def rows(stream: Stream) -> list[Entry]:
    """The stored entries of a stream in order, with their logs; for bundles and proofs."""
    return list(Entry.objects.filter(stream=stream).select_related("log").order_by("stream_seq"))


def single(eids: Sequence[uuid.UUID]) -> list[Entry]:
    """Stored entries by id, in the order asked for. Raises KeyError for one that does not exist."""
    found = Entry.objects.select_related("log", "stream__key").in_bulk(list(eids), field_name="eid")
    return [found[eid] for eid in eids]


class NotIntegrated(RuntimeError):
    """An entry has no place in its tree yet: the sequencer has not run, or does not sign any more."""


def proofs(wanted: Sequence[Entry]) -> dict[uuid.UUID, Proof]:
    """The offline proof of each entry under the latest checkpoint of its log; one checkpoint for each log.

    Raises `NotIntegrated`, and `LogBroken` when the stored log is not the one that was signed.
    """
    made: dict[uuid.UUID, Proof] = {}
    for log in Log.objects.filter(pk__in={entry.log_id for entry in wanted}):
        head = trees.head(log)
        note = Checkpoint.objects.values_list("note", flat=True).get(log=log, size=head.size) if head.size else ""
        note = trees.for_readers(note, log.origin) if note else ""
        own = {entry.pk: entry for entry in wanted if entry.log_id == log.pk}
        places = dict(Node.objects.filter(entry_id__in=own).values_list("entry_id", "index"))
        if missing := own.keys() - places.keys():
            raise NotIntegrated(f"{log.origin}: {len(missing)} entries have no place in the tree yet")
        nodes = _nodes(log.pk, {place for index in places.values() for place in tree.needed(index, head.size)})
        prover = tree.Prover(head.size, lambda level, position, nodes=nodes: nodes[level, position])
        for key, index in places.items():
            made[own[key].eid] = Proof(index, tuple(prover.inclusion(index)), note)
    return made


def _nodes(log: int, places: set[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """The stored hashes at these (level, index) places."""
    found: dict[tuple[int, int], bytes] = {}
    asked = sorted(places)
    with connection.cursor() as cursor:
        for start in range(0, len(asked), 200):
            part = asked[start : start + 200]
            pairs = ", ".join(["(%s, %s)"] * len(part))
            # Joined to the wanted places: with IN, SQLite would read every node of the log.
            cursor.execute(
                f'WITH wanted(level, "index") AS (VALUES {pairs}) '  # noqa: S608 - only placeholders
                'SELECT n.level, n."index", n.hash FROM wanted w '
                'JOIN evidence_node n ON n.log_id = %s AND n.level = w.level AND n."index" = w."index"',
                [*(value for place in part for value in place), log],
            )
            found |= {(level, index): bytes(hash_) for level, index, hash_ in cursor.fetchall()}
    return found


def receipt(eid: uuid.UUID) -> str:
    """The tlog-proof text of one entry, with its leaf: what a person keeps to show later that it was in the log.

    Raises KeyError, `NotIntegrated`, `LogBroken`. Hand it out only after the transaction of the act was committed.
    """
    found = single([eid])[0]
    return replace(proofs([found])[eid], leaf=bytes(found.leaf)).text


def consistency(log: int, old: int, new: int) -> Consistency:
    """The proof that a log of `old` entries is the beginning of the same log with `new`. Raises KeyError."""
    places: set[tuple[int, int]] = set()

    def note(level: int, position: int) -> bytes:
        places.add((level, position))
        return b""

    tree.consistency(old, new, note)
    nodes = _nodes(log, places)
    return Consistency(old, new, tuple(tree.consistency(old, new, lambda level, place: nodes[level, place])))


def note_at(log: int, size: int) -> str:
    """The signed checkpoint of a log at a size."""
    return Checkpoint.objects.values_list("note", flat=True).get(log=log, size=size)


def anchors_for(entries: Sequence[tuple[Entry, int]], sizes: Mapping[str, int]) -> list[Anchor]:
    """The anchors that speak of entries (each with its place) in logs of these sizes, by log, size and time.

    Of each entry the first time stamp that covers it and the one it names; of each log the newest of every kind.
    """
    chosen: dict[int, Anchor] = {}
    named = {core_entry.parse(bytes(entry.body)).clk for entry, _index in entries}
    for log in Log.objects.filter(origin__in=sizes).order_by("origin"):
        rows = list(
            Anchor.objects.filter(log=log, size__lte=sizes[log.origin])
            .select_related("log")
            .order_by("size", "at", "pk")
        )
        rows = [row for row in rows if _is_of_a_good_key(row)]
        stamps = [row for row in rows if row.kind == Anchor.Kind.RFC3161]
        places = [index for entry, index in entries if entry.log_id == log.pk]
        first = [next((row for row in stamps if row.size > index), None) for index in places]
        newest = {(row.kind, row.target): row for row in rows}.values()
        by_name = [row for row in stamps if bytes(row.sha256 or b"").hex() in named]
        chosen |= {row.pk: row for row in (*first, *by_name, *newest) if row is not None}
    return sorted(chosen.values(), key=lambda row: (row.log.origin, row.size, row.at, row.pk))


def _is_of_a_good_key(anchor: Anchor) -> bool:
    """Whether the anchored note was signed by a key that was not stolen since."""
    try:
        trees.signed(note_at(anchor.log_id, anchor.size), anchor.log.origin, stolen=False)
    except checkpoint.NotACheckpoint:
        return False
    return True


def erasures_of(stream: Stream) -> list[uuid.UUID]:
    """The entries that say that what a stream is about was lawfully erased."""
    if stream.key.wrapped or stream.employee_id is None:
        return []
    done = Erasure.objects.filter(employee=stream.employee_id, entry__isnull=False).order_by("pk")
    return [entry for entry in done.values_list("entry", flat=True) if entry]


def fingerprint() -> str:
    """Fingerprint of the key that signs this installation's logs, in groups of four: for papers and screens."""
    plain = trees.key_of("log").fingerprint
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def covered_at(entries: Sequence[int]) -> dict[int, datetime]:
    """Primary key of each entry that a time stamp covers -> time of the first that does."""
    found: dict[int, datetime] = {}
    places = Node.objects.filter(entry_id__in=entries).values_list("entry_id", "log_id", "index")
    by_log: dict[int, list[tuple[int, datetime]]] = {}
    for entry, log, index in places:
        if log not in by_log:
            rows = Anchor.objects.filter(log=log, kind=Anchor.Kind.RFC3161).order_by("size", "at")
            by_log[log] = list(rows.values_list("size", "at"))
        later = [at for size, at in by_log[log] if size > index]
        if later:
            found[entry] = min(later)
    return found


def covered(stream: Stream) -> dict[int, datetime]:
    """Number of each entry of a stream that an outside time stamp covers -> time of the first that does."""
    numbers = dict(Entry.objects.filter(stream=stream).values_list("pk", "stream_seq"))
    return {numbers[pk]: at for pk, at in covered_at(list(numbers)).items()}


def at_place(stream: Stream, number: int) -> uuid.UUID:
    """The id of the entry with this number in a stream. Raises KeyError."""
    found = Entry.objects.filter(stream=stream, stream_seq=number).values_list("eid", flat=True).first()
    if found is None:
        raise KeyError(number)
    return found
