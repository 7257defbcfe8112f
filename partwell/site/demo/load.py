"""The whole demo in one call."""

from datetime import datetime

from .company import DemoCompany, load_company


def load(now: datetime) -> DemoCompany:
    """Build the demo around `now` in an empty database."""
    return load_company(now)
