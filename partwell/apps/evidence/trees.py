"""The trees of the logs: read a head, append leaves, sign the new head.

Fail closed: before anything is signed, the stored nodes must give the root of the last checkpoint, and that
checkpoint must carry this installation's signature. A log that was cut, edited or restored from another place
stops here instead of getting a second, contradicting head.

A note signed in a transaction that is rolled back never leaves the process; show a receipt only after the commit.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.db import connection

from partwell.core.evidence import checkpoint
from partwell.core.evidence import tree as hashed
from partwell.core.evidence.tree import Tree
from partwell.lib import rows
from partwell.lib.keys.fields import keyring

from .models import Checkpoint, Log, Node


class LogBroken(RuntimeError):
    """The stored log is not the one that was signed last. Nothing is signed until somebody has looked at it."""


@lru_cache(maxsize=2)
def _key(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def _signer() -> Ed25519PrivateKey:
    ring = keyring()
    return _key(ring.log) if ring.log else ring.log_signer()


def public_key() -> bytes:
    """The 32 bytes of the key that checks this installation's checkpoints."""
    return keyring().log_public


def key_of(origin: str) -> checkpoint.Key:
    """The verifier key of one log."""
    return _named(origin, public_key())


_named = lru_cache(maxsize=64)(checkpoint.Key)


def keys_of(origin: str, *, stolen: bool = False) -> list[checkpoint.Key]:
    """The present key of a log and those it had before, newest first; one that was stolen only when asked for."""
    retired = [one.public for one in reversed(keyring().retired) if stolen or not one.stolen]
    return [checkpoint.Key(origin, public) for public in (public_key(), *retired)]


def rotations() -> list[str]:
    """The notes in which each former key names its successor, oldest first."""
    return [one.note for one in keyring().retired if one.note and not one.stolen]


def verify_signature(public: bytes, message: bytes, signature: bytes) -> bool:
    """Ed25519 (RFC 8032), for the pure functions that are handed it as a value."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


_last_signed: dict[str, str] = {}
"""Origin -> the note this process signed last: it need not verify its own signature on every append."""


@lru_cache(maxsize=256)
def _verified(note: str, origin: str) -> checkpoint.Checkpoint:
    """The checkpoint of a note that carries this installation's signature. Raises `NotACheckpoint`."""
    if _last_signed.get(origin) == note:
        return checkpoint.parse(note)
    return signed(note, origin)


def signed(note: str, origin: str, *, stolen: bool = True) -> checkpoint.Checkpoint:
    """The checkpoint of a note that a present or former key of this installation signed. Raises `NotACheckpoint`.

    What lies in the own database may carry a key that was stolen later; what goes outside may not.
    """
    why: Exception = checkpoint.NotACheckpoint("no key")
    for key in keys_of(origin, stolen=stolen):
        try:
            return checkpoint.verify(note, key, verify_signature)
        except checkpoint.NotACheckpoint as found:
            why = found
    raise why


def for_readers(note: str, origin: str) -> str:
    """A note as it goes outside: signed anew, over the same head, when the key that signed it was stolen since."""
    try:
        signed(note, origin, stolen=False)
    except checkpoint.NotACheckpoint:
        return checkpoint.sign(signed(note, origin), key_of(origin), _signer().sign)
    return note


LEVELS = "SELECT 0 AS level" + "".join(f" UNION ALL SELECT {level}" for level in range(1, 48))
"""Every level a log can have; as a list of constants no database has to count them out."""
PEAKS = (
    f"SELECT n.level, n.hash FROM ({LEVELS}) v JOIN evidence_node n "
    'ON n.log_id = %s AND n.level = v.level AND n."index" = (%s >> v.level) - 1 '
    "WHERE (%s >> v.level) & 1 = 1 ORDER BY n.level DESC"
)


def trusted(origin: str, size: int, root: bytes, note: str, peaks: Sequence[bytes]) -> Tree:
    """The tree behind a stored checkpoint. Raises `LogBroken` unless nodes, columns and signed note agree."""
    try:
        tree = Tree(size, tuple(peaks))
        signed = _verified(note, origin)
    except (ValueError, checkpoint.NotACheckpoint) as why:
        raise LogBroken(f"{origin}: {why}") from why
    if (signed.size, signed.root) != (size, root) or tree.root != root:
        raise LogBroken(f"{origin}: the stored tree of {size} entries is not the one that was signed")
    return tree


def head(log: Log) -> Tree:
    """The tree at the last checkpoint of a log, read from the nodes. Raises `LogBroken`."""
    last = Checkpoint.objects.filter(log=log).order_by("-size").first()
    if last is None:
        if Node.objects.filter(log=log).exists():
            raise LogBroken(f"{log.origin}: entries without a checkpoint")
        return Tree()
    with connection.cursor() as cursor:
        cursor.execute(PEAKS, [log.pk, last.size, last.size])
        peaks = [bytes(hash_) for _level, hash_ in cursor.fetchall()]
    return trusted(log.origin, last.size, bytes(last.root), last.note, peaks)


def append(
    log_id: int, origin: str, tree: Tree, entries: Sequence[tuple[int, bytes]], *, now: datetime, cursor: Any
) -> Tree:
    """Put entries (primary key, leaf) behind `tree`, store the new nodes and sign one checkpoint over all.

    Two statements.

    Written by hand, as in `actions`: this runs in every act, and the ORM costs several times the statement.
    """
    grown, runs = tree.append([leaf for _pk, leaf in entries])
    nodes: list[tuple[int, int, int, bytes, int | None]] = [
        (log_id, 0, tree.size + place, leaf, pk) for place, (pk, leaf) in enumerate(entries)
    ]
    nodes += [(log_id, level, index, hash_, None) for level, index, hash_ in hashed.nodes(runs[1:])]
    rows.copy('evidence_node (log_id, level, "index", hash, entry_id)', nodes, cursor=cursor)
    root = grown.root
    note = checkpoint.sign(checkpoint.Checkpoint(origin, grown.size, root), key_of(origin), _signer().sign)
    rows.insert(
        "evidence_checkpoint (log_id, size, root, note, at)",
        [(log_id, grown.size, root, note, now)],
        cursor=cursor,
    )
    _last_signed[origin] = note
    return grown
