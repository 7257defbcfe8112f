"""Write evidence: open a stream, record entries in it, integrate what waits.

`record` runs inside the transaction of the act it belongs to: either both are kept or neither. On SQLite the entry
gets its place in the tree and a signed checkpoint there and then (the write lock is held anyway). On PostgreSQL a
pending row is written, and `sequence`, run by one worker at a time, integrates what waits and signs once per batch:
a lock on the tree held until commit would bring all writers down to one at a time.
"""

import operator
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from partwell.core.evidence import canonical, commitment
from partwell.core.evidence.entry import Body, File, time_text
from partwell.core.evidence.tree import Tree, leaf_hash
from partwell.lib import rows
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.files.models import Blob
from partwell.lib.ids import uid7
from partwell.lib.jobs import enqueue_many

from . import sealing, trees
from .models import Entry, Log, Pending, PersonKey, Stream

SEQUENCER_LOCK = 0x5057_4C47
"""Key of the PostgreSQL advisory lock that makes one sequencer at a time the leader ("PWLG")."""


ANCHORED_AT_ONCE = frozenset(
    ("document.answered", "document.sealed", "case.closed", "case.cancelled", "evidence.erased", "log.key_rotated")
)
"""Entries after which nobody should be able to rewrite what came before, not even for an hour."""


class NotInTransaction(RuntimeError):
    """Evidence is recorded in the transaction of the act it proves, or not at all."""


class KeyDestroyed(RuntimeError):
    """The person's data key was destroyed; nothing can be recorded in streams about this person any more."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be recorded. `payload` is canonical JSON (no floats); `template` and `rule` are SHA-256 in hex."""

    type: str
    payload: Mapping[str, Any]
    files: Sequence[Blob] = ()
    template: str = ""
    rule: str = ""


def open_stream(kind: str, *, company: int | None, employee: int | None, now: datetime) -> Stream:
    """A new stream of `kind` (case, employee, installation) about `employee`; a batch of cases is about nobody."""
    if (kind == "installation" and employee is not None) or (kind == "employee" and employee is None):
        raise ValueError(f"a stream of kind {kind!r} with employee {employee!r}")
    return Stream.objects.create(
        kind=kind,
        company_id=company,
        employee_id=employee,
        key=_key_of(employee, now),
        created_at=now,
    )


def _key_of(employee: int | None, now: datetime) -> PersonKey:
    """The data key of an employee, made when first needed; a stream about nobody gets its own."""
    if employee is not None and (kept := PersonKey.objects.filter(employee_id=employee).first()):
        return kept
    uid = uid7()
    fresh = {"uid": uid, "wrapped": sealing.new_key(uid), "created_at": now}
    if employee is None:
        return PersonKey.objects.create(**fresh)
    return PersonKey.objects.get_or_create(employee_id=employee, defaults=fresh)[0]


def stream_of_employee(employee: int, now: datetime) -> Stream:
    """The stream of an employee's file, opened when first needed."""
    kept = Stream.objects.filter(kind="employee", employee_id=employee).first()
    if kept:
        return kept
    model: Any = Stream._meta.get_field("employee").related_model
    company = model.objects.values_list("company_id", flat=True).get(pk=employee)
    return Stream.objects.get_or_create(
        kind="employee",
        employee_id=employee,
        defaults={
            "company_id": company,
            "key": _key_of(employee, now),
            "created_at": now,
        },
    )[0]


def stream_of_installation(company: int | None, now: datetime) -> Stream:
    """The stream of what concerns a company and no single person (settings, figures, exports)."""
    kept = Stream.objects.filter(kind="installation", company_id=company).first()
    if kept:
        return kept
    return Stream.objects.get_or_create(
        kind="installation",
        company_id=company,
        defaults={"key": _key_of(None, now), "created_at": now},
    )[0]


def record(
    stream: Stream,
    type: str,
    *,
    by: Actor,
    now: datetime,
    payload: Mapping[str, Any],
    files: Sequence[Blob] = (),
    template: str = "",
    rule: str = "",
) -> Entry:
    """Record one entry in the caller's transaction. See `record_all` for errors."""
    return record_all(stream, [Draft(type, payload, files, template, rule)], by=by, now=now)[0]


