"""What `record` writes, and what it refuses to write."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from partwell.apps.evidence import actions, audit, queries
from partwell.apps.evidence.models import Checkpoint, Entry, Log, Node, Pending
from partwell.core.evidence import commitment
from partwell.core.evidence.canonical import NotCanonical
from partwell.core.evidence.entry import NotAnEntry, parse
from partwell.lib.actor import system
from tests.cast import NOW, Cast


@pytest.fixture
def stream(cast: Cast):
    """A case stream about Lin."""
    return actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)


def write(stream, count=1, type="test.fact", **payload):
    """Record `count` entries as the program."""
    with transaction.atomic():
        return [
            actions.record(
                stream,
                type,
                by=system(stream.company_id),
                now=NOW,
                payload={"n": n, **payload},
            )
            for n in range(count)
        ]


def test_entries_come_back_opened_and_in_order(stream):
    """What was recorded is read back with payload, actor, time to the millisecond and place."""
    write(stream, 3, name="林晓𠮷")
    found = queries.entries(stream)
    assert [entry.stream_seq for entry in found] == [1, 2, 3]
    assert [entry.payload["n"] for entry in found] == [0, 1, 2]
    assert found[0].payload["name"] == "林晓𠮷"
    assert (found[0].actor, found[0].at, found[0].type) == ("system", NOW, "test.fact")


def test_the_body_holds_no_personal_data(stream, cast):
    """Name, number and payload stand neither in the body nor readable in the ciphertext; the body commits to them."""
    write(stream, name=cast.lin.name, phone=cast.lin.phone)
    row, opened = Entry.objects.get(), queries.entries(stream)[0]
    for secret in (cast.lin.name.encode(), cast.lin.phone.encode()):
        assert secret not in bytes(row.body)
        assert secret not in bytes(row.ciphertext)
    assert parse(bytes(row.body)).commit == commitment.of_payload(opened.salt, opened.payload)


def test_each_entry_is_chained_to_the_one_before(stream):
    """`prev` is the leaf of the entry before it, also across separate transactions."""
    first, second = write(stream)[0], write(stream)[0]
    assert parse(bytes(second.body)).prev == bytes(first.leaf).hex()


def test_evidence_outside_a_transaction_is_refused(committed_db, cast):
    """An act and its evidence are kept together or not at all."""
    stream = actions.stream_of_installation(cast.company.pk, NOW)
    with pytest.raises(actions.NotInTransaction):
        actions.record(stream, "test.fact", by=system(None), now=NOW, payload={})


def test_an_act_that_fails_leaves_no_evidence(stream):
    """A rolled-back transaction takes entry, leaf and checkpoint with it, and the next entry fits."""
    write(stream)

    @transaction.atomic
    def act():
        actions.record(stream, "test.fact", by=system(None), now=NOW, payload={})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    write(stream)
    assert [entry.stream_seq for entry in queries.entries(stream)] == [1, 2]


@pytest.mark.parametrize("value", [1.5, Decimal("1.50"), NOW, {1: "key"}, 1 << 53, "\ud800"])
def test_a_payload_outside_the_subset_is_refused(stream, value):
    """Floats, Decimals, dates, other keys and half characters have no one form; the refusal names the place."""
    with pytest.raises(NotCanonical, match="amount"):
        write(stream, amount=value)


def test_a_malformed_type_is_refused(stream):
    """A type is lower-case words joined by dots."""
    with pytest.raises(NotAnEntry, match="type"):
        write(stream, type="Case Started")


def test_several_entries_cost_what_one_costs(stream):
    """The number of statements does not grow with the number of entries of one act."""
    write(stream)
    counts = []
    for drafts in (1, 5):
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            actions.record_all(
                stream,
                [actions.Draft("test.fact", {"n": n}) for n in range(drafts)],
                by=system(None),
                now=NOW,
            )
        counts.append(len([query for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]))
    assert counts == ([4, 4] if connection.vendor == "sqlite" else [2, 2])


@pytest.mark.only_on_sqlite
def test_on_sqlite_each_entry_is_in_the_tree_and_signed_at_once(stream):
    """Entry, leaf and checkpoint are written in one transaction."""
    write(stream, 5)
    assert Node.objects.filter(level=0).count() == 5
    assert Checkpoint.objects.order_by("-size").first().size == 5
    assert not Pending.objects.exists()


@pytest.mark.only_on_postgres
def test_on_postgresql_entries_wait_for_the_sequencer(stream):
    """Pending rows are integrated in one batch under one checkpoint, in the order of the stream."""
    made = write(stream, 5)
    assert Pending.objects.count() == 5
    assert actions.sequence(NOW) == 5
    assert [node.entry_id for node in Node.objects.filter(level=0).order_by("index")] == [one.pk for one in made]
    assert Checkpoint.objects.get().size == 5
    assert not Pending.objects.exists()


READ_OF_INDEXES = (
    "SELECT sum(pg_stat_get_xact_tuples_returned(indexrelid)) FROM pg_index "
    "WHERE indrelid = ANY (%s::text[]::regclass[])"
)


@pytest.mark.only_on_postgres
def test_a_long_stream_costs_each_entry_no_more_without_statistics(stream):
    """Neither writing nor signing reads the whole stream or tree again for its last row, in a database never analyzed.

    Held against the rows of an index that were read, because a plan that reads all of them is slow only with many.
    """
    write(stream, 300)
    actions.sequence(NOW)
    tables = ["evidence_entry", "evidence_node", "evidence_checkpoint"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(READ_OF_INDEXES, [tables])
        before = cursor.fetchone()[0]
        for number in range(20):
            actions.record(stream, "test.fact", by=system(None), now=NOW, payload={"n": number})
        actions.sequence(NOW)
        cursor.execute(READ_OF_INDEXES, [tables])
        assert cursor.fetchone()[0] - before < 20 * 50


@pytest.mark.only_on_postgres
def test_a_row_that_waits_wrongly_stops_nobody(cast, stream):
    """Who may only append adds a row for an entry that has its place, and one that names another company's log."""
    other = actions.stream_of_installation(cast.other.pk, NOW)
    write(other)
    placed = write(stream)[0]
    actions.sequence(NOW)
    made = write(stream)[0]
    Pending.objects.filter(entry=made).update(log=Log.objects.get(company=cast.other))
    Pending.objects.create(entry=placed, log=placed.log)
    actions.sequence(NOW)
    assert not Pending.objects.exists()
    assert [node.entry_id for node in Node.objects.filter(level=0, log=made.log).order_by("index")][-1] == made.pk
    assert audit.audit() == []


