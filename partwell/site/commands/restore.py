"""Restore a backup into an empty data folder, and check the result.

Every file is compared with the manifest before anything appears in the folder. The keys come from the backup, or
from --keys. For PostgreSQL, PARTWELL_DB names an empty database.
"""

import argparse
import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from partwell.site import installation

from . import CommandError, check

SUMMARY = "restore a backup into an empty folder"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    parser.add_argument("file", type=Path, metavar="FILE.zip", help="the backup")
    parser.add_argument("--data", type=Path, metavar="DIR", required=True, help="the folder to restore into; empty")
    parser.add_argument("--keys", type=Path, metavar="DIR", help="the keys, when they are not in the backup")
    parser.add_argument("--json", action="store_true", help="print what the check found as JSON")


def _keys_of(manifest: dict[str, object], part: Path, given: Path | None) -> None:
    """Put the keys in place and compare them with what the backup needs."""
    from partwell.lib.keys.keyring import NotAKey
    from partwell.site import backups

    if given:
        for name in backups.kept_keys(given):
            if not (given / name).is_file():
                raise CommandError(f"{given} is not a folder of keys: {name} is missing.")
            to = part / "keys" / name
            to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy(given / name, to)
            to.chmod(0o600)
    if not (part / "keys" / "master").exists():
        raise CommandError("The keys are not in this backup. Say where they are: --keys DIR")
    try:
        found = backups.fingerprint(part / "keys")
    except NotAKey as why:
        raise CommandError(str(why)) from None
    if found != manifest["keys"]:
        raise CommandError("These are not the keys this backup was made with.", code=1)


def run(args: argparse.Namespace) -> int:
    """Unpack beside the folder, move into place, check."""
    data = args.data.resolve()
    parent = _existing_parent(data)
    from partwell.site import backups

    try:
        with backups.room(parent), backups.workspace(parent, ".partwell-restore-") as work:
            _prepare(args, data, work / "data")
            if data.exists():
                data.rmdir()
            (work / "data").replace(data)
    except (backups.BackupError, OSError, zipfile.BadZipFile) as why:
        raise CommandError(str(why)) from None
    sys.stderr.write(f"Restored into {data}. Checking ...\n")
    return check.in_a_new_process(data, as_json=args.json)


def _prepare(args: argparse.Namespace, data: Path, part: Path) -> None:
    """Everything the folder `data` is to hold, in `part`; and the PostgreSQL database, all or nothing."""
    # The settings make keys where there are none: until the right ones are in place they point here.
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["PARTWELL_KEYS"] = scratch
        installation.load(part)
    from partwell.site import backups

    if not backups.is_empty(data):
        raise CommandError(f"{data} is not empty; a restore overwrites nothing.")
    with zipfile.ZipFile(args.file) as archive:
        manifest = backups.read_manifest(archive)
        embedded = manifest["database"] == "sqlite"
        if embedded != installation.is_embedded():
            raise CommandError(f"The backup is of {manifest['database']}; PARTWELL_DB names another kind.")
        if not embedded:
            backups.refuse_a_used_database()
        backups.unpack(archive, manifest, part)
    _keys_of(manifest, part, args.keys)
    if not embedded:
        backups.load_dump(part / "database.dump")


def _existing_parent(folder: Path) -> Path:
    """Where the restore is prepared: the same file system, so that moving it into place is one step."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder.parent
