"""API v1: the same actions, the same refusals, for programs with a token of one company and some roles."""

import json
import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from partwell.api import labels, snapshot
from partwell.api.tests.fact_doors import DOORS
from partwell.apps.accounts import actions as accounts
from partwell.apps.accounts import deputies
from partwell.apps.appraisals import tasks
from partwell.apps.cases import batches, versions
from partwell.apps.cases.models import Access, Case
from partwell.apps.cases.tests.player import KNOWN, Player
from partwell.apps.documents.tests.conftest import issue_undertaking
from partwell.apps.settlements import actions as settlements
from partwell.lib import clock
from partwell.lib.calculations import CaseInput
from partwell.site.demo.drive import voucher
from tests.criteria import criteria_received

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]


class Caller:
    """A program with a token of one of the cast."""

    def __init__(self, cast: Any, who: str, roles: list[str] | None = None) -> None:
        by = cast.actor(who)
        held = roles if roles is not None else [seat.role for seat in by.seats]
        _row, secret = accounts.create_token("test", held, by=by, now=clock.now())
        self.http = Client(headers={"Authorization": f"Bearer {secret}"})
        self.count = 0

    def post(self, path: str, body: dict[str, Any], key: str = "", language: str = "zh-hans") -> Any:
        """POST with an idempotency key of its own."""
        self.count += 1
        return self.http.post(
            f"/api/v1{path}",
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": key or f"key-{id(self)}-{self.count:04d}", "Accept-Language": language},
        )

    def get(self, path: str) -> Any:
        """GET."""
        return self.http.get(f"/api/v1{path}")


@pytest.fixture
def now(cast: Any) -> Any:
    """The clock stands where the cast lives."""
    clock.freeze(cast.now)
    yield cast.now
    clock.freeze(None)


def test_the_description_is_the_committed_one() -> None:
    """A change of the contract is seen in the diff of openapi.json."""
    assert snapshot.PATH.read_text() == snapshot.text()


def test_the_committed_description_is_served(cast: Any, now: Any) -> None:
    """A program that is signed in reads the contract from the server itself; a stranger does not."""
    answer = Caller(cast, "hua").get("/openapi.json")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/json")
    assert answer.json() == json.loads(snapshot.PATH.read_text())
    assert Client().get("/api/v1/openapi.json").status_code == 401


def test_a_stranger_gets_401_everywhere(cast: Any) -> None:
    """Without a token or a session no route answers, and a wrong token is no token."""
    paths = json.loads(snapshot.PATH.read_text())["paths"]
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        client = Client(headers=headers)
        for path, methods in paths.items():
            url = path.replace("{case}", str(cast.lin.uid)).replace("{paper}", str(cast.lin.uid))
            url = url.replace("{calculation}", str(cast.lin.uid))
            url = url.replace("{employee}", str(cast.lin.uid)).replace("{task}", str(cast.lin.uid))
            url = url.replace("{step}", "ack").replace("{kind}", "undertaking").replace("{clock}", "wages")
            for method in methods:
                answer = client.generic(method.upper(), url, "{}", content_type="application/json")
                assert answer.status_code == 401, (method, path)


def test_hr_starts_the_probation_case_and_gets_the_refusal_to_close(cast: Any, now: Any) -> None:
    """Start, look, close: the refusal names what is missing, by whom, until when, as the page does."""
    Player(cast, now)
    criteria_received(cast, "lin")
    hua = Caller(cast, "hua")
    facts = {name: value for name, value in KNOWN.items() if name not in ("si_arrears", "severance_due")}
    from partwell.apps.people import queries as people

    known = people.facts_of(cast.lin, cast.today)
    body = {
        "employee": str(cast.lin.uid),
        "separation_type": "probation_failure",
        "initiator": "employer",
        "ground": "试用期被证明不符合录用条件",
        "facts": {name: value for name, value in facts.items() if name not in known},
    }
    made = hua.post("/cases", body, key="start-once-0001")
    assert made.status_code == 200, made.content
    again = hua.post("/cases", body, key="start-once-0001")
    assert again.json() == made.json()
    assert Case.objects.count() == 1
    case = made.json()["case"]
    seen = hua.get(f"/cases/{case}").json()
    assert {step["key"] for step in seen["steps"]} >= {"undertaking", "hr_review", "wage_pay"}
    refused = hua.post(f"/cases/{case}/close", {})
    assert refused.status_code == 409
    assert refused.json()["code"] == "open_steps"
    assert refused.json()["missing"][0]["who"]


