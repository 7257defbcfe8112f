"""A loss caused by dereliction, as it is proved."""

from django.utils.translation import gettext_lazy as _

from partwell.core.settlement.endings import loss
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind
from partwell.lib.inputs import Input, amount, read
from partwell.lib.refusal import BadInput

INPUTS = (
    Input(
        "items",
        _("What was lost, one a line: what | sum in yuan | proof"),
        many=True,
        parts=("what", "sum", "proof"),
    ),
)


def calculate(context: CalculationContext) -> Statement:
    """A line for each proved loss. Raises BadInput for a sum that cannot be read, NotComputed without any."""
    given = read(INPUTS, context.inputs)
    if not given.get("items"):
        raise NotComputed(Ask("loss_items", "finance"))
    try:
        items = [(row["what"], amount(row["sum"]), row["proof"]) for row in given["items"]]
    except (ArithmeticError, ValueError):
        raise BadInput({"items": str(_("Write each sum in yuan, as 1050.00."))}) from None
    return loss(items, today=context.today)


KIND = CalculationKind("loss", "损失核定", "Loss", calculate, INPUTS)
