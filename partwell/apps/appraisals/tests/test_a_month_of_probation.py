"""Criteria, months, answers: what is recorded, what is refused, and that nothing of it stops work or pay."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.utils.translation import override

from partwell.apps.appraisals import actions, queries, words
from partwell.apps.appraisals.models import MonthlyReport
from partwell.apps.evidence import actions as log
from partwell.apps.evidence import queries as evidence
from partwell.apps.law.warned import Unacknowledged
from partwell.apps.people import queries as people
from partwell.core.appraisal.scorecard import ARTICLE
from partwell.core.settlement.statement import Statement
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
MONTH: dict[str, list[Any]] = {
    "tasks": [{"title": f"任务 {n}", "done": n <= 6} for n in range(1, 11)],
    "team": ["75", "72", "78", "70", "75"],
    "learning": [{"title": "测试基础", "score": "85"}, {"title": "信息安全", "score": "77"}],
}


@pytest.fixture
def receipt(cast: Cast) -> Any:
    """Lin received the criteria on the first day."""
    plan = actions.create_plan(
        cast.lin.position, "测试工程师录用条件", [one.as_data() for one in ARTICLE], by=cast.actor("hua"), now=NOW
    )
    lin = people.employee(cast.actor("hua"), cast.lin.uid)
    given = actions.hand_out(plan, lin, by=cast.actor("hua"), now=NOW - timedelta(days=70))
    return actions.receive(given, by=cast.actor("lin"), now=NOW - timedelta(days=69))


def _open(cast: Cast, month: date = SEPTEMBER, key: str = "zhou") -> MonthlyReport:
    return actions.open_month(cast.lin, month, by=cast.actor(key), now=NOW)


def _published(cast: Cast, month: date = SEPTEMBER, **inputs: Any) -> MonthlyReport:
    report = actions.score(_open(cast, month), MONTH | inputs, by=cast.actor("zhou"), now=NOW)
    return actions.publish(report, by=cast.actor("zhou"), now=NOW)


def _types(cast: Cast) -> list[str]:
    return [entry.type for entry in evidence.entries(log.stream_of_employee(cast.lin.pk, NOW))]


def test_a_month_is_scored_published_and_acknowledged(cast: Cast, receipt: Any) -> None:
    """6 of 10 tasks: 70.5 in all, tasks not met; each act is on Lin's own stream."""
    report = _published(cast)
    assert (report.result["total"], report.result["not_met"]) == ("70.5", ["tasks"])
    assert report.answer_due is not None and report.answer_due > NOW
    report = actions.answer(report, None, by=cast.actor("lin"), now=NOW)
    assert report.state == "acknowledged"
    wanted = ["criteria.handed", "criteria.received", "appraisal.opened", "appraisal.scored", "appraisal.published"]
    types = [one for one in _types(cast) if not one.startswith("notice.")]
    assert types == [*wanted, "appraisal.acknowledged"]
    assert any(one.startswith("notice.") for one in _types(cast)), "the employee was told"


def test_without_received_criteria_nothing_can_be_judged(cast: Cast) -> None:
    """The refusal says what is missing, by whom, and that pay goes on."""
    with pytest.raises(Refused) as refused:
        _open(cast)
    assert refused.value.code == "no_criteria"
    assert refused.value.missing[0].who == "林晓"
    assert refused.value.unaffected


def test_the_next_month_opens_after_any_of_the_three_answers(cast: Cast, receipt: Any) -> None:
    """While September waits, October is refused; an objection is as good as an acknowledgement."""
    report = _published(cast)
    with pytest.raises(Refused) as refused:
        _open(cast, OCTOBER)
    assert refused.value.code == "month_open"
    actions.answer(report, "第 7、9 项依赖支付组接口。", by=cast.actor("lin"), now=NOW)
    assert _open(cast, OCTOBER).month == OCTOBER


