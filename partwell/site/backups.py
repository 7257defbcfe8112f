"""A backup: one zip with the database as it was at one instant, the sealed files, and a manifest of SHA-256.

    manifest.json        format, program, database, which keys it needs, and every file with size and SHA-256
    db.sqlite3           SQLite: copied by its backup interface, while the server runs
    database.dump        PostgreSQL: what pg_dump -Fc wrote
    files/...            sealed files, as they are
    keys/...             only when asked for

The database is copied before the files: a file is written before the row that names it, so none is missing.
Without the keys nothing sealed can be read, so they are kept apart: a backup that is stolen tells little.
"""

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection

from partwell import __version__
from partwell.lib import clock
from partwell.lib.keys import keyring

from . import installation

FORMAT = "partwell-backup/1"
CHUNK = 1 << 20
HELD = ".held"
"""In a folder where a backup or a restore is prepared: locked while its process lives."""
FULL = ("database or disk is full", "No space left on device")
"""How SQLite and PostgreSQL's tools say that a disk is full."""


class BackupError(Exception):
    """The backup cannot be written or used; the text says why and what to do."""


def kept_keys(keys: Path) -> list[str]:
    """Names of the key files, with those of signatures and seals, in a folder of keys."""
    signing = sorted(path for path in (keys / "signing").glob("*") if path.is_file())
    more = [name for name in keyring.OPTIONAL if (keys / name).is_file()]
    return [*keyring.NAMES, *more, *(f"signing/{path.name}" for path in signing)]


@contextmanager
def workspace(parent: Path, prefix: str) -> Iterator[Path]:
    """A folder in `parent` to prepare something in, gone afterwards. What a killed run left there goes first."""
    for left in parent.glob(f"{prefix}*"):
        if (left / HELD).is_file():
            try:
                with installation.held(left, HELD):
                    pass
            except installation.InUse:
                continue
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(dir=parent, prefix=prefix))
    try:
        with installation.held(folder, HELD):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """Says it in a sentence when the disk `folder` is on is full, whoever finds out. Raises BackupError."""
    try:
        yield
    except (OSError, sqlite3.OperationalError, BackupError) as why:
        full = isinstance(why, OSError) and why.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        if not full and not any(words in str(why) for words in FULL):
            raise
        raise BackupError(f"The disk is full: no room is left for this. Nothing was kept in {folder}.") from None


def fingerprint(keys: Path) -> str:
    """Says whether a folder of keys is the one a backup needs, and nothing about the keys."""
    return hashlib.sha256(keyring.read(keys).derived("fingerprint")).hexdigest()


def _postgres_tool(name: str) -> str:
    """pg_dump or pg_restore: from PATH, else Debian's newest."""
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    if not found:
        raise BackupError(f"{name} is needed for a PostgreSQL database and was not found.")
    return found


def _postgres(name: str, *options: str) -> None:
    """Run one of PostgreSQL's tools against the database of the settings."""
    at = connection.settings_dict
    environment = {
        **os.environ,
        "PGHOST": at["HOST"],
        "PGPORT": at["PORT"],
        "PGUSER": at["USER"],
        "PGPASSWORD": at["PASSWORD"],
    }
    done = subprocess.run(
        [_postgres_tool(name), *options], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()}")


