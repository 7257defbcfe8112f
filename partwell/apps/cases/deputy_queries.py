"""What people see of deputies: their own, those they stand in for, and whom they may choose."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from partwell.apps.accounts import deputies as arrangements
from partwell.apps.accounts import queries as accounts
from partwell.apps.people import queries as people
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One period in which somebody stands in for somebody. `state` is now, ahead, over or ended."""

    uid: str
    principal: str
    deputy: str
    since: date
    until: date
    reason: str
    state: str
    may_end: bool


@dataclass(frozen=True, slots=True)
class DeputiesPage:
    """Arrangements this person has to do with, and the colleagues to choose from."""

    mine: tuple[Arrangement, ...]
    for_others: tuple[Arrangement, ...]
    company: tuple[Arrangement, ...]
    """Those of others, for who may name a deputy for a colleague."""
    colleagues: tuple[Any, ...]
    names_for_others: bool


def page(by: Actor, now: datetime, text: str = "") -> DeputiesPage:
    """The page of deputies."""
    today = now.astimezone(SHANGHAI).date()
    keeps = by.holds(*arrangements.MAY_NAME)
    rows = accounts.arrangements(by, all=keeps)

    def some(which: Any) -> tuple[Arrangement, ...]:
        return tuple(_arrangement(row, by, today, keeps=keeps) for row in rows if which(row))

    return DeputiesPage(
        mine=some(lambda row: row.principal_id == by.user),
        for_others=some(lambda row: row.deputy_id == by.user),
        company=some(lambda row: by.user not in (row.principal_id, row.deputy_id)),
        colleagues=tuple(people.colleagues_of(by, text)),
        names_for_others=keeps,
    )


def _arrangement(row: Any, by: Actor, today: date, *, keeps: bool) -> Arrangement:
    state = "ended" if row.ended_at else "over" if row.until < today else "ahead" if row.since > today else "now"
    return Arrangement(
        str(row.uid),
        row.principal.name,
        row.deputy.name,
        row.since,
        row.until,
        row.reason,
        state,
        state in ("now", "ahead") and (keeps or row.principal_id == by.user),
    )
