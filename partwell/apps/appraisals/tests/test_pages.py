"""Pages of criteria and reports: who gets in, the three answers, the scoring form."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partwell.apps.appraisals import actions, queries
from partwell.apps.appraisals.models import MonthlyReport, Plan, PlanReceipt
from partwell.apps.evidence import queries as log
from partwell.apps.evidence.actions import stream_of_employee
from partwell.apps.notices.models import Notice
from partwell.apps.people import queries as people
from partwell.apps.people.models import Employee
from partwell.core.appraisal.scorecard import ARTICLE
from partwell.lib import clock
from partwell.site.demo.drive import voucher
from tests.cast import NOW, Cast

from .test_a_month_of_probation import MONTH, OCTOBER, SEPTEMBER

pytestmark = pytest.mark.django_db


def _as(client: Client, cast: Cast, key: str) -> Client:
    client.force_login(cast.user(key))
    return client


@pytest.fixture
def receipt(cast: Cast) -> PlanReceipt:
    """Lin received the criteria."""
    rows = [one.as_data() for one in ARTICLE]
    plan = actions.create_plan(cast.lin.position, "测试工程师录用条件", rows, by=cast.actor("hua"), now=NOW)
    lin = people.employee(cast.actor("hua"), cast.lin.uid)
    given = actions.hand_out(plan, lin, by=cast.actor("hua"), now=NOW - timedelta(days=70))
    return actions.receive(given, by=cast.actor("lin"), now=NOW - timedelta(days=69))


@pytest.fixture
def report(cast: Cast, receipt: PlanReceipt) -> MonthlyReport:
    """September, published."""
    row = actions.open_month(cast.lin, SEPTEMBER, by=cast.actor("zhou"), now=NOW)
    actions.score(row, MONTH, by=cast.actor("zhou"), now=NOW)
    return actions.publish(row, by=cast.actor("zhou"), now=NOW)


@pytest.fixture
def frozen() -> Iterator[Any]:
    """Sets the clock of the pages; it runs again afterwards."""
    yield clock.freeze
    clock.freeze(None)


def people_of(client: Client, path: str) -> str:
    """The card of people of the list of appraisals."""
    return client.get(path).content.decode().split('id="people"')[1].split("</section>")[0]


def test_every_page_is_closed_to_strangers_other_companies_and_the_wrong_role(
    client: Client, cast: Cast, report: MonthlyReport
) -> None:
    """Sign-in, 404 for another company, 403 for a colleague without the role, the employee's page for him alone."""
    uid, criteria = report.uid, report.receipt.uid
    pages = [f"/appraisals/{uid}/", f"/me/appraisals/{uid}/"]
    for address in [*pages, "/appraisals/", "/appraisals/criteria/", "/me/appraisals/", f"/me/criteria/{criteria}/"]:
        assert client.get(address)["Location"].startswith("/sign-in/"), address
    posts = [f"/appraisals/{uid}/{what}/" for what in ("score", "reply", "unanswered")]
    posts += [f"/me/appraisals/{uid}/{what}/" for what in ("opened", "answer")]
    for key, status in {"wei": 404, "sun": 404, "lu": 403}.items():
        _as(client, cast, key)
        for address in pages:
            assert client.get(address).status_code == status, (key, address)
        for address in posts:
            assert client.post(address, {"answer": "acknowledge"}).status_code == status, (key, address)
        forged = {"employee": str(cast.lin.uid), "month": "2026-10"}
        assert client.post("/appraisals/open/", forged).status_code == status
        assert client.post("/appraisals/criteria/hand-out/", forged).status_code == status
    for key in ("lu", "lin"):
        assert _as(client, cast, key).get("/appraisals/").status_code == 403
        assert client.get("/appraisals/criteria/").status_code == 403
    assert _as(client, cast, "hua").get(f"/me/appraisals/{uid}/").status_code == 403
    assert client.get(f"/me/criteria/{criteria}/").status_code == 404
    assert _as(client, cast, "lin").get(f"/appraisals/{uid}/")["Location"] == f"/me/appraisals/{uid}/"
    assert _as(client, cast, "zhou").post(f"/me/appraisals/{uid}/answer/", {"answer": "acknowledge"}).status_code == 403


