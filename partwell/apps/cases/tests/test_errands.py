"""What waits beside the steps of cases stands on its person's pages and in the API, and goes when it is done."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from partwell.apps.appraisals import actions as appraisals
from partwell.apps.appraisals import queries as reports
from partwell.apps.appraisals import ratings, readiness, reviews
from partwell.apps.attendance import actions as attendance
from partwell.apps.attendance.models import AttendanceMonth, NoShow
from partwell.apps.cases import errands
from partwell.apps.law import actions as law
from partwell.apps.law.hangzhou import DIVISION, REF, VALUES, sample_paper
from partwell.apps.training import actions as training
from partwell.core.appraisal.scorecard import ARTICLE
from partwell.lib import clock
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
TASKS = [{"title": str(number), "done": number < 7} for number in range(1, 11)]
DATA = {
    "tasks": TASKS,
    "team": ["75", "72", "78"],
    "learning": [{"title": "测试基础", "score": "85"}, {"title": "信息安全", "score": "77"}],
}


@pytest.fixture(autouse=True)
def now() -> Any:
    """Pages read the clock; it stands at the cast's hour."""
    clock.freeze(NOW)
    yield
    clock.freeze(None)


def codes(cast: Cast, key: str) -> list[str]:
    """The kinds of what waits for somebody, in their order."""
    return [one.code for one in errands.of(cast.actor(key), NOW)]


def test_criteria_scores_a_report_and_its_objection_wait_for_one_after_the_other(cast: Cast) -> None:
    """Lin receives, colleagues score, Lin answers, somebody who did not score replies."""
    lin, hua, zhou = cast.actor("lin"), cast.actor("hua"), cast.actor("zhou")
    plan = appraisals.create_plan(cast.lin.position, "录用条件", [one.as_data() for one in ARTICLE], by=hua, now=NOW)
    receipt = appraisals.hand_out(plan, cast.lin, by=hua, now=NOW - timedelta(days=60))
    assert codes(cast, "lin") == ["criteria"]
    appraisals.receive(receipt, by=lin, now=NOW - timedelta(days=59))
    assert codes(cast, "lin") == []

    report = appraisals.open_month(cast.lin, OCTOBER, by=zhou, now=NOW)
    ratings.ask(report, [cast.employee(key) for key in ("ma", "lu", "qian")], by=zhou, now=NOW)
    (asked,) = errands.of(cast.actor("ma"), NOW)
    assert (asked.code, asked.due_at) == ("rating", ratings.due_at(ratings.waiting_for(cast.actor("ma"))[0]))
    ratings.give(ratings.waiting_for(cast.actor("ma"))[0], "83", "沟通及时", by=cast.actor("ma"), now=NOW)
    assert codes(cast, "ma") == []

    appraisals.score(report, DATA, by=zhou, now=NOW)
    report = appraisals.publish(report, by=zhou, now=NOW, tell=False, freeze=False)
    assert codes(cast, "lu") == [], "nobody scores a month that is out"
    assert codes(cast, "lin") == ["report"]
    appraisals.answer(report, "第七项不是我的原因", by=lin, now=NOW)
    assert "objection" in codes(cast, "han") and "objection" not in codes(cast, "zhou")
    appraisals.reply(reports.report(cast.actor("han"), report.uid), "已核对", by=cast.actor("han"), now=NOW)
    assert "objection" not in codes(cast, "han")


def test_a_plan_of_improvement_waits_for_the_person_then_the_manager_then_hr_as_well(cast: Cast) -> None:
    """Wang answers; when its time is over Sun judges; HR has it once that is late. Then it is gone."""
    first, last = date(2026, 11, 30), date(2026, 12, 31)
    sun, wang = cast.actor("sun"), cast.actor("wang")
    plan = reviews.set_improvement(cast.wang, "training", "10 月：6/10", "12 月：8/10", first, last, by=sun, now=NOW)
    assert "improvement" in codes(cast, "wang") and "judging" not in codes(cast, "sun")
    reviews.receive_improvement(plan, "", by=wang, now=NOW)
    assert "improvement" not in codes(cast, "wang")

    def on(key: str, day: date) -> list[str]:
        return [one.code for one in errands.of(cast.actor(key), datetime(day.year, day.month, day.day, 1, tzinfo=UTC))]

    assert "judging" not in on("sun", last)
    over = last + timedelta(days=1)
    assert "judging" in on("sun", over)
    assert not any("judging" in on(key, over) for key in ("hua", "wang", "ma"))
    late = readiness.judge_by(plan) + timedelta(days=1)
    assert "judging" in on("sun", late) and "judging" in on("hua", late)
    at = datetime(2027, 1, 4, 1, tzinfo=UTC)
    reviews.judge_improvement(plan, "not_met", "12 月：6/10", by=sun, now=at)
    assert "judging" not in on("sun", late) + on("hua", late)


