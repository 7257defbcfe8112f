"""Checkpoints: the signed head of a log as a C2SP signed note (tlog-checkpoint, signed-note, Ed25519 type 0x01).

    <origin>
    <size, decimal>
    <root, base64>

    — <key name> <base64 of 4 bytes key id and 64 bytes signature>

Keys are handed in as values: a `sign` function to write, a `VerifySignature` to read.
Format: docs/formats/checkpoint.md.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

VerifySignature = Callable[[bytes, bytes, bytes], bool]
"""(public key of 32 bytes, message, signature) -> whether it holds."""

ED25519 = b"\x01"
MAX_NOTE_BYTES = 64 * 1024
MAX_SIGNATURES = 32
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NAME = re.compile(r"[^\s+]{1,200}")


_P = 2**255 - 19
_Y8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022
_WEAK = frozenset((0, 1, _P - 1, _Y8, _P - _Y8))
"""The heights of the eight points of Ed25519 that are no keys: under one, one signature holds for many texts."""


def is_weak(public: bytes) -> bool:
    """Whether 32 bytes are a point of small order, however it is written."""
    return (int.from_bytes(public, "little") & ((1 << 255) - 1)) % _P in _WEAK


class NotACheckpoint(ValueError):
    """The text is not a checkpoint, or no signature of the trusted key holds."""


@dataclass(frozen=True, slots=True)
class Key:
    """A log's public key with the name that stands in signature lines (the origin)."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.public) != 32 or is_weak(self.public):
            raise NotACheckpoint("not a key")

    @property
    def id(self) -> bytes:
        """First 4 bytes of SHA-256(name || LF || 0x01 || key): an identifier, no proof."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key in hex, independent of the name: what people compare."""
        return hashlib.sha256(self.public).hexdigest()

    @property
    def text(self) -> str:
        """The verifier key line: `<name>+<key id>+<base64 of 0x01 and key>`."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> "Key":
        """Read a verifier key line. Raises `NotACheckpoint` when a part is wrong or the id does not fit."""
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        raw = from_base64(encoded)
        if raw[:1] != ED25519:
            raise NotACheckpoint("not an Ed25519 key")
        key = cls(name, raw[1:])
        if key.id.hex() != key_id:
            raise NotACheckpoint("the key id does not belong to the key")
        return key


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says about itself: at this size the root is this."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The note's text, the bytes that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def from_base64(text: str) -> bytes:
    """Decode canonical base64; a second spelling of the same bytes is refused."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as why:
        raise NotACheckpoint(f"not base64: {text[:20]!r}") from why
    if base64.b64encode(raw).decode() != text:
        raise NotACheckpoint("not canonical base64")
    return raw


def sign(checkpoint: Checkpoint, key: Key, signer: Callable[[bytes], bytes]) -> str:
    """The signed note of a checkpoint."""
    return note_of(checkpoint.text, key, signer)


def note_of(text: str, key: Key, signer: Callable[[bytes], bytes]) -> str:
    """A text that ends with its line, with one signature line below."""
    signature = signer(text.encode())
    return f"{text}\n— {key.name} {base64.b64encode(key.id + signature).decode()}\n"


def _split(note: str) -> tuple[str, list[str]]:
    """(text, signature lines) of a note."""
    if len(note.encode()) > MAX_NOTE_BYTES or _CONTROL.search(note):
        raise NotACheckpoint("too long, or control characters")
    text, gap, lines = note.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise NotACheckpoint("no signature part")
    signatures = lines[:-1].split("\n")
    if len(signatures) > MAX_SIGNATURES or not all(line.startswith("— ") for line in signatures):
        raise NotACheckpoint("signature lines")
    return text + "\n", signatures


def parse(note: str) -> Checkpoint:
    """The checkpoint of a note, WITHOUT looking at signatures. Extension lines are refused: this log writes none."""
    text, _signatures = _split(note)
    lines = text[:-1].split("\n")
    if len(lines) != 3 or not _NAME.fullmatch(lines[0]) or not _SIZE.fullmatch(lines[1]):
        raise NotACheckpoint("not the three lines of a checkpoint")
    root = from_base64(lines[2])
    if len(root) != 32:
        raise NotACheckpoint("the root is not 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root)


_ONE_SIGNATURE = re.compile(r"\n— [^\x00-\x1f]{1,400}\n")


def states(note: str, checkpoint: Checkpoint) -> bool:
    """Whether the note says this, WITHOUT looking at signatures; that of one signature is compared and not taken apart.

    `checkpoint.origin` is a log's name: the part before the signature is compared with text that parses to the same.
    """
    text = checkpoint.text
    usual = note.startswith(text) and _ONE_SIGNATURE.fullmatch(note, len(text))
    if usual and len(checkpoint.root) == 32 and _NAME.fullmatch(checkpoint.origin):
        return not _CONTROL.search(text)
    try:
        return parse(note) == checkpoint
    except NotACheckpoint:
        return False


def verify(note: str, key: Key, verify_signature: VerifySignature) -> Checkpoint:
    """The checkpoint of a note that `key` signed. Raises `NotACheckpoint` when its line is missing or does not hold.

    Lines of other keys are ignored, as signed-note demands: witnesses and second algorithms may be added.
    """
    checkpoint = parse(note)
    if checkpoint.origin != key.name:
        raise NotACheckpoint(f"a checkpoint of {checkpoint.origin}, a key of {key.name}")
    verify_text(note, key, verify_signature)
    return checkpoint


def verify_text(note: str, key: Key, verify_signature: VerifySignature) -> None:
    """Whether `key` signed the note, whatever its text is. Raises `NotACheckpoint`."""
    text, signatures = _split(note)
    held = False
    for line in signatures:
        name, _, encoded = line[2:].partition(" ")
        raw = from_base64(encoded)
        if (name, raw[:4]) != (key.name, key.id):
            continue
        if not verify_signature(key.public, text.encode(), raw[4:]):
            raise NotACheckpoint("a signature of the log's key does not hold")
        held = True
    if not held:
        raise NotACheckpoint("no signature of the log's key")