def record_of_employee(employee: int, type: str, *, by: Actor, now: datetime, payload: Mapping[str, Any]) -> None:
    """Record in the stream of an employee's file; the writer that `lib.trail` hands to lower apps."""
    record(stream_of_employee(employee, now), type, by=by, now=now, payload=payload)


def record_of_company(company: int, type: str, *, by: Actor, now: datetime, payload: Mapping[str, Any]) -> None:
    """Record in a company's own stream; the writer that `lib.trail` hands to lower apps."""
    record(stream_of_installation(company, now), type, by=by, now=now, payload=payload)


def record_all(stream: Stream, drafts: Sequence[Draft], *, by: Actor, now: datetime) -> list[Entry]:
    """Record several entries of one stream at once: four statements (PostgreSQL: two), one more with files.

    On PostgreSQL the stream's row stays locked until the commit: an act that writes to several streams takes the
    case's first, then the employee's, then the company's, so that two acts never wait for each other.

    Raises `NotInTransaction` outside a transaction, `NotCanonical` for a payload with floats, dates or Decimals,
    `NotAnEntry` for a malformed type, `KeyDestroyed`, and `LogBroken` when the stored log is not the signed one.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction("record() belongs in the transaction of the act")
    with connection.cursor() as cursor:
        place = _place(stream, now.astimezone(SHANGHAI).year, now, cursor)
        at = time_text(now)
        made: list[Entry] = []
        for draft in drafts:
            made.append(_entry(stream, place, made[-1] if made else None, draft, by.pid, at))
        _store(made, cursor)
        held = [
            (entry.pk, position, blob.pk)
            for entry, draft in zip(made, drafts, strict=True)
            for position, blob in enumerate(draft.files)
        ]
        rows.insert("evidence_entryfile (entry_id, position, blob_id)", held, cursor=cursor)
        if cursor.db.vendor == "sqlite":
            leaves = [(entry.pk, bytes(entry.leaf)) for entry in made]
            trees.append(place.log_id, place.origin, place.tree, leaves, now=now, cursor=cursor)
    _anchor_soon(made, now)
    return made


def _anchor_soon(made: Sequence[Entry], now: datetime) -> None:
    """After a signature, a sealed notice or a closing the log is anchored at once, not within the hour."""
    urgent = [entry for entry in made if entry.type in ANCHORED_AT_ONCE] if settings.TSA else []
    if urgent:
        arguments = {"log": urgent[-1].log_id, "entry": str(urgent[-1].eid)}
        enqueue_many([("evidence.anchor", arguments, f"anchor:{urgent[-1].eid}", None)], now=now)


def _store(made: Sequence[Entry], cursor: Any) -> None:
    """Insert entries of one stream, on PostgreSQL also what waits for the sequencer, and give each its primary key."""
    # SQLite keeps a UUID as 32 hexadecimal digits.
    sqlite = cursor.db.vendor == "sqlite"
    eid = operator.attrgetter("hex") if sqlite else _itself
    keys = rows.insert(
        "evidence_entry (eid, log_id, stream_id, stream_seq, type, at, body, leaf, ciphertext)",
        [
            (
                eid(entry.eid),
                entry.log_id,
                entry.stream_id,
                entry.stream_seq,
                entry.type,
                entry.at,
                entry.body,
                entry.leaf,
                entry.ciphertext,
            )
            for entry in made
        ],
        returning="id",
        around="" if sqlite else _AND_PENDING,
        cursor=cursor,
    )
    # Ids rise with the place in the stream: rows of one INSERT ... VALUES are taken in order.
    for entry, key in zip(made, sorted(keys), strict=True):
        entry.pk = key
        entry._state.adding = False


_AND_PENDING = (
    "WITH made AS ({insert} RETURNING id, log_id) "
    "INSERT INTO evidence_pending (entry_id, log_id) SELECT id, log_id FROM made RETURNING entry_id"
)


def _itself(value: uuid.UUID) -> uuid.UUID:
    return value


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the next entry of a stream goes: key, end of the stream, log, and the log's tree (SQLite)."""

    key: bytes
    seq: int
    prev: str
    log_id: int
    origin: str
    tree: Tree
    clk: str
    """SHA-256 of the newest outside time stamp of the company: this entry was written after it."""


