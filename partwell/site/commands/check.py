"""Check an installation: program, guards, keys, jobs. Exit code 0: all holds; 1: something does not."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from partwell.site import installation

from . import CommandError

SUMMARY = "check an installation: guards, keys, log, cases"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder of the installation")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def in_a_new_process(data: Path, *, as_json: bool) -> int:
    """The same check by a fresh process: for a command whose own settings point elsewhere."""
    sys.stdout.flush()
    environment = {name: value for name, value in os.environ.items() if name not in ("PARTWELL_KEYS", "PARTWELL_DATA")}
    run_script = installation.ROOT / "run"
    command = [sys.executable, str(run_script), "check", "--data", str(data), *(["--json"] if as_json else [])]
    return subprocess.run(command, env=environment, check=False).returncode


def run(args: argparse.Namespace) -> int:
    """Run all checks and print what each found."""
    data = args.data or installation.default_dir()
    if not installation.exists(data):
        raise CommandError(f"There is no installation in {data}.")
    installation.load(data)
    from partwell.site import checking

    results = []
    for result in checking.check_all():
        results.append(result)
        if not args.json:
            sys.stdout.write(f"{'holds ' if result['ok'] else 'BROKEN'}  {result['check']}\n")
            sys.stdout.writelines(f"        {sentence}\n" for sentence in result["found"])
            sys.stdout.flush()
    if args.json:
        sys.stdout.write(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    return 0 if all(result["ok"] for result in results) else 1
