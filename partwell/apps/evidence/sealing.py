"""What an entry is about, encrypted under the data key of the person whose stream it is.

The plain content is canonical JSON: `payload`, `salt` (hex) and `files`, each with salt, SHA-256, name and the uid
of its blob. It is bound to the entry's id, so the content of one entry does not open under another.
"""

import re
import secrets
import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from partwell.core.evidence import canonical
from partwell.core.evidence.commitment import SALT_BYTES
from partwell.lib.keys.fields import derived, keyring
from partwell.lib.keys.keyring import CannotOpen, seal, unseal


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file an entry speaks of, as only those with the key see it. `blob` is the uid of the stored file."""

    salt: bytes
    sha256: bytes
    name: str
    blob: str


@dataclass(frozen=True, slots=True)
class Content:
    """Payload, its salt, and the files with theirs."""

    payload: Any
    salt: bytes
    files: tuple[SealedFile, ...] = ()

    def value(self) -> dict[str, Any]:
        """The content as plain JSON values, as sealed and as disclosed in a bundle."""
        return {
            "payload": self.payload,
            "salt": self.salt.hex(),
            "files": [
                {
                    "salt": file.salt.hex(),
                    "sha256": file.sha256.hex(),
                    "name": file.name,
                    "blob": file.blob,
                }
                for file in self.files
            ],
        }


def salt() -> bytes:
    """32 random bytes for one commitment."""
    return secrets.token_bytes(SALT_BYTES)


def new_key(uid: uuid.UUID) -> bytes:
    """A fresh data key, wrapped and bound to its row."""
    return wrap(secrets.token_bytes(32), uid)


def wrap(key: bytes, uid: uuid.UUID) -> bytes:
    """A data key wrapped by the newest wrapping key and bound to its row."""
    return seal(keyring().persons[0], key, bound_to=f"person_key:{uid}")


def unwrap(wrapped: bytes, uid: uuid.UUID) -> bytes:
    """The data key of a row. Raises `CannotOpen`.

    While wrapping keys are replaced there are two; rows of the first version were wrapped by the master key.
    """
    for wrapping in (*keyring().persons, derived("person-key")):
        with suppress(CannotOpen):
            return unseal(wrapping, wrapped, bound_to=f"person_key:{uid}")
    raise CannotOpen("no wrapping key opens this person's key")


def close(key: bytes, eid: uuid.UUID, content: Content, payload: bytes) -> bytes:
    """The content encrypted for the entry `eid`; `payload` are the canonical bytes of its payload.

    Keys sorted, as `canonical.encode(content.value())` writes it, without walking through the payload once more.
    """
    files = canonical.encode(content.value()["files"]) if content.files else b"[]"
    plain = b'{"files":%b,"payload":%b,"salt":"%b"}' % (files, payload, content.salt.hex().encode())
    return seal(key, plain, bound_to=f"entry:{eid}")


_BEFORE, _AFTER = b'{"files":[],"payload":', re.compile(rb',"salt":"([0-9a-f]{64})"\}')
_SALT_AT = len(b',"salt":""}') + 2 * SALT_BYTES


def open_content(key: bytes, eid: uuid.UUID, ciphertext: bytes) -> Content:
    """The content of the entry `eid`. Raises `CannotOpen` when it was changed or belongs to another entry."""
    return open_with_bytes(key, eid, ciphertext)[0]


def open_with_bytes(key: bytes, eid: uuid.UUID, ciphertext: bytes) -> tuple[Content, bytes]:
    """The content of the entry `eid`, and the canonical bytes of its payload. Raises as `open_content`."""
    plain = unseal(key, ciphertext, bound_to=f"entry:{eid}")
    # As `close` writes it for an entry without files: then the payload alone need be read.
    if plain.startswith(_BEFORE) and (salt := _AFTER.fullmatch(plain, len(plain) - _SALT_AT)):
        payload = plain[len(_BEFORE) : -_SALT_AT]
        return Content(canonical.decode(payload), bytes.fromhex(salt[1].decode())), payload
    value = canonical.decode(plain)
    files = tuple(
        SealedFile(
            bytes.fromhex(file["salt"]),
            bytes.fromhex(file["sha256"]),
            file["name"],
            file["blob"],
        )
        for file in value["files"]
    )
    return Content(value["payload"], bytes.fromhex(value["salt"]), files), canonical.encode(value["payload"])
