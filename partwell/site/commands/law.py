"""Check that the files of law load: every figure has a date, a status and a source. 0: they do; 1: one does not."""

import argparse
import sys

SUMMARY = "check the files of law"


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""
    parser.description = __doc__


def run(args: argparse.Namespace) -> int:
    """Load everything and say how much there is."""
    from partwell.lib.law_files import LawFileError, national_rules, rulebook

    try:
        book, rules = rulebook(), national_rules()
    except LawFileError as why:
        sys.stderr.write(f"{why}\n")
        return 1
    sys.stdout.write(f"{len(book.divisions)} divisions and {len(rules.rules)} national rules load.\n")
    return 0
