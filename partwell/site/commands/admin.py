"""Make an administrator: someone who signs in, opens departments and gives roles. He sees no person's file.

admin create asks for the password, or reads it from PARTWELL_ADMIN_PASSWORD; with --company it also opens the
legal entity, which must not exist yet. --company-uid names one that does.
"""

import argparse
import getpass
import os
import sys
from pathlib import Path

from partwell.site import installation

from . import CommandError

SUMMARY = "make an administrator (admin create)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    below = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    create = below.add_parser("create", help="make an administrator, and the company with --company")
    create.add_argument("--data", type=Path, metavar="DIR", required=True, help="the data folder of the installation")
    create.add_argument("--username", required=True, help="sign-in name: 2 to 60 letters, digits or @ . + - _")
    create.add_argument("--name", required=True, help="the person's name")
    create.add_argument("--email", default="", help="the person's mail address")
    create.add_argument("--company", metavar="NAME", help="open a new legal entity of this name")
    create.add_argument("--credit-code", default="", help="its 统一社会信用代码, 18 characters")
    create.add_argument("--company-uid", metavar="UID", help="a legal entity that is there already")


def _password() -> str:
    given = os.environ.get("PARTWELL_ADMIN_PASSWORD")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise CommandError("Set PARTWELL_ADMIN_PASSWORD, or run this in a terminal and type the password.")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != first:
        raise CommandError("The two passwords differ.")
    return first


def run(args: argparse.Namespace) -> int:
    """Make the administrator in one transaction with the company."""
    if bool(args.company) == bool(args.company_uid):
        raise CommandError("Say either --company NAME (a new one) or --company-uid UID (one that is there).")
    password = _password()
    installation.load(args.data)
    installation.bring_up_to_date()
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from partwell.apps.accounts import actions, queries
    from partwell.lib import clock
    from partwell.lib.actor import system

    now = clock.now()
    with transaction.atomic():
        if args.company:
            company = actions.create_company(
                args.company, credit_code=args.credit_code, by=system(None, "command"), now=now
            )
        else:
            try:
                company = queries.company_by_uid(args.company_uid)
            except (LookupError, ValidationError):
                raise CommandError(f"There is no company {args.company_uid}.") from None
        by = system(company.pk, "command")
        user = actions.create_administrator(
            args.username, args.name, password, company.pk, by=by, now=now, email=args.email
        )
    sys.stdout.write(f"{user.username} is an administrator of {company.name} ({company.uid}).\n")
    return 0
