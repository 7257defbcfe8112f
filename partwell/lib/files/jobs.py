"""The housekeeping of files."""

from partwell.lib.jobs import Run, cron

from . import store


@cron("files.sweep", at="03:40")
def sweep(run: Run) -> None:
    """Remove files that nobody refers to a day after they were written."""
    store.sweep(run.now)
