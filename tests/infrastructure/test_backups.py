"""Backups that are broken off, disks that are full, and the keys that come back."""

import errno
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from partwell.site import backups, installation
from partwell.site.commands import restore


@pytest.mark.parametrize(
    "why",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        sqlite3.OperationalError("database or disk is full"),
        backups.BackupError("pg_dump failed: could not write: No space left on device"),
    ],
)
def test_a_full_disk_is_said_in_a_sentence_and_nothing_stays(
    committed_db: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: Exception
) -> None:
    """Whoever finds the disk full, program, SQLite or pg_dump: one sentence, and no file that looks like a backup."""

    def write_half(archive: zipfile.ZipFile, name: str, path: Path, *, packed: bool) -> dict[str, Any]:
        archive.writestr(name, path.read_bytes()[:100])
        raise why

    monkeypatch.setattr(backups, "_add", write_half)
    with pytest.raises(backups.BackupError, match="The disk is full"):
        backups.write(tmp_path / "backup.zip")
    assert not list(tmp_path.iterdir())


def test_another_fault_is_not_called_a_full_disk(tmp_path: Path) -> None:
    """Only a full disk is called one."""
    with pytest.raises(PermissionError), backups.room(tmp_path):
        raise PermissionError(errno.EACCES, "Permission denied")


def test_what_a_killed_backup_left_goes_with_the_next(committed_db: Callable[[], None], tmp_path: Path) -> None:
    """A half copy of the database does not lie about for ever; that of a backup which still runs is let alone."""
    dead, alive = tmp_path / ".partwell-backup-dead", tmp_path / ".partwell-backup-alive"
    dead.mkdir()
    (dead / backups.HELD).touch()
    (dead / "db.sqlite3").write_bytes(b"half a database")
    with installation.held(alive, backups.HELD):
        backups.write(tmp_path / "backup.zip")
        assert {path.name for path in tmp_path.iterdir()} == {alive.name, "backup.zip"}


def test_the_keys_of_seals_come_back_from_the_folder_of_keys(
    committed_db: Callable[[], None], settings: Any, tmp_path: Path
) -> None:
    """`--keys` brings every key that the folder holds: without those of seals nobody could seal a paper any more."""
    # In a folder of its own: what lies in the common one would be found by the tests that come after.
    folder = tmp_path / "keys"
    shutil.copytree(settings.KEYS_DIR, folder)
    settings.KEYS_DIR = folder
    seal = folder / "signing" / "seal-of-a-test.pem"
    seal.parent.mkdir(exist_ok=True)
    seal.write_bytes(b"the key of a seal")
    manifest = backups.write(tmp_path / "backup.zip")
    part = tmp_path / "part"
    part.mkdir()
    restore._keys_of(manifest, part, folder)
    assert (part / "keys" / "signing" / seal.name).read_bytes() == b"the key of a seal"
    assert (part / "keys" / "signing" / seal.name).stat().st_mode & 0o077 == 0


@pytest.mark.only_on_postgres
def test_a_database_that_holds_something_is_refused(committed_db: Callable[[], None]) -> None:
    """What a restore that was killed left in PostgreSQL is not built upon: the sentence says what to do."""
    with pytest.raises(backups.BackupError, match="drop it and create it again"):
        backups.refuse_a_used_database()