_END_OF_STREAM = """
SELECT k.uid, k.wrapped, e.stream_seq, e.leaf, l.id, l.origin, (
    SELECT a.sha256 FROM evidence_anchor a JOIN evidence_log al ON al.id = a.log_id
    WHERE a.kind = 'rfc3161' AND al.company_id {same} %(company)s ORDER BY a.id DESC LIMIT 1
){head}
FROM evidence_personkey k
LEFT JOIN evidence_entry e ON e.stream_id = %(stream)s
    AND e.stream_seq = (
        SELECT stream_seq FROM evidence_entry WHERE stream_id = %(stream)s ORDER BY stream_seq DESC LIMIT 1
    )
LEFT JOIN evidence_log l ON l.year = %(year)s AND l.company_id {same} %(company)s
{joins}
WHERE k.id = %(key)s
"""
_SQLITE = _END_OF_STREAM.format(
    # The hashes of the peaks, highest first, as one text: a row for each would repeat all the rest.
    head=f""", c.size, c.root, c.note, (
    SELECT group_concat(hex(hash), '') FROM (
        SELECT n.hash FROM ({trees.LEVELS}) v JOIN evidence_node n
        ON n.log_id = c.log_id AND n.level = v.level AND n."index" = (c.size >> v.level) - 1
        WHERE (c.size >> v.level) & 1 = 1 ORDER BY v.level DESC
    )
)""",
    same="IS",
    joins="""
LEFT JOIN evidence_checkpoint c ON c.log_id = l.id
    AND c.size = (SELECT size FROM evidence_checkpoint WHERE log_id = l.id ORDER BY size DESC LIMIT 1)
""",
)
_POSTGRESQL = "SELECT 1 FROM evidence_stream WHERE id = %(stream)s FOR NO KEY UPDATE;" + _END_OF_STREAM.format(
    head="", same="IS NOT DISTINCT FROM", joins=""
)


def _place(stream: Stream, year: int, now: datetime, cursor: Any) -> _Place:
    """Read where the next entry goes, in one go.

    PostgreSQL needs the lock in a statement of its own, sent along with the other: one that waits for a lock keeps
    the snapshot it began with and would read the end of the stream as it was before the other writer's entry.
    """
    values = {
        "stream": stream.pk,
        "year": year,
        "company": stream.company_id,
        "key": stream.key_id,
    }
    if cursor.db.vendor == "sqlite":
        cursor.execute(_SQLITE, values)
    else:
        cursor.execute(_POSTGRESQL, values)
        cursor.nextset()
    uid, wrapped, seq, leaf, log_id, origin, clk, *head = cursor.fetchone()
    if not wrapped:
        raise KeyDestroyed(f"stream {stream.uid}")
    tree = Tree()
    if log_id is None:
        log = _open_log(stream, year, now)
        log_id, origin = log.pk, log.origin
    elif head and head[0] is not None:
        peaks = bytes.fromhex(head[3] or "")
        tree = trees.trusted(
            origin, head[0], bytes(head[1]), head[2], [peaks[at : at + 32] for at in range(0, len(peaks), 32)]
        )
    key = sealing.unwrap(bytes(wrapped), uuid.UUID(str(uid)))
    named = bytes(clk).hex() if clk else ""
    return _Place(key, seq or 0, bytes(leaf).hex() if leaf else "", log_id, origin, tree, named)


def _open_log(stream: Stream, year: int, now: datetime) -> Log:
    """The log of the stream's company and of the year, named by the company's random id."""
    name = str(stream.company.uid) if stream.company else "installation"
    return Log.objects.get_or_create(
        origin=f"{name}/hr-evidence/{year}",
        defaults={"company_id": stream.company_id, "year": year, "created_at": now},
    )[0]


