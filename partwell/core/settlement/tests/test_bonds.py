"""Training bond, pay for a non-compete, subsidy of an injured worker."""

from datetime import date
from decimal import Decimal

import pytest

from partwell.core.rulebook import Figure
from partwell.core.settlement.bonds import bond, injury_subsidy, noncompete_schedule
from partwell.core.settlement.statement import NotComputed

TODAY = date(2026, 11, 26)


def figure(value: str | None, key: str = "minimum_wage.monthly") -> Figure:
    """A confirmed figure, or an unknown one."""
    if value is None:
        return Figure(key, "110000", TODAY, None, "unknown")
    return Figure(key, "110000", TODAY, Decimal(value), "confirmed", date(2026, 1, 1), "override", "HR")


@pytest.mark.parametrize(
    ("cost", "agreed", "months", "served", "most"),
    [
        ("150000", "150000", 72, 36, "75000.00"),
        ("90000", "100000", 60, 24, "54000.00"),
        ("90000", "20000", 60, 24, "20000.00"),
        ("90000", "90000", 60, 60, "0.00"),
        ("90000", "90000", 60, 72, "0.00"),
    ],
)
def test_a_bond_never_exceeds_the_unserved_share_or_the_agreed_sum(
    cost: str, agreed: str, months: int, served: int, most: str
) -> None:
    """TR-E02 and TR-E05: cost without wages × unserved ÷ agreed months."""
    sheet = bond(Decimal(cost), Decimal(agreed), months=months, served=served, today=TODAY)
    assert (str(sheet.total()), sheet.lines[0].payee) == (most, "employer")


@pytest.mark.parametrize(
    ("average", "agreed", "months", "monthly", "total"),
    [
        ("20000", None, 3, "6000.00", "18000.00"),
        ("30000", None, 1, "9000.00", "9000.00"),
        ("7800", None, 12, "2540.00", "30480.00"),
        ("38000", "6360", 12, "6360.00", "76320.00"),
    ],
)
def test_a_non_compete_is_paid_month_by_month(
    average: str, agreed: str | None, months: int, monthly: str, total: str
) -> None:
    """NC-E01, NC-E03, NC-E08: 30 % of the average, never below the minimum wage; an agreed sum is kept and flagged."""
    sheet = noncompete_schedule(
        Decimal(average),
        None if agreed is None else Decimal(agreed),
        months=months,
        last_day=date(2026, 11, 30),
        minimum_wage=figure("2540"),
        today=TODAY,
    )
    assert {str(line.amount) for line in sheet.lines} == {monthly}
    assert str(sheet.total("employee")) == total
    assert sheet.lines[0].inputs["due_on"] == "2026-12-30"
    assert ("agreed_below_lawful" in sheet.notes) == (agreed is not None)


def test_an_injury_subsidy_is_never_guessed() -> None:
    """The province sets it; until the company confirmed it there is no sum."""
    with pytest.raises(NotComputed) as refusal:
        injury_subsidy("g7_10", figure(None, "work_injury.employment_subsidy.g7_10"), today=TODAY)
    assert refusal.value.asks[0].what == "work_injury.employment_subsidy.g7_10"
    assert injury_subsidy("g7_10", figure("31602"), today=TODAY).total() == Decimal("31602.00")