def test_who_reads_a_case_by_the_api_is_noted(cast: Any, now: Any) -> None:
    """As on the pages: one row a person, kind of reading and hour; a refused read is none."""
    play = Player(cast, now)
    play.start("lin", "probation_failure", "hua")
    hua = Caller(cast, "hua")
    for end in ("", "", "/clocks", "/money", "/steps/criteria/acts"):
        assert hua.get(f"/cases/{play.case}{end}").status_code == 200, end
    assert Caller(cast, "lu").get(f"/cases/{play.case}").status_code == 403
    noted = Access.objects.order_by("pk").values_list("user", "what")
    assert list(noted) == [(cast.user("hua").pk, what) for what in ("case", "clocks", "money", "step")]


def test_jumping_to_a_later_step_is_refused(cast: Any, now: Any) -> None:
    """HR review before the undertaking gets 409 with what it waits for; a role without the step gets 403."""
    play = Player(cast, now)
    play.start("lin", "probation_failure", "hua")
    body = {"items": [{"item": "employer.sign:hr_review"}]}
    jumped = Caller(cast, "hua").post(f"/cases/{play.case}/steps/hr_review", body)
    assert (jumped.status_code, jumped.json()["code"]) == (409, "waits")
    wrong = Caller(cast, "lu").post(f"/cases/{play.case}/steps/hr_review", body)
    assert wrong.status_code == 403


def test_another_company_sees_nothing(cast: Any, now: Any) -> None:
    """Wei of another company gets 404 for the case on every route of it."""
    play = Player(cast, now)
    play.start("lin", "probation_failure", "hua")
    wei = Caller(cast, next(key for key in cast.users if cast.employees[key].company_id != cast.company.pk))
    assert wei.get(f"/cases/{play.case}").status_code == 404
    for path, body in (
        (f"/cases/{play.case}/steps/criteria", {"items": [{"item": "employer.file:hiring_criteria"}]}),
        (f"/cases/{play.case}/close", {}),
        (f"/cases/{play.case}/cancel", {"reason": "x"}),
        (f"/cases/{play.case}/facts", {"values": {"has_loans": True}, "why": "x"}),
        (f"/cases/{play.case}/steps/criteria/papers/hiring_criteria", {}),
    ):
        assert wei.post(path, body).status_code == 404, path