def test_on_the_day_after_the_last_day_of_probation_a_person_moves_to_the_other_list(
    client: Client, cast: Cast, report: MonthlyReport, frozen: Any
) -> None:
    """The last day itself still counts; the reports stay in reach, and what is still to be written too."""
    hua = cast.actor("hua")
    last = people.probation(cast.lin, cast.today).day
    for day, over in ((last, False), (last + timedelta(days=1), True)):
        for which in (False, True):
            assert (cast.lin.pk in dict(queries.probationers(hua, day, over=which))) is (which is over), (day, which)
    frozen(datetime.combine(last + timedelta(days=1), time(9), tzinfo=clock.SHANGHAI))
    assert report.employee.name not in people_of(_as(client, cast, "zhou"), "/appraisals/")
    page = people_of(client, "/appraisals/?who=over")
    assert report.employee.name in page
    assert f"/appraisals/{report.uid}/" in page
    assert 'name="month" value="2026-10"' in page


def test_who_left_in_probation_and_who_stayed_on_are_both_kept(cast: Cast, report: MonthlyReport) -> None:
    """Leaving or being kept ends the first list for a person at once, whatever the contract says."""
    hua, lin = cast.actor("hua"), cast.lin
    for kind, left_on in (("probation", cast.today), ("regular", None)):
        Employee.objects.filter(pk=lin.pk).update(type=kind, left_on=left_on)
        assert lin.pk not in dict(queries.probationers(hua, cast.today))
        assert lin.pk in dict(queries.probationers(hua, cast.today, over=True))


def test_the_lists_of_probation_cost_as_many_statements_whatever_their_length(
    cast: Cast, report: MonthlyReport
) -> None:
    """One more person on probation is no statement more."""
    hua = cast.actor("hua")

    def statements() -> int:
        with CaptureQueriesContext(connection) as spent:
            queries.with_reports(hua, queries.probationers(hua, cast.today), cast.today)
        return len(spent)

    before, people_before = statements(), len(queries.probationers(hua, cast.today))
    Employee.objects.filter(pk=cast.employee("ma").pk).update(type="probation")
    assert len(queries.probationers(hua, cast.today)) == people_before + 1
    assert statements() == before


def test_the_employee_reads_each_criterion_and_objects(client: Client, cast: Cast, report: MonthlyReport) -> None:
    """The page shows the sum and the missed criterion, no answer is chosen beforehand, an objection needs a text."""
    page = _as(client, cast, "lin").get(f"/me/appraisals/{report.uid}/").content.decode()
    assert "24.0 ＋ 22.2 ＋ 24.3 = 70.5" in page
    assert " checked" not in page
    address = f"/me/appraisals/{report.uid}/answer/"
    assert client.post(address).status_code == 422
    assert client.post(address, {"answer": "object", "objection": " "}).status_code == 422
    assert client.post(address, {"answer": "later"}).status_code == 302
    assert MonthlyReport.objects.get().state == "published"
    assert client.post(address, {"answer": "object", "objection": "第 7 项依赖接口。"}).status_code == 302
    assert "第 7 项依赖接口。" in client.get(f"/me/appraisals/{report.uid}/").content.decode()
    assert client.post(address, {"answer": "acknowledge"}).status_code == 409


def test_the_own_home_says_that_a_report_waits(client: Client, cast: Cast, report: MonthlyReport) -> None:
    """Until Lin answers; nothing about it comes back from a cache."""
    page = _as(client, cast, "lin").get("/my/")
    assert "pw-tag-soon" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "no-store" in client.get("/me/appraisals/")["Cache-Control"]
    actions.answer(report, None, by=cast.actor("lin"), now=NOW)
    assert "pw-tag-soon" not in client.get("/my/").content.decode()


def test_reading_changes_nothing_and_the_opening_is_posted(client: Client, cast: Cast, report: MonthlyReport) -> None:
    """A GET writes nothing; the page's own POST records the first opening."""
    _as(client, cast, "lin").get(f"/me/appraisals/{report.uid}/")
    assert MonthlyReport.objects.get().opened_at is None
    client.post(f"/me/appraisals/{report.uid}/opened/")
    assert MonthlyReport.objects.get().opened_at == NOW


