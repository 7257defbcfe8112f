"""Who may open which address of attendance."""

from tests.cast import Cast
from tests.doors import OPENS, Door


def doors(cast: Cast) -> dict[str, Door]:
    """Lin's months."""
    lin = {"uid": str(cast.lin.uid)}
    return {
        "list": Door(wei=OPENS),
        "person": Door(lin),
        "record": Door(lin),
        "leave": Door(lin),
        "confirm": Door(lin | {"month": "2026-10"}),
    }
