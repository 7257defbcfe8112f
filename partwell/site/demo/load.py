"""The whole demo in one call."""

from datetime import datetime

from django.db import transaction

from partwell.apps.cases.actions import note_leavings
from partwell.apps.evidence.jobs import sequence

from .appraisals import load_appraisals
from .cases import load_cases
from .company import DemoCompany, load_company
from .facts import load_facts
from .money import confirm_figures, load_money


def load_people(now: datetime, *, facts: bool = False) -> DemoCompany:
    """The company, its people, their months and the confirmed figures, around `now`: all of it, or nothing.

    `facts` are the attendance and training of those without a case, which no sum of a case needs.
    """
    with transaction.atomic():
        demo = load_company(now)
        confirm_figures(demo)
        load_appraisals(demo)
        if facts:
            load_facts(demo)
        load_money(demo)
        return demo


def load(now: datetime) -> DemoCompany:
    """Build the demo around `now` in an empty database: the people at once, then their cases.

    Its past is signed before anybody looks: entries of last month that waited for the first worker's turn would read
    as a log that nobody signs (PostgreSQL; on SQLite nothing waits).
    """
    demo = load_people(now, facts=True)
    load_cases(demo)
    note_leavings(now)
    sequence(now)
    return demo
