"""What the database refuses whoever asks, and what happens when somebody took a guard away."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection, transaction

from partwell.apps.evidence import actions
from partwell.apps.evidence.models import (
    Checkpoint,
    Entry,
    Log,
    Node,
    PersonKey,
    Stream,
)
from partwell.lib import guards
from partwell.lib.actor import system
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


def test_what_is_never_deleted_is_never_replaced_either():
    """A paper, an answer, an entry, a hold: whatever refuses DELETE refuses INSERT OR REPLACE on SQLite."""
    found = [one for one in guards.collect() if one.table.startswith(("evidence_", "documents_"))]
    kept = {one.table for one in found if " BEFORE DELETE " in one.sqlite}
    assert kept - {one.table for one in found if " BEFORE INSERT " in one.sqlite} == set()
    assert {"documents_document", "documents_passkey", "evidence_hold", "evidence_erasure"} <= kept
