"""What a case on not being up to the job stands on: months before, the plan with its judgement, months after."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from partwell.apps.appraisals import actions, reviews
from partwell.apps.appraisals.models import ImprovementPlan
from partwell.apps.appraisals.tests.test_a_month_of_probation import MONTH
from partwell.core.appraisal.scorecard import ARTICLE
from partwell.core.settlement.statement import NotComputed, Statement
from partwell.kinds.calculations.appraisal_1.kind import KIND as FIRST
from partwell.kinds.calculations.appraisal_2.kind import KIND as SECOND
from partwell.lib import registry
from partwell.lib.calculations import CalculationContext
from partwell.lib.clock import SHANGHAI
from partwell.lib.files import store
from partwell.site.demo.drive import voucher
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 1, 4, 10, tzinfo=SHANGHAI)
DECEMBER = date(2026, 12, 1)


@pytest.fixture
def wang(cast: Cast) -> Any:
    """Wang, long past probation, who received the criteria of the post."""
    wang = cast.employee("wang")
    rows = [one.as_data() for one in ARTICLE]
    plan = actions.create_plan(wang.position, "销售岗位要求", rows, by=cast.actor("hua"), now=NOW)
    receipt = actions.hand_out(plan, wang, by=cast.actor("hua"), now=NOW - timedelta(days=70))
    actions.receive(receipt, by=cast.actor("wang"), now=NOW - timedelta(days=69))
    return wang


def _month(cast: Cast, wang: Any, month: date, now: datetime, done: int) -> Any:
    tasks = [{"title": f"任务 {n}", "done": n <= done} for n in range(1, 11)]
    report = actions.open_month(wang, month, by=cast.actor("sun"), now=now)
    actions.score(report, {**MONTH, "tasks": tasks}, by=cast.actor("sun"), now=now)
    return actions.publish(report, by=cast.actor("sun"), now=now)


def _plan(cast: Cast, wang: Any) -> ImprovementPlan:
    first, last = date(2026, 11, 30), date(2026, 12, 31)
    goals = ("training", "10 月：任务 6/10", "12 月完成 8/10；两次带教", first, last)
    return reviews.set_improvement(wang, *goals, by=cast.actor("sun"), now=NOW)


def _context(cast: Cast, wang: Any, now: datetime) -> CalculationContext:
    today = now.astimezone(SHANGHAI).date()
    return CalculationContext(wang.pk, wang.company_id, {}, {}, today, now, cast.actor("sun"), case_uid="case")


def _said(statement: Statement) -> list[tuple[str, str, str]]:
    return [(line.code, str(line.value), line.month or "") for line in statement.lines]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> dict[str, Statement]:
    """The statements that the case holds."""
    rows: dict[str, Statement] = {}
    found = registry.service

    def service(name: str) -> Any:
        return (lambda _case: rows) if name == "statements" else found(name)

    monkeypatch.setattr(registry, "service", service)
    return rows


def test_the_same_month_shows_it_once(cast: Cast, wang: Any, held: dict[str, Statement]) -> None:
    """What the first evidence holds is not counted again, nor a month that was begun before the plan."""
    plan = _plan(cast, wang)
    _month(cast, wang, date(2026, 11, 1), NOW + timedelta(days=5), 6)
    held["appraisal_1"] = FIRST.calculate(_context(cast, wang, NOW + timedelta(days=5)))
    assert ("criterion.tasks", "not_met", "2026-11") in _said(held["appraisal_1"])
    with pytest.raises(NotComputed) as unknown:
        SECOND.calculate(_context(cast, wang, NOW + timedelta(days=5)))
    assert "2026-12-31" in str(unknown.value.asks[0].what), "the plan runs; nothing is found before its end"
    reviews.judge_improvement(plan, "not_met", "12 月：5/10", by=cast.actor("sun"), now=LATER)
    assert _said(SECOND.calculate(_context(cast, wang, LATER))) == [("improvement", "not_met", "")]


def test_a_month_of_the_plan_and_its_judgement_show_it_again(cast: Cast, wang: Any, held: dict[str, Statement]) -> None:
    """December and the judgement with its paper stand in it; a later change of the plan's files can't reach it."""
    plan = _plan(cast, wang)
    _month(cast, wang, DECEMBER, LATER, 5)
    paper = store.put(voucher("paper"), name="台账.png", company=cast.company.pk, now=LATER)
    reviews.judge_improvement(plan, "not_met", "12 月：5/10", files=[paper], by=cast.actor("sun"), now=LATER)
    statement = SECOND.calculate(_context(cast, wang, LATER))
    assert _said(statement)[:2] == [("improvement", "not_met", ""), ("criterion.tasks", "not_met", "2026-12")]
    assert "12 月：5/10（附证据 1 份）" in statement.lines[0].basis
    assert statement.inputs["months"] == "2026-12"
    kept = json.loads(Statement.from_data(statement.as_data()).inputs["improvement"])
    assert kept["proofs"] == [bytes(paper.sha256).hex()] and kept["outcome"] == "not_met"


def test_goals_that_were_reached_end_the_ground(cast: Cast, wang: Any, held: dict[str, Statement]) -> None:
    """Who reached the goals is up to the job, whatever the month says."""
    plan = _plan(cast, wang)
    _month(cast, wang, DECEMBER, LATER, 5)
    reviews.judge_improvement(plan, "met", "12 月：8/10", by=cast.actor("sun"), now=LATER)
    with pytest.raises(NotComputed) as unknown:
        SECOND.calculate(_context(cast, wang, LATER))
    assert unknown.value.asks[0].who == "line_manager"
