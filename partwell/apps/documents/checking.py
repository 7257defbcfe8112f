"""What a stranger may learn of a certificate whose code he scans: company, day, whether it is still valid, its hashes.

The code holds 128 random bits; the database keeps a keyed hash of it. An unknown code is answered in the same shape.
"""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from partwell.lib.clock import SHANGHAI
from partwell.lib.keys.fields import look_up
from partwell.lib.qr import rows

from . import queries
from .models import Document, PublicCheck

BYTES = 16


def new_token() -> str:
    """A fresh code."""
    return secrets.token_urlsafe(BYTES)


def address(token: str) -> str:
    """Where the code leads."""
    return f"{settings.BASE_URL.rstrip('/')}/verify/c/{token}/"


def printed(token: str) -> dict[str, Any]:
    """What stands on the paper: the address, and its code as rows of 0 and 1."""
    return {"url": address(token), "qr": rows(address(token))}


def _digest(token: str) -> bytes:
    return look_up("certificate-check", token)


def keep(document: Document, token: str) -> None:
    """Remember under which code a paper is asked for; in the transaction that issues it."""
    PublicCheck.objects.create(document=document, digest=_digest(token))


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told. `state` is valid, unsealed, replaced, withdrawn or unknown; hashes are of all its files."""

    state: str
    company: str = ""
    title: str = ""
    title_en: str = ""
    on: date | None = None
    ended: date | None = None
    hashes: tuple[str, ...] = ()


UNKNOWN = Answer("unknown")


def ask(token: str) -> Answer:
    """The answer to a scanned code."""
    found = (
        PublicCheck.objects.filter(digest=_digest(token[:64]))
        .select_related("document__company", "document__blob")
        .first()
    )
    if found is None:
        return UNKNOWN
    paper = found.document
    if paper.blob.address.startswith("erased:"):
        return UNKNOWN
    title = queries.title_of(paper)
    state = {"issued": "valid" if queries.is_sealed(paper) else "unsealed"}.get(paper.state, paper.state)
    return Answer(
        state=state,
        company=paper.company.name,
        title=title["title"],
        title_en=title["title_en"],
        on=paper.issued_at.astimezone(SHANGHAI).date(),
        ended=paper.ended_at.astimezone(SHANGHAI).date() if paper.ended_at else None,
        hashes=tuple(bytes(blob.sha256).hex() for blob in queries.files(paper)),
    )
