"""What goes wrong in law with a statement is told to whoever approves it."""

from datetime import date
from decimal import Decimal

import pytest

from partwell.apps.law.warned import Unacknowledged
from partwell.apps.settlements import practices
from partwell.core.settlement.statement import EMPLOYEE, FUND, Line, Statement
from tests.cast import Cast

DAY = date(2026, 11, 26)


def _found(name: str, *lines: Line, text: str = "") -> list[str]:
    return [one.code for one in practices.found_in(Statement(name, DAY, lines), text)]


def _line(code: str, amount: str, payee: str, column: str) -> Line:
    return Line(code, Decimal(amount), payee=payee, column=column)


@pytest.mark.parametrize("code", ["si_employer_share", "si_late_surcharge"])
def test_the_companys_share_is_never_the_employees(code: str) -> None:
    """Borne by the employee, or paid out to him, it is told; borne by the company and paid to the fund it is not."""
    assert _found("arrears", _line(code, "700.00", FUND, "employee")) == ["employee_bears_employer_share"]
    assert _found("arrears", _line(code, "700.00", EMPLOYEE, "employer")) == ["cash_instead_of_contributions"]
    assert _found("arrears", _line(code, "700.00", FUND, "employer")) == []


def test_the_employees_own_share_may_be_withheld() -> None:
    """It is the employee's, and goes to the fund."""
    assert _found("arrears", _line("si_employee_share", "300.00", FUND, "employee")) == []


def test_an_agreement_below_the_lawful_sum_is_told() -> None:
    """Less than severance is; more is not."""
    severance = _line("severance", "9000.00", EMPLOYEE, "severance")
    assert _found("settlement", severance, _line("agreed_extra", "-1.00", EMPLOYEE, "severance")) == [
        "below_what_is_owed"
    ]
    assert _found("settlement", severance, _line("agreed_extra", "1.00", EMPLOYEE, "severance")) == []


def test_an_unpaid_month_of_a_non_compete_and_words_are_told_once() -> None:
    """Two months without pay are one warning; a release written beside the sums is told too."""
    free, paid = (_line("noncompete_month", amount, EMPLOYEE, "") for amount in ("0.00", "3000.00"))
    assert _found("noncompete_schedule", free, free) == ["noncompete_without_pay"]
    assert _found("noncompete_schedule", paid, paid) == []
    assert _found("severance", text="双方无其他任何劳动争议") == ["release_of_claims"]


def test_a_bond_above_its_cost_is_told() -> None:
    """By the sum agreed and the cost the line was worked out with."""
    for agreed, told in (("30000", ["bond_above_or_fixed"]), ("20000", [])):
        line = Line("training_bond", Decimal(9000), inputs={"agreed": agreed, "cost": "20000"}, column="bond")
        assert _found("bond", line) == told


@pytest.mark.django_db
def test_the_approval_names_what_it_goes_on_with(cast: Cast) -> None:
    """Refused with the code; another code does not help; with it the warning is handed to the log."""
    wrong = Statement("arrears", DAY, (_line("si_employer_share", "700.00", FUND, "employee"),))
    for known in ((), ("release_of_claims",)):
        with pytest.raises(Unacknowledged) as refusal:
            practices.require(wrong, "", known, cast.actor("he"))
        assert list(refusal.value.fields) == ["employee_bears_employer_share"]
    (found,) = practices.require(wrong, "", ("employee_bears_employer_share",), cast.actor("he"))
    assert found.found == "si_employer_share"
