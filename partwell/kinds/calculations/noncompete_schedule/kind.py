"""Month by month, what a non-compete costs after the last day."""

from partwell.apps.settlements import queries
from partwell.core.settlement.bonds import MOST_NONCOMPETE_MONTHS, noncompete_schedule
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind


def calculate(context: CalculationContext) -> Statement:
    """The agreed pay, or 30 % of the average and at least the minimum wage. Raises NotComputed with what is unknown."""
    last_day, stated = context.last_day, queries.stated(context.employee)
    asks = [Ask("last_day", "hrbp")] if last_day is None else []
    asks += [Ask(name, "payroll") for name in ("average_wage_12m", "noncompete_months") if name not in stated]
    if asks or last_day is None:
        raise NotComputed(*asks)
    months = int(stated["noncompete_months"])
    if not 1 <= months <= MOST_NONCOMPETE_MONTHS:
        raise NotComputed(Ask("noncompete_months", "payroll", detail=str(months)))
    return noncompete_schedule(
        stated["average_wage_12m"],
        stated.get("noncompete_agreed"),
        months=months,
        last_day=last_day,
        minimum_wage=queries.figures_of(context.employee)("minimum_wage.monthly", last_day),
        today=context.today,
    )


KIND = CalculationKind("noncompete_schedule", "竞业限制补偿支付计划", "Pay plan of the non-compete", calculate)
