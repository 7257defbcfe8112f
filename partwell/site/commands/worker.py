"""Run jobs as a process of its own: messages, reminders, deadlines, the log's sequencer.

For installations on PostgreSQL, beside the web servers. An embedded server has its worker inside.
"""

import argparse
from pathlib import Path

from partwell.site import installation

from . import CommandError

SUMMARY = "run jobs as a process of its own (PostgreSQL)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder of the installation")


def run(args: argparse.Namespace) -> int:
    """Work until SIGTERM or Ctrl-C; the job in hand is finished first."""
    if installation.is_embedded():
        raise CommandError("With the embedded database the worker runs inside ./run serve; nothing else is needed.")
    installation.load(args.data or installation.default_dir())
    from django.core.management import call_command

    if installation.pending_migrations():
        raise CommandError("The database is not up to date. Start ./run serve first; it brings it up to date.", code=1)
    call_command("worker")
    return 0
