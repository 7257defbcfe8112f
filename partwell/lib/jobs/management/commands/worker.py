"""`./run worker`: a worker as a process of its own, beside the web servers of an installation on PostgreSQL."""

import signal
import time
from typing import Any

from django.core.management.base import BaseCommand

from partwell.lib.jobs import Worker


class Command(BaseCommand):
    """Run jobs until SIGTERM or Ctrl-C; the job in hand is finished first."""

    help = "Run jobs: messages, reminders, deadlines. Ends cleanly on SIGTERM or Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work in the foreground."""
        worker = Worker()

        def end(*_: Any) -> None:
            raise SystemExit(0)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        worker.start()
        self.stdout.write(f"worker {worker.name} is running")
        self.stdout.flush()
        try:
            # The loop is on another thread: a signal handler that touched its locks could wait for itself.
            while worker.alive:
                time.sleep(1)
        finally:
            worker.stop()
