"""What the company pays of its own will: the employee's share of the late months, with each rate's basis."""

from partwell.apps.settlements import queries, records
from partwell.core.settlement.social_insurance import back_payment
from partwell.core.settlement.statement import Statement
from partwell.lib.calculations import CalculationContext, CalculationKind


def calculate(context: CalculationContext) -> Statement:
    """5000.00 × 2 × (8% + 2% + 0.5%). Raises NotComputed when a rate, a limit or a wage is unknown."""
    return back_payment(
        records.contributions(context.employee),
        today=context.today,
        figures=queries.figures_of(context.employee),
        since=context.began_on,
    )


KIND = CalculationKind(
    "back_payment", "公司补发测算", "Company's back payment", calculate, also=("si_arrears_estimate",)
)
