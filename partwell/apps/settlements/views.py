"""Pages of figures and sums. Each view calls one query or one action."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.apps.cases import papers as case_papers
from partwell.apps.cases import payments, reads, standing, store
from partwell.apps.cases.queries import case_view
from partwell.apps.cases.views.case import head
from partwell.apps.people import queries as people
from partwell.core.process.state import derive
from partwell.core.settlement.statement import Statement
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.calculations import CaseInput
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import NotAllowed, Refused
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import refusals

from . import actions, balance, queries, sheets, statement_views, words
from .forms import StatedForm

PAYMENTS = ("wage_pay", "si_arrears_fix", "back_payment", "severance_pay")
"""Steps of a case that pay something, in the order of the plan."""


@require_GET
@signed_in
def calculation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One calculation as it was sealed."""
    by = actor_of(request)
    row = queries.calculation(by, uid)
    return render(request, "settlements/calculation.html", statement_views.about(row, by))


@require_http_methods(["GET", "POST"])
@signed_in
def stated(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Figures stated about a person that no record holds."""
    by, now = actor_of(request), clock.now()
    person = people.employee(by, uid)
    if not queries.may_see_money(by, person.pk, person.department.path):
        raise NotAllowed(_("Sums about a person are open to the person, HR and payroll."))
    form = StatedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def do() -> dict[str, Any]:
            row = actions.state_figure(uid, data["name"], data["value"], source=data["source"], by=by, now=now)
            return {"uid": str(row.uid)}

        with refusals.into(form):
            once(by, request.POST.get("request_key"), "figure.state", {**data, "who": str(uid)}, now, do)
            messages.success(request, _("Recorded. The newest figure counts."))
            return redirect("settlements:stated", uid=uid)
    rows = [(words.FACTS.get(row.name, row.name), row) for row in queries.stated_rows(person.pk)]
    may = by.employee != person.pk and by.holds_on(person.department.path, *actions.STATES_FIGURES)
    context = {"person": person, "form": form, "rows": rows, "may": may}
    return render(request, "settlements/stated.html", context, status=422 if form.errors else 200)


# --- the money of a case ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Payment:
    """A row of the plan: what, how much, to whom, until when by law or by house rule, what it waits for, its state."""

    title: str
    amount: Decimal | None
    payee: str
    due_at: datetime | None
    due_class: str
    done_at: datetime | None
    depends: str
    state: str


@require_GET
@signed_in
def case(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The money of a case: two payees, three columns, the plan of payment, and every calculation made."""
    by, now = actor_of(request), clock.now()
    row = statement_views.money_case(by, uid)
    made = queries.versions(row.uid)
    kept = {name: rows[0] for name, rows in made.items()}
    shown = {name: queries.statement_of(one) for name, one in kept.items()}
    person = people.by_pk(row.employee_id)
    division = queries.place_of(person.department.branch.division)
    loaded = store.load(row)
    source = CaseInput(
        row.company_id,
        row.employee_id,
        row.path,
        case_uid=str(row.uid),
        facts=dict(loaded.state.facts),
        anchors=dict(loaded.state.anchors),
    )
    back, back_refused = shown.get("back_payment"), ""
    if back is None and source.facts.get("back_payment_due"):
        back, back_refused = _try("back_payment", by, source, now)
    fund, fund_refused = shown.get("si_arrears"), ""
    # What was said at the start decides nothing here: the record of contributions does, so far as there is one.
    if fund is None:
        fund, fund_refused = _try("si_arrears", by, source, now)
    sheet = sheets.money_sheet(
        person.name,
        division,
        back,
        fund,
        back_refused=back_refused,
        fund_refused=fund_refused,
        said_none=source.facts.get("si_arrears") is False,
    )
    tables = [
        (kept[name], sheets.table(statement, words.calculation_title(name), division))
        for name, statement in shown.items()
        if name not in ("back_payment", "si_arrears", "si_arrears_estimate", "probation_assessment")
    ]
    context = {
        "case": row,
        "employee": person,
        "sheet": sheet,
        "plan": _plan(derive(loaded.state, calendar()), shown, sheet, person.name),
        "tables": tables,
        "versions": statement_views.versions(by, made),
        "balances": balance.of(shown, payments.of_case(row) if _has_receipt(loaded.state) else []),
        "may_calculate": row.state == "open" and by.holds_on(row.path, *queries.CONFIRMS),
    }
    if standing.sees_whole(by, row):
        # Payroll and social insurance open the money alone; HR sees it as a tab of the case.
        context = head(by, case_view(by, row.uid, now), "money", now) | context
    return reads.after(render(request, "settlements/case.html", context), by, row, "money")


def _has_receipt(state: Any) -> bool:
    return any(one.item.kind == "receipt" for one in state.attached)


def _try(name: str, by: Actor, source: Any, now: datetime) -> tuple[Statement | None, str]:
    """The sum as it would be today, or why there is none."""
    try:
        return actions.preview(name, by=by, case=source, now=now), ""
    except Refused as refusal:
        return None, refusal.sentence


def _plan(views: Any, shown: dict[str, Statement], sheet: sheets.Sheet, name: str) -> list[Payment]:
    """When what is paid: each payment step of the case that applies, with its deadline and what it waits for."""
    pay, sev = shown.get("final_pay"), shown.get("severance")
    amounts = {
        "wage_pay": pay.total("employee") if pay else None,
        "si_arrears_fix": sheet.fund,
        "back_payment": sheet.back,
        "severance_pay": sev.total("employee") if sev else None,
    }
    depends = {
        "wage_pay": _("the day of leaving"),
        "si_arrears_fix": _("the last day; a duty of law, each day of delay adds surcharge"),
        "back_payment": _("HR's check"),
        "severance_pay": _("handing over the work"),
    }
    states = {
        "done": _("voucher recorded"),
        "ready": _("under way"),
        "waiting": _("not started"),
        "undetermined": _("a fact is missing"),
    }
    made = []
    for key in PAYMENTS:
        view = views.get(key)
        if view is None or view.status not in states:
            continue
        made.append(
            Payment(
                view.step.title,
                amounts[key],
                _("collecting authority") if key == "si_arrears_fix" else name,
                view.due_at,
                view.step.due.kind if view.step.due else "internal",
                view.outcome.at if view.status == "done" and view.outcome else None,
                depends[key],
                states[view.status],
            )
        )
    return made


@require_POST
@signed_in
def recalculate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make the sums of social insurance again, after a figure or a record changed. The old ones stay in the log."""
    by, now = actor_of(request), clock.now()
    row = statement_views.money_case(by, uid)
    if row.state != "open" or not by.holds_on(row.path, *queries.CONFIRMS):
        raise NotAllowed(_("Sums of an open case are made by HR, payroll and social insurance."))
    source = case_papers.calculation_input(row)
    name = "back_payment" if source.facts.get("back_payment_due") else "si_arrears_estimate"

    def do() -> dict[str, Any]:
        return {"uid": actions.calculate(name, by=by, case=source, now=now).uid}

    once(by, request.POST.get("request_key"), "settlement.again", {"case": str(uid)}, now, do)
    messages.success(request, _("Social insurance is calculated again. Other sums are made again in their steps."))
    return redirect("settlements:case", uid=uid)
