"""What the worker does for appraisals."""

from partwell.apps.accounts import queries as accounts
from partwell.core.days import shanghai_day
from partwell.lib.actor import system
from partwell.lib.jobs import Run, cron

from . import ratings, reviews


@cron("appraisals.probation", at="08:30")
def probation(run: Run) -> None:
    """Remind each morning of probations that end soon; a message has one key a person, day and reader."""
    for company in accounts.all_companies():
        reviews.remind_of_probation(shanghai_day(run.now), by=system(company.pk), now=run.now)


@cron("appraisals.remind_raters", at="09:10")
def remind_raters(run: Run) -> None:
    """Remind colleagues whose time to score runs out; once a day each."""
    ratings.remind_all(run.now)
