"""Months frozen as evidence that somebody is not up to the job (《劳动合同法》第四十条第二项)."""

import json
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from partwell.core.appraisal.readiness import after as after_measure
from partwell.core.cite import LCL
from partwell.core.evidence import canonical
from partwell.core.settlement.statement import Ask, Line, NotComputed, Statement
from partwell.lib import registry
from partwell.lib.calculations import CalculationContext

from . import queries, readiness
from .models import ImprovementPlan


def not_up_to_the_job(name: str, context: CalculationContext, *, after: str = "") -> Statement:
    """The published months with a criterion not met; with `after`, only months that evidence does not hold.

    With `after` the latest plan of improvement is part of it: who has time left, or reached the goals, is not found
    unable; of the months only those count that show what it brought. The whole snapshot stands among the inputs, so
    that no later change of a report reaches the case. Raises NotComputed when the ground is not proved.
    """
    snapshot = queries.snapshot(context.employee, context.today)
    used = _months_of(context.case_uid, after)
    missed = [one for one in snapshot["reports"] if one["result"]["not_met"] and one["month"] not in used]
    plan = _judged(context.employee) if after else None
    if plan is not None:
        seen = readiness.plan_seen(plan)
        counted = {f"{one:%Y-%m}" for one in after_measure(seen, [_first_day(row["month"]) for row in missed])}
        missed = [one for one in missed if one["month"] in counted]
    if not missed and plan is None:
        raise NotComputed(Ask(_("a published monthly report with a criterion not met"), "line_manager"))
    metrics = queries.metrics_by_month(snapshot)
    lines = tuple(
        Line(
            f"criterion.{judged['key']}",
            value="not_met",
            basis=queries.reached(judged, metrics[report["month"]][judged["key"]]["title"]),
            inputs={"report": report["report"], "answer": report["state"], "sha256": report["sha256"]},
            cite=(LCL(40, "第二项"),),
            month=report["month"],
        )
        for report in missed
        for judged in report["result"]["judged"]
        if judged["met"] is False
    )
    if plan is not None:
        lines = (_line(plan), *lines)
    inputs = {
        "months": " ".join(one["month"] for one in missed),
        "snapshot": canonical.encode(snapshot).decode(),
        "snapshot_sha256": snapshot["sha256"],
    }
    if plan is not None:
        inputs["improvement"] = canonical.encode(_as_data(plan)).decode()
    return Statement(name, context.today, lines, inputs=inputs)


def _judged(employee: int) -> ImprovementPlan | None:
    """The latest plan, found not reached; None without any. Raises NotComputed for one that is open or was reached."""
    plan = next(iter(readiness.plans_of(employee)), None)
    if plan is None or plan.outcome == ImprovementPlan.Outcome.NOT_MET:
        return plan
    if plan.outcome:
        raise NotComputed(
            Ask(_("a plan of improvement whose goals were not reached; those of the latest one were"), "line_manager")
        )
    said = {"day": plan.ends_on.isoformat()}
    raise NotComputed(Ask(_("the judgement of the plan of improvement that runs until %(day)s") % said, "line_manager"))


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _as_data(plan: ImprovementPlan) -> dict[str, Any]:
    """A judged plan as a case keeps it."""
    return {
        "plan": str(plan.uid),
        "measure": plan.measure,
        "shortfall": plan.shortfall,
        "goals": plan.goals,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "set_at": plan.set_at.isoformat(),
        "received_at": plan.received_at.isoformat() if plan.received_at else None,
        "objection": plan.objection or "",
        "outcome": plan.outcome,
        "result": plan.result or "",
        "judged_at": plan.judged_at.isoformat() if plan.judged_at else None,
        "proofs": [bytes(one.file.sha256).hex() for one in plan.proofs.all()],
    }


MEASURES = {"training": "培训", "transfer": "调整工作岗位"}
RECEIVED = {True: "本人已签收", False: "未见本人签收"}


def _line(plan: ImprovementPlan) -> Line:
    """What was done for the person, and that it did not help."""
    told = RECEIVED[plan.received_at is not None]
    count = len(plan.proofs.all())
    papers = f"（附证据 {count} 份）" if count else ""
    span = f"{plan.starts_on.isoformat()} 至 {plan.ends_on.isoformat()}"
    return Line(
        "improvement",
        value="not_met",
        basis=f"{MEASURES[plan.measure]}：{span}，{told}；评定：未达到目标，{plan.result}{papers}",
        inputs={"plan": str(plan.uid)},
        cite=(LCL(40, "第二项"),),
    )


def _months_of(case_uid: str, name: str) -> frozenset[str]:
    """The months an earlier statement of the case rests on."""
    if not name or not case_uid:
        return frozenset()
    statement = registry.service("statements")(case_uid).get(name)
    if statement is None:
        return frozenset()
    held = json.loads(statement.inputs["snapshot"])["reports"]
    return frozenset(one["month"] for one in held)
