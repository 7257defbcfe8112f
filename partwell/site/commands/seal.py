"""The company's electronic seal: make one of its own making, or see which there is (docs/how-to/set-up-the-seal.md)."""

import argparse
import json
import sys
from pathlib import Path

from partwell.site import installation

from . import CommandError

SUMMARY = "make or show a company's electronic seal (seal make, seal show)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    below = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, text in (("make", "make a seal with a certificate of its own making"), ("show", "show the seals")):
        one = below.add_parser(verb, help=text)
        one.add_argument("--data", type=Path, metavar="DIR", help="the data folder of the installation")
        one.add_argument("--json", action="store_true", help="print the answer as JSON")
        if verb == "make":
            one.add_argument("--company-uid", metavar="UID", required=True, help="the legal entity it is for")


def run(args: argparse.Namespace) -> int:
    """Do what the verb says."""
    data = args.data or installation.default_dir()
    if not installation.exists(data):
        raise CommandError(f"There is no installation in {data}.")
    installation.load(data)
    from django.core.exceptions import ValidationError

    from partwell.apps.accounts import queries
    from partwell.apps.documents import seals
    from partwell.lib import clock
    from partwell.lib.actor import system
    from partwell.lib.refusal import Refused

    try:
        if args.verb == "make":
            try:
                company = queries.company_by_uid(args.company_uid)
            except (LookupError, ValidationError):
                raise CommandError(f"There is no company {args.company_uid}.") from None
            found = [seals.set_up(company, by=system(company.pk, "command"), now=clock.now())]
        else:
            found = seals.all_of()
    except Refused as why:
        raise CommandError(why.sentence, code=1) from None
    if args.json:
        sys.stdout.write(json.dumps([one.value() for one in found], ensure_ascii=False, indent=1) + "\n")
        return 0
    for one in found:
        lines = (one.holder, f"kept by: {one.kept}", f"valid until: {one.until}", f"SHA-256: {one.fingerprint}")
        sys.stdout.write("\n  ".join((one.company, *lines)) + "\n")
    if args.verb == "show":
        sealed = {one.uid for one in found}
        for company in queries.all_companies():
            if str(company.uid) not in sealed:
                make = f"./run seal make --data {data} --company-uid {company.uid}"
                sys.stdout.write(f"{company.name}\n  no electronic seal; {make} makes one\n")
    return 0
