"""Criteria, months, colleagues' scores, attendance and training by the API: the same acts and refusals as the pages."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from partwell.api import snapshot
from partwell.api.tests.fact_doors import DOORS, NOBODY
from partwell.api.tests.test_api import Caller
from partwell.apps.appraisals import actions as appraisals
from partwell.apps.appraisals import queries, ratings, reviews
from partwell.apps.attendance import actions as attendance
from partwell.apps.attendance.actions.punches import Given
from partwell.apps.training import actions as training
from partwell.core.appraisal.scorecard import ARTICLE
from partwell.lib import clock
from partwell.lib.files import store
from partwell.lib.files.tests.test_content import a_pdf
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _day(cast: Cast) -> Any:
    clock.freeze(NOW)
    yield
    clock.freeze(None)


def _ok(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def _page(cast: Cast, who: str) -> Any:
    """Somebody's own session: acts of a person, whose employee record the actor has."""
    from django.test import Client

    client = Client()
    client.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")

    class Session(Caller):
        def __init__(self) -> None:
            self.http, self.count = client, 0

    return Session()


def _report(cast: Cast, client: Any) -> str:
    """September of Lin, begun by Zhou on received criteria."""
    plan = appraisals.create_plan(
        cast.lin.position, "测试工程师录用条件", [one.as_data() for one in ARTICLE], by=cast.actor("hua"), now=NOW
    )
    receipt = appraisals.hand_out(plan, cast.lin, by=cast.actor("hua"), now=NOW - timedelta(days=70))
    appraisals.receive(receipt, by=cast.actor("lin"), now=NOW - timedelta(days=69))
    found: str = _ok(client.post(f"/employees/{cast.lin.uid}/reports", {"month": "2026-09"}))["uid"]
    return found


def test_criteria_are_written_told_and_acknowledged_by_the_api(cast: Cast) -> None:
    """Weights of 90 are refused; the person acknowledges; the proof of the ground then lacks one thing less."""
    hua, lin = _page(cast, "hua"), _page(cast, "lin")
    metrics = [{k: v for k, v in one.as_data().items() if v is not None} for one in ARTICLE]
    body = {"position": str(cast.lin.position.uid), "title": "录用条件", "metrics": metrics}
    wrong = {**body, "metrics": [{**metrics[0], "weight": 30}, *metrics[1:]]}
    assert hua.post("/criteria", wrong).status_code == 422
    _ok(hua.post("/criteria", body))
    assert [row["version"] for row in _ok(hua.get("/criteria"))] == [1]
    assert lin.post("/criteria", body).status_code == 403
    readiness = f"/employees/{cast.lin.uid}/readiness"
    assert {"criteria"} <= {one["code"] for one in _ok(hua.get(readiness))["checks"] if one["state"] == "missing"}
    receipt = _ok(hua.post(f"/employees/{cast.lin.uid}/criteria", {}))["uid"]
    assert hua.post(f"/my/criteria/{receipt}/receive", {}).status_code == 404
    _ok(lin.post(f"/my/criteria/{receipt}/receive", {}))
    (row,) = _ok(lin.get(f"/employees/{cast.lin.uid}/criteria"))
    assert row["received_on"] == "2026-11-26"
    assert "criteria" not in {one["code"] for one in _ok(hua.get(readiness))["checks"] if one["state"] == "missing"}
    assert lin.get(readiness).status_code == 403


def test_a_month_goes_from_colleagues_to_the_answer_by_the_api(cast: Cast, tmp_path: Any, settings: Any) -> None:
    """Three are asked, one in conflict is refused by name; scores have no names; the person objects, HR replies."""
    zhou, lin, han = (_page(cast, key) for key in ("zhou", "lin", "han"))
    report = _report(cast, zhou)
    raters = f"/reports/{report}/raters"
    chosen = [str(cast.employee(key).uid) for key in ("he", "qian", "fang")]
    refused = zhou.post(raters, {"raters": [*chosen[:2], str(cast.employee("zhao").uid)]})
    assert refused.status_code == 422
    assert "赵磊" in refused.json()["fields"]["raters"]
    _ok(zhou.post(raters, {"raters": chosen}))
    assert {one["state"] for one in _ok(zhou.get(raters))} == {"asked"}
    assert lin.get(raters).status_code in (403, 404)
    for key, points in (("he", "78"), ("qian", "74"), ("fang", "80")):
        colleague = _page(cast, key)
        (asked,) = _ok(colleague.get("/my/ratings"))
        _ok(colleague.post(f"/my/ratings/{asked['uid']}", {"score": points, "sentence": f"评分 {points}"}))
        assert colleague.post(f"/my/ratings/{asked['uid']}", {"score": "1", "sentence": "x"}).status_code == 409
    lines = [{"title": f"任务 {n}", "done": n <= 6} for n in range(1, 11)]
    exams = [{"title": "测试基础", "score": "82"}, {"title": "信息安全", "score": "76"}]
    keys = [one.key for one in ARTICLE]
    assert zhou.post(f"/reports/{report}/score", {"inputs": {keys[0]: ["90"]}}).status_code == 422
    inputs = {keys[0]: lines, keys[1]: "records", keys[2]: exams}
    _ok(zhou.post(f"/reports/{report}/score", {"inputs": inputs, "comment": "继续努力。"}))
    draft = _ok(zhou.get(f"/reports/{report}"))
    assert (draft["state"], draft["raters"]) == ("drafted", 3)
    assert lin.get(f"/reports/{report}").status_code == 404
    _ok(zhou.post(f"/reports/{report}/publish", {}))
    told = _ok(lin.get(f"/reports/{report}"))
    assert told["judged"][0]["part"] == "24.0"
    assert not any(name in str(told) for name in ("何静", "钱蓉", "方宁"))
    assert zhou.post(f"/my/reports/{report}/answer", {"objection": None}).status_code == 403
    _ok(lin.post(f"/my/reports/{report}/answer", {"objection": "第 7 项依赖接口。"}))
    assert zhou.post(f"/reports/{report}/reply", {"text": "x"}).status_code == 403
    _ok(han.post(f"/reports/{report}/reply", {"text": "已核对。"}))
    assert queries.report(cast.actor("han"), report).replied_at is not None
    _ok(zhou.post(f"/employees/{cast.lin.uid}/reports", {"month": "2026-10"}))


