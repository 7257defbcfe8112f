"""What the worker does for the law: once a day it reminds who has figures to confirm."""

from partwell.lib.jobs import Run, cron

from . import campaign


@cron("law.campaign", at="09:00")
def reminders(run: Run) -> None:
    """Remind the keepers of each city that is not done in the open round."""
    campaign.remind_all(run.now)
