"""One month's wage instead of thirty days' notice."""

from partwell.apps.settlements import queries, records
from partwell.core.settlement.endings import pay_in_lieu
from partwell.core.settlement.statement import Statement
from partwell.lib.calculations import CalculationContext, CalculationKind


def calculate(context: CalculationContext) -> Statement:
    """The wage standard of the last month: as payroll stated it, else that of the contract. Raises NotComputed."""
    stated = queries.stated(context.employee).get("last_month_wage")
    on = context.last_day or context.today
    return pay_in_lieu(stated or records.monthly_wage(context.employee, on), today=context.today)


KIND = CalculationKind("pay_in_lieu", "额外一个月工资（代通知金）核算", "Pay in lieu of notice", calculate)
