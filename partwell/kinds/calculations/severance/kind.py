"""Severance N, where the ground of the case owes it."""

from partwell.apps.settlements import queries, records
from partwell.core.settlement.severance import severance_from_2008_01_01
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind


def calculate(context: CalculationContext) -> Statement:
    """Units × base under the law in force on the last day. Raises NotComputed when average, cap or floor is unknown."""
    last_day = context.last_day
    if last_day is None:
        raise NotComputed(Ask("last_day", "hrbp"))
    average = queries.stated(context.employee).get("average_wage_12m")
    if average is None:
        raise NotComputed(Ask("average_wage_12m", "payroll"))
    figures = queries.figures_of(context.employee)
    return severance_from_2008_01_01(
        records.hired_on(context.employee),
        last_day,
        average,
        cap=figures("severance.cap_3x_monthly", last_day),
        minimum_wage=figures("minimum_wage.monthly", last_day),
        today=context.today,
    )


KIND = CalculationKind("severance", "经济补偿核算", "Severance", calculate)