NOBODY = "00000000-0000-7000-8000-000000000000"
BODIES: dict[str, dict[str, Any]] = {
    "/cases/{case}/steps/{step}": {"items": [{"item": "employer.file:hiring_criteria"}]},
    "/cases/{case}/facts": {"values": {"has_loans": True}, "why": "x"},
    "/cases/{case}/cancel": {"reason": "x"},
    "/cases/{case}/clocks/{clock}": {"note": "x"},
    "/employees/{employee}/tasks": {"title": "x", "due_on": "2026-12-01"},
    "/tasks/{task}/done": {"done_on": "2026-11-26"},
    "/tasks/{task}/cancel": {"reason": "x"},
    "/calculations/{calculation}/review": {"answer": "approve"},
    "/cases/{case}/successor": {"employee": "00000000-0000-7000-8000-000000000000"},
    "/cases/{case}/version": {"version": "00000000-0000-7000-8000-000000000000", "choice": "now"},
    "/cases/{case}/steps/{step}/seats": {"kind": "before", "person": NOBODY},
    "/cases/{case}/seats/{seat}/answer": {"decision": "agree"},
    "/cases/{case}/steps/{step}/return": {"to": "criteria", "why": "x"},
    "/cases/{case}/steps/{step}/comments": {"text": "x"},
    "/cases/{case}/steps/{step}/copies": {"persons": [NOBODY]},
    "/cases/{case}/day": {"name": "D", "day": "2026-12-31", "why": "x", "file": NOBODY},
    "/batches/{batch}/people": {"employee": NOBODY, "on": True, "reason": "x"},
    "/papers/{paper}/again": {"reason": "x"},
    "/papers/{paper}/take-back": {"reason": "x"},
    "/my/papers/{paper}/code": {"intent": "sign"},
    "/my/papers/{paper}/answer": {"intent": "decline"},
}
TRIED_ELSEWHERE = "/api/v1/law/"
"""Figures of law are the same for every company; their routes are tried in `test_law_routes`.

Those of `fact_doors.DOORS` are tried in `test_facts_routes`."""
OWN = ("/my/papers/{paper}/code", "/my/papers/{paper}/answer")
"""Routes of a paper's addressee alone: for everybody else such a paper does not exist."""


def test_every_route_of_a_case_or_a_paper_is_closed_to_the_wrong_person(
    cast: Any, now: Any, tmp_path: Any, settings: Any
) -> None:
    """Each declared route that names one: another company's user gets 404, a role without the right 403."""
    settings.FILES_DIR = tmp_path
    play = Player(cast, now)
    play.start("lin", "probation_failure", "hua")
    paper = issue_undertaking(cast, case_uid=play.row.uid)
    sums = CaseInput(cast.company.pk, cast.lin.pk, cast.lin.department.path, case_uid=play.case)
    made = settlements.calculate("si_history", by=cast.actor("tang"), case=sums, now=now)
    base = versions.effective("probation_failure", cast.company.pk, cast.today)
    draft = str(versions.start_draft(by=cast.actor("hua"), base=base.uid, now=now)["template"])
    deputy = deputies.name(cast.user("zhou").uid, cast.today, cast.today, by=cast.actor("hua"), now=now)
    begun = batches.begin(
        by=cast.actor("hua"),
        title="x",
        reason="x",
        employees=[cast.employee("wang").uid],
        planned=cast.today + timedelta(days=40),
        headcount=10,
        now=now,
    )
    batch = str(begun["batch"])
    task = tasks.set_task(cast.lin, "回归测试", date(2026, 12, 1), by=cast.actor("zhou"), now=now)
    routes = [
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in json.loads(snapshot.PATH.read_text())["paths"].items()
        for method in methods
        if "{" in path and not path.startswith(TRIED_ELSEWHERE)
        if (method.upper(), path.removeprefix("/api/v1")) not in DOORS
    ]
    assert len(routes) >= 11
    for who, others, own in (("wei", 404, 404), ("lu", 403, 404)):
        caller = Caller(cast, who)
        for method, path in routes:
            where = path.replace("{case}", str(play.case)).replace("{paper}", str(paper.uid))
            where = where.replace("{employee}", str(cast.lin.uid)).replace("{task}", str(task.uid))
            if path.endswith(("/attendance", "/tasks")):
                where += "?first=2026-09-01&last=2026-11-30"
            where = where.replace("{calculation}", made.uid).replace("{template}", draft)
            where = where.replace("{calculation}", made.uid)
            where = where.replace("{seat}", "1").replace("{batch}", batch).replace("{deputy}", str(deputy.uid))
            where = where.replace("{step}", "criteria").replace("{kind}", "undertaking").replace("{clock}", "wages")
            answer = caller.get(where) if method == "GET" else caller.post(where, BODIES.get(path, {}))
            hidden = path in OWN or path.startswith(("/batches/", "/my/deputies/"))
            assert answer.status_code == (own if hidden else others), (who, method, path, answer.content)
    assert play.row.state == "open"


