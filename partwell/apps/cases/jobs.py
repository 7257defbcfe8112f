"""What follows an act without anybody waiting for it."""

from collections.abc import Sequence

from partwell.lib.jobs import Run, handler


@handler("cases.announce")
def announce(run: Run, *, case: str, entry: str, ready: Sequence[str], opened: bool = False) -> None:
    """Tell everybody what an act means for them."""
