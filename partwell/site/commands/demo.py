"""Load the invented demo company: demo load --data DIR.

DIR must be empty. Nothing appears in it until the whole demo is there. The sign-ins with their random passwords are
printed once; afterwards anyone on this machine signs in by role card at /demo/.
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from partwell.site import installation

from . import CommandError

SUMMARY = "load the demo company into an empty folder (demo load)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    below = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    load = below.add_parser("load", help="load the demo company")
    load.add_argument("--data", type=Path, metavar="DIR", required=True, help="the folder to load it into; empty")
    load.add_argument("--json", action="store_true", help="print the sign-ins as JSON")


def run(args: argparse.Namespace) -> int:
    """Build beside the folder, then move into place: a load that was interrupted leaves nothing half-made."""
    data = args.data.resolve()
    # Keys without data protect nothing: any command of Django's own leaves some behind.
    if data.exists() and (not data.is_dir() or {child.name for child in data.iterdir()} - {"keys"}):
        raise CommandError(f"{data} is not empty; the demo is loaded into a folder of its own.")
    data.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".partwell-demo-", dir=data.parent))
    try:
        installation.load(part, demo=True)
        installation.bring_up_to_date()
        from django.db import connections

        from partwell.apps.accounts import queries
        from partwell.lib import clock
        from partwell.site import demo

        if queries.has_companies():
            raise CommandError("The PostgreSQL database named by PARTWELL_DB holds a company already.")
        loaded = demo.load(clock.now())
        connections.close_all()
        (part / "DEMO").touch()
        shutil.rmtree(data / "keys", ignore_errors=True)
        if data.exists():
            data.rmdir()
        part.replace(data)
    except OSError as why:
        raise CommandError(f"The demo could not be put into {data}: {why}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    if args.json:
        rows = [{"username": user.username, "password": user.password, "name": user.name, "title": user.title_en,
                 "company": user.company} for user in loaded.users]  # fmt: skip
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return 0
    sys.stdout.write("Demo sign-ins (shown once; later anyone on this machine signs in by card at /demo/):\n")
    for user in loaded.users:
        sys.stdout.write(f"  {user.username:14} {user.password:16} {user.name} {user.title} / {user.title_en}\n")
    return 0
