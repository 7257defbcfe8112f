"""Routes of the law: cities, figures of a place on a day, their confirmation by two persons, the yearly round."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Header, Path, Query, Schema

from partwell.apps.law import actions, campaign, cities, queries
from partwell.core.money import exact, plain
from partwell.lib import clock
from partwell.lib.files import store as files
from partwell.lib.requests.once import once

from .problems import Routes, by_of

router = Routes()
Idempotency = partial(Header, alias="Idempotency-Key", min_length=8, max_length=64)
Code = partial(Path, pattern=r"^[0-9]{6}$")
FigureKey = partial(Path, max_length=80, pattern=r"^[a-z][a-z0-9_.]*$")
NUMBER = r"^[0-9]{1,8}(\.[0-9]{1,6})?$"


class CityOut(Schema):
    """A city and its figures that sums need: how many may be printed, wait for HR, are known to nobody."""

    code: str
    name: str
    province: str
    branches: list[str]
    printable: int
    to_confirm: int
    unknown: int


class FigureOut(Schema):
    """A figure of a place on a day. `value` has the digits of the source; null: unknown, a table, or no limit."""

    key: str
    title: str
    value: str | None
    no_limit: bool
    since: date | None
    level: str
    status: Literal["confirmed", "verified", "secondary", "memory", "unknown"]
    source: str
    ref: str
    fallback: bool
    printable: bool
    needed: bool


class ConfirmationIn(Schema):
    """A figure as a paper prints it, rates as fractions (0.095), and the paper as a stored file."""

    value: str | None = Field(default=None, pattern=NUMBER)
    no_limit: bool = False
    valid_from: date
    valid_to: date
    ref: str = Field(min_length=1, max_length=120)
    paper: UUID


class ConfirmationOut(Schema):
    """A confirmation and how it was answered: "" while it waits for a second person."""

    uid: UUID
    division: str
    key: str
    value: str | None
    valid_from: date
    valid_to: date
    ref: str
    asked_by: str
    answer: Literal["", "confirmed", "declined"]
    answered_by: str


class AnswerIn(Schema):
    """Confirm what a colleague asked, or decline it with a reason."""

    confirmed: bool
    reason: str = Field(default="", max_length=300)


class RoundOut(Schema):
    """A city in the round that is open: settled figures of all, the open ones, who is on it."""

    code: str
    name: str
    round: str
    due_on: date
    done: int
    all: int
    open: list[str]
    keepers: list[str]


@router.get("/law/cities", response=list[CityOut], tags=["law"])
def list_cities(
    request: HttpRequest,
    q: str = Query("", max_length=40),
    own: bool = Query(False),  # noqa: FBT001 - a parameter of the address
    needs: bool = Query(False),  # noqa: FBT001
) -> Any:
    """Cities by name, pinyin or code, those of the own branches first."""
    wanted = cities.Wanted(text=q, needs=needs, own=own)
    return [
        {
            "code": one.place.code,
            "name": one.place.name,
            "province": one.province,
            "branches": list(one.branches),
            "printable": one.counts.printable,
            "to_confirm": one.counts.secondary,
            "unknown": one.counts.unknown,
        }
        for one in cities.cities(by_of(request), wanted, clock.today())
    ]


@router.get("/law/cities/{code}/figures", response=list[FigureOut], tags=["law"])
def figures(request: HttpRequest, code: str = Code(), on: date | None = Query(None)) -> Any:
    """Every figure of a place on a day: what the own company confirmed, then the law data."""
    return [
        {
            "key": row.figure.key,
            "title": row.title,
            "value": plain(row.figure.value) if isinstance(row.figure.value, Decimal) else None,
            "no_limit": row.figure.no_limit,
            "since": row.figure.valid_from,
            "level": row.figure.level,
            "status": row.figure.status,
            "source": row.figure.source,
            "ref": row.figure.ref,
            "fallback": row.figure.fallback,
            "printable": row.figure.printable,
            "needed": row.used,
        }
        for row in queries.figure_rows(by_of(request), code, on or clock.today())
    ]


@router.post("/law/cities/{code}/figures/{figure}/confirmations", response=ConfirmationOut, tags=["law"])
def ask(
    request: HttpRequest, body: ConfirmationIn, code: str = Code(), figure: str = FigureKey(), key: str = Idempotency()
) -> Any:
    """Put a figure with its paper before a second person."""
    by, now = by_of(request), clock.now()
    paper = files.kept(body.paper, company=by.company, field="paper")
    value = exact(body.value) if body.value is not None else None
    wish = actions.Wish(code, figure, value, body.valid_from, body.valid_to, body.ref, no_limit=body.no_limit)

    def do() -> dict[str, Any]:
        return {"uid": str(actions.ask_confirmation(wish, paper=paper, by=by, now=now).uid)}

    asked = {"code": code, "key": figure, **body.model_dump(mode="json")}
    return _confirmation(queries.confirmation(by, once(by, key, "figure.ask", asked, now, do)["uid"]))


@router.post("/law/confirmations/{uid}/answer", response=ConfirmationOut, tags=["law"])
def answer(request: HttpRequest, body: AnswerIn, uid: UUID, key: str = Idempotency()) -> Any:
    """Confirm or decline what a colleague asked; nobody answers what they asked themselves."""
    by, now = by_of(request), clock.now()

    def do() -> dict[str, Any]:
        actions.answer_confirmation(uid, confirmed=body.confirmed, by=by, now=now, reason=body.reason)
        return {"uid": str(uid)}

    once(by, key, "figure.answer", {"uid": str(uid), **body.model_dump()}, now, do)
    return _confirmation(queries.confirmation(by, uid))


@router.get("/law/campaign", response=list[RoundOut], tags=["law"])
def current_round(request: HttpRequest) -> Any:
    """The yearly confirmation that is open, city by city, those with open figures first."""
    found = campaign.campaign(by_of(request), clock.today())
    return [
        {
            "code": one.code,
            "name": one.name,
            "round": found.round.label,
            "due_on": found.round.due,
            "done": one.done,
            "all": one.all,
            "open": [row.key for row in one.open],
            "keepers": list(one.keepers),
        }
        for one in found.cities
    ]


def _confirmation(row: Any) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("uid", "division", "key", "valid_from", "valid_to", "ref", "answer")},
        "value": None if row.value is None else plain(row.value),
        "asked_by": row.asked_by_name,
        "answered_by": row.answered_by_name,
    }
