"""The backend remembers how statements are rewritten for SQLite."""

import pytest
from django.db import connection

from partwell.lib.sqlite import base

pytestmark = [pytest.mark.django_db, pytest.mark.only_on_sqlite]


def answer(statement, values):
    """The one row of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def test_a_statement_said_again_takes_its_own_values():
    """By place and by name, also the same words with other names, and with a percent sign that is none."""
    for number in (1, 2):
        assert answer("SELECT %s, '100%%', '%%s'", [number]) == (number, "100%", "%s")
        assert answer("SELECT %(a)s + %(b)s", {"a": number, "b": 10}) == (number + 10,)
        assert answer("SELECT %(a)s + %(b)s", {"b": 10, "a": number}) == (number + 10,)
    assert answer("SELECT '%s'", None) == ("%s",)


def test_only_so_many_statements_are_remembered_and_no_long_ones(monkeypatch):
    """A long list of values is rewritten each time; new statements push old ones out."""
    monkeypatch.setattr(base, "KEPT_STATEMENTS", 3)
    base._rewritten.clear()
    for number in range(9):
        assert answer(f"SELECT {number}, %s", ["x"]) == (number, "x")
        assert len(base._rewritten) <= 3
    before = dict(base._rewritten)
    many = ", ".join(["%s"] * 900)
    long = f"SELECT {many}, '{'x' * base.LONGEST_KEPT}'"
    assert answer(long, list(range(900)))[:900] == tuple(range(900))
    assert base._rewritten == before
