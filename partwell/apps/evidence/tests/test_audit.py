"""Somebody who may do anything in the database, but does not hold the signing key, is found.

Each test takes the guards away first, as the owner of a database can, and then changes rows.
"""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction

from partwell.apps.evidence import actions, queries, sealing, trees
from partwell.apps.evidence.models import Checkpoint, Entry, EntryFile, Node
from partwell.core.evidence import canonical
from partwell.core.evidence.tree import Tree, leaf_hash, nodes
from partwell.lib.actor import system
from partwell.lib.files.store import put
from partwell.lib.files.tests.test_content import a_png
from partwell.lib.keys import keyring
from tests.cast import NOW, Cast
from tests.databases import take_guards_away


def write(stream, count):
    """Record entries one by one, each in its own transaction, and integrate them."""
    for n in range(count):
        with transaction.atomic():
            actions.record(stream, "test.fact", by=system(None), now=NOW, payload={"n": n})
        actions.sequence(NOW)


@pytest.fixture
def streams(cast: Cast):
    """Two cases of the company, seven entries, in one log."""
    made = [actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW) for _ in range(2)]
    write(made[0], 4)
    write(made[1], 3)
    if connection.vendor != "sqlite":
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    return made


@pytest.fixture
def without_guards(streams):
    """The triggers are gone."""
    take_guards_away("evidence_")
    return streams


def codes(company=None):
    """What the audit finds, by code."""
    return {finding.code for finding in queries.audit(company)}


def change(stream, seq, **values):
    """Change columns of an entry behind the program."""
    assert Entry.objects.filter(stream=stream, stream_seq=seq).update(**values) == 1


def body_of(stream, seq, **changes):
    """Another canonical body for an entry."""
    raw = bytes(Entry.objects.get(stream=stream, stream_seq=seq).body)
    return canonical.encode(canonical.decode(raw) | changes)


def test_an_honest_log_has_no_finding(streams, cast):
    """Two streams interleaved in one tree, also looked at by company."""
    assert queries.audit() == []
    assert queries.audit(cast.company.pk) == []
    assert Node.objects.filter(level=0).count() == 7


def test_an_edited_body_is_found(without_guards):
    """With the old leaf the hash does not fit; with a fitting one the tree and the next entry do not."""
    stream = without_guards[0]
    raw = body_of(stream, 2, actor="other")
    change(stream, 2, body=raw)
    assert {"leaf", "stream_link"} <= codes()
    change(stream, 2, leaf=leaf_hash(raw))
    assert {"tree_leaf", "stream_link"} <= codes()


def test_the_last_entry_edited_with_leaf_and_node_is_found(without_guards):
    """Nothing links to it, so only the signed root tells."""
    stream = without_guards[1]
    raw = body_of(stream, 3, actor="other")
    change(stream, 3, body=raw, leaf=leaf_hash(raw))
    Node.objects.filter(entry__stream=stream, entry__stream_seq=3).update(hash=leaf_hash(raw))
    assert codes() == {"checkpoint"}


def test_a_non_canonical_body_is_found(without_guards):
    """Spaces in the JSON: another sequence of bytes with the same meaning."""
    stream = without_guards[0]
    raw = bytes(Entry.objects.get(stream=stream, stream_seq=2).body).replace(b":", b": ", 1)
    change(stream, 2, body=raw)
    assert "body" in codes()


def test_changed_columns_are_found(without_guards):
    """Lists read the columns; they must say what the bytes say."""
    change(without_guards[0], 2, type="test.other")
    assert codes() == {"columns"}


def test_a_swapped_content_is_found(without_guards):
    """The ciphertext of another entry of the same person does not open here."""
    one, two = without_guards
    change(one, 2, ciphertext=bytes(Entry.objects.get(stream=two, stream_seq=2).ciphertext))
    assert codes() == {"content"}


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_a_deleted_entry_is_found(without_guards, seq):
    """First, middle and last of a stream, with or without its leaf."""
    Node.objects.filter(entry__stream=without_guards[0], entry__stream_seq=seq).delete()
    assert {"tree_gap", "not_in_tree"} & codes()
    Entry.objects.filter(stream=without_guards[0], stream_seq=seq).delete()
    assert {"tree_gap", "checkpoint"} & codes()


