"""Look up one figure of law for a place on a day, with its level, status and source.

region 330100 social_insurance.medical.employer --on 2026-11-01

0: here it is; 1: nobody knows the figure, or there is no limit (value null); 2: no such code, key or day. A key that
no figure has prints null as well, with the nearest keys beside it.
"""

import argparse
import sys

from . import CommandError

SUMMARY = "look up a figure of law of a city"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which figure."""
    parser.add_argument("code", metavar="CODE", help="six-digit division code of a city, county or province")
    parser.add_argument("key", metavar="KEY", help="name of the figure, for example minimum_wage.monthly")
    parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day; default today")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Print the answer; 1 when nobody knows the figure, 2 when no figure is called like that."""
    from partwell.lib import clock
    from partwell.lib.law_files import LawFileError
    from partwell.lib.region import Unusable, advice, as_json, as_text, day_of, region

    try:
        answer = region(args.code, args.key, clock.today() if args.on is None else day_of(args.on))
    except (Unusable, LawFileError) as why:
        raise CommandError(str(why)) from None
    sys.stdout.write(as_json(answer) + "\n" if args.json else as_text(answer))
    if answer["value"] is not None:
        return 0
    hint = advice(args.key)
    if hint:
        raise CommandError(hint)
    return 1
