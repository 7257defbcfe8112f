"""What is owed to the collecting authority: employer's share, employee's share, late surcharge."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partwell.apps.settlements import queries, records
from partwell.core.settlement.social_insurance import arrears, arrears_on_record
from partwell.core.settlement.statement import Statement
from partwell.lib.calculations import CalculationContext, CalculationKind
from partwell.lib.inputs import Input
from partwell.lib.refusal import BadInput

INPUTS = (Input("pay_on", gettext_lazy("Planned day of payment"), needed=False, kind="day"),)


def calculate(context: CalculationContext) -> Statement:
    """The late months, paid on `pay_on` (default: today).

    Raises NotComputed when a figure is unknown, or when nothing is owed in the months on record and others have none.
    """
    owed = arrears(
        records.contributions(context.employee),
        today=context.today,
        pay_on=_pay_on(context),
        figures=queries.figures_of(context.employee),
        daily=queries.constant("late_surcharge.daily", context.today),
        since=context.began_on,
    )
    return arrears_on_record(owed, records.insured(context))


def _pay_on(context: CalculationContext) -> date:
    """The planned day of payment, not in the past."""
    typed = context.inputs.get("pay_on", "")
    try:
        day = date.fromisoformat(typed) if typed else context.today
    except ValueError:
        raise BadInput({"pay_on": _("Write the day as 2026-12-01.")}) from None
    return max(day, context.today)


KIND = CalculationKind("si_arrears", "社会保险补缴与滞纳金测算", "Arrears to the fund", calculate, INPUTS)
