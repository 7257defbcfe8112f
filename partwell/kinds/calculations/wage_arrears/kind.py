"""Wages that are owed, month by month."""

from django.utils.translation import gettext_lazy as _

from partwell.core.settlement.endings import wage_arrears
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind
from partwell.lib.inputs import Input, amount, read
from partwell.lib.refusal import BadInput

INPUTS = (
    Input(
        "months",
        _("Months with wages owed, one a line: 2026-10 | owed | paid"),
        many=True,
        parts=("month", "owed", "paid"),
    ),
)


def calculate(context: CalculationContext) -> Statement:
    """A line for each month. Raises BadInput for sums that cannot be, NotComputed without any month."""
    given = read(INPUTS, context.inputs)
    if not given.get("months"):
        raise NotComputed(Ask("months_owed", "payroll"))
    try:
        months = [
            (row["month"], amount(row["owed"]), amount("0" if row["paid"] == "—" else row["paid"]))
            for row in given["months"]
        ]
        return wage_arrears(months, today=context.today)
    except (ArithmeticError, ValueError):
        sentence = _("Write each line as 2026-10 | 5000.00 | 0.00; no more was paid than was owed.")
        raise BadInput({"months": str(sentence)}) from None


KIND = CalculationKind("wage_arrears", "欠付工资核算", "Wages owed", calculate, INPUTS)
