"""Who asks, and how: the actor on every request of a signed-in person; HEAD wherever GET is.

The language is chosen by `lib.ui.language`, which stands after the actor.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from partwell.apps.people import queries as people
from partwell.lib import clock

COMPANY = "company"
Answer = HttpResponse | StreamingHttpResponse


class HeadMiddleware:
    """Answers HEAD as GET without its content: pages, API and files name the methods they take, and none names HEAD."""

    def __init__(self, get_response: Callable[[HttpRequest], Answer]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Answer:
        """Answer the request; of one for the head status and headers are left, the length among them."""
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = ()
        else:
            response.content = b""
        return response


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
