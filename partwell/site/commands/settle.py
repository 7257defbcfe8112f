"""Answer a file that asks for sums of labor law: N, 2N, leave, wages, insurance, tax, dates; each by its rule.

settle FILE.yaml --json

The file is described in docs/formats/settlement.md. 0: answered; 1: answered, and a figure is not known to anybody;
2: refused, because a fact is missing, unknown, unreadable, or contradicts another (its name is printed).
"""

import argparse
import sys
from pathlib import Path

from . import CommandError

SUMMARY = "work out sums and dates of labor law from a file of facts"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which file."""
    parser.add_argument("file", metavar="FILE.yaml", help="the facts; - for standard input")
    parser.add_argument("--json", action="store_true", help="print the sheet as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the sheet, or the refusal."""
    from partwell.core.settlement.inquiry import Wrong
    from partwell.lib import clock
    from partwell.lib.settle_file import answer_bytes, as_json, refusal

    today = clock.today()
    try:
        content = sys.stdin.buffer.read() if args.file == "-" else _content(args.file)
        sheet = answer_bytes(content, today=today)
    except Wrong as why:
        if args.json:
            sys.stdout.write(as_json(refusal(why)) + "\n")
        raise CommandError(str(why)) from None
    if args.json:
        sys.stdout.write(as_json(sheet.as_data()) + "\n")
    else:
        from partwell.lib.settle_words import text

        sys.stdout.write(text(sheet))
    return 1 if sheet.unknown else 0


def _content(name: str) -> bytes:
    """The file's bytes. Raises Wrong for one that cannot be read."""
    from partwell.core.settlement.inquiry import Wrong

    try:
        return Path(name).read_bytes()
    except OSError as why:
        raise Wrong("unreadable", ["file"], f"{name} cannot be read: {why.strerror}.") from None
