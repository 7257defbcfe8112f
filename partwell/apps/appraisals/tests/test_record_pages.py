"""Pages of the records: tasks on both sides, naming colleagues, the short form, the own view, the frozen paper."""

from typing import Any

import pytest
from django.test import Client

from partwell.apps.appraisals import actions, queries, ratings
from partwell.apps.appraisals.models import MonthlyReport, Rating, Task
from tests.cast import NOW, Cast

from .test_a_month_of_probation import MONTH, receipt
from .test_the_records_of_a_month import COLLEAGUES, _rated, _set, report

pytestmark = pytest.mark.django_db
__all__ = ["receipt", "report"]


@pytest.fixture(autouse=True)
def _clock(tmp_path: Any, settings: Any) -> Any:
    from partwell.lib import clock

    settings.FILES_DIR = tmp_path
    clock.freeze(NOW)
    yield
    clock.freeze(None)


def _as(client: Client, cast: Cast, key: str) -> Client:
    client.force_login(cast.user(key))
    return client


def test_a_task_goes_from_the_manager_to_the_phone_and_back(client: Client, cast: Cast) -> None:
    """Set twice with one press it is there once; Lin records it; what came late carries its mark on both pages."""
    address = f"/appraisals/tasks/{cast.lin.uid}/"
    form = {"title": "回归测试", "due_on": "2026-11-20", "request_key": "k-task"}
    _as(client, cast, "zhou")
    assert client.post(address, form | {"title": ""}).status_code == 422
    for _again in range(2):
        assert client.post(address, form)["Location"] == f"{address}?month=2026-11"
    row = Task.objects.get()
    assert "task entered after its day" in client.get(f"{address}?month=2026-11").content.decode() or "到期后补录" in (
        client.get(f"{address}?month=2026-11").content.decode()
    )
    _as(client, cast, "lin")
    assert client.get(address)["Location"] == "/me/tasks/"
    assert "回归测试" in client.get("/me/tasks/?month=2026-11").content.decode()
    assert client.post(f"/appraisals/task/{row.uid}/done/", {"done_on": "2026-11-20"})["Location"] == (
        "/me/tasks/?month=2026-11"
    )
    row.refresh_from_db()
    assert (str(row.done_on), row.done_by) == ("2026-11-20", cast.user("lin"))
    page = client.get("/me/tasks/?month=2026-11").content.decode()
    assert "事后补记完成" in page or "completion entered late" in page
    assert client.post(f"/appraisals/task/{row.uid}/cancel/", {"reason": "x"}).status_code == 403
    assert _as(client, cast, "wang").get(address).status_code == 403


def test_a_manager_names_colleagues_and_they_score(client: Client, cast: Cast, report: MonthlyReport) -> None:
    """Who can't score is not offered; the short form takes a score or a conflict; the manager sees who is missing."""
    address = f"/appraisals/{report.uid}/raters/"
    page = _as(client, cast, "zhou").get(address).content.decode()
    assert f'value="{cast.employee("he").uid}"' in page
    assert f'value="{cast.employee("zhao").uid}"' not in page
    assert client.post(address, {"rater": [str(cast.employee("he").uid), "no-uid"]}).status_code == 422
    chosen = [str(cast.employee(key).uid) for key in COLLEAGUES[:3]]
    assert client.post(address, {"rater": chosen}).status_code == 302
    assert client.post(f"{address}remind/").status_code == 302
    row = Rating.objects.get(rater=cast.employee("he"))
    form = f"/me/ratings/{row.uid}/"
    assert client.get(form).status_code == 404
    _as(client, cast, "he")
    assert form in client.get("/me/appraisals/").content.decode()
    assert client.post(form, {"score": "101", "sentence": "好"}).status_code == 422
    assert client.post(form, {"score": "88", "sentence": "配合顺畅"}).status_code == 302
    assert "配合顺畅" in client.get(form).content.decode()
    other = Rating.objects.get(rater=cast.employee("qian"))
    _as(client, cast, "qian")
    assert client.post(f"/me/ratings/{other.uid}/step-out/", {"reason": ""}).status_code == 422
    assert client.post(f"/me/ratings/{other.uid}/step-out/", {"reason": "亲属"}).status_code == 302
    seen = _as(client, cast, "zhou").get(address).content.decode()
    assert "亲属" in seen
    assert "配合顺畅" not in seen, "who wrote what is not for the manager either"


def test_the_scoring_page_takes_over_the_records(client: Client, cast: Cast, report: MonthlyReport) -> None:
    """Tasks and scores from records, exams typed; the employee reads every datum and where it came from."""
    _set(cast)
    _rated(cast, report)
    _as(client, cast, "lin")
    own = "/me/appraisals/month/2026-09/"
    assert own in client.get("/me/appraisals/").content.decode()
    assert client.post(own, {"text": ""}).status_code == 422
    assert client.post(own, {"text": "接口交付晚。"}).status_code == 302
    page = _as(client, cast, "zhou").get(f"/appraisals/{report.uid}/").content.decode()
    assert 'name="tasks-from" value="records" checked' in page
    assert 'name="learning-from" value="records" checked' in page
    form = {
        "tasks-from": "records", "team-from": "records", "learning-from": "typed", "learning-title-1": "测试基础",
        "learning-score-1": "85", "learning-title-2": "信息安全", "learning-score-2": "77", "comment": "谢谢配合。",
        "act": "publish",
    }  # fmt: skip
    assert client.post(f"/appraisals/{report.uid}/score/", form).status_code == 302
    row = MonthlyReport.objects.get()
    assert row.sources == {"tasks": "records", "team": "records", "learning": "typed"}
    page = _as(client, cast, "lin").get(f"/me/appraisals/{row.uid}/").content.decode()
    for said in ("62、70、90", "第 62 句", "接口交付晚。", "谢谢配合。", "任务 10"):
        assert said in page
    for key in COLLEAGUES[:3]:
        assert cast.employee(key).name not in page
    paper = client.get(f"/appraisals/{row.uid}/paper/")
    assert paper.status_code == 200
    assert b"".join(paper.streaming_content if paper.streaming else [paper.content]).startswith(b"%PDF-")
    assert _as(client, cast, "hua").get(f"/appraisals/{row.uid}/paper/").status_code == 200
    assert client.get(own).status_code == 404


def test_a_report_without_a_paper_offers_none(client: Client, cast: Cast, report: MonthlyReport) -> None:
    """Months published before papers were made have no download, and no dead link to one."""
    actions.score(report, MONTH, by=cast.actor("zhou"), now=NOW)
    row = actions.publish(report, by=cast.actor("zhou"), now=NOW, freeze=False)
    assert "/paper/" not in _as(client, cast, "lin").get(f"/me/appraisals/{row.uid}/").content.decode()
    assert client.get(f"/appraisals/{row.uid}/paper/").status_code == 404
    assert queries.rater_count(row) is None
    assert ratings.of_report(row) == []
