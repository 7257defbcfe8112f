"""The public page of a certificate's code."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from partwell.lib import clock
from partwell.lib.ui.refusals import too_many

from . import checking

PER_MINUTE = 30
"""Questions from one address in a minute; allauth's own limits do not count what is only read."""


def _asks_too_often(request: HttpRequest) -> bool:
    """Whether this address has asked more often than allowed in this minute."""
    key = f"certificate:{get_adapter().get_client_ip(request)}:{clock.now():%H%M}"
    cache.add(key, 0, 120)
    return int(cache.incr(key)) > PER_MINUTE


@require_GET
@never_cache
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a certificate is still valid; the file is compared in the reader's own browser."""
    if _asks_too_often(request):
        return too_many(request)
    response = render(request, "documents/check.html", {"answer": checking.ask(token)})
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
