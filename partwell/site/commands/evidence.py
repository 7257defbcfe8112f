"""Take evidence out of an installation.

evidence export writes the bundle of one case: every entry with its contents, files and proofs, to be checked with
`./run verify`. The case is named by its id, its number, or the demo's alias. That a copy was taken out is recorded.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from partwell.site import installation

from . import CommandError

SUMMARY = "take the evidence of a case out (evidence export)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    below = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    export = below.add_parser("export", help="write the bundle of one case")
    export.add_argument("--data", type=Path, metavar="DIR", help="the data folder of the installation")
    export.add_argument("--case", required=True, metavar="ID", help="id, number, or alias of the case")
    export.add_argument("--out", type=Path, required=True, metavar="FILE.zip", help="a new file")
    export.add_argument("--json", action="store_true", help="print case, file and fingerprint as JSON")


def run(args: argparse.Namespace) -> int:
    """Find the case, write the bundle beside its place, and move it there when it is whole."""
    data = args.data or installation.default_dir()
    if not installation.exists(data):
        raise CommandError(f"There is no installation in {data}.")
    if args.out.exists():
        raise CommandError(f"{args.out} is there already.")
    if not args.out.parent.is_dir():
        raise CommandError(f"There is no folder {args.out.parent}.")
    installation.load(data)
    from partwell.apps.cases.export import export_case
    from partwell.apps.cases.queries import find_everywhere
    from partwell.apps.evidence.trees import key_of
    from partwell.lib import clock
    from partwell.lib.actor import system
    from partwell.lib.refusal import Refused

    found = find_everywhere(args.case)
    if len(found) != 1:
        what = "No case has" if not found else f"{len(found)} cases of different companies have"
        raise CommandError(f"{what} the id, number or alias {args.case!r}.")
    (uid, company), part = found[0], args.out.with_name(f"{args.out.name}.part")
    try:
        with part.open("xb+") as out:
            export_case(uid, out, by=system(company, via="command"), now=clock.now())
            out.flush()
            os.fsync(out.fileno())
        part.rename(args.out)
    except Refused as refusal:
        hint = " Is ./run sequencer running?" if installation.signs_elsewhere() else ""
        raise CommandError(f"{refusal.sentence}{hint}", code=1) from None
    finally:
        part.unlink(missing_ok=True)
    fingerprint = key_of("log").fingerprint
    if args.json:
        sys.stdout.write(json.dumps({"case": str(uid), "file": str(args.out), "fingerprint": fingerprint}) + "\n")
    else:
        sys.stdout.write(f"{args.out}\nkey fingerprint {fingerprint}\n")
    return 0