def test_requests_months_courses_and_no_shows_wait_where_they_are_done(cast: Cast) -> None:
    """For the manager who decides, the person who checks or learns, HR who looks into it; for nobody else."""
    hua = cast.actor("hua")
    asked = attendance.ask_leave(
        "personal", date(2026, 12, 1), date(2026, 12, 1), reason="事", by=cast.actor("lin"), now=NOW
    )
    assert "requests" in codes(cast, "zhou") and "requests" not in codes(cast, "lin")
    attendance.decide(asked, approve=True, by=cast.actor("zhou"), now=NOW)
    assert "requests" not in codes(cast, "zhou")

    month = AttendanceMonth.objects.create(
        employee=cast.lin,
        month=OCTOBER,
        through=date(2026, 10, 31),
        due_days=18,
        present_days=18,
        recorded_at=NOW,
        told_at=NOW,
    )
    course = training.create_course(training.CourseTerms("信息安全", "safety"), by=hua, now=NOW)
    training.assign(course, [cast.lin], due_on=date(2026, 12, 5), by=hua, now=NOW)
    assert codes(cast, "lin") == ["course", "month"], "what has a deadline comes first"

    attendance.answer_sheet(month, "加班两小时没有计入", by=cast.actor("lin"), now=NOW)
    assert "dispute" in codes(cast, "xu") and "dispute" not in codes(cast, "zhou") + codes(cast, "lin")
    attendance.reply_to_dispute(month, "已补记", by=cast.actor("xu"), now=NOW)
    assert "dispute" not in codes(cast, "xu")

    row = NoShow.objects.create(employee=cast.employee("wang"), first_day=date(2026, 11, 20), days=4, found_at=NOW)
    assert "noshows" in codes(cast, "hua") and "noshows" not in codes(cast, "zhou")
    attendance.settle_noshow(row, "returned", "已返岗", by=hua, now=NOW)
    assert "noshows" not in codes(cast, "hua")


def test_they_stand_on_the_pages_and_in_the_api(cast: Cast, client: Any, django_assert_max_num_queries: Any) -> None:
    """Each with its link; the page of to-dos keeps its number of statements."""
    hua = cast.actor("hua")
    course = training.create_course(training.CourseTerms("信息安全", "safety"), by=hua, now=NOW)
    made = training.assign(course, [cast.lin, cast.employee("ma")], by=hua, now=NOW)
    address = {row.employee_id: f"/my/training/{row.uid}/" for row in made}
    for key, page in (("lin", "/my/"), ("ma", "/todos/")):
        client.force_login(cast.user(key), backend="django.contrib.auth.backends.ModelBackend")
        with django_assert_max_num_queries(30):
            shown = client.get(page).content.decode()
        assert address[cast.employee(key).pk] in shown
        assert "没有等您办理的事" not in shown
    (said,) = client.get("/api/v1/errands").json()
    assert (said["code"], said["address"], said["due_at"]) == ("course", address[cast.employee("ma").pk], None)


def test_figures_of_law_wait_for_a_second_person_and_not_for_whoever_asked(cast: Cast) -> None:
    """Those of a city stand together, lead to its page, and go when they are answered."""
    paper = sample_paper(company=cast.company.pk, now=NOW)
    asked = [
        law.ask_confirmation(
            law.Wish(DIVISION, key, Decimal(value), date(2026, 1, 1), date(2026, 12, 31), REF),
            paper=paper,
            by=cast.actor("tang"),
            now=NOW,
        )
        for key, value in VALUES[:2]
    ]
    assert codes(cast, "tang") == codes(cast, "zhou") == codes(cast, "lin") == []
    (waits,) = errands.of(cast.actor("gu"), NOW)
    assert (waits.title, waits.address) == ("对照文件核实杭州市的 2 个数字", f"/law/cities/{DIVISION}/")
    for row, confirmed in zip(asked, (True, False), strict=True):
        assert codes(cast, "gu") == ["figures"]
        law.answer_confirmation(row.uid, confirmed=confirmed, reason="不符", by=cast.actor("gu"), now=NOW)
    assert codes(cast, "gu") == []
