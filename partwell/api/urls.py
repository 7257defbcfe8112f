"""API v1 below its address, taken up by the first request that asks for it.

Its models of answers are several hundred and cost a process some 9 MB and a quarter of a second; pages, the worker and
commands never need them.
"""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLResolver, re_path
from django.urls.resolvers import RegexPattern
from django.views.decorators.csrf import csrf_exempt


@cache
def _routes() -> URLResolver:
    from .v1 import ROUTES

    return URLResolver(RegexPattern(r""), ROUTES)


@csrf_exempt
def v1(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Answer by the route that fits; where none does, as for any unknown address.

    The routes themselves ask a browser's session for its token against forgery.
    """
    found = _routes().resolve(rest)
    request.resolver_match = found
    answer: Any = found.func(request, *found.args, **found.kwargs)
    return answer


urlpatterns = [re_path(r"^(?P<rest>.*)$", v1, name="any")]