def test_silence_needs_a_delivery_and_the_whole_period(cast: Cast, receipt: Any, monkeypatch: Any) -> None:
    """Refused before a delivery, refused while the period runs, recorded after it; Lin can still answer then."""
    report = _published(cast)
    hua = cast.actor("hua")
    late = NOW + timedelta(days=9)
    with pytest.raises(Refused) as refused:
        actions.record_unanswered(report, by=hua, now=late)
    assert refused.value.code == "not_served"
    actions.note_opening(report, by=cast.actor("lin"), now=NOW)
    with pytest.raises(Refused):
        actions.record_unanswered(report, by=hua, now=late)
    early = "UPDATE appraisals_monthlyreport SET state = 'unanswered', answered_at = published_at"
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(early)
    monkeypatch.setattr(queries, "served", lambda row: NOW + timedelta(days=3))
    period = report.answer_due - report.published_at
    with pytest.raises(Refused) as refused:
        actions.record_unanswered(report, by=hua, now=NOW + timedelta(days=3) + period - timedelta(seconds=1))
    assert refused.value.code == "period_runs"
    report = actions.record_unanswered(report, by=hua, now=NOW + timedelta(days=3) + period)
    assert report.state == "unanswered"
    assert _open(cast, OCTOBER)
    assert actions.answer(report, "迟了，但我有异议。", by=cast.actor("lin"), now=late).state == "objected"


def test_an_answer_stands(cast: Cast, receipt: Any) -> None:
    """A second answer is refused, by the action and by the database."""
    report = actions.answer(_published(cast), None, by=cast.actor("lin"), now=NOW)
    with pytest.raises(Refused):
        actions.answer(report, "后来想异议", by=cast.actor("lin"), now=NOW)
    for change in (
        "UPDATE appraisals_monthlyreport SET state = 'objected'",
        "UPDATE appraisals_monthlyreport SET sha256 = 'x'",
        "UPDATE appraisals_monthlyreport SET result = '{}'",
        "UPDATE appraisals_monthlyreport SET state = 'drafted'",
        "UPDATE appraisals_monthlyreport SET state = 'unanswered'",
        "UPDATE appraisals_monthlyreport SET answer_due = published_at",
        "UPDATE appraisals_monthlyreport SET scored_by_id = NULL",
        "UPDATE appraisals_monthlyreport SET opened_at = NULL",
        "UPDATE appraisals_planreceipt SET handed_at = NULL",
        "DELETE FROM appraisals_monthlyreport",
        "UPDATE appraisals_plan SET title = 'x'",
        "UPDATE appraisals_planreceipt SET received_on = NULL",
    ):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_a_published_report_is_not_scored_again(cast: Cast, receipt: Any) -> None:
    """Publication freezes; publishing twice changes nothing."""
    report = _published(cast)
    with pytest.raises(Refused):
        actions.score(report, MONTH, by=cast.actor("zhou"), now=NOW)
    assert actions.publish(report, by=cast.actor("zhou"), now=NOW).sha256 == report.sha256


def test_a_month_is_not_judged_before_it_is_over(cast: Cast, receipt: Any) -> None:
    """November is written on the 26th and published from the 30th on: the days in between may still change it."""
    for month in (SEPTEMBER, OCTOBER):
        actions.answer(_published(cast, month), None, by=cast.actor("lin"), now=NOW)
    report = actions.score(_open(cast, date(2026, 11, 1)), MONTH, by=cast.actor("zhou"), now=NOW)
    with pytest.raises(Refused) as refused:
        actions.publish(report, by=cast.actor("zhou"), now=NOW + timedelta(days=3))
    assert refused.value.code == "month_runs"
    assert actions.publish(report, by=cast.actor("zhou"), now=NOW + timedelta(days=4)).state == "published"


def test_a_report_without_data_is_not_published(cast: Cast, receipt: Any) -> None:
    """The refusal names the criterion; an empty draft is no zero."""
    report = actions.score(_open(cast), {"tasks": MONTH["tasks"]}, by=cast.actor("zhou"), now=NOW)
    with pytest.raises(Refused) as refused:
        actions.publish(report, by=cast.actor("zhou"), now=NOW)
    assert [one.step for one in refused.value.missing] == ["team", "learning"]


@pytest.mark.parametrize("score", ["101", "-1", "abc", "70.123", "NaN", "Infinity"])
def test_a_score_that_cannot_be_is_refused(cast: Cast, receipt: Any, score: str) -> None:
    """0 to 100 with two decimals at most; nothing of the form is kept."""
    report = _open(cast)
    with pytest.raises(BadInput) as refused:
        actions.score(report, {"team": [score]}, by=cast.actor("zhou"), now=NOW)
    assert list(refused.value.fields) == ["team"]
    assert MonthlyReport.objects.get().inputs == ""


