"""The subsidy after the medical treatment period, by the rules of the place."""

from partwell.apps.settlements import queries
from partwell.core.settlement.endings import medical_subsidy
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind


def calculate(context: CalculationContext) -> Statement:
    """Months the place grants × average wage. Raises NotComputed until both are known; nought is a figure too."""
    average = queries.stated(context.employee).get("average_wage_12m")
    if average is None:
        raise NotComputed(Ask("average_wage_12m", "payroll"))
    on = context.last_day or context.today
    months = queries.figures_of(context.employee)("medical_subsidy.months", on)
    return medical_subsidy(average, months, today=context.today)


KIND = CalculationKind("medical_subsidy", "医疗补助费核算", "Medical subsidy", calculate)
