"""What every route declares and starts with: the refusals, and who asks."""

from typing import Any

from django.http import HttpRequest

from partwell.lib.actor import Actor

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
    """Who asks: the actor of the token or of the session."""
    return request.auth  # type: ignore[attr-defined]
