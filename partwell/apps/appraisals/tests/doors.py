"""Who may open which address of appraisals."""

from datetime import date, timedelta

from partwell.apps.appraisals import actions, ratings, reviews, tasks
from partwell.apps.appraisals.models import GroundOverride, ImprovementProof
from partwell.apps.appraisals.tests.test_a_month_of_probation import MONTH, OCTOBER, SEPTEMBER
from partwell.core.appraisal.scorecard import ARTICLE
from partwell.lib.files import store
from partwell.site.demo.drive import voucher
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
    task = tasks.set_task(cast.lin, "回归测试", SEPTEMBER + timedelta(days=20), by=zhou, now=NOW)
    asked = [cast.employee(key) for key in ("he", "qian", "fang")]
    rating = ratings.ask(row, asked, by=zhou, now=NOW, tell=False)[0]
    actions.publish(row, by=zhou, now=NOW)
    actions.answer(row, None, by=cast.actor("lin"), now=NOW)
    actions.open_month(cast.lin, OCTOBER, by=zhou, now=NOW)
    plan_ = reviews.set_improvement(
        cast.lin, "training", "x", "y", date(2026, 11, 30), date(2026, 12, 31), by=hua, now=NOW
    )
    override = GroundOverride.objects.create(
        employee=cast.lin, risks=[], reason_sealed=b"", asked_by="x", asked_by_name="顾清", asked_at=NOW
    )
    paper = store.put(voucher("paper"), name="台账.png", company=cast.company.pk, now=NOW)
    proof = ImprovementProof.objects.create(plan=plan_, file=paper, added_at=NOW)
    of_lin, of_plan = {"uid": str(cast.lin.uid)}, {"uid": str(plan_.uid)}
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
        **dict.fromkeys(("raters", "remind", "pdf"), Door(report)),
        "tasks": Door({"uid": str(cast.lin.uid)}),
        **dict.fromkeys(("task_done", "task_cancel"), Door({"uid": str(task.uid)})),
        **dict.fromkeys(("rating", "step_out"), Door({"uid": str(rating.uid)}, lu=NOT_THERE)),
        "own_view": Door({"month": "2026-10"}, lu=NOT_THERE),
        "own_tasks": OWN,
        "mine": OWN,
        **dict.fromkeys(("report", "opened", "answer"), Door(report)),
        "criteria": Door(receipt, lu=NOT_THERE),
        **dict.fromkeys(("readiness", "conclude", "ask_override", "improve"), Door(of_lin)),
        "answer_override": Door({"uid": str(override.uid)}),
        "judge": Door(of_plan),
        "improvement_proof": Door({"uid": str(proof.uid)}),
        "improvement": Door(of_plan, lu=NOT_THERE),
    }
