"""Check style, import contracts and types: ruff, ruff format, import-linter, mypy. Exit code 1 when one complains."""

import argparse
import os
import subprocess
import sys
import tempfile
import time

from partwell.site import installation

SUMMARY = "check style, import contracts and types"
LOCK = "dev"
_MODULE = (sys.executable, "-m")
CHECKS = {
    "ruff check": (*_MODULE, "ruff", "check"),
    "ruff format": (*_MODULE, "ruff", "format", "--check"),
    "import contracts": (
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ),
    "types": (*_MODULE, "mypy"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none: everything is checked, always."""
    parser.description = __doc__


def run(args: argparse.Namespace) -> int:
    """Run every checker and sum up; what a checker says is shown when it complains."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="partwell-lint-") as data:
        # mypy's Django plugin loads the settings, which make keys in the data folder.
        environment = {**os.environ, "PARTWELL_DATA": data, "PARTWELL_DB": "sqlite"}
        for name, command in CHECKS.items():
            start = time.monotonic()
            done = subprocess.run(
                command, cwd=installation.ROOT, env=environment, capture_output=True, text=True, check=False
            )
            failed += bool(done.returncode)
            if done.returncode:
                sys.stdout.write(done.stdout + done.stderr)
            verdict = "FAILED" if done.returncode else "ok"
            sys.stdout.write(f"{name:18} {verdict:7} {time.monotonic() - start:5.1f} s\n")
            sys.stdout.flush()
    return 1 if failed else 0
