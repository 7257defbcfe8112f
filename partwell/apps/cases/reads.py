"""The access log: staff who looked at a case, written after the answer left, beside the evidence log (decision 32)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import IntegrityError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from partwell.lib import clock
from partwell.lib.actor import Actor

from . import standing
from .models import Access, Case

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, Actor, str, P], HttpResponseBase]


def recorded(what: str) -> Callable[[View[P]], View[P]]:
    """Note who opened this page of a case; the employee's own reading and a refused one are not noted."""

    def around(view: View[P]) -> View[P]:
        @wraps(view)
        def page(request: HttpRequest, by: Actor, uid: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return after(view(request, by, uid, *args, **kwargs), by, uid, what)

        return page  # type: ignore[return-value]

    return around


def note(by: Actor, case: object, what: str, now: datetime) -> None:
    """One row for person, case, page and hour. `case` is the row that was shown, or what its address says."""
    row = case if isinstance(case, Case) else None
    if row is None:
        row = standing.visible_to(by).filter(**{"uid" if standing.is_uid(str(case)) else "alias": case}).first()
    if row is None or row.employee_id == by.employee:
        return
    hour = now.replace(minute=0, second=0, microsecond=0)
    known = {"case": row, "user_id": by.user, "what": what, "hour": hour}
    if Access.objects.filter(**known).exists():
        return
    with suppress(IntegrityError):  # two looks at the same moment
        Access.objects.create(**known, at=now)


def after(response: R, by: Actor, case: object, what: str) -> R:
    """The same answer; once it is out it is noted who got it. A refused one is not noted."""
    if by.user is not None and response.status_code == 200:
        now = clock.now()
        # Closers run when the whole answer was handed to the server: a reader never waits for the log.
        response._resource_closers.append(lambda: note(by, case, what, now))  # type: ignore[attr-defined]
    return response


def of_case(case: Case, limit: int = 200) -> list[Access]:
    """Who looked, newest first."""
    return list(Access.objects.filter(case=case).select_related("user").order_by("-at", "-pk")[:limit])