def test_each_act_has_its_person(cast: Cast, receipt: Any) -> None:
    """Scores: the manager. Answers: the employee. Replies: HR who did not score. Others are refused."""
    for key, answer in {
        "hua": NotAllowed,
        "lu": NotAllowed,
        "lin": NotAllowed,
        "sun": NotVisible,
        "wei": NotVisible,
    }.items():
        with pytest.raises(answer):
            _open(cast, SEPTEMBER, key)
    report = _published(cast)
    for key in ("zhou", "hua", "wei"):
        with pytest.raises(NotAllowed):
            actions.answer(report, None, by=cast.actor(key), now=NOW)
    report = actions.answer(report, "有异议", by=cast.actor("lin"), now=NOW)
    for key in ("zhou", "lin"):
        with pytest.raises(NotAllowed):
            actions.reply(report, "答复", by=cast.actor(key), now=NOW)
    with pytest.raises(Unacknowledged):
        actions.reply(report, "考核排名末位，维持结论", by=cast.actor("han"), now=NOW)
    assert actions.reply(report, "已复核。", by=cast.actor("han"), now=NOW).replied_by == cast.user("han")
    with pytest.raises(Refused):
        actions.reply(report, "再答复", by=cast.actor("han"), now=NOW)


def test_an_objection_says_something(cast: Cast, receipt: Any) -> None:
    """Empty or endless text gets a sentence and the report stays open."""
    report = _published(cast)
    for text in ("  ", "长" * 2001):
        with pytest.raises(BadInput):
            actions.answer(report, text, by=cast.actor("lin"), now=NOW)
    assert MonthlyReport.objects.get().state == "published"


def test_the_snapshot_is_frozen_whole_and_hashed(cast: Cast, receipt: Any) -> None:
    """Criteria, data, result, answer; later reports and replies don't reach it, and its hash is over the rest."""
    report = actions.answer(_published(cast), "第 7、9 项依赖接口。", by=cast.actor("lin"), now=NOW)
    snapshot = queries.snapshot(cast.lin.pk, SEPTEMBER)
    assert snapshot["criteria"]["received_on"] == "2026-09-18"
    assert snapshot["not_met"] == [{"month": "2026-09", "criteria": ["tasks"]}]
    assert snapshot["reports"][0]["objection"] == "第 7、9 项依赖接口。"
    rest = {key: value for key, value in snapshot.items() if key != "sha256"}
    assert queries.digest(rest) == snapshot["sha256"]
    _published(cast, OCTOBER)
    assert queries.snapshot(cast.lin.pk, SEPTEMBER) == snapshot
    actions.reply(report, "已复核。", by=cast.actor("han"), now=NOW)
    assert queries.snapshot(cast.lin.pk, SEPTEMBER)["sha256"] != snapshot["sha256"]


def test_paper_criteria_need_the_paper(cast: Cast) -> None:
    """HR can file a signature on paper only with the scan, and not for a day to come."""
    plan = actions.create_plan(
        cast.lin.position, "录用条件", [one.as_data() for one in ARTICLE], by=cast.actor("hua"), now=NOW
    )
    given = actions.hand_out(plan, people.employee(cast.actor("hua"), cast.lin.uid), by=cast.actor("hua"), now=NOW)
    with pytest.raises(BadInput) as refused:
        actions.record_paper_receipt(given, date(2027, 1, 1), None, by=cast.actor("hua"), now=NOW)
    assert set(refused.value.fields) == {"paper", "signed_on"}
    assert queries.received(cast.lin.pk) is None


def test_a_new_version_does_not_bind_who_received_the_old_one(cast: Cast, receipt: Any) -> None:
    """Lin is judged by what he received until he receives another."""
    rows = [one.as_data() for one in ARTICLE]
    rows[0]["threshold"] = 9
    newer = actions.create_plan(cast.lin.position, "录用条件", rows, by=cast.actor("hua"), now=NOW)
    assert newer.version == 2
    received = queries.received(cast.lin.pk)
    assert received is not None and received.plan.version == 1
    assert _open(cast).receipt.plan.version == 1


