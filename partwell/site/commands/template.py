"""Process templates: check them against structure, provability and labor law; export them as BPMN 2.0.

Without a file: all that are shipped. A file may include fragments or be flattened, and may lie anywhere.
0: no error; 1: an error; 2: a file can't be used at all. Warnings need a written acknowledgement to publish.
"""

import argparse
import json
import sys
from pathlib import Path

from . import CommandError

SUMMARY = "check process templates, or write one as BPMN (template check, template bpmn)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which templates."""
    below = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    check = below.add_parser("check", help="check templates")
    check.add_argument("files", nargs="*", type=Path, metavar="FILE.yaml", help="default: all that are shipped")
    check.add_argument("--json", action="store_true", help="print the findings as JSON")
    bpmn = below.add_parser("bpmn", help="write a template as BPMN 2.0")
    bpmn.add_argument("template", metavar="KEY|FILE.yaml", help="a shipped template's key, or a file")
    bpmn.add_argument("--dialect", choices=("feel", "juel"), default="feel", help="feel: Camunda 8; juel: Flowable")
    bpmn.add_argument("--out", type=Path, metavar="FILE.bpmn", help="default: standard output")


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    return _bpmn(args) if args.verb == "bpmn" else _check(args)


def _bpmn(args: argparse.Namespace) -> int:
    """Write the BPMN of one template."""
    from partwell.lib import bpmn, template_files

    path = Path(args.template)
    try:
        loaded = template_files.read(path) if path.is_file() else template_files.load(args.template)
    except KeyError:
        raise CommandError(f"There is neither a template nor a file {args.template}.") from None
    except template_files.TemplateFileError as why:
        raise CommandError(str(why)) from None
    laws = {key: cited.title for key, cited in template_files.citations().items()}
    text = bpmn.to_bpmn(loaded.template, args.dialect, laws)
    if args.out is None:
        sys.stdout.write(text.decode() + "\n")
    else:
        args.out.write_bytes(text)
        sys.stdout.write(f"{args.out}\n")
    return 0


def _check(args: argparse.Namespace) -> int:
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
