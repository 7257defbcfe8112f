"""Database triggers that hold what must hold even against a shell, an admin page or an SQL client.

An app lists its triggers in `<app>/guards.py` as `GUARDS`. They are not part of migrations, because Django rebuilds
a table on SQLite by copying it and drops its triggers without a word. Instead they are dropped before a migration
that changes something, created after it, and compared at start: a missing or outdated one is `partwell.E001`.
Whoever owns the database file can still drop them; that is what the signed log is for.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = "rows of {table} are appended and never changed"


@dataclass(frozen=True, slots=True)
class Guard:
    """One trigger. `sqlite` and `postgresql` are whole statements; an empty one means: not needed there.

    `sqlite` is one `CREATE TRIGGER <name> ...`. `postgresql` may be several statements, creates the trigger `name`
    on `table`, and uses `CREATE OR REPLACE`, so that it can be run again.
    """

    name: str
    table: str
    sqlite: str
    postgresql: str

    def statement(self, vendor: str) -> str:
        """What creates the guard on that database."""
        return self.sqlite if vendor == "sqlite" else self.postgresql

    @property
    def mark(self) -> str:
        """Hash of the PostgreSQL text, kept as the trigger's comment, to see that the trigger is the present one."""
        return hashlib.sha256(self.postgresql.encode()).hexdigest()


def guard(
    name: str,
    table: str,
    event: str,
    message: str,
    *,
    when: str = "",
    when_pg: str | None = None,
) -> Guard:
    """A row trigger that refuses `event` (INSERT, UPDATE, DELETE, UPDATE OF column) with `message`.

    `when` is an SQL condition over NEW and OLD and may query other tables; empty refuses always.
    `when_pg` is given where PostgreSQL needs another text.
    """
    name_, text = name.strip(), message.replace("'", "''")
    condition = when if when_pg is None else when_pg
    sqlite = (
        f"CREATE TRIGGER {name_} BEFORE {event} ON {table} FOR EACH ROW "
        + (f"WHEN {when} " if when else "")
        + f"BEGIN SELECT RAISE(ABORT, '{text}'); END"
    )
    body = f"RAISE EXCEPTION '{text.replace('%', '%%')}' USING ERRCODE = 'integrity_constraint_violation';"
    if condition:
        body = f"IF {condition} THEN {body} END IF;"
    result = "OLD" if event.startswith("DELETE") else "NEW"
    # Every role may make temporary tables, and PostgreSQL looks among them first: an empty one of the same name would
    # answer what a guard asks another table. Only where it asks: each call so is some microseconds slower.
    path = " SET search_path = public, pg_temp" if "SELECT" in condition else ""
    postgresql = (
        f"CREATE OR REPLACE FUNCTION {name_}() RETURNS trigger LANGUAGE plpgsql{path} AS $guard$\n"
        f"BEGIN {body} RETURN {result}; END $guard$;\n"
        f"CREATE OR REPLACE TRIGGER {name_} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name_}();"
    )
    return Guard(name_, table, sqlite, postgresql)


def no_truncate(table: str) -> Guard:
    """PostgreSQL's TRUNCATE passes by row triggers; SQLite has none."""
    name = f"{table}_no_truncate"
    message = APPEND_ONLY.format(table=table)
    return Guard(
        name,
        table,
        "",
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$\n"
        f"BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $guard$;\n"
        f"CREATE OR REPLACE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}();",
    )


def no_replace(table: str, *keys: Sequence[str], partial: Mapping[str, Sequence[str]] | None = None) -> Guard:
    """SQLite's INSERT OR REPLACE deletes the row in its way without firing delete triggers in every mode.

    `keys` are the unique keys, each a sequence of columns; the primary key `id` is always among them. `partial` are
    those of some rows only: the condition over such a row, with `{row}` before its columns, and the columns.
    """
    name = f"{table}_no_replace"
    same = [" AND ".join(f"{column} = NEW.{column}" for column in key) for key in (("id",), *keys)]
    for where, key in (partial or {}).items():
        match = " AND ".join(f"{column} = NEW.{column}" for column in key)
        same.append(f"{match} AND {where.format(row=table)} AND {where.format(row='NEW')}")
    condition = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {match})" for match in same)
    made = guard(name, table, "INSERT", APPEND_ONLY.format(table=table), when=condition)
    return Guard(name, table, made.sqlite, "")


def first_stands(table: str, key: str) -> Guard:
    """For a table in which a second row of one key is left out by who writes it (INSERT OR IGNORE).

    A guard that refuses would refuse those too; this one leaves out whatever comes second, REPLACE as well.
    """
    name = f"{table}_no_replace_{key}"
    sqlite = (
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) BEGIN SELECT RAISE(IGNORE); END"
    )
    return Guard(name, table, sqlite, "")


