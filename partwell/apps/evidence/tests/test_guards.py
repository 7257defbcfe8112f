"""What the database refuses whoever asks, and what happens when somebody took a guard away."""

import re
import sqlite3
from contextlib import closing, suppress

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection, transaction

from partwell.apps.evidence import actions
from partwell.apps.evidence.models import (
    Checkpoint,
    Entry,
    EntryFile,
    Log,
    Node,
    PersonKey,
    Stream,
)
from partwell.lib import guards
from partwell.lib.actor import system
from partwell.lib.files.store import put
from partwell.lib.files.tests.test_content import a_png
from tests.cast import NOW, Cast

APPENDED = (Log, Stream, Entry, Node, Checkpoint)


@pytest.fixture
def log(cast: Cast):
    """A log of five entries, integrated."""
    stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    with transaction.atomic():
        for n in range(5):
            actions.record(stream, "test.fact", by=system(None), now=NOW, payload={"n": n})
    actions.sequence(NOW)


def sql(statement, *values):
    """Run one statement as an SQL client would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("model", APPENDED)
def test_a_row_of_the_log_cannot_be_updated_or_deleted(log, model):
    """Every column is covered; not even a change to the same value passes."""
    table = model._meta.db_table
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError):
            sql(statement)


@pytest.mark.only_on_sqlite
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("model", APPENDED)
def test_insert_or_replace_does_not_pass(log, model, recursive):
    """REPLACE deletes without delete triggers in one of its modes; it is refused in both."""
    table = model._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    try:
        connection.cursor().execute(f"PRAGMA recursive_triggers={recursive}")
        with pytest.raises(IntegrityError):
            sql(f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}")
        without_id = columns.replace('"id", ', "")
        with pytest.raises(IntegrityError):
            sql(f"INSERT OR REPLACE INTO {table} ({without_id}) SELECT {without_id} FROM {table}")
    finally:
        connection.cursor().execute("PRAGMA recursive_triggers=ON")


@pytest.mark.only_on_postgres
@pytest.mark.parametrize("model", APPENDED)
def test_truncate_and_upsert_do_not_pass(log, model):
    """TRUNCATE fires no row trigger, so it has a guard of its own; ON CONFLICT DO UPDATE is an update."""
    table = model._meta.db_table
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError):
        sql(f"TRUNCATE {table} CASCADE")
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    with pytest.raises(IntegrityError):
        sql(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} "
            "ON CONFLICT (id) DO UPDATE SET id = excluded.id"
        )


def test_streams_trees_and_heads_take_no_gap(log):
    """A number that is not the next one is refused: streams, nodes of each level, sizes of checkpoints."""
    entry, node, head = (
        Entry.objects.last(),
        Node.objects.filter(level=1).last(),
        Checkpoint.objects.last(),
    )
    entry.pk, entry.stream_seq, entry.eid = None, entry.stream_seq + 2, actions.uid7()
    node.pk, node.index = None, node.index + 2
    head.pk, head.size = None, head.size - 1
    for row in (entry, node, head):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_a_persons_key_cannot_be_deleted(log):
    """Destroying a key keeps its row, which says when; deleting it would orphan streams."""
    with pytest.raises(IntegrityError):
        sql(f"DELETE FROM {PersonKey._meta.db_table}")


def _drop(name, table):
    sql(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))


def test_a_missing_guard_stops_the_start(db):
    """The system check names guard and table; creating again mends it, and a second time changes nothing."""
    call_command("check", databases=["default"])
    _drop("evidence_entry_no_update", "evidence_entry")
    with pytest.raises(SystemCheckError, match=r"E001.*evidence_entry_no_update"):
        call_command("check", databases=["default"])
    assert [one.name for one in guards.create()] == ["evidence_entry_no_update"]
    assert guards.create() == []


def test_an_outdated_guard_stops_the_start(db):
    """A trigger of the right name that does something else counts as missing."""
    _drop("evidence_entry_no_delete", "evidence_entry")
    if connection.vendor == "sqlite":
        sql("CREATE TRIGGER evidence_entry_no_delete BEFORE DELETE ON evidence_entry BEGIN SELECT 1; END")
    else:
        sql(
            "CREATE TRIGGER evidence_entry_no_delete BEFORE INSERT ON evidence_entry "
            "FOR EACH ROW EXECUTE FUNCTION evidence_entry_no_update()"
        )
    assert [one.name for one in guards.missing()] == ["evidence_entry_no_delete"]


@pytest.mark.only_on_postgres
def test_a_disabled_guard_stops_the_start(db):
    """ALTER TABLE ... DISABLE TRIGGER leaves the trigger in the catalog, so its state is read."""
    sql("ALTER TABLE evidence_entry DISABLE TRIGGER evidence_entry_no_update")
    assert [one.name for one in guards.missing()] == ["evidence_entry_no_update"]


def test_the_migrations_create_every_guard(db):
    """After migrating from nothing no guard is missing."""
    assert guards.collect()
    assert guards.missing() == []


def test_a_migration_may_mend_what_the_check_refuses(committed_db):
    """`migrate` runs although a guard is missing, and brings it back."""
    _drop("evidence_node_no_gap", "evidence_node")
    call_command("migrate", verbosity=0, skip_checks=False)
    assert guards.missing() == []


def _row(columns, salt, kept):
    """A row of a table, its values told apart by `salt` but for those `kept`."""
    made = {}
    for number, (_cid, name, type, _notnull, _default, _pk) in enumerate(columns):
        whole = type.lower().startswith(("integer", "bigint", "smallint", "bool", "decimal", "real"))
        made[name] = 1000 * salt + number if whole else f"{salt}-{number}"
    return {**made, **kept}


def _given(condition):
    """Values under which a partial index holds a row: `"state" = 'open'`, `"company_id" IS NULL`."""
    texts = dict(re.findall(r"\"(\w+)\" = '(\w*)'", condition))
    return {**texts, **dict.fromkeys(re.findall(r'"(\w+)" IS NULL', condition))}


def _unique_keys(cursor, table):
    """Every set of columns in which a new row takes an old one's place, with the values that bring it about."""
    yield ("id",), {}
    for _seq, name, unique, _origin, partial in cursor.execute(f"PRAGMA index_list({table})").fetchall():
        if unique:
            columns = tuple(row[2] for row in cursor.execute(f"PRAGMA index_info({name})").fetchall())
            text = (
                cursor.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()[0] if partial else ""
            )
            yield columns, _given(text.partition(" WHERE ")[2])


