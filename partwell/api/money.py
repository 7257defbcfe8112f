"""Routes of the money of a case: the statement with its versions and payments, what-if, review, one's own sheet."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Header, Path, Query, Schema

from partwell.apps.cases import payments, store
from partwell.apps.cases.queries import own_case
from partwell.apps.settlements import actions, balance, queries, reviewing, statement_views, what_if
from partwell.core.money import fen
from partwell.core.settlement.statement import Line, NotComputed
from partwell.lib import clock
from partwell.lib.refusal import NotVisible

from .problems import Routes, by_of

router = Routes()
Key = partial(Header, alias="Idempotency-Key", min_length=8, max_length=64)


class LineOut(Schema):
    """A line of a statement. `fen` is null for a line without money. `printable`: may stand on a signed paper."""

    code: str
    fen: int | None
    value: str
    basis: str
    articles: list[str]
    status: str
    printable: bool
    payee: str
    column: str
    month: str
    insurance: str
    note: str


class ReviewOut(Schema):
    """What a second person said of a calculation."""

    answer: Literal["approved", "returned"]
    reason: str
    by: str
    at: datetime


class CalculationOut(Schema):
    """A calculation as it was made. `newest`: no later version of it stands."""

    uid: UUID
    name: str
    sha256: str
    made_by: str
    made_at: datetime
    newest: bool
    printable: bool
    review: ReviewOut | None
    lines: list[LineOut]


class BalanceOut(Schema):
    """A payment: computed, paid, and what is still to pay (below zero: too much); null while one of the two is open."""

    item: str
    computed_fen: int | None
    paid_fen: int
    difference_fen: int | None
    vouchers: list[str]


class MoneyOut(Schema):
    """Every calculation of a case with its versions, and payments against them."""

    case: UUID
    calculations: list[CalculationOut]
    balances: list[BalanceOut]


class WayOut(Schema):
    """One way to end; `fen` is null where a figure is unknown."""

    key: Literal["own", "mutual", "nofault", "unlawful"]
    title: str
    law: str
    fen: int | None
    basis: str
    own: bool


class DayOut(Schema):
    """All ways for one last day. `exposure_fen`: what an unlawful ending would cost beyond this case's ground.

    `to_confirm`: figures of law behind the sums that the company has not confirmed yet; no paper is printed with them.
    """

    on: date
    units: str
    ways: list[WayOut]
    unused_leave_fen: int | None
    exposure_fen: int | None
    unknown: list[str]
    to_confirm: list[str]


class WhatIfOut(Schema):
    """A comparison; it is kept nowhere. `assumed`: the contract's wage stands in for the average of 12 months."""

    ending: str
    average_fen: int
    assumed: bool
    days: list[DayOut]


class ReviewIn(Schema):
    """Approve a calculation, or return it with a reason."""

    answer: Literal["approve", "return"]
    reason: str = Field(default="", max_length=300)
    acknowledged: list[str] = Field(default_factory=list, max_length=20)
    """Codes of warnings the caller goes on with, each a name among the fields of the refusal `not_acknowledged`."""


class ReviewedOut(Schema):
    """The entry of the review."""

    calculation: UUID
    answer: Literal["approved", "returned"]
    entry: UUID


@router.get("/cases/{case}/money", response=MoneyOut, tags=["money"])
def money(request: HttpRequest, case: str = Path(max_length=40)) -> Any:
    """Every sum of a case, newest first under each name, with its reviews, and what was paid on it."""
    return _money(statement_views.money_case(by_of(request), case))


@router.get("/my/money", response=MoneyOut, tags=["money"])
def my_money(request: HttpRequest) -> Any:
    """The newest sums about oneself; 404 without a separation case."""
    row = own_case(by_of(request))
    if row is None:
        raise NotVisible
    return _money(row, newest_only=True)


@router.get("/cases/{case}/what-if", response=WhatIfOut, tags=["money"])
def compare(
    request: HttpRequest,
    case: str = Path(max_length=40),
    last_day: date | None = Query(None),
    other_day: date | None = Query(None),
    average: Decimal | None = Query(None, ge=0, le=statement_views.LARGEST, decimal_places=2),
) -> Any:
    """N, N+1 and 2N of a case for one or two last days, beside its own ground."""
    row = statement_views.money_case(by_of(request), case)
    ending = what_if.ending_of(row.separation_type, store.load(row).state.facts, row.initiator)
    first = last_day or row.ends_on or clock.today()
    days = (first,) if other_day is None else (first, other_day)
    try:
        found = what_if.compare(row.employee_id, ending=ending, days=days, average=average)
    except NotComputed as unknown:
        raise actions.not_computed("severance", unknown, by_of(request), row.employee_id) from unknown
    return {
        "ending": found.ending,
        "average_fen": fen(found.average),
        "assumed": found.assumed,
        "days": [
            {
                "on": day.on,
                "units": day.units,
                "ways": [
                    {name: getattr(way, name) for name in ("key", "title", "law", "basis", "own")}
                    | {"fen": _fen(way.amount)}
                    for way in day.ways
                ],
                "unused_leave_fen": _fen(day.leave),
                "exposure_fen": _fen(day.exposure),
                "unknown": list(day.unknown),
                "to_confirm": list(day.to_confirm),
            }
            for day in found.days
        ],
    }


@router.post("/calculations/{calculation}/review", response=ReviewedOut, tags=["money"])
def review(request: HttpRequest, body: ReviewIn, calculation: UUID, key: str = Key()) -> Any:
    """Approve or return what a colleague calculated; nobody reviews the own calculation."""
    return reviewing.review(
        by=by_of(request),
        calculation=calculation,
        approved=body.answer == "approve",
        reason=body.reason,
        acknowledged=body.acknowledged,
        now=clock.now(),
        key=key,
    )


def _money(case: Any, *, newest_only: bool = False) -> dict[str, Any]:
    made = queries.versions(case.uid)
    shown = {name: queries.statement_of(rows[0]) for name, rows in made.items()}
    return {
        "case": case.uid,
        "calculations": [
            _calculation(row, newest=number == 0)
            for rows in made.values()
            for number, row in enumerate(rows[:1] if newest_only else rows)
        ],
        "balances": [
            {
                "item": one.item,
                "computed_fen": _fen(one.computed),
                "paid_fen": fen(one.paid),
                "difference_fen": _fen(one.difference),
                "vouchers": [voucher.voucher for voucher in one.vouchers],
            }
            for one in balance.of(shown, payments.of_case(case))
        ],
    }


def _fen(amount: Decimal | None) -> int | None:
    return None if amount is None else fen(amount)


def _calculation(row: Any, *, newest: bool) -> dict[str, Any]:
    said = getattr(row, "review", None)
    return {
        "uid": row.uid,
        "name": row.name,
        "sha256": row.sha256,
        "made_by": row.made_by_name,
        "made_at": row.made_at,
        "newest": newest,
        "printable": row.printable,
        "review": said and {"answer": said.answer, "reason": said.reason, "by": said.by_name, "at": said.at},
        "lines": list(_lines(queries.statement_of(row).lines)),
    }


def _lines(lines: Iterable[Line]) -> Iterable[dict[str, Any]]:
    names = ("code", "value", "basis", "status", "printable", "payee", "column", "month", "insurance", "note")
    for line in lines:
        yield {name: getattr(line, name) for name in names} | {
            "fen": _fen(line.amount),
            "articles": [str(cite) for cite in line.cite],
        }
