"""The frozen appraisal that shows the second time that an employee is not up to the job (第四十条第二项)."""

from partwell.apps.appraisals.frozen import not_up_to_the_job
from partwell.core.settlement.statement import Statement
from partwell.lib.calculations import CalculationContext, CalculationKind


def calculate(context: CalculationContext) -> Statement:
    """The published months with a criterion not met since the first evidence. Raises NotComputed without any."""
    return not_up_to_the_job("appraisal_2", context, after="appraisal_1")


KIND = CalculationKind(
    "appraisal_2", "仍不能胜任的考核结果（冻结）", "Evidence of still not being up to the job", calculate
)