def _newer(cast: Cast, on: date) -> Any:
    """Lin receives a second version on a day: another title of the tasks, 9 of them."""
    rows = [one.as_data() for one in ARTICLE]
    rows[0] |= {"key": "m1", "title": "按期交付", "threshold": 9}
    at = NOW.replace(year=on.year, month=on.month, day=on.day)
    newer = actions.create_plan(cast.lin.position, "录用条件第二版", rows, by=cast.actor("hua"), now=at)
    given = actions.hand_out(newer, cast.lin, by=cast.actor("hua"), now=at)
    return actions.receive(given, by=cast.actor("lin"), now=at)


@pytest.mark.parametrize(("day", "version"), [(1, 2), (2, 1), (31, 1)])
def test_a_month_is_judged_by_what_was_received_by_its_first_day(
    cast: Cast, receipt: Any, day: int, version: int
) -> None:
    """A version received within October was not told beforehand for its first days: it binds November."""
    actions.answer(_published(cast), None, by=cast.actor("lin"), now=NOW)
    _newer(cast, date(2026, 10, day))
    assert _open(cast, OCTOBER).receipt.plan.version == version


def test_the_snapshot_holds_each_month_with_the_criteria_it_was_judged_by(cast: Cast, receipt: Any) -> None:
    """A change afterwards neither rewrites an earlier month nor hides: each version stands with its receipt."""
    actions.answer(_published(cast), None, by=cast.actor("lin"), now=NOW)
    _newer(cast, date(2026, 10, 1))
    inputs = {("m1" if key == "tasks" else key): rows for key, rows in MONTH.items()}
    report = actions.score(_open(cast, OCTOBER), inputs, by=cast.actor("zhou"), now=NOW)
    actions.publish(report, by=cast.actor("zhou"), now=NOW)
    snapshot = queries.snapshot(cast.lin.pk, cast.today)
    assert [row["criteria"]["version"] for row in snapshot["reports"]] == [1, 2]
    assert [(row["version"], row["received_on"]) for row in snapshot["versions"]] == [
        (1, "2026-09-18"),
        (2, "2026-10-01"),
    ]
    values = queries.paper_values(
        Statement("x", cast.today, (), inputs={"snapshot": json.dumps(snapshot), "frozen_at": NOW.isoformat()})
    )
    tasks = [row for row in values["criteria"] if "10 项" in row["standard"]]
    assert [(row["name"], row["standard"]) for row in tasks] == [
        ("2026年9月 工作任务", "每月 10 项，完成 8 项以上"),
        ("2026年10月 按期交付", "每月 10 项，完成 9 项以上"),
    ]
    assert values["sources"][:2] == [
        "录用条件第 1 版，2026年9月18日签收，适用于2026年9月",
        "录用条件第 2 版，2026年10月1日签收，适用于2026年10月",
    ]
    assert "2026年9月未达标：工作任务；2026年10月未达标：按期交付" in values["conclusion_note"]


@pytest.mark.parametrize(("team", "said"), [(["70", "70", "69.9"], True), (["70", "70", "70"], False)])
def test_an_average_that_only_rounds_to_what_was_asked_says_so(
    cast: Cast, receipt: Any, team: list[str], *, said: bool
) -> None:
    """69.97 prints as 70.0 and is not met: the report and the paper of a case say why, not only that."""
    report = _published(cast, team=team)
    one = next(row for row in report.result["judged"] if row["key"] == "team")
    assert (one["points"], one["met"]) == ("70.0", not said)
    assert ("四舍五入前低于要求" in queries.reached(one, "团队协作")) == said
    (metric,) = (each for each in queries.metrics_of(report.receipt.plan) if each.key == "team")
    with override("zh-hans"):
        assert ("四舍五入前低于要求" in words.row(metric, one, team).reached) == said


def test_months_outside_probation_are_refused(cast: Cast, receipt: Any) -> None:
    """Before the hiring and after the last day of probation there is nothing to appraise."""
    for month in (date(2026, 8, 1), date(2027, 1, 1)):
        with pytest.raises(Refused) as refused:
            _open(cast, month)
        assert refused.value.code == "not_in_probation"
    assert queries.months_to_open(cast.lin, cast.today) == [SEPTEMBER, OCTOBER, date(2026, 11, 1)]