START = {"separation_type": "probation_failure", "initiator": "employer", "ground": "x"}
WITHOUT_AN_OBJECT: dict[tuple[str, str], tuple[int, int]] = {
    ("GET", "/cases"): (200, 403),
    ("POST", "/cases"): (404, 403),
    ("GET", "/employees"): (200, 200),
    ("GET", "/todos"): (200, 200),
    ("GET", "/errands"): (200, 200),
    ("GET", "/templates"): (200, 403),
    ("POST", "/punches"): (200, 403),
    ("GET", "/my/papers"): (200, 200),
    ("GET", "/my/money"): (404, 404),
    ("GET", "/my/deputies"): (200, 200),
    ("POST", "/my/deputies"): (422, 422),
    ("GET", "/batches"): (200, 403),
    ("POST", "/batches"): (422, 422),
    ("POST", "/my/resignation"): (422, 422),
    ("POST", "/my/notice38"): (422, 422),
    ("POST", "/files"): (422, 422),
}
"""What Wei and Lu get. What opens is their own and names nobody else; what is 422 acts about the caller alone."""


def test_every_other_route_shows_the_caller_only_what_is_his(cast: Any, now: Any) -> None:
    """A route of the description that is tried neither here nor above fails."""
    play = Player(cast, now)
    play.start("lin", "probation_failure", "hua")
    declared = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in json.loads(snapshot.PATH.read_text())["paths"].items()
        for method in methods
        if "{" not in path and not path.startswith(TRIED_ELSEWHERE)
        if (method.upper(), path.removeprefix("/api/v1")) not in DOORS
    }
    assert declared == set(WITHOUT_AN_OBJECT)
    for who, column in (("wei", 0), ("lu", 1)):
        caller = Caller(cast, who)
        for (method, path), statuses in WITHOUT_AN_OBJECT.items():
            body = {**START, "employee": str(cast.lin.uid)} if path == "/cases" else {"wished_day": "x"}
            if path == "/punches":
                body = {"punches": [{"number": cast.lin.number, "at": "2026-10-12T08:55:00+08:00"}]}
            answer = caller.get(path) if method == "GET" else caller.post(path, body)
            assert answer.status_code == statuses[column], (who, method, path, answer.content)
            assert "林晓" not in answer.content.decode(), (who, method, path)
    assert Case.objects.count() == 1


def test_an_employee_without_a_role_gets_403_on_lists(cast: Any, now: Any) -> None:
    """Lists of cases are for HR."""
    assert Caller(cast, "lin", []).get("/cases").status_code == 403


def test_a_token_never_carries_more_than_its_roles(cast: Any, now: Any) -> None:
    """A token of HR's own for no role can't read cases."""
    assert Caller(cast, "hua", []).get("/cases").status_code in (401, 403)


def test_input_of_a_wrong_shape_is_named(cast: Any, now: Any) -> None:
    """Bad dates, unknown items, too long texts: 422 with the field."""
    play = Player(cast, now)
    play.start("wang", "voluntary_resignation", "wang")
    hua = Caller(cast, "hua")
    for body in (
        {"items": [{"item": "employer.seal:resign_ack", "day": "2026-13-01"}]},
        {"items": [{"item": "<script>"}]},
        {"items": [{"item": "employer.seal:resign_ack", "text": "x" * 5000}]},
        {"anchors": {"D": "tomorrow"}},
    ):
        answer = hua.post(f"/cases/{play.case}/steps/ack", body)
        assert answer.status_code == 422, body
        assert answer.json()["fields"]


