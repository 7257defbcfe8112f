"""Reading calculations and the figures stated about a person: pay data of one person."""

import json
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from partwell.apps.law.queries import CONFIRMS, SEES_FIGURES, constant, division_of, figures, figures_of, place_of
from partwell.core.settlement.statement import Statement
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import NotAllowed, NotVisible, Refused

from .models import Calculation, Review, StatedFigure

__all__ = ["CONFIRMS", "constant", "division_of", "figures", "figures_of", "place_of"]
"""What calculations ask of the figures of law is answered by `law`."""
SEES_MONEY = SEES_FIGURES


def stated(employee: int) -> dict[str, Decimal]:
    """The latest figure stated about a person under each name."""
    rows = StatedFigure.objects.filter(employee=employee).exclude(value_sealed=b"").order_by("pk")
    return {row.name: Decimal(row.value) for row in rows}


def stated_rows(employee: int) -> list[StatedFigure]:
    """All figures stated about a person, the newest first, for the page."""
    return list(StatedFigure.objects.filter(employee=employee).order_by("-pk"))


# --- calculations -----------------------------------------------------------------------------------------------------


def calculations_visible_to(by: Actor) -> QuerySet[Calculation]:
    """Calculations about oneself, and those of the parts of the company whose money the actor keeps."""
    rows = Calculation.objects.filter(company=by.company) if by.company is not None else Calculation.objects.none()
    if by.is_system:
        return rows if by.company is not None else Calculation.objects.all()
    seats = [seat for seat in by.seats if seat.role in SEES_MONEY]
    if any(seat.path is None for seat in seats):
        return rows
    seen = Q(employee=by.employee) if by.employee is not None else Q(pk__in=[])
    for seat in seats:
        seen |= Q(path__startswith=seat.path)
    return rows.filter(seen)


def may_see_money(by: Actor, employee: int, path: str) -> bool:
    """Whether sums about a person are this actor's business: the person, and those who keep money there."""
    return by.is_system or by.employee == employee or by.holds_on(path, *SEES_MONEY)


def calculation(by: Actor, uid: object) -> Calculation:
    """One calculation. Raises NotVisible for another company's, NotAllowed within the own company."""
    row = calculations_visible_to(by).filter(uid=uid).select_related("employee").first()
    if row is not None:
        return row
    if by.company is not None and Calculation.objects.filter(company=by.company, uid=uid).exists():
        raise NotAllowed(_("Sums about a person are open to the person, HR and payroll."))
    raise NotVisible


def statement_of(row: Calculation) -> Statement:
    """The statement as it was sealed. Raises Refused when it was lawfully erased."""
    if not row.statement:
        raise Refused(_("This calculation was lawfully erased; its hash and the entry are left."), code="erased")
    return Statement.from_data(json.loads(row.statement))


def _kept() -> QuerySet[Calculation]:
    """Those that were not lawfully erased."""
    return Calculation.objects.exclude(statement_sealed=b"")


def latest(case_uid: object, name: str) -> Calculation | None:
    """The last calculation of a name in a case, for papers and pages that checked the right to the case."""
    return _kept().filter(case_uid=case_uid, name=name).order_by("-pk").first()


def latest_of_case(case_uid: object) -> dict[str, Calculation]:
    """The last calculation under each name."""
    rows = _kept().filter(case_uid=case_uid).order_by("pk")
    return {row.name: row for row in rows}


def statements_of_case(case_uid: object) -> dict[str, Statement]:
    """The last statement under each name."""
    return {name: statement_of(row) for name, row in latest_of_case(case_uid).items()}


def versions(case_uid: object) -> dict[str, list[Calculation]]:
    """Every calculation of a case by name, the newest first: a recalculation replaces nothing."""
    found: dict[str, list[Calculation]] = {}
    rows = _kept().filter(case_uid=case_uid).select_related("review").order_by("-pk")
    for row in rows:
        found.setdefault(row.name, []).append(row)
    return found


def before(row: Calculation) -> Calculation | None:
    """The version of the same calculation before this one."""
    rows = Calculation.objects.filter(case_uid=row.case_uid, employee=row.employee_id, name=row.name, pk__lt=row.pk)
    return rows.order_by("-pk").first()


def review_of(row: Calculation) -> Review | None:
    """What a second person said of it."""
    return Review.objects.filter(calculation=row).first()


def day_of(now: datetime) -> date:
    """The day in Shanghai."""
    return now.astimezone(SHANGHAI).date()
