"""One installation: its data folder, who holds it, and bringing its database up to date.

    DIR/                 the data folder
        keys/            the secrets (PARTWELL_KEYS moves them elsewhere)
        files/           sealed files
        db.sqlite3       the database, unless PARTWELL_DB names a PostgreSQL
        DEMO             this folder holds the demo company: role cards are shown, loopback only
        prepared         which guards and roles the database was last given
        server.lock      held by the one server that runs on an embedded database

Standard library only at the top: commands import it before Django is there.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO_DIR = ROOT / "var" / "demo"


class InUse(Exception):
    """Another process holds the data folder."""


def default_dir() -> Path:
    """The data folder a command works on when it is told none: PARTWELL_DATA, else the demo's."""
    return Path(os.environ.get("PARTWELL_DATA") or DEMO_DIR)


def is_demo(data: Path) -> bool:
    """Whether the folder holds the demo company."""
    return (data / "DEMO").exists()


def is_embedded() -> bool:
    """Whether the environment names the embedded database."""
    return os.environ.get("PARTWELL_DB", "sqlite") == "sqlite"


def signs_elsewhere() -> bool:
    """Whether the environment says that a process of its own signs the log."""
    return os.environ.get("PARTWELL_SEQUENCER") == "elsewhere"


def exists(data: Path) -> bool:
    """Whether an installation was ever started in this folder."""
    return (data / "keys" / "master").exists() or "PARTWELL_KEYS" in os.environ


def load(data: Path, *, demo: bool = False) -> None:
    """Set Django up on this folder. Makes the folder and its keys when they are not there yet."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["PARTWELL_DATA"] = str(data.resolve())
    os.environ["PARTWELL_DEMO"] = "1" if demo or is_demo(data) else "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = "partwell.site.settings"
    import django

    django.setup()


@contextmanager
def held(data: Path, name: str = "server.lock", *, seconds: float = 0) -> Iterator[None]:
    """Hold the folder for this process. Raises `InUse` when another one still does after `seconds`."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(data / name, "a+b") as file:
        until = time.monotonic() + seconds
        while not _locked(file.fileno()):
            if time.monotonic() >= until:
                raise InUse(f"{data} is in use by another PartWell process")
            time.sleep(0.1)
        yield


def _locked(descriptor: int) -> bool:
    """Take the file's lock; the system gives it back when the process ends, however it ends."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def pending_migrations() -> int:
    """How many migrations the database lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _squashed_are_recorded() -> bool:
    """Whether the database names every squashed migration, so that it outlives the files they replace."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    return MigrationLoader(None).replacements.keys() <= MigrationRecorder(connection).applied_migrations().keys()


def _fingerprint() -> str:
    """What the program puts into a database besides migrations: guards and the table of roles."""
    from partwell.apps.accounts.roles import ROLES
    from partwell.lib import guards

    return hashlib.sha256(repr((ROLES, guards.collect())).encode()).hexdigest()


def bring_up_to_date() -> bool:
    """Migrate when something is pending or unrecorded, or guards or roles are newer than at the last start.

    A guard that vanished meanwhile is not put back here: `problems` finds it, and a person is to ask why.
    Two servers that start at once on PostgreSQL wait for each other.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    mark, wanted = settings.DATA_DIR / "prepared", _fingerprint()
    if not pending_migrations() and _squashed_are_recorded() and mark.exists() and mark.read_text() == wanted:
        return False
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('partwell.migrate'))")
    call_command("migrate", interactive=False, verbosity=0)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('partwell.migrate'))")
    mark.write_text(wanted)
    return True


def publish_templates() -> None:
    """Publish each shipped process template that is new or changed: without one no case of its kind can begin.

    An unchanged template keeps its version. Two servers that start at once on PostgreSQL wait for each other.
    """
    from django.db import connection

    from partwell.apps.cases.actions import publish_shipped
    from partwell.lib import clock

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_lock(hashtext('partwell.templates'))")
        try:
            publish_shipped(clock.now())
        finally:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_advisory_unlock(hashtext('partwell.templates'))")


def problems() -> list[str]:
    """What the system checks find against serving, each with its hint. Empty: all is well."""
    from django.core import checks

    found = checks.run_checks(databases=["default"])
    return [f"{one.id}: {one.msg} {one.hint or ''}".strip() for one in found if one.level >= checks.ERROR]
