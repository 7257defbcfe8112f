"""Any case, open or closed, by what one knows of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from partwell.apps.cases import standing
from partwell.apps.cases.models import Case
from partwell.lib.actor import Actor
from partwell.lib.refusal import NotAllowed

from .rows import IN_LISTS, part_of, visible_to


@dataclass(frozen=True, slots=True)
class Search:
    """What the list of cases is searched by; nothing narrows it unless it is given."""

    text: str = ""
    """Name, pinyin, employee number or case number."""
    state: str = ""
    """open, late, closed or cancelled."""
    kind: str = ""
    """Kind of separation."""
    ends_from: date | None = None
    ends_to: date | None = None
    """First and last of the last days that are wanted."""


def cases(by: Actor, search: Search, page: int = 1, size: int = 50, *, now: datetime) -> tuple[list[Case], int]:
    """One page of `cases_found`, and how many there are."""
    rows = cases_found(by, search, now=now)
    total = rows.count()
    # Every page beyond the last is empty; an offset may be larger than what a database counts with.
    first = min((page - 1) * size, total)
    return list(part_of(rows, first, size)), total


def cases_found(by: Actor, search: Search, *, now: datetime) -> Any:
    """Cases that may be read whole and fit a search.

    Newest first; those of the state `late` (open, something is overdue) the most overdue first.
    """
    if not by.holds(*standing.SEES_CASES):
        raise NotAllowed(_("The list of cases is for HR. Your own tasks are under To-dos."))
    rows = standing.of_others(visible_to(by), by)
    rows = rows.select_related("employee", "department", "template").only(*IN_LISTS)
    if text := search.text.strip()[:60]:
        rows = rows.filter(
            Q(employee__name__contains=text)
            | Q(employee__number__istartswith=text)
            | Q(employee__pinyin__startswith=text.lower())
            | Q(number__contains=text)
        )
    if search.kind:
        rows = rows.filter(separation_type=search.kind)
    if search.ends_from:
        rows = rows.filter(ends_on__gte=search.ends_from)
    if search.ends_to:
        rows = rows.filter(ends_on__lte=search.ends_to)
    state = search.state
    if state == "late":
        return rows.filter(state=Case.State.OPEN, next_due_at__lt=now).order_by("next_due_at", "pk")
    if state in Case.State.values:
        rows = rows.filter(state=state)
    return rows.order_by("-opened_at", "-pk")
