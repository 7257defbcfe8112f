"""The day a resignation takes effect by law: sets D."""

from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.core.settlement.statutory_date import statutory_date
from partwell.lib.calculations import CalculationContext, CalculationKind


def calculate(context: CalculationContext) -> Statement:
    """T0 (the resignation received) + 30 days, or + 3 in probation. Raises NotComputed when either is unknown."""
    asks = []
    if context.began_on is None:
        asks.append(Ask("notice_received", "hrbp"))
    if "employee_type" not in context.facts:
        asks.append(Ask("employee_type", "hrbp"))
    if asks or context.began_on is None:
        raise NotComputed(*asks)
    in_probation = context.facts["employee_type"] == "probation"
    return statutory_date(context.began_on, in_probation=in_probation, today=context.today)


KIND = CalculationKind("statutory_date", "法定解除日", "Day the resignation takes effect", calculate)
