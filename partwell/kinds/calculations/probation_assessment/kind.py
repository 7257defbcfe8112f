"""The frozen basis of a conclusion on probation: received criteria, every published month, answers and replies.

One line a month and criterion, and the whole snapshot as canonical JSON among the inputs, so that the sealed
statement holds all of it and no later change of a report reaches the case.
"""

from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.appraisals import queries
from partwell.core.cite import LCL
from partwell.core.evidence import canonical
from partwell.core.settlement.statement import Ask, Line, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind

STATES = {True: "met", False: "not_met", None: "unknown"}


def _line(report: dict[str, Any], judged: dict[str, Any], title: str) -> Line:
    said = {"report": report["report"], "answer": report["state"], "sha256": report["sha256"]}
    return Line(
        f"criterion.{judged['key']}",
        value=STATES[judged["met"]],
        basis=queries.reached(judged, title),
        inputs={**said, "points": judged["points"] or "", "weight": str(judged["weight"])},
        cite=(LCL(39, "第一项"), LCL(21)),
        month=report["month"],
    )


def calculate(context: CalculationContext) -> Statement:
    """The snapshot of today. Raises NotComputed without a receipt of the criteria or without a published month."""
    snapshot = queries.snapshot(context.employee, context.today)
    if snapshot["criteria"] is None:
        raise NotComputed(Ask(_("receipt of the hiring criteria"), "hrbp"))
    if not snapshot["reports"]:
        raise NotComputed(Ask(_("a published monthly report"), "line_manager"))
    metrics = queries.metrics_by_month(snapshot)
    lines = [
        _line(report, judged, metrics[report["month"]][judged["key"]]["title"])
        for report in snapshot["reports"]
        for judged in report["result"]["judged"]
    ]
    inputs = {"snapshot": canonical.encode(snapshot).decode(), "snapshot_sha256": snapshot["sha256"]}
    inputs["frozen_at"] = context.now.isoformat(timespec="seconds")
    return Statement("probation_assessment", context.today, tuple(lines), inputs=inputs)


KIND = CalculationKind("probation_assessment", "试用期考核结果（冻结）", "Probation assessment, frozen", calculate)
