"""Who may open which address of the log."""

from tests.cast import Cast
from tests.doors import OPENS, Door


def doors(cast: Cast) -> dict[str, Door]:
    """How far the own company's log is anchored; for HR, legal, union and administrator."""
    del cast
    return {"anchors": Door(wei=OPENS)}
