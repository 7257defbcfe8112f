"""The demo company is alive on every day of the year."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import clear_url_caches, include, path

from partwell.apps.accounts.models import User
from partwell.apps.appraisals import queries as appraisals
from partwell.apps.appraisals.actions import silence_refusal
from partwell.apps.appraisals.models import MonthlyReport
from partwell.apps.evidence import actions
from partwell.apps.evidence.queries import audit
from partwell.apps.people import queries
from partwell.apps.people.models import Contribution, Employee
from partwell.apps.training import queries as training
from partwell.apps.training.models import Attempt
from partwell.core.days import period_end
from partwell.core.training import exam
from partwell.lib import clock, jobs
from partwell.lib.actor import system
from partwell.site import urls
from partwell.site.demo import DemoCompany, load_company
from partwell.site.demo.appraisals import load_appraisals
from partwell.site.demo.company import hired_of_lin

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def test_it_has_120_people_the_cast_and_a_company_that_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everyone once, a rare name among them, roles found, passwords only as hashes, the other company apart."""
    monkeypatch.setattr(
        "partwell.apps.accounts.actions.make_password", lambda password: f"hash of {password}" if password else "!"
    )
    demo = load_company(NOW)
    assert Employee.objects.filter(company=demo.company).count() == 120
    assert Employee.objects.filter(name="𠮷安然").exists()
    lin, wang = demo.employees["lin"], demo.employees["wang"]
    facts = queries.facts_of(lin, demo.today)
    assert (facts["employee_type"], facts["contract_type"]) == ("probation", "fixed")
    assert queries.facts_of(wang, demo.today)["employee_type"] == "regular"
    for role, name in {"line_manager": "周然", "dept_head": "赵磊", "hrbp": "华敏", "union": "严松"}.items():
        assert queries.holders_for(lin, role, demo.today)[0].name == name
    assert queries.holders_for(wang, "line_manager", demo.today)[0].name == "孙梅"
    late = Contribution.objects.filter(employee=lin, insurance="pension", enrolled=False)
    assert [row.month for row in late.order_by("month")] == [date(2026, 9, 1), date(2026, 10, 1)]
    seen = queries.employees_visible_to(demo.actor("wei"))
    assert set(seen.values_list("company", flat=True)) == {demo.other.pk}
    assert queries.employees_visible_to(system(demo.company.pk)).count() == 120
    assert len({user.password for user in demo.users}) == len(demo.users)
    assert User.objects.filter(password__startswith="!").count() == 120 - 19


@pytest.fixture
def demo_pages(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    """The site of a demo, whatever read the addresses before."""
    settings.DEMO = True
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("demo/", include("partwell.site.demo.urls"))])
    clear_url_caches()
    yield
    monkeypatch.undo()
    clear_url_caches()


@pytest.mark.usefixtures("demo_pages")
def test_everyone_a_case_can_wait_for_has_a_role_card(monkeypatch: pytest.MonkeyPatch, client: Any) -> None:
    """Whoever of the 120 leaves: the manager, the head and each office can be signed in as, so no story is stuck."""
    monkeypatch.setattr("partwell.apps.accounts.actions.make_password", lambda password: f"hash of {password}")
    demo = load_company(NOW)
    html = client.get("/demo/").content.decode()
    cards = dict(re.findall(r'data-demo="([^"]+)".*?<b>([^<]+)</b>', html, re.DOTALL))
    roles = ("line_manager", "dept_head", "hrbp", "hr_ops", "hr_manager", "er", "payroll", "it", "admin", "finance")
    for person in demo.everyone:
        for role in roles:
            named = {holder.name for holder in queries.holders_for(person, role, demo.today)}
            assert named <= set(cards.values()), (person.name, role)
            assert named or person == demo.employees["chen"], (person.name, role)
    head = next(key for key, name in cards.items() if key.startswith("E2"))
    assert client.post("/demo/as/", {"as": head}).status_code == 302
    assert User.objects.get(pk=client.session["_auth_user_id"]).name == cards[head]


