"""The demo's phone."""

from typing import Any, Self

from partwell.apps.notices import actions
from partwell.apps.notices.queries import demo_phone


class World:
    """A demo with one phone that is on and one number that is out of service."""

    good, refused = "13805712048", "13900000000"

    def __init__(self, settings: Any) -> None:
        settings.DEMO, settings.SMTP = True, ""

    def __enter__(self) -> Self:
        actions.switch_demo_line(self.refused, "out_of_service")
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def away(self) -> bool:
        """Switch the phone off."""
        actions.switch_demo_line(self.good, "off")
        return True

    def arrived(self) -> list[str]:
        """What the phone shows."""
        return [row.message_id for row in demo_phone(self.good, self.refused).messages]
