"""What every signed-in page starts with: who acts."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from partwell.lib.actor import Actor
from partwell.lib.signed_in import actor_of
from partwell.lib.signed_in import signed_in as door

P = ParamSpec("P")


def signed_in(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Hand the view its actor; a stranger goes to sign-in and comes back, a person of no company is told so."""

    @wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, actor_of(request), *args, **kwargs)

    return door(page)


def frame_of(by: Actor) -> str:
    """The frame of a page that everybody has: colleagues with a role get the staff's, an employee the phone's."""
    return "base.html" if by.seats else "base_employee.html"
