"""Tasks, colleagues' scores and exams on record, taken over into a report that is frozen with its PDF."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction

from partwell.apps.appraisals import actions, queries, ratings, records, tasks
from partwell.apps.appraisals.models import MonthlyReport, Rating, Task
from partwell.apps.evidence import actions as log
from partwell.apps.evidence import queries as evidence
from partwell.apps.notices.models import Notice
from partwell.lib import registry
from partwell.lib.clock import SHANGHAI
from partwell.lib.files import store
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from tests.cast import NOW, Cast

from .test_a_month_of_probation import MONTH, SEPTEMBER, receipt

pytestmark = pytest.mark.django_db
__all__ = ["receipt"]
COLLEAGUES = ("he", "qian", "fang", "shen")


def _at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def _types(cast: Cast) -> list[str]:
    return [entry.type for entry in evidence.entries(log.stream_of_employee(cast.lin.pk, NOW))]


@pytest.fixture
def report(cast: Cast, receipt: Any) -> MonthlyReport:
    """September, open."""
    return actions.open_month(cast.lin, SEPTEMBER, by=cast.actor("zhou"), now=NOW)


@pytest.fixture
def files(tmp_path: Any, settings: Any) -> None:
    """A folder of the test's own."""
    settings.FILES_DIR = tmp_path


@pytest.fixture
def exams(monkeypatch: Any) -> list[dict[str, Any]]:
    """What training answers for the month."""
    found = [{"title": "测试基础", "score": "85"}, {"title": "信息安全", "score": "77"}]
    monkeypatch.setitem(registry._services, "course_results", f"{__name__}._exams")
    monkeypatch.setattr(f"{__name__}._EXAMS", found)
    return found


_EXAMS: list[dict[str, Any]] = []


def _exams(employee: int, first: date, last: date) -> list[dict[str, Any]]:
    assert (first, last) == (date(2026, 9, 8), date(2026, 9, 30)), "only what falls into the month of this person"
    return _EXAMS


def _set(cast: Cast, count: int = 10, done: int = 6) -> list[Task]:
    """Ten tasks set on the ninth, six done; the sixth recorded four days late."""
    rows = [
        tasks.set_task(cast.lin, f"任务 {n}", date(2026, 9, 12 + n), by=cast.actor("zhou"), now=_at(9, 9))
        for n in range(1, count + 1)
    ]
    for n, row in enumerate(rows[:done], 1):
        logged = _at(9, 12 + n) + timedelta(days=4 if n == done else 0)
        tasks.complete(row, date(2026, 9, 12 + n), by=cast.actor("lin"), now=logged)
    return rows


def _rated(cast: Cast, report: MonthlyReport, scores: tuple[str, ...] = ("90", "70", "62")) -> list[Rating]:
    asked = [cast.employee(key) for key in COLLEAGUES[: max(3, len(scores))]]
    ratings.ask(report, asked, by=cast.actor("zhou"), now=NOW, tell=False)
    rows = [Rating.objects.get(report=report, rater=one) for one in asked]
    for key, row, score in zip(COLLEAGUES, rows, scores, strict=False):
        if score:
            ratings.give(row, score, f"第 {score} 句", by=cast.actor(key), now=NOW)
    return rows


ALL = {"tasks": "records", "team": "records", "learning": "records"}


def test_a_month_out_of_its_records_is_frozen_with_a_paper(
    cast: Cast, report: MonthlyReport, exams: Any, files: None
) -> None:
    """6 of 10: 24.0 of 40; each datum says where it came from; the PDF is in the entry and under the digest."""
    _set(cast)
    _rated(cast, report)
    assert (queries.late_count(report), queries.rater_count(report)) == (1, 3)
    actions.assess_oneself(report, "第 7 项依赖接口。", by=cast.actor("lin"), now=NOW)
    report = actions.score(report, ALL, by=cast.actor("zhou"), now=NOW, comment="继续努力。")
    row = actions.publish(report, by=cast.actor("zhou"), now=NOW)
    tasks_, team, learning = row.result["judged"]
    assert (tasks_["points"], tasks_["part"], tasks_["met"]) == ("60.0", "24.0", False)
    assert (team["points"], team["met"], learning["part"]) == ("74.0", True, "24.3")
    assert row.sources == ALL
    inputs = queries.inputs_of(row)
    assert (inputs["tasks"][5]["late"], inputs["team"]) == (["logged_late"], ["62", "70", "90"])
    assert (queries.late_count(row), queries.rater_count(row)) == (1, 3)
    assert queries.remarks_of(row) == ["第 62 句", "第 70 句", "第 90 句"]
    pdf = store.content(row.paper)
    assert pdf.startswith(b"%PDF-")
    assert b"pdfaid" in pdf or b"PDF/A" in pdf or b"pdfaSchema" in pdf
    entry = next(e for e in evidence.entries(log.stream_of_employee(cast.lin.pk, NOW)) if e.type.endswith("published"))
    assert [held.size for held in entry.files] == [row.paper.size]
    assert row.sha256 == queries.digest(actions._published(row))


