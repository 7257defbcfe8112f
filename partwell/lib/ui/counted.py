"""Numbers of the side bar that a page has counted itself: the frame around it does not count them again."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

_KEY = "partwell_counted"


def counted(request: HttpRequest, count: Callable[..., int], number: int) -> None:
    """Keep for this request what `count` would answer."""
    request.__dict__.setdefault(_KEY, {})[f"{count.__module__}.{count.__qualname__}"] = number


def known(request: HttpRequest) -> Mapping[str, Any]:
    """Dotted name of a count -> its number, as far as the page has counted."""
    kept: Mapping[str, Any] = request.__dict__.get(_KEY, {})
    return kept