def test_swapped_entries_are_found(without_guards):
    """Two entries of a stream exchange their places."""
    stream = without_guards[0]
    change(stream, 2, stream_seq=99)
    change(stream, 3, stream_seq=2)
    change(stream, 99, stream_seq=3)
    assert {"columns", "stream_gap", "stream_link"} <= codes()


def test_a_cut_tail_with_its_head_kept_is_found(without_guards):
    """The last entries and leaves are gone, the signed head still counts them."""
    for model in (Node, Entry):
        at = {"entry__stream": without_guards[1]} if model is Node else {"stream": without_guards[1]}
        model.objects.filter(**at).delete()
    assert "tree_gap" in codes()


def rebuilt(log, entries):
    """Nodes and a head over these entries, computed as the program would, signed with nothing."""
    Node.objects.filter(log=log).delete()
    grown, runs = Tree().append([bytes(entry.leaf) for entry in entries])
    Node.objects.bulk_create(
        Node(
            log=log,
            level=node.level,
            index=node.index,
            hash=node.hash,
            entry=entries[node.index] if node.level == 0 else None,
        )
        for node in nodes(runs)
    )
    return grown


def test_an_inserted_entry_with_a_rebuilt_tree_but_no_key_is_found(without_guards):
    """Everything is consistent but the head, which nobody without the key can sign."""
    stream = without_guards[1]
    last = Entry.objects.get(stream=stream, stream_seq=3)
    raw = body_of(stream, 3, eid=str(actions.uid7()), stream_seq=4, prev=bytes(last.leaf).hex())
    eid = uuid.UUID(canonical.decode(raw)["eid"])
    Entry.objects.create(
        eid=eid,
        log=last.log,
        stream=stream,
        stream_seq=4,
        type=last.type,
        at=last.at,
        body=raw,
        leaf=leaf_hash(raw),
        ciphertext=last.ciphertext,
    )
    assert "not_in_tree" in codes()
    grown = rebuilt(last.log, list(Entry.objects.filter(log=last.log).order_by("pk")))
    assert "unsigned" in codes()
    head = Checkpoint.objects.order_by("size").last()
    note = head.note.replace("\n7\n", f"\n{grown.size}\n")
    Checkpoint.objects.create(log=last.log, size=grown.size, root=grown.root, note=note, at=NOW)
    assert {"checkpoint", "signature"} <= codes()


