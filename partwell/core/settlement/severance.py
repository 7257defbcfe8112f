"""Severance N (经济补偿): units of service × base, with the cap of three local average wages (第四十七条)."""

from datetime import date
from decimal import Decimal

from partwell.core.cite import LCL, REG
from partwell.core.days import Service, service
from partwell.core.money import plain, printed
from partwell.core.rulebook import Figure

from .statement import EMPLOYEE, Ask, Line, NotComputed, Source, Statement, money_line

LAW_FROM = date(2008, 1, 1)
MOST_UNITS_UNDER_CAP = Decimal(12)
_HALF = Decimal("0.5")


def units_of(length: Service) -> Decimal:
    """Severance units: full years, a rest from six months on counts one, a shorter rest one half."""
    rest = length.months % 12
    if rest >= 6:
        return Decimal(length.years + 1)
    return Decimal(length.years) + (_HALF if rest or length.days else 0)


def severance_from_2008_01_01(
    start: date, last_day: date, average_wage: Decimal, *, cap: Figure, minimum_wage: Figure, today: date
) -> Statement:
    """N for service from 2008-01-01 on.

    `average_wage`: gross wages due over the 12 months before the end ÷ 12 (or the months worked). Above the cap of
    three local average wages the base is the cap and at most 12 units count; exactly at the cap it is not.
    Raises NotComputed when the floor is unknown, when the cap is and could bite, or when service began before 2008.
    """
    if start < LAW_FROM:
        raise NotComputed(Ask("service_before_2008", "legal", detail=start.isoformat()))
    length = service(start, last_day)
    missing = [
        Ask(figure.key, "payroll", figure.division, figure.on, figure=True)
        for figure in (cap, minimum_wage)
        if not figure.known
    ]
    if missing:
        raise NotComputed(*missing)
    capped = average_wage > cap.number
    floored = average_wage < minimum_wage.number
    base = cap.number if capped else minimum_wage.number if floored else average_wage
    served = units_of(length)
    units = min(served, MOST_UNITS_UNDER_CAP) if capped else served
    notes = ["last_day_inclusive"]
    if capped:
        notes.append("capped")
    if capped and served > MOST_UNITS_UNDER_CAP:
        notes.append("cliff_at_cap")
    if floored:
        notes.append("floored_at_minimum_wage")
    line = money_line(
        "severance",
        base * units,
        basis=f"{base:.2f} × {plain(units)}",
        inputs={
            "average_wage": plain(average_wage),
            "base": plain(base),
            "units": plain(units),
            "units_of_service": plain(served),
            "start": start.isoformat(),
            "last_day": last_day.isoformat(),
            "months": str(length.months),
            "days": str(length.days),
            "cap": printed(cap.number),
        },
        cite=(LCL(46), LCL(47), REG(27)),
        sources=(Source.of(cap), Source.of(minimum_wage)),
        payee=EMPLOYEE,
        column="severance",
        convention="last_day_inclusive",
    )
    return Statement("severance", today, (line,), notes=tuple(notes), inputs=line.inputs)


def damages(severance: Line, already_paid: Decimal = Decimal(0)) -> Line:
    """2N for an unlawful ending, less what was paid (第八十七条); from the same capped amount."""
    amount = severance.amount or Decimal(0)
    return money_line(
        "damages",
        amount * 2 - already_paid,
        basis=f"{amount:.2f} × 2" + (f" − {already_paid:.2f}" if already_paid else ""),
        inputs={"severance": plain(amount), "already_paid": plain(already_paid)},
        cite=(LCL(48), LCL(87), REG(25)),
        sources=severance.sources,
        payee=EMPLOYEE,
        column="severance",
    )