def test_one_log_per_company_and_year(cast):
    """Streams of two companies, and of one company in two years, go to different trees."""
    other = actions.stream_of_installation(cast.other.pk, NOW)
    mine = actions.stream_of_installation(cast.company.pk, NOW)
    write(other)
    write(mine)
    with transaction.atomic():
        actions.record(mine, "test.fact", by=system(None), now=NOW.replace(year=2027), payload={})
    origins = [parse(entry.body).log for stream in (mine, other) for entry in queries.entries(stream)]
    assert origins == [
        f"{cast.company.uid}/hr-evidence/2026",
        f"{cast.company.uid}/hr-evidence/2027",
        f"{cast.other.uid}/hr-evidence/2026",
    ]


def test_the_streams_of_a_person_share_one_key(cast):
    """A case and the employee's file open with the same data key, so erasing the person is one act."""
    case = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    assert actions.stream_of_employee(cast.lin.pk, NOW).key_id == case.key_id
    assert actions.stream_of_employee(cast.lin.pk, NOW) == actions.stream_of_employee(cast.lin.pk, NOW)
    assert actions.stream_of_installation(None, NOW) == actions.stream_of_installation(None, NOW)


def test_a_destroyed_key_leaves_the_entry_and_takes_the_content(stream):
    """After the key is gone the entries are listed without content, and nothing new can be written about the person."""
    write(stream, 2)
    stream.key.wrapped, stream.key.destroyed_at = None, NOW
    stream.key.save()
    assert [entry.erased for entry in queries.entries(stream)] == [True, True]
    with pytest.raises(actions.KeyDestroyed):
        write(stream)


def test_one_person_has_one_key(cast):
    """The database refuses a second key for a person, which would split what one act must erase."""
    actions.stream_of_employee(cast.lin.pk, NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.PersonKey.objects.create(employee=cast.lin, wrapped=b"x", created_at=NOW)
