"""Look after the PostgreSQL database of an installation.

database grants prints, or with --apply runs, what two roles may do: the one of web servers and workers, and the one of
the sequencer. Run it as the owner after each migration (docs/how-to/postgresql-roles.md).
"""

import argparse
import sys
from pathlib import Path

from partwell.site import installation

from . import CommandError

SUMMARY = "rights of the roles on PostgreSQL (database grants)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    below = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    grants = below.add_parser("grants", help="rights of the two roles that work under the owner")
    grants.add_argument("--data", type=Path, metavar="DIR", help="the data folder of the installation")
    grants.add_argument("--app", required=True, metavar="ROLE", help="role of web servers and workers")
    grants.add_argument("--sequencer", required=True, metavar="ROLE", help="role of the sequencer")
    grants.add_argument("--apply", action="store_true", help="run the statements instead of printing them")


def run(args: argparse.Namespace) -> int:
    """Print or run the statements."""
    if installation.is_embedded():
        raise CommandError("The embedded database knows no roles.")
    installation.load(args.data or installation.default_dir())
    from django.db import DatabaseError

    from partwell.apps.evidence import grants

    if installation.pending_migrations():
        raise CommandError("The database is not up to date. Start ./run serve as its owner first.", code=1)
    if not args.apply:
        sys.stdout.write(grants.text(args.app, args.sequencer))
        return 0
    try:
        count = grants.apply(args.app, args.sequencer)
    except DatabaseError as why:
        raise CommandError(f"The database refused: {str(why).splitlines()[0]}", code=1) from None
    sys.stderr.write(f"{count} statements\n")
    return 0
