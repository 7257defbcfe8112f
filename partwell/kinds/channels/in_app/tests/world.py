"""The inbox: the row is the message."""

from typing import Any, Self


class World:
    """An account with an inbox; it lies in our own database and cannot be away."""

    good, refused = "17", ""

    def __init__(self, settings: Any) -> None:
        self._rows = ["the notice itself"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def away(self) -> bool:
        """Never."""
        return False

    def arrived(self) -> list[str]:
        """The row, for a message that was sent."""
        return self._rows