def test_attendance_is_set_up_asked_for_decided_and_answered_by_the_api(cast: Cast) -> None:
    """A shift and rules, punches, an overtime request, the month told and disputed, the reply, the report."""
    gu, lin, zhou, xu = (_page(cast, key) for key in ("gu", "lin", "zhou", "xu"))
    shift = _ok(gu.post("/shifts", {"key": "白", "title": "白班", "begins": 540, "ends": 1080, "breaks": [[720, 780]]}))
    assert xu.post("/shifts", {"key": "x", "title": "x", "begins": 0, "ends": 60}).status_code == 403
    assert [one["key"] for one in _ok(xu.get("/shifts"))] == ["白"]
    rules = {"valid_from": "2026-09-01", "default_shift": shift["uid"], "read": {"grace_late": 5}}
    path = f"/branches/{cast.branch.uid}/rules"
    assert gu.post(path, {**rules, "read": {"grace": 5}}).status_code == 422
    _ok(gu.post(path, rules))
    (read,) = _ok(xu.get(path))
    assert (read["valid_from"], read["read"]["grace_late"], read["default_shift"]) == ("2026-09-01", 5, shift["uid"])
    moments = [datetime(2026, 10, 12, hour, tzinfo=clock.SHANGHAI) for hour in (9, 20)]
    given = [Given(at, "E20418", moment) for at, moment in enumerate(moments, 2)]
    attendance.add_punches(given, name="t", sha256="", source="device", by=cast.actor("xu"), now=NOW)
    month = {"branch": str(cast.branch.uid), "month": "2026-10"}
    assert _ok(xu.post("/attendance/compute", month)) == {"count": 1}
    asked = _ok(lin.post("/my/requests/overtime", {"day": "2026-10-12", "minutes": 120, "reason": "上线"}))["uid"]
    assert lin.post(f"/requests/{asked}/decision", {"approve": True}).status_code == 403
    assert [one["uid"] for one in _ok(zhou.get("/requests"))] == [asked]
    _ok(zhou.post(f"/requests/{asked}/decision", {"approve": True}))
    assert _ok(xu.post("/attendance/tell", month)) == {"count": 1}
    _ok(lin.post("/my/attendance/2026-10/answer", {"dispute": "少算了"}))
    own = f"/employees/{cast.lin.uid}/attendance/2026-10"
    assert xu.post(f"{own}/confirm", {}).status_code == 409
    _ok(xu.post(f"{own}/reply", {"text": "已核对。"}))
    _ok(xu.post(f"{own}/confirm", {}))
    page = _ok(gu.get(f"/attendance/report?place={cast.branch.uid}&month=2026-10"))
    assert (page["total"], page["items"][0]["overtime_minutes"]) == (1, 120)
    assert {one["kind"] for one in _ok(lin.get(f"/employees/{cast.lin.uid}/leave?year=2026"))} >= {"annual", "in_lieu"}
    cells = [{"employee": str(cast.lin.uid), "day": "2026-11-30", "shift": "白"}]
    assert _ok(zhou.post("/rosters", {"cells": cells})) == {"count": 1}
    need = {"department": str(cast.lin.department.uid), "shift": shift["uid"], "people": [2, 0, 0, 0, 0, 0, 0]}
    assert _ok(zhou.post("/rosters/needs", need)) == {"count": 1}
    publish = {"department": str(cast.lin.department.uid), "month": "2026-11"}
    assert zhou.post("/rosters/publish", publish).status_code == 409
    roster = f"/departments/{cast.lin.department.uid}/roster?month=2026-11"
    told = _ok(zhou.get(roster))
    assert told["cells"] == [{**cells[0], "published": False}]
    assert {(one["code"], one["employee"], one["hard"]) for one in told["faults"]} == {("coverage", None, False)}
    assert _ok(zhou.post("/rosters/publish", {**publish, "knows": True})) == {"count": 1}
    assert _ok(zhou.get(roster))["cells"][0]["published"] is True


