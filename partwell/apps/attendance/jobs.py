"""What the worker does for attendance."""

from datetime import date

from partwell.apps.accounts import queries as accounts
from partwell.lib.actor import system
from partwell.lib.jobs import Run, cron, handler
from partwell.lib.refusal import Refused

from . import actions


@handler("attendance.compute", max_attempts=3)
def compute(run: Run, *, branch: int, month: str) -> None:
    """Compute a month of a branch in parts; computing again changes nothing that is the same."""
    row = accounts.branch(branch)
    by, first = system(row.company_id), date.fromisoformat(month)
    actions.compute_months(actions.in_branch(by, row, first), first, by=by, now=run.now)


@cron("attendance.noshows", at="05:30")
def noshows(run: Run) -> None:
    """Look each morning whether somebody has not come for days."""
    for row in accounts.all_branches():
        try:
            actions.find_noshows(row, by=system(row.company_id), now=run.now)
        except Refused:
            continue
