"""Hiring, changing, contracts and contributions: who may, what is refused, what stays on record."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from partwell.apps.evidence import actions as log
from partwell.apps.evidence import queries as evidence
from partwell.apps.people import actions, queries
from partwell.apps.people.models import Contribution, Employee
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def _person(cast: Cast, **other: Any) -> actions.Person:
    base = actions.Person(
        number="E30001",
        name="罗𠮷",
        department=cast.departments["testing"],
        position=cast.lin.position,
        hired_on=date(2026, 11, 2),
        phone="19900001234",
        id_number="330199199804123318",
    )
    return replace(base, **other)


def _valid_id() -> str:
    from partwell.site.demo.names import id_number

    return id_number(331, date(1998, 4, 12))


def _entries(employee: Employee) -> list[Any]:
    return evidence.entries(log.stream_of_employee(employee.pk, NOW))


def test_hiring_opens_a_record_and_the_persons_own_stream(cast: Cast) -> None:
    """A rare character in the name stays whole, pinyin is written, the entry names the identity number only."""
    terms = actions.Terms("fixed", date(2026, 11, 2), date(2029, 11, 1), "8000", probation_months=6)
    row = actions.hire(_person(cast, id_number=_valid_id()), by=cast.actor("xu"), now=NOW, terms=terms)
    row.refresh_from_db()
    assert (row.name, row.pinyin, row.phone) == ("罗𠮷", "luoji lj", "19900001234")
    contract = queries.contract_on(row, cast.today)
    assert contract is not None
    assert (contract.monthly_wage, contract.probation_ends_on) == ("8000.00", date(2027, 5, 1))
    first, second = _entries(row)
    assert (first.type, second.type) == ("employee.hired", "contract.recorded")
    assert row.id_number not in str(first.payload)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("name", "长" * 61),
        ("number", "E20418"),
        ("id_number", "330199199804123310"),
        ("phone", "1380571"),
        ("mail", "nobody"),
        ("hired_on", date(202, 1, 1)),
        ("type", "robot"),
        ("standing", {"likes_tea": True}),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_kept(cast: Cast, field: str, value: Any) -> None:
    """Each wrong field gets a sentence, and no half record stays."""
    before = Employee.objects.count()
    person = replace(_person(cast, id_number=""), **{field: value})
    with pytest.raises(BadInput) as refused:
        actions.hire(person, by=cast.actor("xu"), now=NOW)
    assert list(refused.value.fields) == [field]
    assert refused.value.fields[field]
    assert Employee.objects.count() == before


def test_markup_in_a_name_is_only_text(cast: Cast) -> None:
    """A script in a name is stored as it was typed; pages escape it."""
    row = actions.hire(_person(cast, name="<script>x</script>", id_number=""), by=cast.actor("xu"), now=NOW)
    assert row.name == "<script>x</script>"


def test_managers_and_colleagues_do_not_write_records_and_nobody_writes_the_own(cast: Cast) -> None:
    """HR writes; a manager is forbidden, another company sees nothing, HR's own record is for a colleague."""
    person = _person(cast, number="E20418", name="林晓", id_number="", hired_on=cast.lin.hired_on)
    for key, answer in {"zhao": NotAllowed, "lu": NotAllowed, "wei": NotVisible}.items():
        with pytest.raises(answer):
            actions.change(cast.lin, person, by=cast.actor(key), now=NOW)
    own = cast.employee("xu")
    with pytest.raises(NotAllowed):
        actions.state(own, {"has_loans": False}, by=cast.actor("xu"), now=NOW)


def test_a_change_records_what_changed_and_nothing_else(cast: Cast) -> None:
    """One field, one entry; the same again records nothing."""
    lin = queries.employee(cast.actor("hua"), cast.lin.uid)
    person = actions.Person(
        lin.number, lin.name, lin.department, lin.position, lin.hired_on, lin.type, lin.line_manager, lin.user_id,
        "", "19900002048", lin.mail, standing=lin.standing,
    )  # fmt: skip
    assert actions.change(lin, person, by=cast.actor("hua"), now=NOW) == ["id_number", "phone"]
    assert actions.change(lin, person, by=cast.actor("hua"), now=NOW) == []
    (entry,) = _entries(lin)
    assert entry.payload["changed"] == {"id_number": "changed", "phone": "19900002048"}


