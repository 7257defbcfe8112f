"""What goes wrong in law with a statement, told to whoever approves it: who bears, who gets, what is agreed.

The lines are read by what they are, the words by what they say.
"""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from partwell.apps.law import warned
from partwell.core.settlement.statement import EMPLOYER, Line, Statement
from partwell.core.warnings import Warning, warnings
from partwell.lib.actor import Actor


def found_in(statement: Statement | None, text: str = "") -> tuple[Warning, ...]:
    """The practices in the lines of a statement and in what is written beside it, each once; None: in the words."""
    if statement is None:
        return tuple({one.code: one for one in warnings("settlement", {}, {}, text=text)}.values())
    found = {one.code: one for one in warnings("settlement", _agreed(statement), {}, text=text)}
    for line in statement.lines:
        for one in warnings("settlement", _of_line(statement.name, line), {}):
            found.setdefault(one.code, one)
    return tuple(found.values())


def _of_line(name: str, line: Line) -> dict[str, Any]:
    """A line as the rules read it: what it is, who bears it, who gets it, and the pay of a month of a non-compete."""
    borne = "employee" if line.column == "employee" or line.payee == EMPLOYER else "employer"
    what: dict[str, Any] = {"line": line.code, "payer": borne, "payee": line.payee}
    if line.code == "training_bond":
        what |= {"bond_agreed": Decimal(line.inputs["agreed"]), "bond_cost": Decimal(line.inputs["cost"])}
    return what | ({"noncompete": True, "monthly_pay": line.amount} if name == "noncompete_schedule" else {})


def _agreed(statement: Statement) -> dict[str, Any]:
    """What both would agree on beside what the law gives, where an agreement states both."""
    if statement.name != "settlement":
        return {}
    extra = [line.amount for line in statement.lines if line.code == "agreed_extra" and line.amount is not None]
    total = statement.total()
    return {"agreed": total, "lawful": total - sum(extra, Decimal(0))}


def require(statement: Statement | None, text: str, acknowledged: Collection[str], by: Actor) -> tuple[Warning, ...]:
    """The practices a review goes on with by name. Raises Unacknowledged for those not acknowledged."""
    found = found_in(statement, text)
    left = [one for one in found if one.code not in {*acknowledged, *by.goes_on_with}]
    if left and not by.is_system:
        raise warned.Unacknowledged(left)
    return found
