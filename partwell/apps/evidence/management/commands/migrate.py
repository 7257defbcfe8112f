"""Django's `migrate`. It creates the guards, so it may not be refused for want of them."""

from typing import Any

from django.core.management.commands import migrate

from partwell.lib import guards


class Command(migrate.Command):
    """As Django's, without the check for guards that it is about to create."""

    def check(self, *args: Any, **kwargs: Any) -> None:
        with guards.being_created():
            super().check(*args, **kwargs)