def test_no_answer_is_a_locked_button_with_its_reason(client: Client, cast: Cast, report: MonthlyReport) -> None:
    """HR sees why it can't be recorded yet; the act is refused the same way."""
    page = _as(client, cast, "hua").get(f"/appraisals/{report.uid}/").content.decode()
    assert 'aria-disabled="true" aria-describedby="why"' in page
    assert client.post(f"/appraisals/{report.uid}/unanswered/").status_code == 409


def test_a_report_that_was_only_opened_can_be_served_by_hand_from_its_page(
    client: Client, cast: Cast, report: MonthlyReport
) -> None:
    """Opened, its message is on no list of those to be served, and an opening is no delivery: nobody got on from there.

    HR finds the way on the report itself, the manager without an HR role does not; once served it is gone.
    """
    notice = Notice.objects.get(subject_uid=report.uid)
    Notice.objects.filter(pk=notice.pk).update(opened_at=NOW)
    address, link = f"/appraisals/{report.uid}/", f"/notices/{notice.uid}/serve/"
    assert link in _as(client, cast, "hua").get(address).content.decode()
    assert client.get(link).status_code == 200
    assert link not in _as(client, cast, "zhou").get(address).content.decode()
    slip = SimpleUploadedFile("回执.png", voucher("slip"))
    _as(client, cast, "hua").post(link, {"how": "courier", "number": "EMS1", "file": slip})
    assert queries.served(report) is not None
    assert link not in client.get(address).content.decode()


def test_who_goes_on_with_a_warned_comment_says_so_by_name(client: Client, cast: Cast, receipt: PlanReceipt) -> None:
    """The page asks once; the tick goes with the form to the act, is kept with the name, and asks no second time."""
    row = actions.open_month(cast.lin, SEPTEMBER, by=cast.actor("zhou"), now=NOW)
    _as(client, cast, "zhou")
    form = {"tasks-form": "1", "team-form": "1", "learning-form": "1", "act": "save", "comment": "小组排名末位"}
    asked = client.post(f"/appraisals/{row.uid}/score/", form)
    assert asked.status_code == 422
    assert 'value="bottom_ranking"' in asked.content.decode()
    half = client.post(f"/appraisals/{row.uid}/score/", form | {"acknowledged": "other"})
    assert half.status_code == 422
    assert '<textarea name="acknowledged" hidden>other</textarea>' in half.content.decode()
    went_on = client.post(f"/appraisals/{row.uid}/score/", form | {"acknowledged": "bottom_ranking"})
    assert went_on.status_code == 302
    row.refresh_from_db()
    assert row.comment == "小组排名末位"
    kept = log.of_types(stream_of_employee(cast.lin.pk, NOW), ["warning.acknowledged"])
    assert [(one.payload["warning"], one.payload["name"]) for one in kept if one.payload] == [
        ("bottom_ranking", "周然")
    ]


def test_the_manager_scores_and_publishes(client: Client, cast: Cast, receipt: PlanReceipt) -> None:
    """From the list: open the month, save a draft, be told of a wrong score with everything kept, publish."""
    _as(client, cast, "zhou")
    assert "2026-09" in client.get("/appraisals/").content.decode()
    opened = client.post("/appraisals/open/", {"employee": str(cast.lin.uid), "month": "2026-09"})
    address = opened["Location"]
    form: dict[str, Any] = {"tasks-form": "1", "team-form": "1", "learning-form": "1"}
    for number in range(1, 11):
        form[f"tasks-title-{number}"] = f"任务 {number}"
        if number <= 6:
            form[f"tasks-done-{number}"] = "1"
    form |= {"learning-title-1": "测试基础", "learning-score-1": "85", "learning-title-2": "信息安全"}
    form |= {"learning-score-2": "77", "team-scores": "75，72、78 70,750"}
    wrong = client.post(f"{address}score/", form)
    assert wrong.status_code == 422
    assert "任务 7" in wrong.content.decode()
    assert MonthlyReport.objects.get().inputs == ""
    form["team-scores"] = "75，72、78 70,75"
    assert client.post(f"{address}score/", form | {"act": "save"}).status_code == 302
    assert MonthlyReport.objects.get().state == "drafted"
    assert client.post(f"{address}score/", form | {"act": "publish"}).status_code == 302
    row = MonthlyReport.objects.get()
    assert (row.state, row.result["total"]) == ("published", "70.5")
    assert client.post(f"{address}score/", form).status_code == 409
    later = client.post("/appraisals/open/", {"employee": str(cast.lin.uid), "month": "2026-10"})
    assert later.status_code == 409


