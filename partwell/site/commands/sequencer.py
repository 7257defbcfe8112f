"""Sign the log as a process of its own, under a database role and in an account of its own.

It takes what waits, puts it into the trees and signs one checkpoint for each. Only here the signing key is needed;
web servers and workers run with PARTWELL_SEQUENCER=elsewhere and are given `log.pub` instead of `log`.
"""

import argparse
import signal
import sys
import time
from pathlib import Path
from typing import Any

from partwell.site import installation

from . import CommandError

SUMMARY = "sign the log as a process of its own (PostgreSQL)"
TICK = 0.05


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder of the installation")
    parser.add_argument("--once", action="store_true", help="sign what waits now and end")


def run(args: argparse.Namespace) -> int:
    """Tick until SIGTERM or Ctrl-C. 1 with --once when a log is not the one that was signed last."""
    if installation.is_embedded():
        raise CommandError("With the embedded database the log is signed inside ./run serve; nothing else is needed.")
    installation.load(args.data or installation.default_dir())
    from django.db import close_old_connections

    from partwell.apps.evidence import actions, jobs, trees
    from partwell.lib import clock

    if args.once:
        try:
            while actions.sequence(clock.now(), wait=True):
                pass
        except trees.LogBroken as why:
            raise CommandError(str(why), code=1) from None
        return 0

    def end(*_: Any) -> None:
        raise SystemExit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    sys.stdout.write("sequencer is running\n")
    sys.stdout.flush()
    while True:
        close_old_connections()
        jobs.sequence_here(clock.now())
        time.sleep(TICK)
