"""Social insurance month by month since hire: sets `si_arrears`; a back payment is only proposed."""

from dataclasses import replace

from partwell.apps.settlements import records
from partwell.core.settlement.social_insurance import spans
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind


def calculate(context: CalculationContext) -> Statement:
    """The record from the month of hire to the last day or today. Raises NotComputed for months without a record.

    A month that is owed already answers the question, so gaps beside it are shown and not asked for first.
    """
    found = records.insured(context)
    if found.statement.facts["si_arrears"] is None:
        raise NotComputed(Ask("contributions", "si_specialist", detail=spans(month for month, _ in found.missing)))
    notes = ("back_payment_proposed",) if found.statement.proposals.get("back_payment_due") else ()
    return replace(found.statement, notes=notes)


KIND = CalculationKind(
    "si_history", "社会保险缴费记录核对", "Social insurance record", calculate, also=("si_arrears_estimate",)
)
