"""Read and write plain rows where a model instance for each, and compiling the query each time, would cost more than
the work they are for.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

from django.db import connection


def read(sql: str, values: Sequence[Any], *, moments: Sequence[int] = ()) -> list[list[Any]]:
    """The rows of a SELECT. `moments` are the positions of columns that hold instants; they come back in UTC.

    SQLite keeps an instant in UTC and hands it out without a time zone, PostgreSQL hands out aware values.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = [list(row) for row in cursor.fetchall()]
    if connection.vendor == "sqlite":
        for row in rows:
            for at in moments:
                if row[at] is not None:
                    row[at] = row[at].replace(tzinfo=UTC)
    return rows


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
