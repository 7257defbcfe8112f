"""Three roles on a real PostgreSQL: each can do its own part and is refused every other."""

import re
import secrets
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from partwell.apps.evidence import actions, grants, keeping, queries
from partwell.apps.evidence.models import Checkpoint, Pending, PersonKey
from partwell.lib.actor import system
from tests.cast import NOW

pytestmark = pytest.mark.only_on_postgres


@pytest.fixture
def roles(committed_db, cast):
    """Two roles with the rights the program gives them, under the owner of the test's database."""
    names = [f"{part}_{secrets.token_hex(4)}" for part in ("app", "sequencer")]
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"CREATE ROLE {name}")
    grants.apply(*names)
    grants.apply(*names)  # again changes nothing
    yield names
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for name in names:
            cursor.execute(f"DROP OWNED BY {name}")
            cursor.execute(f"DROP ROLE {name}")


@contextmanager
def acting(role):
    """Everything inside is done under this role."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def record(stream):
    """One entry."""
    with transaction.atomic():
        return actions.record(stream, "note.one", by=system(stream.company_id), now=NOW, payload={"n": 1})


def refused(*statements):
    """Which of these the database does not let this role do."""
    kept = []
    for one in statements:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(one)
        except ProgrammingError as why:
            kept += [one] if re.search("permission denied|must be owner", str(why)) else []
    return kept


TREE = (
    "INSERT INTO evidence_node (log_id, level, \"index\", hash) VALUES (1, 5, 0, '')",
    "INSERT INTO evidence_checkpoint (log_id, size, root, note, at) VALUES (1, 99, '', '', now())",
    "DELETE FROM evidence_pending",
)
NEVER = (
    "UPDATE evidence_entry SET type = 'x'",
    "DELETE FROM evidence_entry",
    "TRUNCATE evidence_entry CASCADE",
    "UPDATE evidence_checkpoint SET size = 1",
    "DELETE FROM evidence_node",
    "ALTER TABLE evidence_entry DISABLE TRIGGER ALL",
    "DROP TRIGGER evidence_entry_no_update ON evidence_entry",
    "ALTER TABLE evidence_entry ADD COLUMN x integer",
    "SET session_replication_role = replica",
    "DELETE FROM evidence_anchor",
    "UPDATE django_migrations SET name = 'x'",
)


def test_the_app_acts_and_reads_and_the_sequencer_signs(roles, cast):
    """An act under the app's role, its signature under the sequencer's; receipts under the app's again."""
    app, sequencer = roles
    with acting(app):
        stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
        made = record(stream)
        assert queries.entries(stream)[0].payload == {"n": 1}
        with pytest.raises(ProgrammingError):
            actions.sequence(NOW)
    with acting(sequencer):
        assert actions.sequence(NOW) == 1
    with acting(app):
        assert Checkpoint.objects.count() == 1 and not Pending.objects.exists()
        assert queries.receipt(made.eid)


def test_neither_does_the_others_part_or_what_nobody_may(roles, cast):
    """The app writes no tree; the sequencer sees no person and writes no entry; neither touches rows or triggers."""
    app, sequencer = roles
    with acting(app):
        record(actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW))
        assert refused(*TREE, *NEVER) == [*TREE, *NEVER]
    with acting(sequencer):
        others = (
            "SELECT * FROM people_employee",
            "SELECT * FROM cases_case",
            "SELECT * FROM evidence_personkey",
            "INSERT INTO evidence_entry DEFAULT VALUES",
            "INSERT INTO evidence_pending DEFAULT VALUES",
            "UPDATE evidence_pending SET log_id = 2",
        )
        assert refused(*others, *NEVER) == [*others, *NEVER]


def test_a_table_of_ones_own_does_not_stand_before_the_real_one(roles, cast):
    """Guards read other tables; a temporary one of the same name, which every role may make, is not asked."""
    app, _sequencer = roles
    with acting(app):
        stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
        record(stream)
    keeping.place_hold(cast.lin.pk, "x", by=system(cast.company.pk), now=NOW)
    key = PersonKey.objects.get(employee=cast.lin)
    with acting(app), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE evidence_hold (LIKE public.evidence_hold) ON COMMIT DROP")
        cursor.execute("CREATE TEMPORARY TABLE evidence_entry (LIKE public.evidence_entry) ON COMMIT DROP")
        with pytest.raises(IntegrityError, match="legal hold"), transaction.atomic():
            cursor.execute(
                "UPDATE public.evidence_personkey SET wrapped = NULL, destroyed_at = now() WHERE id = %s", [key.pk]
            )
        with pytest.raises(IntegrityError, match="no gaps"), transaction.atomic():
            cursor.execute(
                "INSERT INTO public.evidence_entry "
                "(eid, log_id, stream_id, stream_seq, type, at, body, leaf, ciphertext) "
                "SELECT gen_random_uuid(), log_id, stream_id, 1, type, at, body, sha256('x'), ciphertext "
                "FROM public.evidence_entry LIMIT 1"
            )


def test_the_script_names_every_table(committed_db):
    """A table somebody adds later is granted too."""
    script = grants.text("a", "b")
    assert all(f'"{name}"' in script for name in grants.tables())
