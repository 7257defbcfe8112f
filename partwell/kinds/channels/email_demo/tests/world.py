"""The mailbox of the demo."""

from typing import Any, Self

from partwell.apps.notices import actions
from partwell.apps.notices.queries import demo_phone


class World:
    """A demo with one mailbox that takes mail and one that does not exist."""

    good, refused = "linxiao@yunlan.example", "nobody@yunlan.example"

    def __init__(self, settings: Any) -> None:
        settings.DEMO, settings.SMTP = True, ""

    def __enter__(self) -> Self:
        actions.switch_demo_line(self.refused, "out_of_service")
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def away(self) -> bool:
        """Switch the mailbox off."""
        actions.switch_demo_line(self.good, "off")
        return True

    def arrived(self) -> list[str]:
        """What the mailbox shows."""
        return [row.message_id for row in demo_phone(self.good, self.refused).messages]
