"""Pages of the statement as people use it: the employee's own sheet, what-if for HR, review, export."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from partwell.apps.cases import payments, reads, standing, store
from partwell.apps.cases.queries import case_view, own_case
from partwell.apps.cases.views.case import head
from partwell.apps.law.warned import Unacknowledged
from partwell.apps.people import queries as people
from partwell.core.money import typed
from partwell.core.settlement.statement import NotComputed, Statement
from partwell.lib import clock, registry
from partwell.lib.actor import Actor
from partwell.lib.files import store as files
from partwell.lib.refusal import BadInput, NotAllowed
from partwell.lib.signed_in import actor_of, signed_in

from . import actions, balance, export, queries, reviewing, sheets, what_if, words

LARGEST = Decimal("99999999.99")
NEXT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Part:
    """One calculation as the person it is about reads it."""

    name: str
    title: str
    sentence: str
    rows: tuple[tuple[sheets.Row, str, str], ...]
    """Each line, in plain words, and to whom it goes."""
    to_person: Decimal | None
    to_fund: Decimal | None
    made_at: Any
    reviewed: str
    to_confirm: tuple[str, ...]
    sums: tuple[tuple[str, Decimal], ...]
    """What the lines of each column come to, for a part of many lines."""


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """The whole sheet: what goes to the person, what goes to the fund, what was paid."""

    parts: tuple[Part, ...]
    to_person: Decimal
    to_fund: Decimal
    balances: tuple[balance.Balance, ...]


def own_sheet(case: Any) -> OwnSheet:
    """The newest calculations of a case as its employee sees them. The caller has checked the right."""
    person = people.by_pk(case.employee_id)
    division = queries.place_of(person.department.branch.division)
    parts, shown = [], export.sums(case.uid)
    newest = queries.latest_of_case(case.uid)
    for name, statement in shown.items():
        row = newest[name]
        table = sheets.table(statement, words.calculation_title(name), division)
        review = queries.review_of(row)
        rows = zip(statement.lines, table.rows, strict=True)
        parts.append(
            Part(
                name,
                table.title,
                words.plain_part(name),
                tuple((one, words.plain_line(line.code), line.payee) for line, one in rows),
                statement.total("employee") if any(x.payee == "employee" for x in statement.lines) else None,
                statement.total("fund") if any(x.payee == "fund" for x in statement.lines) else None,
                row.made_at,
                review.by_name if review is not None and review.answer == "approved" else "",
                table.to_confirm,
                _sums(statement),
            )
        )
    return OwnSheet(
        tuple(parts),
        sum((one.to_person for one in parts if one.to_person is not None), Decimal("0.00")),
        sum((one.to_fund for one in parts if one.to_fund is not None), Decimal("0.00")),
        tuple(balance.of(shown, payments.of_case(case))),
    )


def _sums(statement: Statement) -> tuple[tuple[str, Decimal], ...]:
    columns = dict.fromkeys(line.column for line in statement.lines if line.amount is not None)
    return tuple((str(words.COLUMNS.get(column, column)), statement.total(column=column)) for column in columns)


@require_GET
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """My settlement in plain words: every line with how it was worked out, and what was paid."""
    by = actor_of(request)
    if by.employee is None:
        raise NotAllowed(_("This page is for employees."))
    case = own_case(by)
    context = {"case": case, "sheet": own_sheet(case) if case else None, "tab": "papers", "person": by.name}
    return render(request, "settlements/mine.html", context)


@require_POST
@signed_in
def mine_export(request: HttpRequest) -> HttpResponse:
    """My settlement as PDF or Excel."""
    by = actor_of(request)
    case = own_case(by)
    if case is None:
        raise NotAllowed(_("You have no separation case."))
    return _exported(request, by, case)


def money_case(by: Actor, uid: object) -> Any:
    """A case whose sums are this person's business as staff. Raises NotVisible, NotAllowed."""
    row = standing.visible(by, uid)
    if by.employee == row.employee_id or not queries.may_see_money(by, row.employee_id, row.path):
        raise NotAllowed(_("The money of a case is open to HR, payroll and social insurance."))
    return row


