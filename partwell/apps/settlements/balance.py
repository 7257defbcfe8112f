"""Computed against paid, payment by payment: a difference stays visible until somebody pays or recalculates."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from partwell.apps.cases import payments
from partwell.core.money import printed
from partwell.core.settlement.statement import Statement

SOURCES: Mapping[str, tuple[str, str]] = {
    # voucher of a step -> the calculation it pays, and the column of it ("": all that goes to the person)
    "bank_wage": ("final_pay", ""),
    "bank_severance": ("severance", ""),
    "bank_back_payment": ("back_payment", "back_payment"),
    "bank_injury_subsidy": ("injury_subsidy", ""),
    "bank_lieu": ("pay_in_lieu", ""),
    "bank_medical": ("medical_subsidy", ""),
    "bank_arrears": ("wage_arrears", ""),
}


@dataclass(frozen=True, slots=True)
class Balance:
    """One payment: what was computed (None: not yet), what was paid, and the vouchers."""

    item: str
    title: str
    computed: Decimal | None
    paid: Decimal
    vouchers: tuple[payments.Paid, ...]

    @property
    def difference(self) -> Decimal | None:
        """What is still to pay; below zero: paid too much. None when nothing was computed or paid to compare."""
        return None if self.computed is None or not self.vouchers else self.computed - self.paid

    @property
    def words(self) -> str:
        """The difference in a sentence; empty when there is none."""
        if self.computed is None or not self.difference:
            return ""
        values = {
            "what": self.title,
            "computed": printed(self.computed),
            "paid": printed(self.paid),
            "rest": printed(abs(self.difference)),
        }
        if self.difference > 0:
            return _("%(what)s: computed %(computed)s, paid %(paid)s, %(rest)s still to pay.") % values
        return _("%(what)s: computed %(computed)s, paid %(paid)s, %(rest)s more than computed.") % values


def titles() -> dict[str, str]:
    """What each payment is called."""
    return {
        "bank_wage": _("Wages"),
        "bank_severance": _("Severance (N)"),
        "bank_back_payment": _("Company's back payment"),
        "bank_injury_subsidy": _("One-off employment subsidy (work injury)"),
        "bank_lieu": _("One month's pay in lieu of notice"),
        "bank_medical": _("Medical subsidy"),
        "bank_arrears": _("Wages owed"),
    }


def of(shown: Mapping[str, Statement], paid: list[payments.Paid]) -> list[Balance]:
    """The balance of each payment that was computed or paid."""
    found = []
    for item, title in titles().items():
        name, column = SOURCES[item]
        statement = shown.get(name)
        vouchers = tuple(one for one in paid if one.item == item)
        if statement is None and not vouchers:
            continue
        computed = statement.total("employee", column) if statement is not None else None
        total = sum((one.amount for one in vouchers), Decimal("0.00"))
        found.append(Balance(item, title, computed, total, vouchers))
    return found
