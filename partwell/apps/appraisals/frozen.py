"""Months frozen as evidence that somebody is not up to the job (《劳动合同法》第四十条第二项)."""

import json

from django.utils.translation import gettext as _

from partwell.core.cite import LCL
from partwell.core.evidence import canonical
from partwell.core.settlement.statement import Ask, Line, NotComputed, Statement
from partwell.lib import registry
from partwell.lib.calculations import CalculationContext

from . import queries


def not_up_to_the_job(name: str, context: CalculationContext, *, after: str = "") -> Statement:
    """The published months with a criterion not met; with `after`, only months that evidence does not hold.

    The whole snapshot stands among the inputs, so that no later change of a report reaches the case. Raises
    NotComputed when there is no such month: then the ground is not proved.
    """
    snapshot = queries.snapshot(context.employee, context.today)
    used = _months_of(context.case_uid, after)
    missed = [one for one in snapshot["reports"] if one["result"]["not_met"] and one["month"] not in used]
    if not missed:
        raise NotComputed(Ask(_("a published monthly report with a criterion not met"), "line_manager"))
    titles = {one["key"]: one["title"] for one in (snapshot["criteria"] or {"metrics": []})["metrics"]}
    lines = tuple(
        Line(
            f"criterion.{judged['key']}",
            value="not_met",
            basis=queries.reached(judged, titles.get(judged["key"], judged["key"])),
            inputs={"report": report["report"], "answer": report["state"], "sha256": report["sha256"]},
            cite=(LCL(40, "第二项"),),
            month=report["month"],
        )
        for report in missed
        for judged in report["result"]["judged"]
        if judged["met"] is False
    )
    inputs = {
        "months": " ".join(one["month"] for one in missed),
        "snapshot": canonical.encode(snapshot).decode(),
        "snapshot_sha256": snapshot["sha256"],
    }
    return Statement(name, context.today, lines, inputs=inputs)


def _months_of(case_uid: str, name: str) -> frozenset[str]:
    """The months an earlier statement of the case rests on."""
    if not name or not case_uid:
        return frozenset()
    statement = registry.service("statements")(case_uid).get(name)
    if statement is None:
        return frozenset()
    held = json.loads(statement.inputs["snapshot"])["reports"]
    return frozenset(one["month"] for one in held)
