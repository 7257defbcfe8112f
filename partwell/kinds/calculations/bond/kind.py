"""The most that can be claimed under a training bond."""

from partwell.apps.settlements import queries
from partwell.apps.training import queries as training
from partwell.core.settlement.bonds import bond
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind

NEEDED = ("training_cost", "bond_agreed", "bond_months", "bond_served_months")


def calculate(context: CalculationContext) -> Statement:
    """Cost × unserved ÷ agreed months, at most the agreed sum. Raises NotComputed with all that is not stated.

    A bond on record is read with its vouchers, its months served until the last day; figures stated by hand count
    only where there is none.
    """
    found = training.bond_in_force(context.employee, context.last_day or context.today)
    if found is not None:
        return bond(found.cost, found.agreed, months=found.row.months, served=found.served, today=context.today)
    stated = queries.stated(context.employee)
    asks = [Ask(name, "er") for name in NEEDED if name not in stated]
    if not asks and stated["bond_months"] < 1:
        asks = [Ask("bond_months", "er")]
    if asks:
        raise NotComputed(*asks)
    cost, agreed, months, served = (stated[name] for name in NEEDED)
    return bond(cost, agreed, months=int(months), served=int(served), today=context.today)


KIND = CalculationKind("bond", "服务期违约金核算", "Training bond", calculate)
