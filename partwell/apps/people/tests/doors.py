"""Who may open which address of people."""

from tests.cast import Cast
from tests.doors import OPENS, Door


def doors(cast: Cast) -> dict[str, Door]:
    """Lin's record; the list of another company is its own."""
    lin = {"uid": str(cast.lin.uid)}
    listed = Door(wei=OPENS)
    post = Door({"uid": str(cast.lin.position.uid)})
    return {
        "list": listed,
        "hire": listed,
        "posts": listed,
        "bring": listed,
        "sheet": listed,
        "post": post,
    } | dict.fromkeys(("show", "edit", "reveal", "contract", "contribution"), Door(lin))
