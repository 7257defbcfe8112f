"""What every route declares and starts with: the refusals, and who asks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from partwell.apps.cases import reads
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.requests.once import once

from . import schemas as s

REFUSED = (401, 403, 404, 409, 422, 429)


class _Refusal(s.Schema):
    """The answer of every refusal, in the form django-ninja keeps the answers of a route."""

    response: s.Problem


def _may_refuse(route: Operation) -> None:
    route.response_models.update(dict.fromkeys(REFUSED, _Refusal))


class Routes(Router):
    """Routes that all declare the same refusals, and share one model of them.

    Declared with each route they would be six models a route, several hundred in a process.
    """

    def add_api_operation(self, path: str, methods: list[str], view_func: Callable[..., Any], **known: Any) -> None:
        """Take up a route; its refusals are declared here."""
        contribute_operation_callback(view_func, _may_refuse)
        super().add_api_operation(path, methods, view_func, **known)


READS = {"acts": "step", "clocks": "clocks", "money": "money", "what-if": "money"}
"""What a read of a case is called in the access log, by the end of its address; else it is the case itself."""


class Api(NinjaAPI):
    """The API; who reads a case by it is noted as on the pages."""

    def create_response(self, request: HttpRequest, data: Any, *args: Any, **known: Any) -> HttpResponse:
        """The answer; when it shows a case, the reading is noted once it is out."""
        response = super().create_response(request, data, *args, **known)
        found = request.resolver_match
        shown = request.method == "GET" and response.status_code == 200
        if shown and found is not None and "case" in found.kwargs:
            what = READS.get(request.path.rstrip("/").rsplit("/", 1)[-1], "case")
            reads.after(response, by_of(request), found.kwargs["case"], what)
        return response


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