def test_later_changes_never_reach_a_published_report(
    cast: Cast, report: MonthlyReport, exams: list[dict[str, Any]]
) -> None:
    """A task done afterwards and another exam leave inputs, result and digest alone; the database refuses too."""
    rows = _set(cast)
    _rated(cast, report)
    report = actions.score(report, ALL, by=cast.actor("zhou"), now=NOW)
    row = actions.publish(report, by=cast.actor("zhou"), now=NOW, freeze=False)
    before = (queries.inputs_of(row), row.result, row.sha256)
    tasks.complete(rows[6], date(2026, 9, 19), by=cast.actor("lin"), now=NOW)
    exams[0]["score"] = "100"
    row = MonthlyReport.objects.get(pk=row.pk)
    assert (queries.inputs_of(row), row.result, row.sha256) == before
    with pytest.raises(Refused):
        actions.assess_oneself(row, "后来想补充", by=cast.actor("lin"), now=NOW)
    for change in (
        "UPDATE appraisals_monthlyreport SET sources = '{}'",
        "UPDATE appraisals_monthlyreport SET comment_sealed = inputs_sealed",
        "UPDATE appraisals_monthlyreport SET self_assessed_at = published_at",
        "UPDATE appraisals_task SET due_on = '2026-10-30'",
        "UPDATE appraisals_task SET done_on = '2026-09-30'",
        "DELETE FROM appraisals_task",
        "UPDATE appraisals_rating SET score_sealed = sentence_sealed",
        "DELETE FROM appraisals_rating",
    ):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_what_was_recorded_after_the_draft_is_in_the_publication(cast: Cast, report: MonthlyReport, exams: Any) -> None:
    """What is taken from records is brought up to date; what was typed stays as typed, and says so."""
    rows = _set(cast)
    inputs = ALL | {"team": ["70", "70", "70"]}
    report = actions.score(report, inputs, by=cast.actor("zhou"), now=NOW)
    tasks.complete(rows[6], date(2026, 9, 19), by=cast.actor("zhou"), now=NOW)
    row = actions.publish(report, by=cast.actor("zhou"), now=NOW, freeze=False)
    assert (row.result["judged"][0]["count"], row.sources["team"]) == (7, "typed")
    assert (queries.rater_count(row), queries.late_count(row)) == (None, 2)


def test_records_that_judge_nothing_stop_the_publication(cast: Cast, report: MonthlyReport, exams: Any) -> None:
    """Two scores have no average, nine tasks set with seven done don't tell: missing, by name."""
    _set(cast, count=9, done=7)
    _rated(cast, report, ("90", "80"))
    report = actions.score(report, ALL, by=cast.actor("zhou"), now=NOW)
    with pytest.raises(Refused) as refused:
        actions.publish(report, by=cast.actor("zhou"), now=NOW)
    assert [one.step for one in refused.value.missing] == ["tasks", "team"]
    with pytest.raises(BadInput):
        actions.score(report, {"team": ["90", "80"]}, by=cast.actor("zhou"), now=NOW)


def test_a_task_is_set_completed_or_cancelled_once(cast: Cast) -> None:
    """Managers set and cancel, the person and the manager record; each act is on the stream, late ones marked."""
    zhou, lin = cast.actor("zhou"), cast.actor("lin")
    late = tasks.set_task(cast.lin, "补写任务", date(2026, 9, 20), by=zhou, now=NOW)
    assert queries.as_record(late).marks == ("set_late",)
    for who in ("lin", "hua", "lu", "sun"):
        with pytest.raises((NotAllowed, NotVisible)):
            tasks.set_task(cast.lin, "x", date(2026, 12, 1), by=cast.actor(who), now=NOW)
    row = tasks.set_task(cast.lin, "回归测试", date(2026, 12, 1), by=zhou, now=NOW)
    with pytest.raises(BadInput):
        tasks.complete(row, date(2026, 11, 27), by=lin, now=NOW)
    with pytest.raises(NotAllowed):
        tasks.complete(row, date(2026, 11, 26), by=cast.actor("hua"), now=NOW)
    row = tasks.complete(row, date(2026, 11, 22), by=lin, now=NOW)
    assert (row.done_by_id, queries.as_record(row).marks) == (lin.user, ("logged_late",))
    assert tasks.complete(row, date(2026, 11, 22), by=lin, now=NOW + timedelta(days=1)).done_at == NOW
    for act in (
        lambda: tasks.complete(row, date(2026, 11, 23), by=zhou, now=NOW),
        lambda: tasks.cancel(row, "x", by=zhou, now=NOW),
    ):
        with pytest.raises(Refused):
            act()
    with pytest.raises(BadInput):
        tasks.cancel(late, " ", by=zhou, now=NOW)
    with pytest.raises(NotAllowed):
        tasks.cancel(late, "不需要了", by=lin, now=NOW)
    tasks.cancel(late, "不需要了", by=zhou, now=NOW)
    assert queries.tasks_between(cast.lin.pk, SEPTEMBER, date(2026, 9, 30)) == []
    assert _types(cast) == ["task.set", "task.set", "task.completed", "task.cancelled"]