def _copy_database(folder: Path) -> Path:
    """A consistent copy of the database, in `folder`."""
    if connection.vendor == "sqlite":
        target = folder / "db.sqlite3"
        source = f"file:{connection.settings_dict['NAME']}?mode=ro"
        with closing(sqlite3.connect(source, uri=True)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        return target
    target = folder / "database.dump"
    _postgres("pg_dump", "-Fc", "--no-owner", "--file", str(target), str(connection.settings_dict["NAME"]))
    return target


def _add(archive: zipfile.ZipFile, name: str, path: Path, *, packed: bool) -> dict[str, Any]:
    """Put one file into the archive; its line of the manifest."""
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with path.open("rb") as source, archive.open(info, "w") as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return {"path": name, "size": size, "sha256": digest.hexdigest()}


def write(out: Path, *, with_keys: bool = False) -> dict[str, Any]:
    """Write a backup of the installation that is loaded to `out`; its manifest. Raises BackupError."""
    if out.exists():
        raise BackupError(f"{out} is there already; a backup overwrites nothing.")
    with room(out.resolve().parent), workspace(out.resolve().parent, ".partwell-backup-") as scratch:
        database, part = _copy_database(scratch), scratch / "backup"
        with zipfile.ZipFile(part, "w", allowZip64=True) as archive:
            lines = [_add(archive, database.name, database, packed=True)]
            for path in sorted(settings.FILES_DIR.rglob("*")):
                # What is being written carries another suffix until it is whole and renamed.
                if path.is_file() and not path.name.endswith(".part"):
                    name = f"files/{path.relative_to(settings.FILES_DIR).as_posix()}"
                    lines.append(_add(archive, name, path, packed=False))
            if with_keys:
                keys = settings.KEYS_DIR
                lines += [_add(archive, f"keys/{name}", keys / name, packed=False) for name in kept_keys(keys)]
            manifest = {
                "format": FORMAT,
                "program": __version__,
                "made_at": clock.now().isoformat(),
                "database": connection.vendor,
                "demo": bool(settings.DEMO),
                "keys": fingerprint(settings.KEYS_DIR),
                "files": lines,
            }
            archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        part.chmod(0o600)
        with part.open("rb") as whole:
            os.fsync(whole.fileno())
        part.replace(out)
    return manifest


def read_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest of an open backup. Raises BackupError when it is none, or of a later format."""
    try:
        manifest = json.loads(archive.read("manifest.json"))
    except (KeyError, ValueError):
        raise BackupError("This is not a backup of PartWell: it has no readable manifest.") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupError(f"This program reads backups of the format {FORMAT} only.")
    return manifest


def _safe(name: str) -> PurePosixPath:
    """The path inside the data folder. Raises BackupError for one that leads out of it or that no backup has."""
    path = PurePosixPath(name)
    known = name in ("db.sqlite3", "database.dump") or path.parts[:1] in (("files",), ("keys",))
    if not known or path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise BackupError(f"The backup holds a file that no backup has: {name!r}")
    return path


def unpack(archive: zipfile.ZipFile, manifest: dict[str, Any], folder: Path) -> None:
    """Unpack into `folder`, comparing every SHA-256. Raises BackupError at the first difference."""
    for line in manifest["files"]:
        target = folder / _safe(line["path"])
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        try:
            with archive.open(line["path"]) as source, target.open("wb") as out:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
        except (KeyError, zipfile.BadZipFile) as why:
            raise BackupError(f"The backup is damaged: {why}") from None
        if digest.hexdigest() != line["sha256"]:
            raise BackupError(f"The backup is damaged: {line['path']} is not what the manifest says.")
    if (folder / "keys").exists():
        (folder / "keys").chmod(0o700)
        for path in (folder / "keys").rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
    if manifest.get("demo"):
        (folder / "DEMO").touch()


def refuse_a_used_database() -> None:
    """Raises BackupError when the PostgreSQL database of the settings holds anything, or can't be reached."""
    try:
        used = connection.introspection.table_names()
    except OperationalError as why:
        raise BackupError(f"The PostgreSQL database named by PARTWELL_DB can't be reached: {why}") from None
    if used:
        raise BackupError(
            "The PostgreSQL database named by PARTWELL_DB is not empty; a restore overwrites nothing. Name a new one. "
            "If a restore was broken off, this one may be what it left: drop it and create it again."
        )
    connection.close()


def load_dump(dump: Path) -> None:
    """Fill the PostgreSQL database of the settings, which must be empty, from a dump; all or nothing."""
    refuse_a_used_database()
    database = str(connection.settings_dict["NAME"])
    _postgres("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={database}", str(dump))
    dump.unlink()


def is_empty(folder: Path) -> bool:
    """Whether a restore may go there: it does not exist, or nothing is in it."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
