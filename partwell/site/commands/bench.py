"""Measure, and compare with the goal of each figure. Without a name: the list of benches.

Exit code 1 when a goal is missed. The data of the benches are kept in var/bench between runs; on PostgreSQL a
cluster is started for the run, and only that of the bench `scale` is kept.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from partwell.site import installation

from . import CommandError

SUMMARY = "measure speed and size against their goals"
LOCK = "dev"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="which bench; without it the list")
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite", help="default: sqlite")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")


def run(args: argparse.Namespace) -> int:
    """Measure one bench."""
    from partwell.site import benches

    if args.name is None:
        for name in benches.NAMES:
            sys.stdout.write(f"{name:10} {benches.summary_of(name)}\n")
        return 0
    if args.name not in benches.NAMES:
        raise CommandError(f"There is no bench {args.name}. There are: {', '.join(benches.NAMES)}")
    from partwell.site import postgres

    own = args.name in benches.KEPT
    data = installation.ROOT / "var" / "bench" / (f"{args.db}-{args.name}" if own else args.db)
    cluster = data.with_name(f"{data.name}-cluster") if own else None
    with ExitStack() as stack:
        try:
            os.environ["PARTWELL_DB"] = (
                stack.enter_context(postgres.cluster(durable=args.name in benches.DURABLE, keep=cluster))
                if args.db == "postgres"
                else "sqlite"
            )
        except postgres.NoPostgres as why:
            raise CommandError(str(why)) from None
        if args.db == "postgres" and cluster is None:
            # Keys and marks of a cluster that is gone.
            shutil.rmtree(data, ignore_errors=True)
        installation.load(data)
        installation.bring_up_to_date()
        where = benches.Where(data, "postgresql" if args.db == "postgres" else "sqlite")
        rows = []
        try:
            for row in benches.module_of(args.name).measure(where):
                rows.append(row)
                if not args.json:
                    _say(row)
        except benches.Older:
            return _anew(data)
    if args.json:
        sys.stdout.write(json.dumps([row.as_dict() for row in rows], indent=1) + "\n")
    return 1 if any(row.met is False for row in rows) else 0


def _say(row: Any) -> None:
    """One figure as a line."""
    verdict = {True: "met", False: "MISSED", None: ""}[row.met]
    goal = "" if row.goal is None else f"goal {row.goal:g}"
    ratio = "" if row.ratio is None else f"ratio {row.ratio:.3f}"
    sys.stdout.write(f"{row.name:28} {row.value:12.4f} {row.unit:10} {ratio:14} {goal:14} {verdict}\n")
    sys.stdout.flush()


def _anew(data: Path) -> int:
    """Throw away what an older version wrote and measure in a process of its own, which writes it again."""
    from django.db import connections

    connections.close_all()
    shutil.rmtree(data)
    sys.stderr.write(f"{data} held older data; writing it again ...\n")
    return subprocess.call([sys.executable, str(installation.ROOT / "run"), *sys.argv[1:]])