def test_more_probation_than_the_law_allows_is_recorded_as_agreed_and_cut_by_law(cast: Cast) -> None:
    """The paper says six months, a one-year contract allows two: the record shows both."""
    terms = actions.Terms("fixed", date(2026, 11, 2), date(2027, 11, 1), "8000", probation_months=6)
    row = actions.hire(_person(cast, id_number=""), by=cast.actor("xu"), now=NOW, terms=terms)
    end = queries.probation(row, cast.today)
    assert end is not None
    assert (end.agreed, end.day) == (date(2027, 5, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("ends_on", actions.Terms("fixed", date(2026, 11, 2), None, "8000")),
        ("ends_on", actions.Terms("open_ended", date(2026, 11, 2), date(2027, 1, 1), "8000")),
        ("ends_on", actions.Terms("fixed", date(2026, 11, 2), date(2026, 11, 1), "8000")),
        ("monthly_wage", actions.Terms("open_ended", date(2026, 11, 2), None, "8,000.001")),
        ("monthly_wage", actions.Terms("open_ended", date(2026, 11, 2), None, "-1")),
        ("starts_on", actions.Terms("open_ended", date(2026, 9, 1), None, "8000")),
    ],
)
def test_a_contract_that_cannot_be_is_refused(cast: Cast, field: str, terms: actions.Terms) -> None:
    """Days and amounts that contradict each other get a sentence each."""
    with pytest.raises(BadInput) as refused:
        actions.record_contract(cast.lin, terms, by=cast.actor("hua"), now=NOW)
    assert list(refused.value.fields) == [field]


def test_a_corrected_month_keeps_both_values_on_record(cast: Cast) -> None:
    """September was not paid; the clerk records the payment, the entry says before and after."""
    said = actions.Month("pension", date(2026, 9, 1), date(2026, 9, 30), True, "5000.00", date(2026, 11, 26), "0.00")
    row = actions.record_contribution(cast.lin, said, by=cast.actor("tang"), now=NOW)
    assert row.paid_on == date(2026, 11, 26)
    assert Contribution.objects.filter(employee=cast.lin, month=date(2026, 9, 1)).count() == 5
    (entry,) = _entries(cast.lin)
    assert (entry.payload["before"]["enrolled"], entry.payload["now"]["enrolled"]) == (False, True)
    for key in ("zhao", "han", "lin"):
        with pytest.raises(NotAllowed):
            actions.record_contribution(cast.lin, said, by=cast.actor(key), now=NOW)


def test_paid_but_not_enrolled_cannot_be(cast: Cast) -> None:
    """The two contradict each other."""
    said = actions.Month("pension", date(2026, 9, 1), date(2026, 9, 30), False, "5000.00", date(2026, 11, 26))
    with pytest.raises(BadInput):
        actions.record_contribution(cast.lin, said, by=cast.actor("tang"), now=NOW)


def test_looking_at_a_full_number_is_on_record(cast: Cast) -> None:
    """HR sees it in full and leaves an entry; a line manager may not."""
    assert actions.reveal(cast.lin, "phone", by=cast.actor("hua"), now=NOW) == "13805712048"
    (entry,) = _entries(cast.lin)
    assert (entry.type, entry.payload["field"]) == ("employee.revealed", "phone")
    assert "13805712048" not in str(entry.payload)
    with pytest.raises(NotAllowed):
        actions.reveal(cast.lin, "phone", by=cast.actor("zhou"), now=NOW)
    with pytest.raises(BadInput):
        actions.reveal(cast.lin, "password", by=cast.actor("hua"), now=NOW)


def test_sealed_columns_hold_no_readable_text(cast: Cast) -> None:
    """Phone and wage can't be read in the table, nor moved to another person's row."""
    from partwell.lib.keys.keyring import CannotOpen

    lin, wang = cast.lin, cast.wang
    assert b"1380571" not in bytes(lin.phone_sealed)
    wang.phone_sealed = lin.phone_sealed
    with pytest.raises(CannotOpen):
        _ = wang.phone
