"""Read evidence: the opened entries of a stream, proofs, and the audit of the whole log."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from partwell.core.evidence import entry as core_entry

from . import sealing
from .models import Entry, Stream


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


def stream(uid: uuid.UUID | str) -> Stream:
    """The stream with this random id, its key with it. Raises `Stream.DoesNotExist`."""
    return Stream.objects.select_related("key").get(uid=uid)


def tail(stream: Stream, count: int) -> list[OpenEntry]:
    """The newest `count` entries of a stream, newest first, opened."""
    key = key_of(stream)
    newest = Entry.objects.filter(stream=stream).order_by("-stream_seq")[:count]
    return [open_entry(entry, key) for entry in newest]
