"""Whether severance is due when a term ends: sets severance_due."""

from partwell.core.settlement.endings import severance_on_expiry
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind


def calculate(context: CalculationContext) -> Statement:
    """By whether the company offered to renew, on which terms, and what came of it. Raises NotComputed."""
    offered, outcome = context.facts.get("renewal_offered"), str(context.facts.get("renewal_offer", ""))
    if offered is None:
        offered = None if not outcome else outcome != "not_offered"
    if offered is None or (offered and not outcome):
        raise NotComputed(Ask("renewal_offer", "hrbp"))
    return severance_on_expiry(offered=bool(offered), outcome=outcome, today=context.today)


KIND = CalculationKind("severance_test", "期满经济补偿核对", "Severance on expiry", calculate)
