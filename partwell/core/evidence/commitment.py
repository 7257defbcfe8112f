"""Salted commitments: the log shows that something was fixed without letting anyone guess what it is.

A bare hash of a name or an amount is guessed by trying; HMAC-SHA256 (RFC 2104) under 32 random bytes is not.
The salt lies with the content, encrypted; when both are destroyed the commitment says nothing about the person.
"""

import hmac
from typing import Any

from . import canonical

SALT_BYTES = 32


def of_payload(salt: bytes, payload: Any) -> str:
    """Commitment to a payload: HMAC-SHA256 over its canonical bytes, in hex."""
    return of_bytes(salt, canonical.encode(payload))


def of_bytes(salt: bytes, raw: bytes) -> str:
    """Commitment to a payload whose canonical bytes are `raw`."""
    return hmac.digest(salt, raw, "sha256").hex()


def of_file(salt: bytes, sha256: bytes, name: str) -> str:
    """Commitment to a file: HMAC-SHA256 over the canonical bytes of its SHA-256 (hex) and its name, in hex."""
    return of_payload(salt, {"name": name, "sha256": sha256.hex()})


def same(one: str, other: str) -> bool:
    """Whether two commitments are equal."""
    return hmac.compare_digest(one, other)