@pytest.mark.parametrize("day", [pytest.param(1, marks=pytest.mark.nightly), 22])
def test_lin_has_a_frozen_basis_for_the_case(day: int, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Criteria received on the first day; last month's tasks at 60 % once that month is reported."""
    monkeypatch.setattr("partwell.apps.accounts.actions.make_password", lambda password: f"hash of {password}")
    demo = load_company(datetime(2026, 11, day, 4, 0, tzinfo=UTC))
    load_appraisals(demo)
    snapshot = appraisals.snapshot(demo.employees["lin"].pk, demo.today)
    assert snapshot["criteria"]["received_on"] == demo.employees["lin"].hired_on.isoformat()
    months = [row["month"] for row in snapshot["reports"]]
    assert months == (["2026-09", "2026-10"] if day > 1 else ["2026-09"])
    assert all(row["result"]["not_met"] == ["tasks"] for row in snapshot["reports"])
    if day > 3:
        assert snapshot["reports"][1]["state"] == "objected"
        assert snapshot["reports"][1]["reply"]
    actions.sequence(demo.now)
    settings.DEMO = True
    assert audit() == []


@pytest.mark.parametrize("back", range(0, 370, 7))
def test_lin_has_two_late_months_and_a_probation_that_still_runs(back: int) -> None:
    """Whatever the day: hired in the month before last, probation of three months not over."""
    today = date(2026, 12, 31) - timedelta(days=back)
    hired = hired_of_lin(today)
    assert (today.year * 12 + today.month) - (hired.year * 12 + hired.month) == 2
    assert period_end(hired, 3) > today


@pytest.fixture
def appraised(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> DemoCompany:
    """The demo's company with its criteria, reports and exams."""
    settings.FILES_DIR, settings.DEMO = tmp_path, True
    monkeypatch.setattr("partwell.apps.accounts.actions.make_password", lambda password: f"hash of {password}")
    demo = load_company(NOW)
    load_appraisals(demo)
    return demo


def test_the_demo_shows_a_strong_defence_and_missing_proof(appraised: DemoCompany) -> None:
    """One whose objection was upheld met everything since; one never received the criteria; Lin's data are records."""
    demo = appraised
    found = {row.pk: appraisals.snapshot(row.pk, demo.today) for row in demo.everyone if row.type == "probation"}
    assert sum(one["criteria"] is None and not one["reports"] for one in found.values()) == 1
    defended = [one for one in found.values() if "异议成立" in "".join(row["reply"] for row in one["reports"])]
    assert [row["result"]["not_met"] for one in defended for row in one["reports"]] == [["tasks"], []]
    lin = found[demo.employees["lin"].pk]["reports"][1]
    assert (lin["result"]["judged"][0]["part"], lin["sources"]["tasks"], lin["late"]) == ("24.0", "records", 3)
    assert lin["paper_sha256"]


def test_the_report_nobody_answers_reaches_its_employee(appraised: DemoCompany) -> None:
    """It waits as a message on the worker; delivered, silence can be recorded once the period has run."""
    (silent,) = MonthlyReport.objects.filter(state="published")
    assert silence_refusal(silent, appraised.now).code == "not_served"
    try:
        clock.freeze(appraised.now)
        jobs.run_due(appraised.now, limit=400)
    finally:
        clock.freeze(None)
    assert silence_refusal(silent, appraised.now + timedelta(days=10)) is None


def test_the_scores_of_learning_are_exams_that_were_taken(appraised: DemoCompany) -> None:
    """Lin's and the defended person's courses: questions of a bank, one attempt each, and the score that it reached."""
    demo = appraised
    of_records = [
        (row.pk, report)
        for row in demo.everyone
        if row.type == "probation"
        for report in appraisals.snapshot(row.pk, demo.today)["reports"]
        if report["sources"].get("learning") == "records"
    ]
    assert len({pk for pk, _report in of_records}) == 2
    scores = []
    for pk, report in of_records:
        begins, ends = date.fromisoformat(report["begins_on"]), date.fromisoformat(report["ends_on"])
        assert report["inputs"]["learning"] == training.course_results(pk, begins, ends)
        scores.append(sorted(Decimal(one["score"]) for one in report["inputs"]["learning"]))
        assert report["result"]["judged"][2]["part"] == str((sum(scores[-1]) / 2 * 3 / 10).quantize(Decimal("0.1")))
    assert sorted(scores) == [[76, 82], [77, 85], [88, 90], [92, 94]]
    for attempt in Attempt.objects.all():
        assert attempt.passed and attempt.number == 1
        asked = [training.as_core(one) for one in training.asked(attempt)]
        given = {key: frozenset(places) for key, places in json.loads(attempt.answers).items()}
        assert exam.grade(asked, given, 60).points == attempt.points