def unless_emptied(columns: str, sealed: str, erased: str) -> str:
    """For `append_only`: what forbids an update that is no lawful erasure, for SQLite.

    `columns` are those that stay, `sealed` those an erasure empties (space separated), `erased` the condition
    that the person's key was destroyed.
    """
    stay = [f'NEW."{column}" IS NOT OLD."{column}"' for column in columns.split()]
    kept = [
        f'(coalesce(length(NEW."{column}"), 0) > 1 AND NEW."{column}" IS NOT OLD."{column}")'
        for column in sealed.split()
    ]
    return f"NOT ({erased}) OR {' OR '.join([*stay, *kept])}"


def erased_person(employee: str) -> str:
    """The condition that the key of a person was destroyed; `employee` is an SQL expression over OLD."""
    return f"EXISTS (SELECT 1 FROM evidence_personkey k WHERE k.wrapped IS NULL AND k.employee_id = {employee})"


def append_only(
    table: str, *keys: Sequence[str], unless: str = "", partial: Mapping[str, Sequence[str]] | None = None
) -> tuple[Guard, ...]:
    """The guards of a table whose rows stay: no update, delete, replace, truncate. Keys as for `no_replace`.

    `unless` comes from `unless_emptied` where a person's erasure empties columns.
    """
    message = APPEND_ONLY.format(table=table)
    in_pg = unless.replace("IS NOT OLD.", "IS DISTINCT FROM OLD.")
    return (
        guard(f"{table}_no_update", table, "UPDATE", message, when=unless, when_pg=in_pg),
        guard(f"{table}_no_delete", table, "DELETE", message),
        no_replace(table, *keys, partial=partial),
        no_truncate(table),
    )


def collect() -> list[Guard]:
    """The guards of all installed apps of this product, in the order of the apps."""
    found: list[Guard] = []
    for config in apps.get_app_configs():
        if config.name.startswith("partwell.") and find_spec(f"{config.name}.guards"):
            found += import_module(f"{config.name}.guards").GUARDS
    names = [guard.name for guard in found]
    if len(names) != len(set(names)):
        raise ValueError(f"two guards of one name: {sorted(name for name in names if names.count(name) > 1)}")
    return found


def _present(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Name of each trigger in the database -> its text (SQLite) or its mark (PostgreSQL); disabled ones are absent."""
    if connection.vendor == "sqlite":
        question = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        question = (
            "SELECT tgname, coalesce(obj_description(oid, 'pg_trigger'), '') FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return dict(cursor.fetchall())


def _wanted(connection: BaseDatabaseWrapper) -> Iterator[Guard]:
    """Guards for this database whose tables exist (before the first migration none does)."""
    tables = set(connection.introspection.table_names())
    for one in collect():
        if one.statement(connection.vendor) and one.table in tables:
            yield one


def missing(using: str = DEFAULT_DB_ALIAS) -> list[Guard]:
    """Guards that are not in the database, are disabled, or have another text than the program's."""
    connection = connections[using]
    present = _present(connection)
    return [
        one
        for one in _wanted(connection)
        if present.get(one.name) != (one.sqlite if connection.vendor == "sqlite" else one.mark)
    ]


def create(using: str = DEFAULT_DB_ALIAS) -> list[Guard]:
    """Create what is missing; running it again changes nothing. Returns what was created."""
    connection = connections[using]
    made = missing(using)
    with connection.cursor() as cursor:
        for one in made:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {one.name}")
                cursor.execute(one.sqlite)
            else:
                cursor.execute(one.postgresql)
                cursor.execute(f"COMMENT ON TRIGGER {one.name} ON {one.table} IS '{one.mark}'")
    return made


def before_migrations(plan: Sequence[object] = (), using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Drop the guards on SQLite when a migration is about to change tables.

    Its `ALTER TABLE ... RENAME` re-reads every trigger and fails on one that names a table being rebuilt.
    """
    connection = connections[using]
    if not plan or connection.vendor != "sqlite":
        return
    present = _present(connection)
    with connection.cursor() as cursor:
        for one in collect():
            if one.name in present:
                cursor.execute(f"DROP TRIGGER {one.name}")


def after_migrations(using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Create the guards when migrations have run, also when there was none to run."""
    create(using)


class _Switch:
    """Whether the check speaks; only the command that creates guards silences it."""

    silent = False


@contextmanager
def being_created() -> Iterator[None]:
    """While a migration runs its own checks, missing guards are what it is about to mend."""
    _Switch.silent = True
    try:
        yield
    finally:
        _Switch.silent = False


def check(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """System check partwell.E001: with `databases` named, every guard must be in place."""
    if _Switch.silent:
        return []
    return [
        Error(
            f"The guard {one.name} of table {one.table} is missing, disabled or outdated in database {using!r}.",
            hint="Run the migrations again; they create what is missing. Then find out who removed it.",
            id="partwell.E001",
        )
        for using in databases or ()
        for one in missing(using)
    ]
