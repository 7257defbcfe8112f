"""Severance N (经济补偿): units of service × base, with the cap of three local average wages (第四十七条)."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Severance:
    """N reckoned: what the average became after floor and cap, the units, and the amount before rounding.

    `earlier_units` are those of service before 2008 under the rules of that time, on `earlier_base`.
    """

    base: Decimal
    served: Decimal
    units: Decimal
    capped: bool
    floored: bool
    earlier_units: Decimal
    earlier_base: Decimal

    @property
    def exact(self) -> Decimal:
        """N before rounding."""
        return self.base * self.units + self.earlier_base * self.earlier_units

    @property
    def cliff(self) -> bool:
        """Whether the cap also cut the units: a slightly lower wage would have given more."""
        return self.capped and self.units < self.served


def reckon(
    average: Decimal,
    length: Service,
    *,
    cap: Decimal | None,
    floor: Decimal | None,
    exclusive: bool = False,
    earlier_units: Decimal = Decimal(0),
    earlier_capped: bool = False,
) -> Severance:
    """N of an average wage and a length of service (第四十七条); a cap or floor that is None is not applied.

    Above the cap the base is the cap and at most 12 units count; exactly at the cap neither is cut. The 12 units
    concern service from 2008 on.
    """
    served = units_of(length)
    capped = cap is not None and average > cap
    floored = not capped and floor is not None and average < floor
    base = cap if capped and cap is not None else floor if floored and floor is not None else average
    units = min(served, MOST_UNITS_UNDER_CAP) if capped else served
    earlier_base = base if earlier_capped or not capped else average
    return Severance(base, served, units, capped, floored, earlier_units, earlier_base)


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
    made = reckon(average_wage, length, cap=cap.number, floor=minimum_wage.number)
    base, units, served = made.base, made.units, made.served
    notes = ["last_day_inclusive"]
    if made.capped:
        notes.append("capped")
    if made.cliff:
        notes.append("cliff_at_cap")
    if made.floored:
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
    # Twice the sum before its rounding: a half fen of N is a whole one of 2N.
    exact = amount if severance.exact is None else severance.exact
    return money_line(
        "damages",
        exact * 2 - already_paid,
        basis=f"{plain(exact)} × 2" + (f" − {already_paid:.2f}" if already_paid else ""),
        inputs={"severance": plain(amount), "already_paid": plain(already_paid)},
        cite=(LCL(48), LCL(87), REG(25)),
        sources=severance.sources,
        payee=EMPLOYEE,
        column="severance",
    )
