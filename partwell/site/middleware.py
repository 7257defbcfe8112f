"""Who asks: puts the actor on every request of a signed-in person.

The language is chosen by `lib.ui.language`, which stands after this.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from partwell.apps.people import queries as people
from partwell.lib import clock

COMPANY = "company"


class ActorMiddleware:
    """Sets `request.actor` (None for strangers and for people without any company) and `request.companies`.

    The company acted in is the one chosen in this session; a choice that no longer holds is ignored.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the actor set."""
        request.actor, request.companies = None, ()  # type: ignore[attr-defined]
        user = request.user
        if user.is_authenticated:
            found = people.where(user, request.session.get(COMPANY), today=clock.today())
            request.actor, request.companies = found.actor, found.companies  # type: ignore[attr-defined]
        return self.get_response(request)
