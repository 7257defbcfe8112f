"""Check process templates against structure, provability and labor law: template check [FILE.yaml ...].

Without a file: all that are shipped. A file may include fragments or be flattened, and may lie anywhere.
0: no error; 1: an error; 2: a file can't be used at all. Warnings need a written acknowledgement to publish.
"""

import argparse
import json
import sys
from pathlib import Path

from . import CommandError

SUMMARY = "check process templates (template check)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which templates."""
    below = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    check = below.add_parser("check", help="check templates")
    check.add_argument("files", nargs="*", type=Path, metavar="FILE.yaml", help="default: all that are shipped")
    check.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(args: argparse.Namespace) -> int:
    """Print every finding with its template."""
    from partwell.lib import template_check, template_files

    if missing := [path for path in args.files if not path.is_file()]:
        raise CommandError(f"There is no file {missing[0]}.")
    checked = [template_check.check_file(path) for path in args.files]
    if not args.files:
        checked = [template_check.check_shipped(key) for key in template_files.all_keys()]
    if args.json:
        rows = [{"file": one.file, **one.report()} for one in checked]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        _print(checked)
    if any(one.unusable for one in checked):
        return 2
    return 1 if any(one.errors for one in checked) else 0


def _print(checked) -> None:  # type: ignore[no-untyped-def]
    for one in checked:
        for level in ("error", "warning"):
            for row in one.rows(level):
                law = f" [{'；'.join(row['law'])}]" if row["law"] else ""
                lawful = f"\n    instead: {row['lawful']}" if row["lawful"] else ""
                where = f"{one.file}: {level} {row['rule']} {row['step'] or '(template)'}"
                sys.stdout.write(f"{where} (line {row['line']}): {row['message']}{law}{lawful}\n")
        state = "unusable" if one.unusable else (f"{len(one.errors)} errors" if one.errors else "can be published")
        sys.stdout.write(f"{one.file}: {state}, {len(one.warnings)} warnings\n")
