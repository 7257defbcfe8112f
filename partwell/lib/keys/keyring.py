"""The installation's secrets: one folder of files, made at the first start, never in the database.

    DIR/keys/            0700
        master           32 bytes: wraps data keys, seals fields and files (through HKDF, RFC 5869)
        index            32 bytes: HMAC key for exact look-up of sealed values
        log              Ed25519 seed that signs checkpoints of the evidence log (RFC 8032)
        django           Django's SECRET_KEY
        persons          32 bytes: wraps the data keys of persons; replaced after erasures, so that no backup opens them
        log.pub          public half of `log`, for processes that must not sign and are not given `log`
        log.retired      former public keys of the log, one line of JSON each, with the note that names the next

A sealed value is: version 0x01, 12 bytes nonce, AES-256-GCM ciphertext with tag (NIST SP 800-38D).
The associated data binds it to its row and column, so that a swapped value does not open.
"""

import hashlib
import hmac
import json
import os
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
NAMES = ("master", "index", "log", "django", "persons")
OPTIONAL = ("log.pub", "log.retired", "persons.next")


class CannotOpen(Exception):
    """A sealed value is damaged, was moved to another place, or its key is gone."""


class NotAKey(Exception):
    """A file of the keys' folder does not hold what it is called. Told before anything is sealed or shown with it."""


class NoSigningKey(Exception):
    """This process was not given the key that signs the log: on PostgreSQL only the worker has it."""


@dataclass(frozen=True, slots=True)
class Retired:
    """A former key of the log. `note` is the rotation the old key signed; a stolen key's word counts for nothing."""

    public: bytes
    until: str
    note: str = ""
    stolen: bool = False

    @property
    def line(self) -> str:
        """The line in the file."""
        kept = {"public": self.public.hex(), "until": self.until, "note": self.note, "stolen": self.stolen}
        return json.dumps(kept) + "\n"


@dataclass(frozen=True, slots=True)
class Keyring:
    """The secrets of one installation. `log` is b"" in a process that must not sign."""

    master: bytes
    index: bytes
    log: bytes
    django: str
    log_public: bytes = b""
    retired: tuple[Retired, ...] = ()
    persons: tuple[bytes, ...] = ()
    """Keys that wrap persons' data keys: the present one first; a second one only while they are being replaced."""

    def derived(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose ("field", "file", ...), derived from the master key (RFC 5869)."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"partwell/" + purpose.encode()).derive(self.master)

    def look_up(self, purpose: str, value: str) -> bytes:
        """HMAC-SHA256 of a value for exact look-up; the purpose keeps columns from being compared."""
        return hmac.digest(self.index, f"{purpose}\0{value}".encode(), hashlib.sha256)

    def log_signer(self) -> Ed25519PrivateKey:
        """The key that signs checkpoints. Raises `NoSigningKey`."""
        if not self.log:
            raise NoSigningKey("this process was not given the log's signing key")
        return Ed25519PrivateKey.from_private_bytes(self.log)


STARTS_TOGETHER = 2.0
"""Seconds in which another process that starts at the same moment has written the keys it began with."""


def make(folder: Path) -> None:
    """Create the keys of a new installation; existing ones are never touched.

    Raises `NotAKey` where some are there and others are not: a new one in the place of a lost one would open nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    until = time.monotonic() + STARTS_TOGETHER
    while lost := _lacking(folder):
        if time.monotonic() > until:
            raise NotAKey(
                f"{folder / lost[0]} is missing or empty, and other keys are there. Put it back from the copy of the "
                "keys; where nothing was ever kept with them, remove them all."
            )
        if len(lost) == len(NAMES):
            _make(folder)
        else:
            time.sleep(0.05)


def _lacking(folder: Path) -> list[str]:
    """Which keys are not there yet, nor what stands in their place; an empty file counts as none."""
    instead = {"log": "log.pub", "persons": "persons.next"}
    sizes = {path.name: path.stat().st_size for path in folder.iterdir() if path.is_file()}
    lost = [name for name in NAMES if not sizes.get(name) and not sizes.get(instead.get(name, name))]
    return [instead[name] if name not in sizes and instead.get(name) in sizes else name for name in lost]


def _make(folder: Path) -> None:
    for name in NAMES:
        secret = secrets.token_urlsafe(48).encode() if name == "django" else secrets.token_bytes(32)
        try:
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            # Another process was first: it writes the others too.
            time.sleep(0.05)
            return
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())


def read(folder: Path) -> Keyring:
    """The keys in `folder`. Raises FileNotFoundError naming the first that is missing, `NotAKey` for one that is none.

    Where `log` is missing, `log.pub` stands in: such a process shows and checks, but signs nothing.
    """
    master, index = _secret(folder / "master"), _secret(folder / "index")
    django = folder.joinpath("django").read_text("ascii", errors="replace")
    if not django:
        raise NotAKey(f"{folder / 'django'} is empty.")
    public = folder / "log.pub"
    if public.exists() and not (folder / "log").exists():
        log, shown = b"", _public(public)
    else:
        log = _secret(folder / "log")
        shown = Ed25519PrivateKey.from_private_bytes(log).public_key().public_bytes_raw()
    persons = [folder / name for name in ("persons.next", "persons")]
    wrapping = tuple(_secret(path) for path in persons if path.exists())
    return Keyring(master, index, log, django, shown, tuple(_retired(folder)), wrapping)


def _secret(path: Path) -> bytes:
    """The 32 bytes of a key."""
    held = path.read_bytes()
    if len(held) != 32:
        raise NotAKey(f"{path} does not hold a key: {len(held)} bytes in place of 32.")
    return held


def _public(path: Path) -> bytes:
    """The public half as `./run keys show` prints it."""
    text = path.read_text("ascii", errors="replace").strip()
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise NotAKey(f"{path} does not hold the 64 hex digits that `./run keys show` prints as public.")
    return bytes.fromhex(text)


def _retired(folder: Path) -> list[Retired]:
    path = folder / "log.retired"
    if not path.exists():
        return []
    try:
        values = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
        return [Retired(bytes.fromhex(one["public"]), one["until"], one["note"], one["stolen"]) for one in values]
    except (ValueError, KeyError, TypeError) as why:
        raise NotAKey(f"{path} is not the list of former keys: {why}") from why


def write_new(path: Path, content: bytes) -> None:
    """Write a key file durably under its final name: beside it first, then renamed over what was there."""
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


SEALED_MORE = 29
"""By how many bytes a sealed value is longer than the plain one: version, nonce and tag."""


def seal(key: bytes, plain: bytes, *, bound_to: str) -> bytes:
    """Encrypt `plain` so that it opens only with `key` and only at the place `bound_to`."""
    nonce = secrets.token_bytes(12)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def unseal(key: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    """The plain value. Raises `CannotOpen` when damaged, moved or sealed with another key."""
    if sealed[:1] != VERSION or len(sealed) < SEALED_MORE:
        raise CannotOpen("not a sealed value of a known version")
    try:
        return AESGCM(key).decrypt(sealed[1:13], sealed[13:], bound_to.encode())
    except InvalidTag as why:
        raise CannotOpen("the value was changed, moved, or sealed with another key") from why
