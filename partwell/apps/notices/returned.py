"""Reads a returned mail (delivery status notification, RFC 3464): which mail came back, and why. Pure."""

import re
from email import message_from_bytes
from email.message import Message
from typing import NamedTuple

_ID = re.compile(r"<[^<>\s]+@[^<>\s]+>")


class Returned(NamedTuple):
    """A mail of ours that came back. `code` is the status, 5.1.1; `final` is False for "still trying"."""

    message_id: str
    code: str
    final: bool


def read(raw: bytes) -> Returned | None:
    """What a mail in the mailbox for returns says; None when it is not a report about a mail of ours."""
    report = message_from_bytes(raw)
    action, status, original = "", "", ""
    for part in report.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            action, status = _status(part)
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            original = original or _original_id(part)
    if not original or not action:
        return None
    return Returned(original, status or "5.0.0", action.lower() == "failed")


def _status(part: Message) -> tuple[str, str]:
    """Action and status of the first recipient in a report."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Message) and block["Action"]:
            return str(block["Action"]).strip(), str(block["Status"] or "").split()[0:1][0] if block["Status"] else ""
    return "", ""


def _original_id(part: Message) -> str:
    """The Message-ID of the mail that the report encloses, whole or only its headers."""
    inner = part.get_payload()
    if isinstance(inner, list):
        inner = inner[0]
    headers = inner if isinstance(inner, Message) else message_from_bytes(str(inner).encode())
    found = _ID.search(str(headers["Message-ID"] or ""))
    return found[0] if found else ""