def test_a_course_is_made_taken_and_passed_by_the_api(cast: Cast) -> None:
    """HR writes it, the manager assigns, the person passes; what is right is never told."""
    hua, lin = _page(cast, "hua"), _page(cast, "lin")
    course = _ok(hua.post("/courses", {"title": "信息安全", "kind": "safety", "exam_questions": 1}))["uid"]
    good = {"kind": "judge", "text": "离开工位应当锁屏。", "right": [0]}
    bad = {"kind": "single", "text": "选一个", "options": ["一"], "right": [0]}
    said = _ok(hua.post(f"/courses/{course}/questions", {"questions": [good, bad]}))
    assert (said["count"], said["bad"][0]["place"], said["bad"][0]["field"]) == (1, 2, "options")
    assert lin.post("/courses", {"title": "x", "kind": "skill"}).status_code == 403
    _ok(hua.post(f"/courses/{course}/questions", {"questions": [{**good, "text": "口令可以告诉同事。", "right": [1]}]}))
    whole = _ok(hua.get(f"/courses/{course}"))
    assert [one["text"] for one in whole["questions"]] == ["离开工位应当锁屏。", "口令可以告诉同事。"]
    _ok(hua.post(f"/questions/{whole['questions'][1]['uid']}/remove", {}))
    assert len(_ok(hua.get(f"/courses/{course}"))["questions"]) == 1
    _ok(_page(cast, "zhou").post(f"/courses/{course}/people", {"employees": [str(cast.lin.uid)]}))
    (own,) = _ok(lin.get("/my/courses"))
    exam = _ok(lin.post(f"/my/courses/{own['uid']}/exam", {}))
    assert "right" not in exam["questions"][0]
    result = _ok(lin.post(f"/my/courses/{own['uid']}/exam/answers", {"answers": {exam["questions"][0]["uid"]: [0]}}))
    assert result["passed"] is True
    (own,) = _ok(lin.get("/my/courses"))
    assert own["certificate"].startswith("PX-")
    assert date.fromisoformat(own["passed_on"]) == cast.today


def test_every_route_is_closed_to_the_wrong_person(cast: Cast, tmp_path: Any, settings: Any) -> None:
    """Wei keeps everything in another company, Lu has no right: each row of the doors, and no route without one."""
    settings.FILES_DIR = tmp_path
    hua, zhou, lin = cast.actor("hua"), cast.actor("zhou"), cast.actor("lin")
    report = _report(cast, _page(cast, "zhou"))
    row = queries.report(zhou, report)
    asked = [cast.employee(key) for key in ("he", "qian", "fang")]
    rating = ratings.ask(row, asked, by=zhou, now=NOW, tell=False)[0]
    plan = reviews.set_improvement(
        cast.lin, "training", "x", "y", date(2026, 11, 30), date(2026, 12, 31), by=hua, now=NOW
    )
    shift = attendance.add_shift("白", "白班", 540, 1080, [], by=cast.actor("gu"), now=NOW)
    request = attendance.ask_overtime(date(2026, 11, 20), 60, reason="上线", by=lin, now=NOW)
    course = training.create_course(training.CourseTerms("信息安全", "safety"), by=hua, now=NOW)
    (part,) = training.assign(course, [cast.lin], by=hua, now=NOW, tell=False)
    right = {"kind": "judge", "text": "离开时锁屏。", "right": [0]}
    (question,) = training.add_questions(course, [right], by=hua, now=NOW).rows
    begins, ends = NOW + timedelta(days=3), NOW + timedelta(days=3, hours=1)
    session = training.open_session(
        course, starts_at=begins, ends_at=ends, place="一楼", trainer="顾清", by=hua, now=NOW
    )
    held = store.put(a_pdf(), name="讲义.pdf", company=cast.company.pk, now=NOW)
    material = training.add_material(course, "讲义", held, by=hua, now=NOW)
    values = {
        "employee": cast.lin.uid, "position": cast.lin.position.uid, "receipt": row.receipt.uid, "report": report,
        "rating": rating.uid, "plan": plan.uid, "override": NOBODY, "shift": shift.uid, "branch": cast.branch.uid,
        "department": cast.lin.department.uid, "uid": request.uid, "course": course.uid, "participation": part.uid,
        "material": material.uid, "question": question.uid, "session": session.uid,
        "month": "2026-10", "year": "2026",
    }  # fmt: skip

    def filled(text: str) -> str:
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    declared = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in json.loads(snapshot.PATH.read_text())["paths"].items()
        for method in methods
    }
    assert set(DOORS) <= declared
    wrong = []
    for who in ("wei", "lu"):
        caller = _page(cast, who)
        for (method, path), door in DOORS.items():
            where = filled(path + door.query)
            body = json.loads(filled(json.dumps(door.body)))
            answer = caller.get(where) if method == "GET" else caller.post(where, body)
            if answer.status_code != getattr(door, who) or "林晓" in answer.content.decode():
                wrong.append((who, method, path, answer.status_code, answer.content.decode()[:120]))
    assert wrong == []
