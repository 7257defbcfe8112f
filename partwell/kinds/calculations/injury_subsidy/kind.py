"""The employer's one-off employment subsidy for an injured worker who leaves."""

from partwell.apps.settlements import queries
from partwell.core.settlement.bonds import injury_subsidy
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind


def calculate(context: CalculationContext) -> Statement:
    """The province's sum for the grade, once the company confirmed it. Raises NotComputed until then."""
    grade = context.facts.get("work_injury_grade")
    if grade not in ("g5_6", "g7_10"):
        raise NotComputed(Ask("work_injury_grade", "er"))
    on = context.last_day or context.today
    figure = queries.figures_of(context.employee)(f"work_injury.employment_subsidy.{grade}", on)
    return injury_subsidy(str(grade), figure, today=context.today)


KIND = CalculationKind("injury_subsidy", "一次性伤残就业补助金核算", "One-off employment subsidy", calculate)
