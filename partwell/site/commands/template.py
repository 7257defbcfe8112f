"""Check process templates against structure, provability and labor law: template lint [FILE.yaml ...].

Without a file: all that are shipped. 0: no error; 1: an error; warnings need a written acknowledgement to publish.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from . import CommandError

SUMMARY = "check process templates (template lint)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which templates."""
    below = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    lint = below.add_parser("lint", help="check templates")
    lint.add_argument("files", nargs="*", type=Path, metavar="FILE.yaml", help="default: all that are shipped")
    lint.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(args: argparse.Namespace) -> int:
    """Print every finding with its template."""
    from partwell.core.process.lint import lint
    from partwell.lib import template_files as files

    if missing := [path for path in args.files if not path.is_file()]:
        raise CommandError(f"There is no file {missing[0]}.")
    rows, errors = [], 0
    for name in args.files or files.all_keys():
        try:
            template = (files.read(name) if isinstance(name, Path) else files.load(name)).template
        except files.TemplateFileError as why:
            errors += 1
            sys.stderr.write(f"{why}\n")
            continue
        for finding in lint(template, files.facts(), files.citations(), files.roles()):
            errors += finding.level == "error"
            rows.append({"template": str(name), **asdict(finding)})
            if not args.json:
                sys.stdout.write(
                    f"{name}: {finding.level} {finding.rule} {finding.step or '(template)'}: {finding.message_en}\n"
                )
    if args.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n")
    else:
        sys.stdout.write(f"{errors} errors, {len(rows)} findings\n")
    return 1 if errors else 0
