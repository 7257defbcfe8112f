"""What is frozen into a case, and the paper made of it."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from partwell.apps.appraisals import actions, queries
from partwell.apps.appraisals.models import MonthlyReport
from partwell.apps.appraisals.tests.test_a_month_of_probation import MONTH, SEPTEMBER
from partwell.apps.people import queries as people
from partwell.core.appraisal.scorecard import ARTICLE
from partwell.core.settlement.statement import NotComputed, Statement
from partwell.kinds.calculations.probation_assessment.kind import KIND
from partwell.kinds.documents.probation_assessment.fields import fields
from partwell.lib.calculations import CalculationContext
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def _context(cast: Cast) -> CalculationContext:
    lin = cast.lin
    return CalculationContext(lin.pk, lin.company_id, {}, {}, cast.today, NOW, cast.actor("zhou"))


def _received(cast: Cast) -> None:
    rows = [one.as_data() for one in ARTICLE]
    plan = actions.create_plan(cast.lin.position, "测试工程师录用条件", rows, by=cast.actor("hua"), now=NOW)
    lin = people.employee(cast.actor("hua"), cast.lin.uid)
    receipt = actions.hand_out(plan, lin, by=cast.actor("hua"), now=NOW - timedelta(days=70))
    actions.receive(receipt, by=cast.actor("lin"), now=NOW - timedelta(days=69))


def _published(cast: Cast) -> Any:
    report = actions.open_month(cast.lin, SEPTEMBER, by=cast.actor("zhou"), now=NOW)
    actions.score(report, MONTH, by=cast.actor("zhou"), now=NOW)
    return actions.publish(report, by=cast.actor("zhou"), now=NOW)


def test_without_receipt_or_month_it_asks_who_can_settle_it(cast: Cast) -> None:
    """First the receipt of the criteria from HR, then a published month from the manager."""
    with pytest.raises(NotComputed) as unknown:
        KIND.calculate(_context(cast))
    assert unknown.value.asks[0].who == "hrbp"
    _received(cast)
    with pytest.raises(NotComputed) as unknown:
        KIND.calculate(_context(cast))
    assert unknown.value.asks[0].who == "line_manager"


def test_the_statement_holds_the_whole_snapshot(cast: Cast) -> None:
    """A line a criterion, the snapshot with its hash, and the same after sealing; a later answer changes nothing."""
    _received(cast)
    report = _published(cast)
    statement = KIND.calculate(_context(cast))
    assert [(line.code, line.value) for line in statement.lines] == [
        ("criterion.tasks", "not_met"),
        ("criterion.team", "met"),
        ("criterion.learning", "met"),
    ]
    actions.answer(report, "有异议", by=cast.actor("lin"), now=NOW)
    kept = Statement.from_data(statement.as_data())
    snapshot = json.loads(kept.inputs["snapshot"])
    assert snapshot["reports"][0]["state"] == "published"
    assert queries.digest({k: v for k, v in snapshot.items() if k != "sha256"}) == kept.inputs["snapshot_sha256"]


def test_the_paper_says_what_was_frozen(cast: Cast) -> None:
    """Every value of the paper comes from the statement; what is answered or typed afterwards stays out of it."""
    _received(cast)
    _published(cast)
    statement = KIND.calculate(_context(cast))
    actions.answer(MonthlyReport.objects.get(), "有异议", by=cast.actor("lin"), now=NOW)
    values = queries.paper_values(statement)
    assert [row["answer"] for row in values["months"]] == ["尚未答复"]
    assert values["conclusion"] == "not_met"
    head = {
        "company_name": "杭州云岚软件有限公司",
        "employee_name": "林晓",
        "employee_number": "E20418",
        "issued_on": cast.today,
        "document_number": "2026-000001-01",
    }
    paper = fields({**head, **values, "position": "测试工程师", "reply_by": NOW, "contact": "华敏"})
    text = str(paper)
    for words in ("完成 6 / 10 项，要求 8 项", "未达到录用条件", "2026年9月", "24.0", "未达标"):
        assert words in text, words


@pytest.mark.parametrize(
    ("september", "october", "conclusion"),
    [
        ((True, True, True), (False, True, True), "not_met"),
        ((False, True, True), (True, True, True), "insufficient"),
        ((True, True, True), (True, None, True), "insufficient"),
        ((True, True, True), (True, True, True), "met"),
    ],
)
def test_the_conclusion_rests_on_the_last_month_and_on_what_was_judged(
    cast: Cast, september: tuple[Any, ...], october: tuple[Any, ...], conclusion: str
) -> None:
    """Who has reached the criteria since is not told to have failed; what has no data is neither met nor missed."""
    _received(cast)
    _published(cast)
    statement = KIND.calculate(_context(cast))
    held = json.loads(statement.inputs["snapshot"])
    first = held["reports"][0]

    def month(name: str, met: tuple[Any, ...]) -> dict[str, Any]:
        judged = [row | {"met": one} for row, one in zip(first["result"]["judged"], met, strict=True)]
        lists = {
            key: [row["key"] for row in judged if row["met"] is state]
            for key, state in (("not_met", False), ("unknown", None))
        }
        return first | {"month": name, "result": first["result"] | lists | {"judged": judged}}

    held["reports"] = [month("2026-09", september), month("2026-10", october)]
    held["not_met"] = [
        {"month": one["month"], "criteria": one["result"]["not_met"]}
        for one in held["reports"]
        if one["result"]["not_met"]
    ]
    values = queries.paper_values(replace(statement, inputs=statement.inputs | {"snapshot": json.dumps(held)}))
    assert values["conclusion"] == conclusion
    assert [row["met"] for row in values["criteria"]] == [*september, *october]
    assert {row["result"] for row in values["criteria"] if row["met"] is None} <= {"没有数据"}
