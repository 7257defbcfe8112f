"""Show and replace the keys of an installation.

keys show prints the fingerprint of the key that signs the logs, its public half, and the fingerprints before it.
keys rotate log makes a new signing key; the old one names it, and everything signed before stays valid. With --stolen
the old key's word counts for nothing: tell everybody the new fingerprint by another way.
keys rotate persons makes a new key that wraps the data keys of persons: after erasures, so that no backup opens them.
A server may run meanwhile; it takes up the new keys by itself.
"""

import argparse
import json
import sys
from pathlib import Path

from partwell.site import installation

from . import CommandError

SUMMARY = "show and replace keys (keys show, keys rotate log|persons)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    below = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    show = below.add_parser("show", help="print fingerprints")
    rotate = below.add_parser("rotate", help="make a new key")
    rotate.add_argument("which", choices=("log", "persons"), help="log: signs checkpoints; persons: wraps data keys")
    rotate.add_argument("--stolen", action="store_true", help="the old signing key may be in foreign hands")
    rotate.add_argument("--reason", default="planned", metavar="TEXT", help="kept in the log")
    for one in (show, rotate):
        one.add_argument("--data", type=Path, metavar="DIR", help="the data folder of the installation")
        one.add_argument("--json", action="store_true", help="print as JSON")


def run(args: argparse.Namespace) -> int:
    """Show or rotate."""
    data = args.data or installation.default_dir()
    if not installation.exists(data):
        raise CommandError(f"There is no installation in {data}.")
    installation.load(data)
    from partwell.apps.evidence import rotation, trees
    from partwell.lib import clock
    from partwell.lib.keys.keyring import NoSigningKey

    found: dict[str, object]
    if args.verb == "show":
        key, *before = trees.keys_of("x")
        found = {"log": key.fingerprint, "public": key.public.hex(), "before": [one.fingerprint for one in before]}
    elif args.which == "log":
        try:
            old, new = rotation.rotate_log(clock.now(), stolen=args.stolen, reason=args.reason[:200])
        except trees.LogBroken as why:
            raise CommandError(f"Nothing was changed: {why}", code=1) from None
        except NoSigningKey:
            raise CommandError("This account does not have the signing key; run it where the worker runs.") from None
        found = {"log": new, "before": [old], "stolen": args.stolen}
    else:
        found = {"persons": rotation.rotate_persons(clock.now())}
    if args.json:
        sys.stdout.write(json.dumps(found) + "\n")
    else:
        sys.stdout.writelines(f"{name}: {_said(value)}\n" for name, value in found.items())
    return 0


def _said(value: object) -> object:
    """A value as a person reads it."""
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
