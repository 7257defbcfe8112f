"""Who may open which address of people."""

from partwell.lib.sheets import Fault, Row
from partwell.lib.ui import tables
from tests.cast import NOW, Cast
from tests.doors import NOT_THERE, OPENS, Door


def doors(cast: Cast) -> dict[str, Door]:
    """Lin's record; the list of another company is its own."""
    lin = {"uid": str(cast.lin.uid)}
    listed = Door(wei=OPENS)
    row = Row(2, {"name": "林晓"}, {"name": "姓名"})
    left = tables.left("员工", [row], [Fault(2, "姓名", "x")], by=cast.actor("hua"), now=NOW)
    assert left is not None
    post = Door({"uid": str(cast.lin.position.uid)})
    return {
        "list": listed,
        "hire": listed,
        "posts": listed,
        "bring": listed,
        "sheet": listed,
        "post": post,
        "left_rows": Door({"token": left.address.split("/")[3]}, lu=NOT_THERE),
    } | dict.fromkeys(("show", "edit", "reveal", "contract", "contribution"), Door(lin))
