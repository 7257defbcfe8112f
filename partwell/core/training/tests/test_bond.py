"""What a training bond may promise: 《劳动合同法》第二十二条, 《劳动合同法实施条例》第十六条."""

from datetime import date
from decimal import Decimal

from partwell.core.training import bond
from partwell.core.training.bond import Cost

FEE = Cost("fee", "学费", Decimal(30000), "F-1")
TRIP = Cost("travel", "差旅", Decimal("2400.50"), "F-2")


def _codes(**wrong: object) -> list[tuple[str, str]]:
    good: dict[str, object] = {"special": True, "costs": [FEE, TRIP], "agreed": Decimal("32400.50"), "months": 36}
    return [(one.field, one.code) for one in bond.faults(**(good | wrong))]  # type: ignore[arg-type]


def test_a_bond_up_to_what_was_spent_may_be_agreed() -> None:
    """All of the cost and not a fen more."""
    assert _codes() == []
    assert _codes(agreed=Decimal("32400.51")) == [("agreed", "above_cost")]


def test_ordinary_training_binds_nobody() -> None:
    """Induction and safety training are the employer's duty and no special training."""
    assert _codes(special=False) == [("course", "not_special")]


def test_a_cost_without_voucher_does_not_count() -> None:
    """No voucher, no cost; no cost, no bond."""
    assert ("costs", "no_voucher") in _codes(costs=[Cost("fee", "学费", Decimal(1), " ")], agreed=Decimal(1))
    assert _codes(costs=[], agreed=Decimal(0)) == [("costs", "no_voucher")]


def test_months_are_at_least_one() -> None:
    """And not more than ten years."""
    assert _codes(months=0) == _codes(months=121) == [("months", "months")]


def test_service_is_counted_in_whole_months_and_never_beyond_the_agreed() -> None:
    """Begins counting on the first day, ends at the agreed months."""
    assert bond.served(date(2026, 1, 15), date(2026, 2, 13), 36) == 0
    assert bond.served(date(2026, 1, 15), date(2026, 2, 14), 36) == 1
    assert bond.served(date(2026, 1, 15), date(2031, 2, 14), 36) == 36
    assert bond.served(date(2026, 1, 15), date(2026, 1, 14), 36) == 0
