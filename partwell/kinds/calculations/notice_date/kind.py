"""The day an employee's notice under Art. 38 ends the contract: sets D."""

from partwell.core.settlement.endings import notice_date
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind


def calculate(context: CalculationContext) -> Statement:
    """T0, the day it arrived, or the later day it names (W). Raises NotComputed when the arrival is unknown."""
    if context.began_on is None:
        raise NotComputed(Ask("notice_received", "hrbp"))
    return notice_date(context.began_on, context.anchors.get("W"), today=context.today)


KIND = CalculationKind("notice_date", "解除日核定（第三十八条）", "Day the notice takes effect", calculate)