def _scratch():
    """An empty database of an SQL client with the tables of this one, its keys unchecked, its triggers not there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL")
        statements = [row[0] for row in cursor.fetchall() if "sqlite_sequence" not in row[0]]
    scratch = sqlite3.connect(":memory:")
    for pragma in ("recursive_triggers = OFF", "foreign_keys = OFF", "ignore_check_constraints = ON"):
        scratch.execute(f"PRAGMA {pragma}")
    for statement in sorted(statements, key=lambda text: not text.startswith("CREATE TABLE")):
        scratch.execute(statement)
    return scratch


@pytest.mark.only_on_sqlite
def test_what_is_never_deleted_is_never_replaced_either(db):
    """Whatever refuses DELETE refuses INSERT OR REPLACE too, whichever unique key the new row collides with."""
    found = guards.collect()
    kept = sorted({one.table for one in found if " BEFORE DELETE " in one.sqlite})
    assert len(kept) > 40
    passed = []
    with closing(_scratch()) as scratch:
        for table in kept:
            hold = [one.sqlite for one in found if one.table == table and "_replace" in one.name and one.sqlite]
            for key, given in _unique_keys(scratch, table):
                scratch.execute("SAVEPOINT attempt")
                if not _stays(scratch, table, key, given, hold):
                    passed.append((table, key))
                scratch.execute("ROLLBACK TO attempt")
    assert passed == []


def _stays(scratch, table, key, given, hold):
    """Whether a row stands as it was after another that collides with it in `key` was to replace it."""
    columns = scratch.execute(f"PRAGMA table_info({table})").fetchall()
    old = _row(columns, 1, given)
    new = _row(columns, 2, {**given, **{name: old[name] for name in key}})
    names, places = ", ".join(f'"{name}"' for name in old), ", ".join("?" * len(old))
    insert = f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({places})"
    scratch.execute(insert, [*old.values()])
    before = scratch.execute(f"SELECT * FROM {table}").fetchall()
    for statement in hold:
        scratch.execute(statement)
    with suppress(sqlite3.IntegrityError):
        scratch.execute(insert, [*new.values()])
    return len(before) == 1 and scratch.execute(f"SELECT * FROM {table}").fetchall() == before


@pytest.fixture
def held(cast: Cast, settings, tmp_path):
    """An entry with one file."""
    settings.FILES_DIR = tmp_path
    stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    blob = put(a_png(), name="通知.png", company=cast.company.pk, now=NOW)
    with transaction.atomic():
        actions.record(stream, "test.fact", by=system(None), now=NOW, payload={"n": 1}, files=[blob])
    actions.sequence(NOW)
    return EntryFile.objects.get()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM evidence_entryfile",
        "UPDATE evidence_entryfile SET position = position + 1",
        "UPDATE evidence_entryfile SET blob_id = blob_id",
    ],
)
def test_no_file_is_taken_from_its_entry(held, statement):
    """Whoever did would have the sweep destroy the file a day later."""
    with pytest.raises(IntegrityError):
        sql(statement)
    assert EntryFile.objects.count() == 1


def test_a_file_goes_with_the_key_of_its_person(held):
    """Which is what a lawful erasure does."""
    PersonKey.objects.filter(pk=held.entry.stream.key_id).update(wrapped=None, destroyed_at=NOW)
    sql("DELETE FROM evidence_entryfile")
    assert not EntryFile.objects.exists()
