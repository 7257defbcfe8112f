"""Whether Article 41 is open: twenty people, or a tenth of the staff."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partwell.core.settlement.inquiry import Case, Wrong
from partwell.core.settlement.rules.checks import end_41
from partwell.core.settlement.statement import Ask, Line, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind
from partwell.lib.inputs import Input, read
from partwell.lib.law_files import national_rules
from partwell.lib.refusal import BadInput

INPUTS = (
    Input("headcount", gettext_lazy("Number of all employees"), kind="number"),
    Input("to_cut", gettext_lazy("Number of people to be laid off"), kind="number"),
)


def calculate(context: CalculationContext) -> Statement:
    """The threshold beside the number. Raises BadInput for numbers that contradict, NotComputed without them."""
    given = read(INPUTS, context.inputs)
    if len(given) < len(INPUTS):
        raise NotComputed(Ask("headcount", "legal"))
    try:
        found = end_41(Case(given, context.today, national_rules()))
    except Wrong:
        sentence = _("Whole numbers, and not more people to be laid off than there are employees.")
        raise BadInput({"to_cut": sentence}) from None
    met = bool(found.result["mass_layoff"])
    lines = (*found.lines, Line("layoff_threshold_met", value="yes" if met else "no", cite=found.lines[0].cite))
    inputs = {name: str(value) for name, value in given.items()}
    proposals = {"layoff_threshold_met": met}
    return Statement("layoff_threshold", context.today, lines, proposals=proposals, inputs=inputs)


KIND = CalculationKind("layoff_threshold", "裁员人数门槛核定", "Layoff threshold", calculate, INPUTS)
