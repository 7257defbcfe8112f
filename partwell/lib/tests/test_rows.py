"""Plain rows: several questions in one message where the database takes them, instants in UTC on either."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partwell.lib import rows
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
COMPANIES = "SELECT id, name, created_at FROM accounts_company WHERE id IN ({}) ORDER BY id"


def test_several_selects_keep_their_order_their_values_and_their_instants(cast: Cast) -> None:
    """Also one that finds nothing, and a value with a sign that statements use."""
    first, second = cast.company.pk, cast.other.pk
    asked = [
        rows.Select(COMPANIES.format("%s, %s"), [first, second], (2,)),
        rows.Select(COMPANIES.format("%s"), [0], (2,)),
        rows.Select("SELECT name FROM accounts_company WHERE name <> %s AND id = %s", ["a; b % 'c'", second]),
    ]
    with CaptureQueriesContext(connection) as sent:
        both, none, last = rows.read_all(asked)
    assert [row[:2] for row in both] == [[first, cast.company.name], [second, cast.other.name]]
    assert {row[2] for row in both} == {NOW} and {row[2].utcoffset() for row in both} == {timedelta(0)}
    assert (none, last) == ([], [[cast.other.name]])
    assert len(sent) == (1 if connection.vendor == "postgresql" else 3)


def test_nothing_is_asked_and_nothing_changed_without_values() -> None:
    """No statement where there is nothing to do."""
    with CaptureQueriesContext(connection) as sent:
        assert rows.read_all([]) == []
        rows.change("UPDATE accounts_company SET name = %s WHERE id = %s", [])
    assert len(sent) == 0


def test_one_statement_takes_several_sets_of_values(cast: Cast, monkeypatch: Any) -> None:
    """Also more than go into one message."""
    monkeypatch.setattr(rows, "ROWS_PER_STATEMENT", 1)
    names = {cast.company.pk: "甲; 乙", cast.other.pk: "100% 'x'"}
    rows.change("UPDATE accounts_company SET name = %s WHERE id = %s", [(name, pk) for pk, name in names.items()])
    for company in (cast.company, cast.other):
        company.refresh_from_db()
        assert company.name == names[company.pk]
