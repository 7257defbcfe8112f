"""Who may open which address of sums."""

from partwell.apps.cases.tests.player import Player
from partwell.apps.law.hangzhou import confirm_hangzhou
from partwell.apps.settlements import actions
from partwell.lib.calculations import CaseInput
from tests.cast import NOW, Cast
from tests.doors import OWN, Door


def doors(cast: Cast) -> dict[str, Door]:
    """The money of Lin's case, one sum of it, and the figures stated about Lin."""
    confirm_hangzhou(asks=cast.actor("tang"), confirms=cast.actor("gu"), now=NOW)
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    source = CaseInput(cast.company.pk, cast.lin.pk, cast.lin.department.path, case_uid=play.case)
    made = actions.calculate("back_payment", by=cast.actor("tang"), case=source, now=NOW)
    case = Door({"uid": str(play.case)})
    return {
        "case": case,
        **dict.fromkeys(("recalculate", "what_if", "as_employee", "export"), case),
        "review": Door({"uid": str(made.uid)}),
        "mine": OWN,
        "mine_export": Door(wei=403, lu=403),
        "calculation": Door({"uid": str(made.uid)}),
        "stated": Door({"uid": str(cast.lin.uid)}),
    }
