"""The most that can be claimed under a training bond."""

from partwell.apps.settlements import queries
from partwell.core.settlement.bonds import bond
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind

NEEDED = ("training_cost", "bond_agreed", "bond_months", "bond_served_months")


def calculate(context: CalculationContext) -> Statement:
    """Cost × unserved ÷ agreed months, at most the agreed sum. Raises NotComputed with all that is not stated."""
    stated = queries.stated(context.employee)
    asks = [Ask(name, "er") for name in NEEDED if name not in stated]
    if not asks and stated["bond_months"] < 1:
        asks = [Ask("bond_months", "er")]
    if asks:
        raise NotComputed(*asks)
    cost, agreed, months, served = (stated[name] for name in NEEDED)
    return bond(cost, agreed, months=int(months), served=int(served), today=context.today)


KIND = CalculationKind("bond", "服务期违约金核算", "Training bond", calculate)
