"""Arrears as they would be if paid today: what papers show before the fund was paid. Kept beside other sums."""

from partwell.apps.settlements import queries, records
from partwell.core.settlement.social_insurance import arrears, arrears_on_record
from partwell.core.settlement.statement import Statement
from partwell.lib.calculations import CalculationContext, CalculationKind


def calculate(context: CalculationContext) -> Statement:
    """The late months as if paid today.

    Raises NotComputed when a figure is unknown, or when nothing is owed in the months on record and others have none.
    """
    owed = arrears(
        records.contributions(context.employee),
        today=context.today,
        pay_on=context.today,
        figures=queries.figures_of(context.employee),
        daily=queries.constant("late_surcharge.daily", context.today),
        since=context.began_on,
    )
    return arrears_on_record(owed, records.insured(context))


KIND = CalculationKind("si_arrears_estimate", "社会保险补缴估算", "Arrears to the fund, estimate", calculate)
