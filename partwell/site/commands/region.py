"""Look up one figure of law for a city on a day, with its level, status and source.

region 330100 social_insurance.medical.employer --on 2026-11-01
"""

import argparse
import sys
from datetime import date

from . import CommandError

SUMMARY = "look up a figure of law of a city"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which figure."""
    parser.add_argument("code", metavar="CODE", help="six-digit division code of city or province")
    parser.add_argument("key", metavar="KEY", help="name of the figure, for example minimum_wage.monthly")
    parser.add_argument("--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day; default today")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Print the answer; 1 when nobody knows the figure."""
    from partwell.lib import clock
    from partwell.lib.law_files import region_command, region_json

    try:
        answer = region_command(args.code, args.key, args.on or clock.today())
    except LookupError:
        raise CommandError(f"There is no division {args.code}.") from None
    if args.json:
        sys.stdout.write(region_json(answer) + "\n")
    else:
        sys.stdout.writelines(f"{name:10} {value}\n" for name, value in answer.items())
    return 1 if answer["value"] is None else 0
