"""Three roles on PostgreSQL: who owns the tables, who acts, who signs. What each may do, as GRANT statements.

- owner: migrations only. Owns every table and trigger, so nobody works under it.
- app: web servers and workers. Everything an act needs; of the log only to append and to read. It can't write a tree,
  a checkpoint or take a pending entry away.
- sequencer: one process, where the signing key is. It reads entries, takes pending ones, writes tree and checkpoints.

Triggers refuse what nobody may do (guards); these rights keep a trigger from being switched off, because only the
owner may.
"""

from collections.abc import Iterator

from django.db import connection
from psycopg import sql

READ_ONLY = ("evidence_node", "evidence_checkpoint")
APPEND = ("evidence_log", "evidence_stream", "evidence_entry", "evidence_pending", "evidence_anchor", "cases_access")
SEQUENCER_READS = ("evidence_log", "evidence_entry", "evidence_checkpoint", "evidence_node", "evidence_pending")
SEQUENCER_WRITES = ("evidence_node", "evidence_checkpoint")


def tables() -> list[str]:
    """Every table of the program and of what it is built on."""
    return sorted(connection.introspection.table_names())


def statements(app: str, sequencer: str) -> Iterator[sql.Composed]:
    """What the owner runs after each migration. Running it again changes nothing."""
    known = set(tables())
    one, other = sql.Identifier(app), sql.Identifier(sequencer)
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}, {}").format(one, other)
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}, {}, PUBLIC").format(one, other)
    yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}, {}").format(one, other)
    for name in sorted(known):
        if name in READ_ONLY or name == "django_migrations":
            rights = "SELECT"
        elif name in APPEND:
            rights = "SELECT, INSERT"
        else:
            rights = "SELECT, INSERT, UPDATE, DELETE"
        yield sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), sql.Identifier(name), one)
    # A stream is locked while its next entry is written; the lock needs the right to change one column.
    yield sql.SQL("GRANT UPDATE (created_at) ON evidence_stream TO {}").format(one)
    for name in SEQUENCER_READS:
        yield sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(name), other)
    for name in SEQUENCER_WRITES:
        yield sql.SQL("GRANT INSERT ON {} TO {}").format(sql.Identifier(name), other)
    yield sql.SQL("GRANT DELETE ON evidence_pending TO {}").format(other)


def text(app: str, sequencer: str) -> str:
    """The statements as a script."""
    return "".join(f"{one.as_string(None)};\n" for one in statements(app, sequencer))


def apply(app: str, sequencer: str) -> int:
    """Run them; how many."""
    count = 0
    with connection.cursor() as cursor:
        for one in statements(app, sequencer):
            cursor.execute(one.as_string(None))
            count += 1
    return count
