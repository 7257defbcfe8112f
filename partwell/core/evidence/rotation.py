"""The old key of a log names its successor: a C2SP signed note that a reader who knows the old key can follow.

    partwell-key-rotation/1
    old <public key, base64>
    new <public key, base64>
    at <RFC 3339 time>

    — rotation <base64 of 4 bytes key id and 64 bytes Ed25519 signature of the old key>

Format: docs/formats/checkpoint.md.
"""

import base64
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .checkpoint import Key, NotACheckpoint, VerifySignature, note_of, verify_text
from .entry import NotAnEntry, instant

HEADER, NAME = "partwell-key-rotation/1", "rotation"
_TEXT = re.compile(
    re.escape(HEADER)
    + r"\nold ([A-Za-z0-9+/]{43}=)\nnew ([A-Za-z0-9+/]{43}=)\nat (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\n",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Rotation:
    """From which key to which, and when."""

    old: bytes
    new: bytes
    at: str

    @property
    def text(self) -> str:
        """What the old key signs."""
        old, new = (base64.b64encode(key).decode() for key in (self.old, self.new))
        return f"{HEADER}\nold {old}\nnew {new}\nat {self.at}\n"


def sign(rotation: Rotation, signer: Callable[[bytes], bytes]) -> str:
    """The note; `signer` signs with the old key."""
    return note_of(rotation.text, Key(NAME, rotation.old), signer)


def verify(note: str, verify_signature: VerifySignature) -> Rotation:
    """What the note says, under the old key it names itself. Raises `NotACheckpoint`."""
    text, gap, _rest = note.rpartition("\n\n")
    found = _TEXT.fullmatch(text + "\n")
    if not gap or not found or not _is_time(found[3]):
        raise NotACheckpoint("not a key rotation")
    rotation = Rotation(base64.b64decode(found[1]), base64.b64decode(found[2]), found[3])
    verify_text(note, Key(NAME, rotation.old), verify_signature)
    return rotation


def _is_time(text: str) -> bool:
    try:
        instant(text)
    except NotAnEntry:
        return False
    return True


def successors(fingerprint: str, rotations: Iterable[Rotation]) -> set[str]:
    """Fingerprints that a chain of rotations leads to from one key, itself included."""
    known, rest = {fingerprint}, list(rotations)
    grew = True
    while grew:
        grew = False
        for one in rest:
            old, new = (Key(NAME, key).fingerprint for key in (one.old, one.new))
            if old in known and new not in known:
                known.add(new)
                grew = True
    return known
