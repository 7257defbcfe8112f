"""Do an act once per request key (Idempotency-Key of the API, hidden field of each form)."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from partwell.lib.actor import Actor
from partwell.lib.refusal import Refused

from .models import RequestKey


def once(
    by: Actor, key: str | None, action: str, content: Mapping[str, Any], now: datetime, do: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Run `do` in one transaction and keep its answer under (actor, key); a repeat gets the kept answer.

    `content` identifies what was asked; the same key with other content is refused with code `key_reused`.
    Without a key (jobs, whose own row is their key) `do` simply runs in a transaction.
    """
    if not key:
        with transaction.atomic():
            return do()
    digest = hashlib.sha256(json.dumps([action, content], sort_keys=True, default=str).encode()).digest()
    with transaction.atomic():
        row = _reserve(by.pid, key, action, digest, now)
        if row is None:
            kept = RequestKey.objects.get(actor=by.pid, key=key)
            if bytes(kept.digest) != digest:
                raise Refused(
                    _("This request was already used for something else. Reload the page and try again."),
                    code="key_reused",
                )
            return dict(kept.answer)
        answer = do()
        RequestKey.objects.filter(pk=row).update(answer=answer)
        return answer


_RESERVE = (
    "INSERT INTO requests_requestkey (actor, key, action, digest, answer, at) VALUES (%s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (actor, key) DO NOTHING RETURNING id"
)


def _reserve(actor: str, key: str, action: str, digest: bytes, now: datetime) -> int | None:
    """Take the key in one statement, waiting for whoever holds it uncommitted; None when it was taken before."""
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_RESERVE, [actor, key, action, digest, "{}", at])
        row = cursor.fetchone()
    return row[0] if row else None
