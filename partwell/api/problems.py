"""What every route declares and starts with: the refusals, and who asks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.requests.once import once

from . import schemas as s

PROBLEMS: dict[Any, Any] = {
    401: s.Problem,
    403: s.Problem,
    404: s.Problem,
    409: s.Problem,
    422: s.Problem,
    429: s.Problem,
}


def by_of(request: HttpRequest) -> Actor:
    """Who asks: the actor of the token or of the session, with the warnings gone on with in this request."""
    by: Actor = request.auth  # type: ignore[attr-defined]
    known = [one.strip() for one in request.headers.get("Acknowledged", "")[:2000].split(",")]
    return replace(by, goes_on_with=frozenset(filter(None, known))) if any(known) else by


def did(
    request: HttpRequest, key: str, action: str, content: Mapping[str, Any], do: Callable[..., Any], row: Any = None
) -> Any:
    """Do an act once for its key and answer the `uid` of what it made, or of the `row` it changed.

    `do` takes `by` and `now`.
    """
    by, now = by_of(request), clock.now()

    def act() -> dict[str, str]:
        made = do(by=by, now=now)
        return {"uid": str((row or made).uid)}

    return once(by, key, action, content, now, act)


class Made(s.Schema):
    """What an act made or changed, by its id."""

    uid: UUID


DONE: dict[Any, Any] = {200: Made, **PROBLEMS}
