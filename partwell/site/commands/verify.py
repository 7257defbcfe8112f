"""Check evidence bundles offline, like `python -m partwell.verifier`: 0 holds, 1 does not, 2 unusable."""

import argparse
from pathlib import Path

SUMMARY = "check an evidence bundle, offline"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="bundles, receipts, checkpoints")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--key", default="", metavar="FINGERPRINT", help="fingerprint of the log's key, from elsewhere")
    parser.add_argument("--tsa", action="append", default=[], metavar="FINGERPRINT", help="root of a TSA")


def run(args: argparse.Namespace) -> int:
    """Hand the files to the verifier."""
    from partwell.verifier.__main__ import main

    options = [*(["--json"] if args.json else []), *(["--key", args.key] if args.key else [])]
    for one in args.tsa:
        options += ["--tsa", one]
    return main([*options, *map(str, args.files)])
