"""Random ids that sort by time (UUIDv7, RFC 9562 section 5.7)."""

import secrets
import time
import uuid


def uid7() -> uuid.UUID:
    """A new UUIDv7: 48 bits of Unix milliseconds, 74 random bits.

    The time in it is a sort key of the id and never evidence of when something happened.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)
