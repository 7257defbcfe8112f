"""What the worker does for the log beside its jobs."""

from datetime import datetime

from partwell.lib.jobs.handlers import ticker

from . import actions


@ticker("evidence.sequence", seconds=0.1)
def sequence(now: datetime) -> None:
    """Integrate what waits (PostgreSQL). Of several workers one leads; on SQLite nothing ever waits."""
    while actions.sequence(now):
        pass
