"""Read and write plain rows where a model instance for each, and compiling the query each time, would cost more than
the work they are for.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT with its values. `moments` are the positions of columns that hold instants; they come back in UTC."""

    sql: str
    values: Sequence[Any]
    moments: Sequence[int] = ()


def read(sql: str, values: Sequence[Any], *, moments: Sequence[int] = ()) -> list[list[Any]]:
    """The rows of one SELECT."""
    return read_all([Select(sql, values, moments)])[0]


def read_all(asked: Sequence[Select]) -> list[list[list[Any]]]:
    """The rows of several SELECTs, in their order.

    PostgreSQL gets them together, as sending costs more processor time than reading some forty rows; it hands out
    aware values. SQLite keeps an instant in UTC and hands it out without a time zone.
    """
    if not asked:
        return []
    if connection.vendor == "postgresql":
        return _read_together(asked)
    found = []
    with connection.cursor() as cursor:
        for one in asked:
            cursor.execute(one.sql, one.values)
            rows = [list(row) for row in cursor.fetchall()]
            if connection.vendor == "sqlite":
                for row in rows:
                    for at in one.moments:
                        if row[at] is not None:
                            row[at] = row[at].replace(tzinfo=UTC)
            found.append(rows)
    return found


def _read_together(asked: Sequence[Select]) -> list[list[list[Any]]]:
    """The same in one message to the server, with the driver's own reader of instants.

    Django's is written in Python and moves each instant into the connection's time zone, which is UTC as well.
    """
    with connection.cursor() as cursor:
        cursor.cursor.adapters.register_loader("timestamptz", _instants())
        cursor.execute("; ".join(one.sql for one in asked), [value for one in asked for value in one.values])
        found = [[list(row) for row in cursor.fetchall()]]
        while cursor.nextset():
            found.append([list(row) for row in cursor.fetchall()])
    return found


@cache
def _instants() -> Any:
    """The driver's reader of `timestamptz`; compiled, where the driver is."""
    import psycopg

    oid = psycopg.adapters.types["timestamptz"].oid
    return psycopg.adapters.get_loader(oid, psycopg.pq.Format.TEXT)


def change(sql: str, values: Sequence[Sequence[Any]]) -> None:
    """Carry out one statement with several sets of values; on PostgreSQL in one message a hundred."""
    if not values:
        return
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(sql, values)
            return
        for start in range(0, len(values), ROWS_PER_STATEMENT):
            part = values[start : start + ROWS_PER_STATEMENT]
            cursor.execute("; ".join([sql] * len(part)), [value for one in part for value in one])


ROWS_PER_STATEMENT = 100
"""Times the widest row stays below the 999 values that an older SQLite takes in one statement."""


def places(values: Sequence[Any]) -> str:
    """The placeholders of a list in a statement."""
    return ", ".join(["%s"] * len(values))


def insert(
    into: str,
    rows: Sequence[Sequence[Any]],
    *,
    returning: str = "",
    on_conflict: str = "",
    around: str = "",
    cursor: Any = None,
) -> list[int]:
    """Insert rows by hand, `into` being "table (columns)"; with `returning`, that column of each row in order.

    `on_conflict`: what becomes of a row that would break a unique key, in SQL. Instants are adapted to the database.
    `around`: a larger statement with `{insert}` in it, which returns what `returning` says in its own way.
    `cursor`: one that is open already; opening one for each statement costs as much as a small statement.
    """
    kept: list[int] = []
    if not rows:
        return kept
    with connection.cursor() if cursor is None else nullcontext(cursor) as cursor:
        adapt = cursor.db.ops.adapt_datetimefield_value
        for start in range(0, len(rows), ROWS_PER_STATEMENT):
            part = rows[start : start + ROWS_PER_STATEMENT]
            row = f"({places(part[0])})"
            # Tables and columns are literals of the callers, never input.
            statement = f"INSERT INTO {into} VALUES {', '.join([row] * len(part))}"  # noqa: S608
            statement += f" ON CONFLICT {on_conflict}" if on_conflict else ""
            if around:
                statement = around.format(insert=statement)
            elif returning:
                statement += f" RETURNING {returning}"
            cursor.execute(
                statement,
                [adapt(value) if isinstance(value, datetime) else value for one in part for value in one],
            )
            if returning:
                kept += [row[0] for row in cursor.fetchall()]
    return kept


def copy(into: str, rows: Sequence[Sequence[Any]], *, cursor: Any = None) -> None:
    """Insert many rows: by COPY on PostgreSQL, several times as fast as INSERT; elsewhere as `insert`."""
    if len(rows) <= ROWS_PER_STATEMENT or connection.vendor != "postgresql":
        insert(into, rows, cursor=cursor)
        return
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copying:
        for row in rows:
            copying.write_row(row)
