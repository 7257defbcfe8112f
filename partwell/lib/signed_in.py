"""The door of every page that is not public: someone is signed in and acts in a company."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from partwell.lib.actor import Actor
from partwell.lib.refusal import NotAllowed

View = Callable[..., HttpResponseBase]
MOST_WARNINGS = 40
"""More codes than there are rules are nobody's form."""


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware put on the request, with the warnings a form says are gone on with by name.

    Raises NotAllowed for someone without any company.
    """
    by: Actor | None = getattr(request, "actor", None)
    if by is None:
        raise NotAllowed(
            _("You hold no role in any company here. Please ask the administrator."),
            code="no_company",
        )
    known = request.POST.getlist("acknowledged") if request.method == "POST" else []
    return replace(by, goes_on_with=frozenset(known[:MOST_WARNINGS])) if known else by


def signed_in(view: View) -> View:
    """Send strangers to the sign-in page (htmx by its header), and refuse those without any company."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            answer = redirect_to_login(request.get_full_path())
            if request.headers.get("HX-Request") == "true":
                # A redirect would be followed inside the page; this one moves the whole window.
                return HttpResponse(status=204, headers={"HX-Redirect": answer["Location"]})
            return answer
        actor_of(request)
        response = view(request, *args, **kwargs)
        # What a page shows about a person must not come back from a cache after sign-out.
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return inner