FIELD_ERRORS = (
    ({"day": "2026-13-01"}, "“日期（第 1 项）”填写有误：没有这个日期或时间，请写成 2026-11-30。", "Day (no. 1): "),
    ({"day": 5.5}, "“日期（第 1 项）”填写有误：", "Day (no. 1): "),
    (
        {"text": "x" * 5000},
        "“文字内容（第 1 项）”填写有误：最多 4000 个字符。",
        "Text (no. 1): At most 4000 characters",
    ),
    ({"text": 7}, "“文字内容（第 1 项）”填写有误：此处应填文字。", "Text (no. 1): Text is expected here."),
)


def test_input_of_a_wrong_shape_is_told_in_the_reader_s_language(cast: Any, now: Any) -> None:
    """The field by its label and a whole sentence: no spelling of the program, nothing of the library's."""
    play = Player(cast, now)
    play.start("wang", "voluntary_resignation", "wang")
    hua = Caller(cast, "hua")
    for wrong, chinese, english in FIELD_ERRORS:
        body = {"items": [{"item": "employer.seal:resign_ack", **wrong}]}
        for language, sentence in (("zh-hans", chinese), ("en", english)):
            answer = hua.post(f"/cases/{play.case}/steps/ack", body, language=language)
            assert answer.status_code == 422, answer.content
            assert answer.json()["sentence"].startswith(sentence), answer.json()
    facts = {"facts": {"si_arrears": {"a": 1}}, "anchors": {"D": "tomorrow"}}
    said = hua.post(f"/cases/{play.case}/steps/ack", facts).json()
    assert set(said["fields"]) == {"body.facts.si_arrears", "body.anchors.D"}, said
    assert "离职日" in said["sentence"]


def asked(schema: Any, schemas: dict[str, Any], known: set[str]) -> set[str]:
    """The names of fields below a schema, with those it refers to."""
    names: set[str] = set()
    if isinstance(schema, list):
        return names.union(*(asked(one, schemas, known) for one in schema))
    if not isinstance(schema, dict):
        return names
    refers = str(schema.get("$ref", "")).rpartition("/")[2]
    if refers and refers not in known:
        known.add(refers)
        names |= asked(schemas[refers], schemas, known)
    if isinstance(schema.get("properties"), dict):
        names |= set(schema["properties"])
    return names.union(*(asked(one, schemas, known) for one in schema.values()))


def test_every_field_of_a_request_has_a_label_in_both_languages() -> None:
    """By the committed description: a new field is named to the reader from its first refusal on."""
    described = json.loads(snapshot.PATH.read_text())
    names: set[str] = set()
    for path in described["paths"].values():
        for act in path.values():
            names |= {one["name"] for one in act.get("parameters", [])}
            names |= asked(act.get("requestBody", {}), described["components"]["schemas"], set())
    assert len(names) > 100
    assert names - labels.LABELS.keys() == set()
    assert all(zh and en and zh != en for zh, en in labels.LABELS.values())


def test_every_no_has_the_same_shape_and_a_sentence_in_chinese(cast: Any, now: Any) -> None:
    """Not there, no JSON, a zero byte, a wrong field, nobody signed in: a code and a sentence of our own."""
    hua = Caller(cast, "hua")
    nothing = "/api/v1/cases/00000000-0000-7000-8000-000000000000"
    key = {"Idempotency-Key": "zero-bytes-1"}
    broken = (b"{no json", b'{"reason": "a\\u0000b"}')
    answers = [hua.http.get(nothing), hua.post("/cases", {"employee": "x", "initiator": "boss"}), Client().get(nothing)]
    answers += [
        hua.http.post(f"{nothing}/cancel", body, content_type="application/json", headers=key) for body in broken
    ]
    assert [answer.status_code for answer in answers] == [404, 422, 401, 400, 400]
    for answer in answers:
        said = answer.json()
        assert said["code"] and said["fields"] is not None and said["missing"] == []
        assert re.search("[\u4e00-\u9fff]", said["sentence"]) and "should" not in said["sentence"], said


