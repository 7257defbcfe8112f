"""Shows the queue and the jobs that were given up, and takes one of those up again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from partwell.lib import clock, jobs
from partwell.lib.jobs import queries


class Command(BaseCommand):
    """`manage.py jobs` lists; `manage.py jobs --again 17` gives job 17 a full set of attempts."""

    help = "Show the queue and the jobs that were given up; --again ID takes one of them up again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the one option."""
        parser.add_argument("--again", type=int, metavar="ID", help="a job that was given up")

    def handle(self, *args: Any, again: int | None = None, **options: Any) -> None:
        """List, or revive one."""
        now = clock.now()
        if again is not None:
            with transaction.atomic():
                revived = jobs.revive(again, now=now)
            if not revived:
                raise CommandError(f"job {again} is not one that was given up")
            self.stdout.write(f"job {again} will run again")
            return
        found = queries.standing(now)
        late = int(found.oldest.total_seconds())
        self.stdout.write(
            f"waiting {found.waiting}, running {found.running}, given up {found.dead}, longest due for {late} s"
        )
        for job in queries.dead():
            self.stdout.write(f"{job.pk}  {job.handler}  {job.arguments}  {job.attempts} attempts  {job.error}")
