"""What records say about a person, and what they leave open."""

from datetime import date

import pytest

from partwell.apps.people import queries
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_known_facts_are_read_and_unknown_ones_are_absent(cast: Cast) -> None:
    """Lin's facts; a fact nobody stated is not in the answer."""
    facts = queries.facts_of(cast.lin, cast.today)
    assert facts["employee_type"] == "probation"
    assert facts["contract_type"] == "fixed"
    assert facts["union_established"] is True
    assert facts["hazard_exposed"] is False
    assert facts["hpf_account"] is True
    cast.lin.standing = {}
    cast.lin.position.hazard_exposed = None
    facts = queries.facts_of(cast.lin, cast.today)
    assert "has_loans" not in facts
    assert "hazard_exposed" not in facts
    assert "severance_due" not in facts


def test_probation_that_has_passed_makes_a_regular_employee(cast: Cast) -> None:
    """On its last day Lin is on probation, on the next he is not, whatever the record says."""
    assert queries.anchors_of(cast.lin, cast.today) == {"P": date(2026, 12, 7)}
    assert queries.facts_of(cast.lin, date(2026, 12, 7))["employee_type"] == "probation"
    assert queries.facts_of(cast.lin, date(2026, 12, 8))["employee_type"] == "regular"


def test_the_law_ends_probation_before_a_longer_agreement(cast: Cast) -> None:
    """A one-year contract allows two months, so an agreed third month does not count."""
    cast.lin.contracts.update(ends_on=date(2027, 9, 7))
    end = queries.probation(cast.lin, cast.today)
    assert end is not None
    assert (end.day, end.shortened) == (date(2026, 11, 7), True)
