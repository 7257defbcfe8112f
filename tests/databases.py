"""The test databases: one template made by the migrations, and copies of it.

The migrations run once a run: the processes that share its work copy what the first of them made.

`db` (pytest-django) rolls back on one copy. `committed_db` hands a test a copy of its own, in which everything is
really committed, guards and all: Django's flush would fail on append-only tables, and guards are never off.
`database` is whichever of the two the test asked for, for fixtures that only write some rows.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from partwell.lib import guards
from partwell.site import installation

SHARED = "TESTS_TEMPLATE"
"""Names the template to a pytest that a test starts (the recorder of the verifier's page)."""

_numbers = count(1)


def is_sqlite() -> bool:
    """Whether this run is on the embedded database."""
    return connections["default"].vendor == "sqlite"


def take_guards_away(tables: str) -> None:
    """Drop the triggers of all tables whose name begins so, as the owner of a database can."""
    with connection.cursor() as cursor:
        for one in guards.collect():
            if one.table.startswith(tables) and one.statement(connection.vendor):
                on = "" if connection.vendor == "sqlite" else f" ON {one.table}"
                cursor.execute(f"DROP TRIGGER {one.name}{on}")


@contextmanager
def _maintenance() -> Iterator[Any]:
    """A connection to PostgreSQL's own database, for CREATE DATABASE."""
    import psycopg

    at = connections["default"].settings_dict
    with psycopg.connect(
        dbname="postgres", user=at["USER"], password=at["PASSWORD"], host=at["HOST"], port=at["PORT"], autocommit=True
    ) as connection:
        yield connection


class Template:
    """A migrated database that is copied and never used itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stem = f"partwell_test_{Path(settings.DATA_DIR).parent.name.rpartition('-')[2].lower()}"
        self.name = ""

    def _new(self, name: str) -> str:
        return str(self.folder / f"{name}.sqlite3") if is_sqlite() else f"{self.stem}_{name}"

    def make(self, run: Path) -> None:
        """Take the template of this run, whose folder all its processes see; the first of them migrates."""
        if given := os.environ.get(SHARED):
            self.name = given
            return
        made = run / "template"
        # Beside each other under one lock: a name that is written down is a template that is whole.
        with installation.held(run, "template.lock", seconds=1800):
            if made.exists():
                self.name = made.read_text()
                return
            if is_sqlite():
                self.name = str(run / "template.sqlite3")
            else:
                self.name = f"partwell_template_{hashlib.sha256(str(run).encode()).hexdigest()[:12]}"
                self.create(self.name, "template0")
            self._use(self.name)
            call_command("migrate", verbosity=0, interactive=False)
            connections["default"].close()
            made.write_text(self.name)

    def copy(self) -> str:
        """A fresh copy, and every later connection goes to it."""
        name = self.copy_beside()
        self._use(name)
        return name

    def copy_beside(self) -> str:
        """A fresh copy that nothing goes to yet."""
        name = self._new(f"copy{next(_numbers)}")
        if is_sqlite():
            shutil.copyfile(self.name, name)
        else:
            self.create(name, self.name)
        return name

    def empty(self) -> str:
        """A database without a table, and every later connection goes to it."""
        name = self._new(f"empty{next(_numbers)}")
        if not is_sqlite():
            self.create(name, "template0")
        self._use(name)
        return name

    def drop(self, name: str, *, then: str | None = None) -> None:
        """Remove a copy, and go back to the database `then`."""
        connections["default"].close()
        if is_sqlite():
            for suffix in ("", "-wal", "-shm"):
                Path(name + suffix).unlink(missing_ok=True)
        else:
            with _maintenance() as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        if then:
            self._use(then)

    def create(self, name: str, template: str) -> None:
        """A new database on PostgreSQL."""
        with _maintenance() as connection:
            # Copying files beats writing them through the log, on disks that lie in memory.
            how = " STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{how}')

    def _use(self, name: str) -> None:
        # The dictionary is the one that connections of other threads are made from.
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = name


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this run that all its processes see."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def database_template(
    django_test_environment: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Template:
    """The migrated template of this run. It goes with the run: other processes may still copy it."""
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    template = Template(folder)
    with django_db_blocker.unblock():
        template.make(shared_folder(tmp_path_factory))
    return template


@pytest.fixture(scope="session")
def django_db_setup(database_template: Template, django_db_blocker: Any) -> Iterator[str]:
    """The copy that tests with `db` roll back on; takes the place of pytest-django's own."""
    from .stages import strike

    with django_db_blocker.unblock():
        name = database_template.copy()
    yield name
    with django_db_blocker.unblock():
        strike()
        database_template.drop(name)


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest, django_db_setup: str, database_template: Template, django_db_blocker: Any
) -> Iterator[Callable[[], None]]:
    """A database of the test's own in which it commits. Threads close their connections before the test ends."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        raise pytest.UsageError("committed_db and db are two databases: ask for one (fixtures ask for `database`)")
    with django_db_blocker.unblock():
        name = database_template.copy()
        yield connections["default"].close
        database_template.drop(name, then=django_db_setup)


@pytest.fixture
def empty_db(django_db_setup: str, database_template: Template, django_db_blocker: Any) -> Iterator[Callable[[], None]]:
    """Each call leads to a new database without a table; all of them go with the test."""
    made: list[str] = []

    def new() -> None:
        made.append(database_template.empty())

    with django_db_blocker.unblock():
        yield new
        for name in made:
            database_template.drop(name, then=django_db_setup)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> None:
    """The database the test asked for: its own when it asked for `committed_db`, otherwise `db`."""
    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")