def test_a_log_signed_by_another_key_is_found(without_guards):
    """A head that is right but signed by somebody else."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from partwell.core.evidence import checkpoint

    head = Checkpoint.objects.order_by("size").last()
    other = Ed25519PrivateKey.generate()
    key = checkpoint.Key(head.log.origin, other.public_key().public_bytes_raw())
    text = checkpoint.Checkpoint(head.log.origin, head.size, bytes(head.root))
    Checkpoint.objects.filter(pk=head.pk).update(note=checkpoint.sign(text, key, other.sign))
    assert codes() == {"signature"}


def test_a_wrong_inner_node_is_found(without_guards):
    """It would spoil proofs later on."""
    Node.objects.filter(level=1, index=0).update(hash=bytes(32))
    assert codes() == {"tree_node"}


def test_the_program_does_not_sign_over_a_changed_tree(without_guards):
    """Fail closed: the next append on SQLite, the next batch on PostgreSQL, stops before it signs."""
    last = Node.objects.filter(level=0).order_by("index").last()
    Node.objects.filter(pk=last.pk).update(hash=bytes(32))
    with pytest.raises(trees.LogBroken):
        write(without_guards[0], 1)
    assert Checkpoint.objects.order_by("size").last().size == 7


def test_the_program_does_not_go_on_from_a_forged_head(without_guards):
    """Nodes and root changed together, so that they agree: the signed note does not."""
    head = Checkpoint.objects.order_by("size").last()
    entries = list(Entry.objects.filter(log=head.log).order_by("pk"))
    raw = body_of(without_guards[1], 3, actor="other")
    entries[-1].leaf = leaf_hash(raw)
    grown = rebuilt(head.log, entries)
    Checkpoint.objects.filter(pk=head.pk).update(root=grown.root)
    with pytest.raises(trees.LogBroken):
        write(without_guards[0], 1)


def test_a_restored_old_copy_is_seen_as_a_fork_from_outside(without_guards):
    """Cut back together with its heads the log looks whole, and goes on: a receipt kept outside contradicts it.

    This is the limit of what an installation can say about itself.
    """
    from partwell.core.evidence import proof as proofs

    stream = without_guards[1]
    kept = queries.entries(stream)[-1]
    receipt = proofs.parse(queries.receipt(kept.eid))
    Node.objects.filter(entry__stream=stream, entry__stream_seq=3).delete()
    Entry.objects.filter(stream=stream, stream_seq=3).delete()
    Checkpoint.objects.order_by("size").last().delete()
    assert queries.audit() == []
    write(stream, 1)
    head = Checkpoint.objects.order_by("size").last()
    old = trees._verified(receipt.note, head.log.origin)
    assert (old.size, old.root != bytes(head.root)) == (head.size, True)


def test_a_file_taken_from_its_entry_or_exchanged_is_found(without_guards, settings, tmp_path):
    """The entry commits to its files; the rows that keep them from the sweep are held to that."""
    settings.FILES_DIR = tmp_path
    first, second = (put(a_png((20, n)), name=f"{n}.png", company=None, now=NOW) for n in (10, 11))
    with transaction.atomic():
        actions.record(without_guards[0], "test.fact", by=system(None), now=NOW, payload={"n": 9}, files=[first])
    actions.sequence(NOW)
    assert codes() == set()
    EntryFile.objects.update(blob=second)
    assert codes() == {"file_gone"}
    EntryFile.objects.all().delete()
    assert codes() == {"file_gone"}


def test_findings_are_told_in_a_sentence(without_guards):
    """What, and where: the stream's id with the number of the entry."""
    change(without_guards[0], 2, type="test.other")
    (finding,) = queries.audit()
    assert finding.sentence.startswith(f"{without_guards[0].uid} 2: ")


@pytest.mark.parametrize("kind", ["employee", "case"])
def test_a_clock_set_back_is_found(cast, kind):
    """In every stream, whoever it is about."""
    stream = actions.open_stream(kind, company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    for now in (NOW, NOW.replace(hour=1)):
        with transaction.atomic():
            actions.record(stream, "test.fact", by=system(None), now=now, payload={})
    actions.sequence(NOW)
    assert [finding.code for finding in queries.audit()] == ["clock_back"]


def test_nodes_of_a_level_the_tree_does_not_have_are_found(without_guards):
    """Also where no node of that level was ever computed."""
    log = Checkpoint.objects.order_by("size").last().log
    Node.objects.create(log=log, level=9, index=0, hash=bytes(32))
    assert codes() == {"tree_node"}


def test_content_sealed_in_another_way_than_the_program_writes_is_found(without_guards):
    """Who has the key may seal other bytes; they are not what the entry commits to, though they read the same."""
    entry = Entry.objects.get(stream=without_guards[0], stream_seq=2)
    key = sealing.unwrap(bytes(entry.stream.key.wrapped), entry.stream.key.uid)
    plain = keyring.unseal(key, bytes(entry.ciphertext), bound_to=f"entry:{entry.eid}")
    for old, new in ((b'{"n":1}', b'{"n": 1}'), (b'{"n":1}', b'{"n":1},"x":2'), (b"[]", b"[ ]"), (b"}", b"} ")):
        assert old in plain
        sealed = keyring.seal(key, plain.replace(old, new), bound_to=f"entry:{entry.eid}")
        change(without_guards[0], 2, ciphertext=sealed)
        assert codes() == {"content"}


def test_a_time_changed_behind_the_milliseconds_of_the_entry_is_the_same_time(without_guards):
    """The entry says milliseconds; the column that differs by more says something else."""
    change(without_guards[0], 2, at=NOW + timedelta(microseconds=400))
    assert codes() == set()
    change(without_guards[0], 2, at=NOW + timedelta(milliseconds=1))
    assert codes() == {"columns"}