@require_GET
@signed_in
def as_employee(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the employee sees, for HR before they talk about it."""
    by, now = actor_of(request), clock.now()
    row = money_case(by, uid)
    context = _around(by, row, now) | {"sheet": own_sheet(row), "person": row.employee.name}
    return reads.after(render(request, "settlements/as_employee.html", context), by, row, "money")


def _around(by: Actor, row: Any, now: Any) -> dict[str, Any]:
    """The head of the case for whoever sees all of it; else only what the page needs."""
    plain = {"case": row, "employee": row.employee}
    return head(by, case_view(by, row.uid, now), "money", now) | plain if standing.sees_whole(by, row) else plain


@require_POST
@signed_in
def case_export(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The statement of a case as PDF or Excel; each export is an entry."""
    by = actor_of(request)
    return _exported(request, by, money_case(by, uid))


def _exported(request: HttpRequest, by: Actor, case: Any) -> HttpResponse:
    form = request.POST.get("form", "")
    if form not in export.MEDIA:
        raise BadInput({"form": _("Choose PDF or Excel.")})
    content, name = export.export(by=by, case=case, form=form, now=clock.now())  # type: ignore[arg-type]
    return files.download(content, media=export.MEDIA[form], name=name)


@require_POST
@signed_in
def review(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Approve or return what a colleague calculated."""
    by = actor_of(request)
    row = queries.calculation(by, uid)
    answer = request.POST.get("answer", "")
    if answer not in ("approve", "return"):
        raise BadInput({"answer": _("Approve or return.")})
    reason = request.POST.get("reason", "")
    try:
        reviewing.review(
            by=by,
            calculation=uid,
            approved=answer == "approve",
            reason=reason,
            acknowledged=request.POST.getlist("acknowledged"),
            now=clock.now(),
            key=request.POST.get("request_key"),
        )
    except Unacknowledged as wrong:
        context = about(row, by) | {"warnings": wrong.warnings, "by": by, "reason": reason}
        return render(request, "settlements/calculation.html", context, status=422)
    messages.success(request, _("Recorded in the evidence log."))
    if row.case_uid is not None:
        return redirect("settlements:case", uid=row.case_uid)
    return redirect("settlements:calculation", uid=uid)


def about(row: Any, by: Actor) -> dict[str, Any]:
    """What the page of one calculation shows, with the review for whoever may do it and has just read the lines."""
    division = queries.place_of(people.by_pk(row.employee_id).department.branch.division)
    statement, review = queries.statement_of(row), queries.review_of(row)
    last = queries.latest(row.case_uid, row.name) if row.case_uid else row
    newest = last is None or last.pk == row.pk
    return {
        "row": row,
        "kind": registry.kind("calculations", row.name),
        "table": sheets.table(statement, "", division),
        "review": review,
        "may_review": review is None and newest and _is_money(statement) and reviewing.may_review(by, row),
        "changes": changes(row),
    }


@require_GET
@signed_in
def compare(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What another day or another ground would cost; a comparison that is kept nowhere."""
    by, now = actor_of(request), clock.now()
    row = money_case(by, uid)
    facts = store.load(row).state.facts
    first = _day(request, "last_day") or row.ends_on or clock.today()
    other = _day(request, "other_day") or first + NEXT
    average = _amount(request, "average")
    own = what_if.ending_of(row.separation_type, facts, row.initiator)
    refused = ""
    found = None
    try:
        found = what_if.compare(row.employee_id, ending=own, days=(first, other), average=average)
    except NotComputed as unknown:
        refused = str(actions.not_computed("severance", unknown, by, row.employee_id).sentence)
    context = _around(by, row, now) | {
        "found": found,
        "refused": refused,
        "first": first,
        "other": other,
        "average": request.GET.get("average", ""),
        "division": queries.place_of(people.by_pk(row.employee_id).department.branch.division),
    }
    return reads.after(render(request, "settlements/what_if.html", context), by, row, "money")


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput({name: _("Write the date as 2026-11-30.")}) from None


def _amount(request: HttpRequest, name: str) -> Decimal | None:
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        amount = Decimal(typed(text))
    except (InvalidOperation, ValueError):
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= LARGEST or amount != round(amount, 2):
        raise BadInput({name: _("Give an amount with at most two decimals.")})
    return amount


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a sum: who made it, what it came to, and what a second person said."""

    row: Any
    title: str
    total: Decimal | None
    review: Any
    newest: bool
    may_review: bool


def versions(by: Actor, made: Mapping[str, list[Any]]) -> list[Version]:
    """Every calculation of a case, newest first under each name; nothing was replaced."""
    found = []
    for name, rows in made.items():
        for number, row in enumerate(rows):
            statement = queries.statement_of(row)
            money = _is_money(statement)
            said = getattr(row, "review", None)
            found.append(
                Version(
                    row,
                    words.calculation_title(name),
                    statement.total() if money else None,
                    said,
                    number == 0,
                    number == 0 and money and said is None and reviewing.may_review(by, row),
                )
            )
    return found


def _is_money(statement: Statement) -> bool:
    return any(line.amount is not None for line in statement.lines)


def changes(row: Any) -> list[tuple[str, str, str]]:
    """What differs from the version before: the line, what it was, what it is."""
    earlier = queries.before(row)
    if earlier is None:
        return []
    old, new = (_by_line(queries.statement_of(one)) for one in (earlier, row))
    return [
        (title, old.get(key, ("", "—"))[1], new.get(key, ("", "—"))[1])
        for key, (title, _value) in {**old, **new}.items()
        if old.get(key, ("", ""))[1] != new.get(key, ("", ""))[1]
    ]


def _by_line(statement: Any) -> Mapping[tuple[str, str, str], tuple[str, str]]:
    found = {}
    for line in statement.lines:
        title = str(words.LINES.get(line.code, line.code))
        parts = [words.month(line.month)] if line.month else []
        if line.insurance:
            parts.append(str(words.INSURANCES[line.insurance]))
        value = f"{line.amount:,.2f}" if line.amount is not None else str(words.STATES.get(line.value, line.value))
        found[(line.code, line.month, line.insurance)] = (" · ".join([title, *parts]), value)
    return found
