"""Do an act once per request key (Idempotency-Key of the API, hidden field of each form)."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
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
        kept, fresh = RequestKey.objects.get_or_create(
            actor=by.pid, key=key, defaults={"action": action, "digest": digest, "at": now}
        )
        if not fresh:
            if bytes(kept.digest) != digest:
                raise Refused(
                    _("This request was already used for something else. Reload the page and try again."),
                    code="key_reused",
                )
            return dict(kept.answer)
        kept.answer = do()
        kept.save(update_fields=["answer"])
        return dict(kept.answer)