def test_nobody_in_conflict_scores(cast: Cast, report: MonthlyReport) -> None:
    """Lin, those who score, HR who would answer an objection, and Lin's own reports; never fewer than three."""
    bars = ratings.conflicts(report, NOW)
    codes = {key: bars.why(cast.employee(key)) for key in ("lin", "zhou", "zhao", "hua", "han", "chen", "wei", "he")}
    assert codes == {
        "lin": "self", "zhou": "scorer", "zhao": "scorer", "hua": "reviewer", "han": "reviewer", "chen": "reviewer",
        "wei": "gone", "he": "",
    }  # fmt: skip
    wang = cast.employee("wang")
    wang.line_manager = cast.lin
    assert bars.why(wang) == "report"
    free = [cast.employee(key) for key in COLLEAGUES]
    for asked in (free[:2], [*free[:2], cast.employee("zhao")], [cast.lin, *free]):
        with pytest.raises(BadInput):
            ratings.ask(report, asked, by=cast.actor("zhou"), now=NOW)
    with pytest.raises(NotAllowed):
        ratings.ask(report, free, by=cast.actor("hua"), now=NOW)
    assert not Rating.objects.exists()


def test_colleagues_score_or_step_out_until_the_report_is_published(
    cast: Cast, report: MonthlyReport, exams: Any
) -> None:
    """Each once, each for himself; who stepped out is not asked again; after publication nothing is taken."""
    _set(cast)
    rows = _rated(cast, report, ("90", "70", "62", ""))[:4]
    last = rows[3]
    with pytest.raises(NotAllowed):
        ratings.give(last, "50", "替别人", by=cast.actor("he"), now=NOW)
    with pytest.raises(Refused):
        ratings.give(rows[0], "91", "改一下", by=cast.actor("he"), now=NOW)
    with pytest.raises(BadInput):
        ratings.give(last, "100.5", "x", by=cast.actor("shen"), now=NOW)
    with pytest.raises(BadInput):
        ratings.step_out(last, "", by=cast.actor("shen"), now=NOW)
    assert [row.rater.name for row in ratings.missing(report)] == [cast.employee("shen").name]
    ratings.step_out(last, "我们是亲属", by=cast.actor("shen"), now=NOW)
    assert ratings.missing(report) == []
    with pytest.raises(BadInput):
        ratings.ask(report, [cast.employee("shen")], by=cast.actor("zhou"), now=NOW)
    late = ratings.ask(report, [cast.employee("lu")], by=cast.actor("zhou"), now=NOW, tell=False)
    row = actions.score(report, ALL, by=cast.actor("zhou"), now=NOW)
    actions.publish(row, by=cast.actor("zhou"), now=NOW, freeze=False)
    lu = next(one for one in late if one.rater_id == cast.employee("lu").pk)
    with pytest.raises(Refused):
        ratings.give(lu, "80", "晚了", by=cast.actor("lu"), now=NOW)
    assert ratings.waiting_for(cast.actor("lu")) == []


def test_scores_are_named_in_the_log_alone(cast: Cast, report: MonthlyReport) -> None:
    """The sealed part of the entry has the name; nothing of it stands in what the employee's report holds."""
    _rated(cast, report)
    entries = [e for e in evidence.entries(log.stream_of_employee(cast.lin.pk, NOW)) if e.type == "appraisal.rated"]
    name = cast.employee("he").name
    assert len(entries) == 3
    assert name.encode() not in bytes(entries[0].body)
    records.refill(report)
    assert name not in (report.remarks + report.inputs)


def test_the_missing_are_reminded_once_a_day(cast: Cast, report: MonthlyReport) -> None:
    """Not on the day of being asked; the worker reminds from the last day on, the manager when he likes."""
    ratings.ask(report, [cast.employee(key) for key in COLLEAGUES], by=cast.actor("zhou"), now=NOW)
    assert Notice.objects.filter(template="rating_asked").count() == 4
    first = Rating.objects.get(rater=cast.employee("he"))
    ratings.give(first, "80", "好", by=cast.actor("he"), now=NOW)
    assert ratings.remind(report, by=cast.actor("zhou"), now=NOW) == 0
    morning = NOW + timedelta(days=1)
    assert ratings.remind_all(morning) == 0
    assert ratings.remind(report, by=cast.actor("zhou"), now=morning) == 3
    assert ratings.remind(report, by=cast.actor("zhou"), now=morning + timedelta(hours=1)) == 0
    assert ratings.remind_all(NOW + timedelta(days=2)) == 3
    assert Notice.objects.filter(template="rating_asked").count() == 10


def test_the_snapshot_of_a_case_holds_where_the_data_came_from(cast: Cast, report: MonthlyReport, exams: Any) -> None:
    """Sources, late entries, both views and the paper go with the months into a case."""
    actions.score(report, MONTH, by=cast.actor("zhou"), now=NOW)
    actions.publish(report, by=cast.actor("zhou"), now=NOW, freeze=False)
    frozen = queries.snapshot(cast.lin.pk, date(2026, 11, 26))["reports"][0]
    assert frozen["sources"] == dict.fromkeys(ALL, "typed")
    assert (frozen["late"], frozen["paper_sha256"], frozen["self_assessment"]) == (0, None, "")
