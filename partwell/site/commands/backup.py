"""Write a backup: the database as it is now, the sealed files, and a manifest with their SHA-256, in one zip.

The server may run meanwhile. The keys are left out, because whoever has both can read everything: copy the folder
of the keys once to a safe place of its own, or say --with-keys and guard the backup like the keys themselves.
"""

import argparse
import json
import sys
from pathlib import Path

from partwell.site import installation

from . import CommandError

SUMMARY = "write a backup of an installation"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder of the installation")
    parser.add_argument("--out", type=Path, metavar="FILE.zip", required=True, help="where to write it; must be new")
    parser.add_argument("--with-keys", action="store_true", help="put the keys into the backup as well")
    parser.add_argument("--json", action="store_true", help="print the manifest as JSON")


def run(args: argparse.Namespace) -> int:
    """Write it and say what is in it."""
    data = args.data or installation.default_dir()
    if not installation.exists(data):
        raise CommandError(f"There is no installation in {data}.")
    if not args.out.resolve().parent.is_dir():
        raise CommandError(f"There is no folder {args.out.resolve().parent}.")
    installation.load(data)
    from partwell.site import backups

    try:
        manifest = backups.write(args.out, with_keys=args.with_keys)
    except (backups.BackupError, OSError) as why:
        raise CommandError(str(why)) from None
    if args.json:
        sys.stdout.write(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
        return 0
    sys.stdout.write(f"{args.out}: {len(manifest['files'])} files, {args.out.stat().st_size:,} bytes\n")
    if not args.with_keys:
        from django.conf import settings

        sys.stdout.write(f"The keys are not in it. Without {settings.KEYS_DIR} it can't be read: keep a copy apart.\n")
    return 0
