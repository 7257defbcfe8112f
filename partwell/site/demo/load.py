"""The whole demo in one call."""

from datetime import datetime

from django.db import transaction

from partwell.apps.evidence.jobs import sequence

from .appraisals import load_appraisals
from .cases import load_cases
from .company import DemoCompany, load_company
from .money import confirm_figures, load_money


def load_people(now: datetime) -> DemoCompany:
    """The company, its people, their months and the confirmed figures, around `now`: all of it, or nothing."""
    with transaction.atomic():
        demo = load_company(now)
        confirm_figures(demo)
        load_appraisals(demo)
        load_money(demo)
        return demo


def load(now: datetime) -> DemoCompany:
    """Build the demo around `now` in an empty database: the people at once, then their cases.

    Its past is signed before anybody looks: entries of last month that waited for the first worker's turn would read
    as a log that nobody signs (PostgreSQL; on SQLite nothing waits).
    """
    demo = load_people(now)
    load_cases(demo)
    sequence(now)
    return demo
