"""Run the tests: on SQLite, and on PostgreSQL where its server programs are installed.

PostgreSQL is started for the run in a temporary folder and thrown away. The last line says what was left out;
with CI=true anything left out is a failure. More arguments go to pytest: ./run test partwell/core -k days
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUMMARY = "run the tests"
LOCK = "dev"
TAKES_MORE = True
ROOT = Path(__file__).resolve().parents[3]


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    parser.add_argument("--db", choices=["sqlite", "postgres", "all"], help="default: all that can run here")
    parser.add_argument("--only", metavar="MARK", help="only tests with this marker: e2e, sweep, nightly")
    parser.add_argument("--nightly", action="store_true", help="also the tests that take long")


@contextmanager
def _database(name: str) -> Iterator[str]:
    """The value of PARTWELL_DB for one run of pytest."""
    if name == "sqlite":
        yield "sqlite"
        return
    from partwell.site import postgres

    with postgres.cluster() as url:
        yield url


def _pytest(name: str, args: argparse.Namespace, *, again: bool) -> tuple[int, dict[str, int]]:
    """One run of pytest; its exit code, and the reasons for which tests were skipped with their numbers.

    `again`: another database had its turn, so what touches none has been run.
    """
    extra = [word for word in args.rest if word != "--"]
    if not extra and (os.cpu_count() or 1) > 1:
        # One more than two cores are: a test that waits for a server, a browser or the demo leaves its core to another.
        # Each starts servers and browsers of its own; still more of them would only wait for each other.
        extra += ["-n", "3", "--dist", "worksteal"]
    if again:
        extra.append("--only-database")
    if args.only:
        extra += ["-m", args.only]
    if args.nightly or args.only == "nightly":
        extra.append("--nightly")
    with tempfile.TemporaryDirectory(prefix="partwell-report-") as folder, _database(name) as url:
        report = Path(folder) / "report.json"
        environment = {**os.environ, "PARTWELL_DB": url, "PARTWELL_TEST_REPORT": str(report)}
        # A run starts a hundred processes. Where bytecode is not kept, as in many containers, each of them compiles
        # Django and the program anew, which takes longer than most of what it is started for.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment.setdefault("PYTHONPYCACHEPREFIX", str(ROOT / "var" / "bytecode"))
        command = [sys.executable, "-m", "pytest", "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml"), *extra]
        code = subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode
        return code, json.loads(report.read_text()) if report.exists() else {}


def run(args: argparse.Namespace) -> int:
    """Run each database after the other and sum up."""
    from partwell.site import postgres

    left_out: dict[str, None] = {}
    names = ["sqlite", "postgres"] if args.db in (None, "all") else [args.db]
    left_out.update({f"everything on {name}": None for name in ("sqlite", "postgres") if name not in names})
    try:
        postgres.binaries()
    except postgres.NoPostgres as why:
        if args.db == "postgres":
            sys.stderr.write(f"{why}\n")
            return 2
        names = ["sqlite"]
        left_out[f"everything on postgres ({why})"] = None
    if args.only:
        left_out[f"tests not marked {args.only}"] = None
    if args.rest:
        left_out[f"whatever {' '.join(args.rest)} does not pick"] = None
    codes: list[int] = []
    for name in names:
        sys.stdout.write(f"== tests on {name}\n")
        sys.stdout.flush()
        code, skipped = _pytest(name, args, again=bool(codes))
        codes.append(code)
        left_out.update({f"{number} on {name}: {why}": None for why, number in skipped.items()})
    sys.stdout.write(f"LEFT OUT: {'; '.join(left_out) or 'nothing'}\n")
    if os.environ.get("CI") == "true" and left_out:
        return 1
    return 1 if any(codes) else 0
