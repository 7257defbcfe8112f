"""Who may open which address of cases."""

from datetime import timedelta

from partwell.apps.accounts import deputies
from partwell.apps.cases import batches, versions
from partwell.apps.cases.tests.player import Player
from partwell.apps.documents.tests.conftest import issue_undertaking
from tests.cast import Cast
from tests.doors import LEADS_HOME, NOT_THERE, OPENS, OWN, Door


def doors(cast: Cast) -> dict[str, Door]:
    """Lin's probation case and a paper of it; the own pages are about whoever is signed in."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    case = {"uid": str(play.case)}
    step = case | {"key": "criteria"}
    paper = issue_undertaking(cast, case_uid=play.row.uid)
    deputy = deputies.name(cast.user("zhou").uid, cast.today, cast.today, by=cast.actor("hua"), now=cast.now)
    begun = batches.begin(
        by=cast.actor("hua"),
        title="优化",
        reason="生产经营发生严重困难",
        employees=[cast.employee("wang").uid],
        planned=cast.today + timedelta(days=40),
        headcount=19,
        now=cast.now,
    )
    batch = begun["batch"]
    listed, of_case, of_step = Door(wei=OPENS), Door(case), Door(step)
    base = versions.effective("probation_failure", cast.company.pk, cast.today)
    draft = str(versions.start_draft(by=cast.actor("hua"), base=base.uid, now=cast.now)["template"])
    of_draft = Door({"uid": draft})
    designed = (
        "template",
        "template_publish",
        "template_trial",
        "template_compare",
        "template_impact",
        "template_bpmn",
    )
    return {
        "front": Door(wei=LEADS_HOME, lu=LEADS_HOME),
        "board": listed,
        "duties": listed,
        "running_clocks": listed,
        "list": listed,
        "register": listed,
        "start": listed,
        "templates": listed,
        "template_draft": Door(form={"base": draft}),
        **dict.fromkeys(designed, of_draft),
        "template_form": Door({"uid": draft, "name": "team_feedback"}),
        "todos": OWN,
        "calendar": OWN,
        **dict.fromkeys(("case", "evidence", "export", "case_papers", "case_notices", "log"), of_case),
        **dict.fromkeys(("clocks", "case_calendar"), of_case),
        "record_clock": Door(case | {"key": "keep_pay"}),
        **dict.fromkeys(("casefile", "access", "keeping"), of_case),
        **dict.fromkeys(("own_file", "own_export", "passphrase"), OWN),
        **dict.fromkeys(("receipt", "receipt_file", "take_back"), Door({"uid": str(paper.uid)}, lu=NOT_THERE)),
        **dict.fromkeys(("close", "cancel", "successor", "facts"), of_case),
        **dict.fromkeys(("step", "remind"), of_step),
        "day": of_case,
        "act": Door(step | {"act": "comment"}),
        **dict.fromkeys(("answer", "remove"), Door(step | {"seat": "1"})),
        "deputies": OWN,
        "follow": of_case,
        "batches": Door(wei=OPENS),
        **dict.fromkeys(("batch", "batch_people", "batch_cases", "end_batch"), Door({"uid": batch}, lu=NOT_THERE)),
        "end_deputy": Door({"uid": str(deputy.uid)}, lu=NOT_THERE),
        "make": Door(step | {"kind": "hiring_criteria"}),
        "send": Door({"uid": str(paper.uid)}),
        "again": Door({"uid": str(paper.uid)}),
        **dict.fromkeys(("home", "progress", "materials", "papers", "resign", "art38", "help"), OWN),
        "my_step": Door({"key": "undertaking"}, wei=LEADS_HOME, lu=LEADS_HOME),
    }
