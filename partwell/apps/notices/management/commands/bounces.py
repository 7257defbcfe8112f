"""Takes one returned mail from standard input: the mailbox for returns pipes each mail here."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from partwell.apps.notices import returned, sending
from partwell.lib import clock
from partwell.lib.actor import system


class Command(BaseCommand):
    """Record that a mail came back. Exit code 0 also for mail that is no report: it would only come again."""

    help = "Read one returned mail (RFC 3464) from standard input and record that it was not delivered."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, find the delivery by its Message-ID, record."""
        found = returned.read(sys.stdin.buffer.read())
        if found is None:
            self.stdout.write("not a report about a returned mail")
        elif not found.final:
            self.stdout.write(f"{found.message_id}: not given up yet ({found.code})")
        elif sending.bounced(found.message_id, code=found.code, by=system(None, via="import"), now=clock.now()):
            self.stdout.write(f"{found.message_id}: returned ({found.code})")
        else:
            self.stdout.write(f"{found.message_id}: unknown here, or already returned")