def test_a_file_is_kept_once_it_is_what_it_says(cast: Any, now: Any) -> None:
    """Files are recognized by content; a script named .pdf is refused."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    hua = Caller(cast, "hua")
    for content, status in ((voucher("x"), 200), (b"<script>alert(1)</script>", 422)):
        answer = hua.http.post(
            "/api/v1/files",
            {"file": SimpleUploadedFile("paper.pdf", content)},
            headers={"Idempotency-Key": f"file-key-{status}"},
        )
        assert answer.status_code == status, answer.content


def test_punches_are_taken_once_and_bad_ones_are_named(cast: Any, now: Any) -> None:
    """Two good ones, one of a stranger; the same request again gets the first answer; a second one adds nothing."""
    xu = Caller(cast, "xu")
    good = [{"number": "E20418", "at": f"2026-10-12T{at}:00+08:00"} for at in ("08:55", "18:05")]
    body = {"punches": [*good, {"number": "E9", "at": "2026-10-12T08:00:00+08:00"}]}
    first = xu.post("/punches", body, key="punches-0001").json()
    assert (first["taken"], first["known"]) == (2, 0)
    assert first["bad"] == [{"place": 3, "field": "number", "code": "unknown_number"}]
    assert xu.post("/punches", body, key="punches-0001").json() == first
    again = xu.post("/punches", {"punches": good}).json()
    assert (again["taken"], again["known"]) == (0, 2)
    naive = {"punches": [{"number": "E20418", "at": "2026-10-12T08:55:00"}]}
    assert xu.post("/punches", naive).status_code == 422
    months = xu.get(f"/employees/{cast.lin.uid}/attendance?first=2026-09-01&last=2026-11-30")
    assert months.status_code == 200
    assert xu.get(f"/employees/{cast.lin.uid}/courses").json() == []


def test_a_program_keeps_tasks_and_the_employee_records_them_done(cast: Any, now: Any) -> None:
    """Set once by key, recorded by Lin, read by HR with its marks; a colleague's report has no such route."""
    zhou, lin, hua = Caller(cast, "zhou"), Caller(cast, "lin"), Caller(cast, "hua")
    body = {"title": "回归测试", "due_on": "2026-11-20"}
    made = zhou.post(f"/employees/{cast.lin.uid}/tasks", body, key="task-once-01")
    assert made.status_code == 200, made.content
    assert zhou.post(f"/employees/{cast.lin.uid}/tasks", body, key="task-once-01").json() == made.json()
    assert hua.post(f"/employees/{cast.lin.uid}/tasks", body).status_code == 403
    task = made.json()["uid"]
    assert lin.post(f"/tasks/{task}/done", {"done_on": "2026-11-27"}).status_code == 422
    done = lin.post(f"/tasks/{task}/done", {"done_on": "2026-11-20"})
    assert done.json()["late"] == ["set_late", "logged_late"]
    assert zhou.post(f"/tasks/{task}/cancel", {"reason": "x"}).status_code == 409
    listed = hua.get(f"/employees/{cast.lin.uid}/tasks?first=2026-11-01&last=2026-11-30").json()
    assert [one["uid"] for one in listed] == [task]
    assert hua.get(f"/employees/{cast.lin.uid}/reports").json() == []
    assert lin.get(f"/employees/{cast.employee('wang').uid}/reports").status_code == 403


def test_pages_and_the_worker_go_without_the_models_of_the_api(tmp_path: Path) -> None:
    """They are several hundred; a process that serves pages alone never builds them."""
    code = (
        "import sys, django; django.setup();"
        "from django.core import checks; checks.run_checks();"
        "from django.urls import resolve, reverse; reverse('accounts:sign_in');"
        "resolve('/sign-in/'); resolve('/api/v1/x');"
        "sys.exit('partwell.api.v1' in sys.modules or 'ninja' in sys.modules)"
    )
    around = {**os.environ, "DJANGO_SETTINGS_MODULE": "partwell.site.settings", "PARTWELL_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=around, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
