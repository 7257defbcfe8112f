"""The last day of probation, by agreement and by Art. 19 of the Labor Contract Law."""

from datetime import date

import pytest

from partwell.core.settlement.probation import max_months, probation_end

TABLE = ((0, 3, 0), (3, 12, 1), (12, 36, 2), (36, None, 6))


@pytest.mark.parametrize(
    ("ends_on", "months"),
    [
        (date(2026, 3, 30), 0),
        (date(2026, 3, 31), 1),
        (date(2026, 12, 30), 1),
        (date(2026, 12, 31), 2),
        (date(2028, 12, 30), 2),
        (date(2028, 12, 31), 6),
    ],
)
def test_the_term_decides_and_its_last_day_counts(ends_on: date, months: int) -> None:
    """Exactly three months, one year and three years already belong to the longer bracket."""
    assert max_months("fixed", date(2026, 1, 1), ends_on, TABLE) == months


def test_an_open_ended_contract_allows_six_and_a_task_none() -> None:
    """The two types without a term."""
    assert max_months("open_ended", date(2026, 1, 1), None, TABLE) == 6
    assert max_months("task_based", date(2026, 1, 1), None, TABLE) == 0
    with pytest.raises(ValueError, match="last day"):
        max_months("fixed", date(2026, 1, 1), None, TABLE)


def test_the_earlier_of_agreement_and_law_counts() -> None:
    """Three agreed months in a one-year contract end after two."""
    end = probation_end("fixed", date(2026, 9, 8), date(2027, 9, 7), date(2026, 12, 7), TABLE)
    assert (end.day, end.statutory, end.shortened) == (date(2026, 11, 7), date(2026, 11, 7), True)
    end = probation_end("fixed", date(2026, 9, 8), date(2029, 9, 7), date(2026, 12, 7), TABLE)
    assert (end.day, end.shortened) == (date(2026, 12, 7), False)


def test_there_is_one_probation_between_two_parties_and_none_without_a_contract_behind_it() -> None:
    """A second probation, and a contract that is nothing but its probation, have no probation."""
    term = (date(2026, 1, 1), date(2026, 6, 30))
    assert probation_end("fixed", *term, date(2026, 1, 31), TABLE, earlier_probation=True).day is None
    assert probation_end("fixed", *term, date(2026, 6, 30), TABLE).day is None
    assert probation_end("fixed", *term, None, TABLE).day is None