def _entry(
    stream: Stream,
    place: _Place,
    before: Entry | None,
    draft: Draft,
    actor: str,
    at: str,
) -> Entry:
    """One entry, ready to be stored: body, leaf and sealed content."""
    eid = uid7()
    payload = canonical.encode(dict(draft.payload))
    content = sealing.Content(
        None,
        sealing.salt(),
        tuple(sealing.SealedFile(sealing.salt(), bytes(blob.sha256), blob.name, str(blob.uid)) for blob in draft.files),
    )
    body = Body(
        log=place.origin,
        eid=str(eid),
        stream=str(stream.uid),
        stream_kind=stream.kind,
        stream_seq=before.stream_seq + 1 if before else place.seq + 1,
        prev=before.leaf.hex() if before else place.prev,
        type=draft.type,
        at=at,
        actor=actor,
        commit=commitment.of_bytes(content.salt, payload),
        files=tuple(
            File(commitment.of_file(sealed.salt, sealed.sha256, sealed.name), blob.size, blob.media)
            for sealed, blob in zip(content.files, draft.files, strict=True)
        ),
        tmpl=draft.template,
        rule=draft.rule,
        clk=place.clk,
    )
    raw = body.encode()
    sealed = sealing.close(place.key, eid, content, payload)
    # In the order of the fields: with names Django takes three times as long.
    entry = Entry(
        None, eid, place.log_id, stream.pk, body.stream_seq, draft.type, body.instant, raw, leaf_hash(raw), sealed
    )
    entry._state.fields_cache["stream"] = stream
    return entry


def sequence(now: datetime, *, limit: int = 2000, wait: bool = False) -> int:
    """Integrate pending entries (PostgreSQL) and sign one checkpoint for each log touched; returns how many.

    One sequencer leads at a time: without `wait` a second one returns 0 at once. Entries of one stream keep their
    order, because a stream's row is locked until its writer commits. Raises `LogBroken` before signing anything
    over a tree that is not the one signed last; entries go on being written and wait.
    """
    if not Pending.objects.exists():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        else:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
            if not cursor.fetchone()[0]:
                return 0
        # Never "id > last": ids are given out before the commit, so a lower one may appear later.
        cursor.execute(
            "DELETE FROM evidence_pending p USING evidence_entry e WHERE e.id = p.entry_id AND p.entry_id IN "
            "(SELECT entry_id FROM evidence_pending ORDER BY entry_id LIMIT %s) "
            # Which log an entry belongs to, and whether it waits at all, is the entry's word: who may add rows that
            # wait could name another log, or an entry that has its place, and nothing would be signed any more.
            "RETURNING p.entry_id, e.log_id, e.leaf, EXISTS (SELECT 1 FROM evidence_node n WHERE n.entry_id = e.id)",
            [limit],
        )
        found = sorted(cursor.fetchall())
        waiting = [(entry_id, log_id, leaf) for entry_id, log_id, leaf, has_place in found if not has_place]
        for log in Log.objects.filter(pk__in={log_id for _entry, log_id, _leaf in waiting}).order_by("pk"):
            entries = [(entry_id, bytes(leaf)) for entry_id, log_id, leaf in waiting if log_id == log.pk]
            trees.append(log.pk, log.origin, trees.head(log), entries, now=now, cursor=cursor)
    return len(found)


WAIT_SECONDS, POLL_SECONDS = 20.0, 0.05


def integrate(now: datetime, *, upto: Entry) -> None:
    """Have an entry in the tree before going on: by signing here, or by waiting for the sequencer's own process.

    When it does not come in time, `queries.proofs` says so; nothing was lost.
    """
    if not settings.SEQUENCER_ELSEWHERE:
        sequence(now, wait=True)
        return
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until and Pending.objects.filter(entry=upto.pk).exists():
        time.sleep(POLL_SECONDS)
