"""Who may open which address of papers."""

from partwell.apps.documents.tests.conftest import issue_undertaking
from tests.cast import Cast
from tests.doors import NOT_THERE, Door


def doors(cast: Cast) -> dict[str, Door]:
    """Lin's undertaking. Its answer exists for Lin alone; HR reads along."""
    paper = {"uid": str(issue_undertaking(cast).uid)}
    seen = dict.fromkeys(("reader", "read", "file", "copy", "receipt"), Door(paper))
    return seen | dict.fromkeys(("code", "answer"), Door(paper, lu=NOT_THERE))
