"""The whole demo in one call."""

from datetime import datetime

from django.db import transaction

from .appraisals import load_appraisals
from .cases import load_cases
from .company import DemoCompany, load_company
from .money import confirm_figures, load_money


def load(now: datetime) -> DemoCompany:
    """Build the demo around `now` in an empty database: the company and its people at once, then its cases."""
    with transaction.atomic():
        demo = load_company(now)
        confirm_figures(demo)
        load_appraisals(demo)
        load_money(demo)
    load_cases(demo)
    return demo
