"""Do an act once per request key (Idempotency-Key of the API, hidden field of each form)."""

import hashlib
import hmac
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
    digest = _digest(action, content)
    with transaction.atomic():
        row = _reserve(by.pid, key, action, digest, now)
        if row is None:
            return _kept(RequestKey.objects.get(actor=by.pid, key=key), digest)
        answer = do()
        RequestKey.objects.filter(pk=row).update(answer=answer)
        return answer


def answered(by: Actor, key: str | None, content: Mapping[str, Any], *actions: str) -> dict[str, Any] | None:
    """The answer this request got before, or None; asked before slow work is done for it a second time.

    `actions` are the names under which such a request may have been kept. Raises Refused with code `key_reused` when
    the key was used for something else.
    """
    row = RequestKey.objects.filter(actor=by.pid, key=key).first() if key else None
    return None if row is None else _kept(row, *(_digest(action, content) for action in actions))


def once_slow(
    by: Actor, key: str | None, action: str, content: Mapping[str, Any], now: datetime, do: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """As `once`, for work that has transactions of its own and must hold no lock while it renders or reads a file.

    A repeat gets the first answer. Two of the same key at the same moment may both do the work, as may a repeat after
    a crash: `do` must bear that, and the first answer that is kept is the one both get.
    """
    kept = answered(by, key, content, action)
    if kept is not None:
        return kept
    answer = do()
    return once(by, key, action, content, now, lambda: answer)


def _digest(action: str, content: Mapping[str, Any]) -> bytes:
    """What a request asked for, in 32 bytes."""
    return hashlib.sha256(json.dumps([action, content], sort_keys=True, default=str).encode()).digest()


def _kept(row: RequestKey, *digests: bytes) -> dict[str, Any]:
    """The answer under a key. Raises Refused when the key was used for something else."""
    if not any(hmac.compare_digest(bytes(row.digest), digest) for digest in digests):
        raise Refused(
            _("This request was already used for something else. Reload the page and try again."), code="key_reused"
        )
    return dict(row.answer)


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