def test_a_draft_is_not_seen_by_the_employee(client: Client, cast: Cast, receipt: PlanReceipt) -> None:
    """404 until it is published, and not in the own list."""
    row = actions.open_month(cast.lin, OCTOBER, by=cast.actor("zhou"), now=NOW)
    _as(client, cast, "lin")
    assert client.get(f"/me/appraisals/{row.uid}/").status_code == 404
    assert str(row.uid) not in client.get("/me/appraisals/").content.decode()


def test_an_objection_is_answered_by_hr_who_did_not_score(client: Client, cast: Cast, report: MonthlyReport) -> None:
    """Han replies once; an empty reply gets a sentence; Zhou who scored is refused."""
    actions.answer(report, "有异议", by=cast.actor("lin"), now=NOW)
    address = f"/appraisals/{report.uid}/reply/"
    assert _as(client, cast, "zhou").post(address, {"text": "x"}).status_code == 403
    assert _as(client, cast, "han").post(address, {"text": " "}).status_code == 422
    assert client.post(address, {"text": "已复核。"}).status_code == 302
    assert client.post(address, {"text": "再答"}).status_code == 409


def test_criteria_are_written_handed_out_and_received(client: Client, cast: Cast) -> None:
    """HR writes them once per press, hands them out, Lin acknowledges on the phone; wrong weights get a sentence."""
    _as(client, cast, "hua")
    form = {
        "position": str(cast.lin.position.uid), "title": "测试工程师录用条件", "request_key": "k",
        "measure_1": "tasks", "title_1": "工作任务", "weight_1": "40", "due_1": "10", "threshold_1": "8",
        "measure_2": "peers", "title_2": "团队协作", "weight_2": "30", "threshold_2": "70",
        "measure_3": "courses", "title_3": "学习能力", "weight_3": "30", "due_3": "2", "threshold_3": "60",
    }  # fmt: skip
    assert client.post("/appraisals/criteria/", form | {"weight_1": "50"}).status_code == 422
    for _again in range(2):
        assert client.post("/appraisals/criteria/", form).status_code == 302
    assert Plan.objects.count() == 1
    assert client.post("/appraisals/criteria/hand-out/", {"employee": str(cast.lin.uid)}).status_code == 302
    given = PlanReceipt.objects.get()
    paper = f"/appraisals/criteria/{given.uid}/paper/"
    assert client.post(paper, {"signed_on": "2026-09-08"}).status_code == 422
    assert _as(client, cast, "zhou").get(paper).status_code == 403
    assert _as(client, cast, "wei").get(paper).status_code == 404
    _as(client, cast, "lin")
    assert client.get("/me/appraisals/").status_code == 200
    assert client.get(f"/me/criteria/{given.uid}/").status_code == 200
    assert client.post(f"/me/criteria/{given.uid}/").status_code == 302
    received = queries.received(cast.lin.pk)
    assert received is not None and received.how == "in_app"


def test_the_list_costs_the_same_for_many(
    client: Client, cast: Cast, report: MonthlyReport, django_assert_max_num_queries: Any
) -> None:
    """A bounded number of queries for HR."""
    _as(client, cast, "hua")
    with django_assert_max_num_queries(18):
        client.get("/appraisals/")


def test_a_manager_finds_the_page_of_proof_of_somebody_without_probation(client: Client, cast: Cast) -> None:
    """By name or number, of the own people alone; the accountant who sees everybody is offered no page that says no."""
    link = f"/appraisals/people/{cast.wang.uid}/"
    found = {}
    for key in ("sun", "hua", "zhou", "he"):
        client.force_login(cast.user(key))
        page = client.get("/appraisals/?person=E10233")
        found[key] = page.status_code == 200 and link in page.content.decode()
        if found[key]:
            assert client.get(link).status_code == 200
    assert found == {"sun": True, "hua": True, "zhou": False, "he": client.get(link).status_code == 200}
