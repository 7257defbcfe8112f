"""List the interface words that have no translation yet, or two. Exit code 1 when there are any.

Source strings are English; zh_Hans is complete. Catalogs lie beside their code: locale/<LANG>/LC_MESSAGES/django.po
"""

import argparse
import json
import re
import sys

SUMMARY = "list interface words without a translation"


def _language(text: str) -> str:
    """A language as its folder is called. Raises argparse.ArgumentTypeError."""
    if not re.fullmatch(r"[a-z]{2,3}(_[A-Z][A-Za-z]{1,3})?", text):
        raise argparse.ArgumentTypeError(f"{text!r} names no language: de, pt_BR or zh_Hans are names of languages")
    return text


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which language."""
    parser.add_argument(
        "language", nargs="?", type=_language, default="zh_Hans", metavar="LANG", help="default: zh_Hans"
    )
    parser.add_argument("--json", action="store_true", help="print the words as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the missing words, and those that catalogs translate differently."""
    from partwell.lib.ui import catalogs

    missing, double = catalogs.missing(args.language), catalogs.clashes(args.language)
    if args.json:
        sys.stdout.write(json.dumps(missing, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.writelines(f"{word}\n" for word in missing)
        sys.stderr.write(f"{len(missing)} words without a translation in {args.language}\n")
        sys.stderr.writelines(f"{word}: two catalogs translate it differently\n" for word in double)
    return 1 if missing or double else 0
