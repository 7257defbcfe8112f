"""Who may open which address of accounts."""

from partwell.apps.accounts import actions
from tests.cast import NOW, Cast
from tests.doors import FORBIDDEN, OPENS, OWN, Door


def doors(cast: Cast) -> dict[str, Door]:
    """A token and a role of Hua's. Wei reads the settings of the own company; changing them is the administrator's."""
    token, _secret = actions.create_token("工资系统", ["hrbp"], by=cast.actor("hua"), now=NOW)
    seat = cast.user("hua").memberships.get()
    return {
        "switch": OWN,
        "profile": OWN,
        "password": OWN,
        "create_token": OWN,
        "revoke_token": Door({"uid": str(token.uid)}, lu=404),
        "settings": Door(wei=OPENS),
        "set_up": Door({"what": "department"}, wei=FORBIDDEN),
        "end_membership": Door({"uid": str(seat.uid)}, wei=FORBIDDEN),
    }
