"""Who may open which address of papers."""

from partwell.apps.documents.tests.conftest import issue_undertaking
from tests.cast import Cast
from tests.doors import NOT_THERE, OWN, Door

NO_NAME = Door(wei=409, lu=409)
"""Passkeys need a name and HTTPS; a test's address has neither."""


def doors(cast: Cast) -> dict[str, Door]:
    """Lin's undertaking. Its answer exists for Lin alone; HR reads along."""
    paper = {"uid": str(issue_undertaking(cast).uid)}
    seen = dict.fromkeys(("reader", "read", "file", "copy", "receipt"), Door(paper))
    mine = dict.fromkeys(("code", "answer", "passkey_ask"), Door(paper, lu=NOT_THERE))
    pages = {
        "consent": OWN,
        "hand_out_consent": Door({"uid": str(cast.lin.uid)}),
        "end_consent": Door({"uid": str(cast.lin.uid)}),
        "passkeys": OWN,
        "passkey_begin": NO_NAME,
        "passkey_finish": NO_NAME,
    }
    return seen | mine | pages | {"passkey_remove": Door(paper, lu=NOT_THERE)}
