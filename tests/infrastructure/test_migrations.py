"""A fresh database takes the squashed migrations, one with rows goes on where it stands; both end in one schema."""

import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from partwell.lib import guards
from tests.databases import is_sqlite

Key = tuple[str, str]


class OldPath(MigrationLoader):
    """The migrations as they were written one after the other, without what squashes them."""

    def build_graph(self) -> None:
        """Take the squashed ones out; what came after them follows the last one they replace."""
        self.replace_migrations = False
        super().build_graph()
        for key in OURS:
            self.graph.remove_replacement_node(key, self.replacements[key].replaces)


OURS: dict[Key, list[Key]] = {
    key: one.replaces
    for key, one in MigrationLoader(None).disk_migrations.items()
    if one.replaces and one.__module__.startswith("partwell.")
}
"""Our squashed migrations, and what each stands for."""


def _path(loader: MigrationLoader) -> list[Key]:
    """All of the way from nothing, in an order in which it can be gone."""
    return list(dict.fromkeys(key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)))


def _written_out(keys: list[Key]) -> list[Key]:
    """Each squashed migration as the ones it stands for."""
    return [old for key in keys for old in OURS.get(key, [key])]


def test_a_fresh_database_takes_no_migration_that_was_squashed() -> None:
    """Of each app that was squashed the old files are left out of the way from nothing."""
    path = set(_path(MigrationLoader(None)))
    assert len(OURS) >= 9
    assert OURS.keys() <= path
    assert not path & {old for replaced in OURS.values() for old in replaced}


def test_both_paths_lead_to_the_same_models() -> None:
    """Every model, field, index and constraint is the same by the old path and by the squashed one."""
    new, old = MigrationLoader(None).project_state().models, OldPath(None).project_state().models
    assert len(new) > 80
    assert {key for key in new.keys() | old.keys() if new.get(key) != old.get(key)} == set()


def test_a_database_goes_on_from_wherever_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was recorded before, each migration is gone once: alone, or as part of a squashed one."""
    graph = OldPath(None).graph
    old = _path(OldPath(None))
    ours = [key for key in old if graph.nodes[key].__module__.startswith("partwell.")]
    for begun in [old[: old.index(key) + 1] for key in ours] + [graph.forwards_plan(key) for key in ours]:
        recorded = {key: graph.nodes[key] for key in begun}
        monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _self, recorded=recorded: dict(recorded))
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        rest = _written_out([(one.app_label, one.name) for one, _backwards in plan])
        assert sorted([*begun, *rest]) == sorted(old), begun[-1]


def _go(path: type[MigrationLoader], *, to: int | None = None) -> None:
    """Migrate by the old path or the squashed one; `to`: no further than so many migrations."""
    executor = MigrationExecutor(connection)
    executor.loader = path(connection)
    executor.migrate([key for key in _path(executor.loader)[:to] if key not in executor.loader.applied_migrations])
    executor.check_replacements()


def _schema() -> dict[str, list[str]]:
    """All the database says of its tables, indexes, constraints, triggers, functions and grants, by name."""
    with connection.cursor() as cursor:
        if is_sqlite():
            cursor.execute("SELECT type || ' ' || name, tbl_name || ' ' || coalesce(sql, '') FROM sqlite_master")
            return {name: _parts(text) for name, text in cursor.fetchall()}
        found: dict[str, list[str]] = {}
        for kind, question in POSTGRESQL.items():
            cursor.execute(question)
            for name, text in cursor.fetchall():
                found.setdefault(f"{kind} {name}", []).append(text)
        return {name: sorted(texts) for name, texts in found.items()}


def _parts(text: str) -> list[str]:
    """A `CREATE TABLE` as its columns and constraints: SQLite keeps them in the order they were added in."""
    inside = re.fullmatch(r"(\w+ CREATE TABLE \S+) \((.*)\)(.*)", text, re.DOTALL)
    if not inside:
        return [text]
    parts, depth = [""], 0
    for letter in inside[2]:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [inside[1], inside[3], *sorted(part.strip() for part in parts)]


POSTGRESQL = {
    "column": """
        SELECT a.attrelid::regclass || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
            a.attnotnull, a.attidentity, a.attcollation, pg_get_expr(d.adbin, d.adrelid), a.attacl)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'v', 'm', 'p')
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped""",
    "relation": """
        SELECT relname, concat_ws(' ', relkind, relpersistence, relrowsecurity, relowner, relacl) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace""",
    "index": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": """
        SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "trigger": """
        SELECT tgrelid::regclass || '.' || tgname, concat_ws(' ', tgenabled, pg_get_triggerdef(oid),
            obj_description(oid, 'pg_trigger'))
        FROM pg_trigger WHERE NOT tgisinternal""",
    "function": """
        SELECT proname, concat_ws(' ', pg_get_functiondef(oid), proacl) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace""",
}


@pytest.mark.nightly
@pytest.mark.parametrize("begun", [0, 45])
def test_both_paths_lead_to_the_same_schema(empty_db: Callable[[], None], begun: int) -> None:
    """Old path to its end; the squashed one from nothing or from somewhere on the old: what the database says is equal.

    Guards are not migrations, but their tables are: they must take all of them.
    """
    empty_db()
    _go(OldPath)
    guards.after_migrations()
    old = _schema()
    empty_db()
    if begun:
        _go(OldPath, to=begun)
    call_command("migrate", verbosity=0, interactive=False)
    new = _schema()
    assert len(new) > 600
    assert not guards.missing()
    assert {name: (old.get(name), new.get(name)) for name in old | new if old.get(name) != new.get(name)} == {}
    assert not MigrationExecutor(connection).migration_plan(MigrationLoader(connection).graph.leaf_nodes())
