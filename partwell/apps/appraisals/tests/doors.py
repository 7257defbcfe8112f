"""Who may open which address of appraisals."""

from datetime import timedelta

from partwell.apps.appraisals import actions
from partwell.apps.appraisals.tests.test_a_month_of_probation import MONTH, SEPTEMBER
from partwell.core.appraisal.scorecard import ARTICLE
from tests.cast import NOW, Cast
from tests.doors import NOT_THERE, OPENS, OWN, Door


def doors(cast: Cast) -> dict[str, Door]:
    """Lin's criteria, received, and her report of September, published."""
    hua, zhou = cast.actor("hua"), cast.actor("zhou")
    rows = [one.as_data() for one in ARTICLE]
    plan = actions.create_plan(cast.lin.position, "测试工程师录用条件", rows, by=hua, now=NOW)
    given = actions.hand_out(plan, cast.lin, by=hua, now=NOW - timedelta(days=70))
    actions.receive(given, by=cast.actor("lin"), now=NOW - timedelta(days=69))
    row = actions.open_month(cast.lin, SEPTEMBER, by=zhou, now=NOW)
    actions.score(row, MONTH, by=zhou, now=NOW)
    actions.publish(row, by=zhou, now=NOW)
    report, receipt = {"uid": str(row.uid)}, {"uid": str(given.uid)}
    about = {"employee": str(cast.lin.uid), "month": "2026-10"}
    listed = Door(wei=OPENS)
    return {
        "list": listed,
        "plans": listed,
        "open": Door(form=about),
        "hand_out": Door(form=about),
        "paper": Door(receipt, lu=NOT_THERE),
        **dict.fromkeys(("show", "score", "reply", "unanswered"), Door(report)),
        "mine": OWN,
        **dict.fromkeys(("report", "opened", "answer"), Door(report)),
        "criteria": Door(receipt, lu=NOT_THERE),
    }
