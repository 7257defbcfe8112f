"""One-time codes: made, bound and compared. No database here.

A six-digit code has a million values, so a plain hash of it is no secret, however slow. The stored digest is an HMAC
under a key outside the database, over the code's own random id, the person, the paper's digest and the intent: a code
for "sign" does not decline, a code for one paper does not sign another, a stolen table tells nothing.
"""

import hashlib
import hmac
import secrets
from uuid import UUID

from partwell.lib.keys.fields import derived

MINUTES = 5
TRIES = 5
PAUSE_SECONDS = 60
PER_HOUR = 6
DIGITS = 6


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def digest(code: str, *, uid: UUID, user: int, paper: bytes, intent: str) -> bytes:
    """The keyed hash of a code, bound to all it is for."""
    message = "\0".join((str(uid), str(user), paper.hex(), intent, code)).encode()
    return hmac.digest(derived("one-time-code"), message, hashlib.sha256)


def matches(code: str, kept: bytes, *, uid: UUID, user: int, paper: bytes, intent: str) -> bool:
    """Whether this is the code, compared in constant time. Spaces and full-width digits are forgiven."""
    plain = "".join(str(int(c)) if c.isdecimal() else "" if c.isspace() else c for c in code)
    return hmac.compare_digest(digest(plain, uid=uid, user=user, paper=paper, intent=intent), bytes(kept))
