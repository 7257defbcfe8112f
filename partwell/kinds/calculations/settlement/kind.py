"""What an agreement to part would pay, before both agree on it."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from partwell.apps.settlements import queries, records
from partwell.core.settlement.endings import agreed
from partwell.core.settlement.severance import severance_from_2008_01_01
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind
from partwell.lib.inputs import Input, read

INPUTS = (
    Input("planned", _("Planned last day"), kind="day"),
    Input("extra", _("Agreed beyond severance, yuan"), needed=False, kind="money"),
)


def calculate(context: CalculationContext) -> Statement:
    """Severance N where it is due, and what is added. Raises NotComputed for what nobody stated."""
    given = read(INPUTS, context.inputs)
    planned = given.get("planned")
    if planned is None:
        raise NotComputed(Ask("last_day", "hrbp"))
    due = context.facts.get("severance_due")
    if due is None:
        raise NotComputed(Ask("severance_due", "payroll"))
    severance = None
    if due:
        average = queries.stated(context.employee).get("average_wage_12m")
        if average is None:
            raise NotComputed(Ask("average_wage_12m", "payroll"))
        figures = queries.figures_of(context.employee)
        severance = severance_from_2008_01_01(
            records.hired_on(context.employee),
            planned,
            average,
            cap=figures("severance.cap_3x_monthly", planned),
            minimum_wage=figures("minimum_wage.monthly", planned),
            today=context.today,
        )
    return agreed(severance, given.get("extra", Decimal(0)), planned, today=context.today)


KIND = CalculationKind("settlement", "协商解除应付款测算", "Sums of an agreement", calculate, INPUTS)
