"""The public page of a certificate's code."""

from allauth.decorators import rate_limit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from . import checking


@require_GET
@never_cache
@rate_limit(action="certificate")
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a certificate is still valid; the file is compared in the reader's own browser."""
    response = render(request, "documents/check.html", {"answer": checking.ask(token)})
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
