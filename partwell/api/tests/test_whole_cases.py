"""Both cases of the article from start to closed with nothing but the API: every change of the world is a request."""

import base64
import io
import json
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils.translation import override

from partwell.apps.accounts import actions as accounts
from partwell.apps.cases import audit, casefile, papers, proof, store
from partwell.apps.cases.actions import publish_shipped
from partwell.apps.cases.export import export_case
from partwell.apps.cases.lawful import statutory_retirement
from partwell.apps.cases.models import Case
from partwell.apps.documents import queries as documents
from partwell.apps.evidence import queries as log
from partwell.apps.notices.models import Notice
from partwell.apps.people import queries as people
from partwell.apps.settlements import actions as settlements
from partwell.core.days import add_months
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import Refused
from partwell.site.demo.cases import STATED, record_attendance, special_people
from partwell.site.demo.company import DemoCompany
from partwell.site.demo.drive import Drive, finger
from partwell.site.demo.load import load_people
from partwell.site.demo.names import id_number
from partwell.verifier import verify
from tests.cast import NOW
from tests.stages import stage

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


class ByApi(Drive):
    """Plays with requests instead of actions; each person has a token of the own."""

    def __init__(self, demo: DemoCompany) -> None:
        super().__init__(demo, NOW)
        self._tokens: dict[str, str] = {}
        self.requests = 0

    def call(self, by: Actor, path: str, body: Mapping[str, Any] | None = None, upload: Any = None) -> dict[str, Any]:
        """One POST with a key of its own, sent twice: the second gets the answer of the first."""
        clock.freeze(self.now)
        if by.pid not in self._tokens:
            _row, secret = accounts.create_token(by.name, [seat.role for seat in by.seats], by=by, now=self.now)
            self._tokens[by.pid] = secret
        self.requests += 1
        client = Client(headers={"Authorization": f"Bearer {self._tokens[by.pid]}"})
        headers = {"Idempotency-Key": f"whole-case-{self.requests:06d}"}

        def send() -> Any:
            if upload is not None:
                given = SimpleUploadedFile(upload.name, upload.content)
                return client.post(f"/api/v1{path}", {"file": given}, headers=headers)
            text = json.dumps(body or {}, default=str)
            return client.post(f"/api/v1{path}", text, content_type="application/json", headers=headers)

        answer, again = send(), send()
        clock.freeze(None)
        assert answer.status_code == 200, (path, answer.content.decode())
        assert again.json() == answer.json(), path
        self._seen = None
        return dict(answer.json())

    RISKS = (
        "criteria_not_received",
        "dispatched",
        "judgment_first",
        "no_labor_contract",
        "only_by_own_wish",
        "open_ended_due",
        "probation_too_long",
        "protected_misconduct",
    )
    """Risks that stand in one of the stories; whoever starts it goes on by name."""

    def do_start(
        self, by: Actor, person: Any, separation_type: str, ground: str, facts: Mapping[str, Any], alias: str
    ) -> str:
        """POST /cases."""
        body = {"employee": person.uid, "separation_type": separation_type, "initiator": self.initiator}
        more = {"ground": ground, "facts": facts, "anchors": self.anchors}
        known = {"acknowledged": self.RISKS}
        return str(self.call(by, "/cases", {**body, **more, **known})["case"])

    def do_draft38(self, by: Actor, given: Mapping[str, str]) -> Any:
        """POST /my/notice38."""
        body = {name: value for name, value in given.items() if value}
        return documents.own_document(by, self.call(by, "/my/notice38", body)["uid"])

    def do_draft(self, by: Actor, text: str, wished: date | None) -> Any:
        """POST /my/resignation."""
        made = self.call(by, "/my/resignation", {"text": text, "wished_day": wished})
        return documents.own_document(by, made["uid"])

    def do_make(self, by: Actor, step: str, kind: str, inputs: Mapping[str, str]) -> None:
        """POST /cases/{case}/steps/{step}/papers/{kind}."""
        self.call(by, f"/cases/{self.uid}/steps/{step}/papers/{kind}", {"inputs": inputs})

    def do_hand_in(
        self, by: Actor, step: str, given: proof.Given, facts: Mapping[str, Any], anchors: Mapping[str, date]
    ) -> None:
        """POST /files where there is one, then POST /cases/{case}/steps/{step}."""
        item: dict[str, Any] = {"item": str(given.item), "text": given.text, "number": given.number, "day": given.day}
        item["inputs"] = dict(given.inputs)
        if given.amount is not None:
            item["fen"] = int(given.amount * 100)
        if given.upload is not None:
            item["file"] = self.call(by, "/files", upload=given.upload)["uid"]
        self.call(by, f"/cases/{self.uid}/steps/{step}", {"items": [item], "facts": facts, "anchors": anchors})

    def do_read(self, by: Actor, paper: Any) -> None:
        """A program does not read; how long a person read is told by the reader's page alone."""

    def do_ask_for_code(self, by: Actor, paper: Any, intent: str) -> None:
        """POST /my/papers/{paper}/code."""
        self.call(by, f"/my/papers/{paper.uid}/code", {"intent": intent})

    def do_answer(self, by: Actor, paper: Any, intent: str, code: str, text: str) -> dict[str, Any]:
        """POST /my/papers/{paper}/answer."""
        picture = base64.b64encode(finger(by.name)).decode() if intent != "decline" else ""
        body = {"intent": intent, "code": code, "text": text, "signature": picture}
        return self.call(by, f"/my/papers/{paper.uid}/answer", body)

    def do_close(self, by: Actor) -> None:
        """POST /cases/{case}/close."""
        self.call(by, f"/cases/{self.uid}/close")


@stage
def people_of_demo() -> DemoCompany:
    """The demo's people with their months and confirmed figures, and no case."""
    with override_settings(DEMO=True):
        publish_shipped(NOW)
        return load_people(NOW)


@pytest.fixture
def demo(people_of_demo: DemoCompany, settings: Any) -> DemoCompany:
    """The demo's people; messages go to the demo's phones."""
    settings.DEMO = True
    return people_of_demo


def _closed(drive: ByApi) -> None:
    left = {key: view.status for key, view in drive.views().items() if not view.settled}
    assert not left, left
    drive.close()
    row = Case.objects.get(uid=drive.uid)
    assert row.state == Case.State.CLOSED
    assert audit.rebuild(store.load(row)).faults == ()


def test_the_probation_case_runs_from_start_to_closed(demo: DemoCompany) -> None:
    """HR starts it, fourteen people do their parts, the employee signs with code and picture, HR closes it."""
    drive = ByApi(demo)
    facts = {name: value for name, value in STATED.items() if name != "si_arrears"}
    drive.start("lin", "probation_failure", by="hua", ground="试用期被证明不符合录用条件", facts=facts)
    drive.last_day = drive.now.date() + timedelta(days=4)
    drive.play()
    _closed(drive)


def test_a_resignation_runs_from_the_phone_to_closed(demo: DemoCompany) -> None:
    """The employee's signed answer begins the case and names it; HR states what no record says; it closes."""
    drive = ByApi(demo)
    drive.resign("wang", "家人在外地，需要回去照顾。")
    asked = {"si_arrears": False, "work_injury_grade": "none"}
    drive.call(demo.actor("hua"), f"/cases/{drive.uid}/facts", {"values": asked, "why": "社保台账和工伤台账"})
    drive.play()
    _closed(drive)


KINDS: Mapping[str, Mapping[str, Any]] = {
    "serious_misconduct": {},
    "nonfault_dismissal": {"days": 34},
    "mutual_agreement": {"days": 20, "facts": {"severance_due": True}},
    "contract_expiry": {"who": "ending", "days": 33},
    "retirement": {"who": "retiring"},
    "economic_layoff": {"days": 34},
    "absence_no_contact": {"anchors": {"T0": -6}},
    "death_in_service": {"days": 0, "anchors": {"T0": -1, "A": -1}},
}
"""What each kind needs beyond the ordinary: whose case, days to the last day, days stated at the start."""


def _ready_to_settle(demo: DemoCompany, drive: ByApi, who: str) -> None:
    """Figures and attendance that payroll has of everyone."""
    person = demo.employees[who]
    for name in ("average_wage_12m", "average_wage_without_overtime"):
        by = demo.actor("he")
        settlements.state_figure(person.uid, name, Decimal(12000), source="工资台账", by=by, now=drive.now)
    record_attendance(demo, people.by_pk(person.pk), drive.now, ahead=drive.last_day)


def _retires_soon(person: Any, today: date) -> date:
    """Make him old enough to reach the age of the law within the year whose holidays are known; that day."""
    for months in range(720, 780):
        born = add_months(today.replace(day=20), -months)
        day = statutory_retirement(born, "M60")
        if day < add_months(today, 1):
            person.id_number = id_number(61, born)
            person.save()
            return day
    raise AssertionError


@pytest.mark.parametrize(
    "kind",
    ["mutual_agreement", *(pytest.param(one, marks=pytest.mark.once) for one in KINDS if one != "mutual_agreement")],
)
def test_a_case_of_every_other_kind_runs_to_closed(demo: DemoCompany, kind: str) -> None:
    """Papers, sums, seals, signatures on the phone, deliveries: all of it by requests, and its entries prove it."""
    more = KINDS[kind]
    drive = ByApi(demo)
    special_people(demo)
    who = more.get("who", "wang")
    today = drive.now.astimezone(SHANGHAI).date()
    drive.anchors = {name: today + timedelta(days=days) for name, days in more.get("anchors", {}).items()}
    drive.last_day = today + timedelta(days=more.get("days", 12))
    if kind == "contract_expiry":
        apps.get_model("people.Contract").objects.filter(employee=demo.employees[who]).update(ends_on=drive.last_day)
    if kind == "retirement":
        drive.last_day = drive.anchors["R"] = _retires_soon(demo.employees[who], today)
    _ready_to_settle(demo, drive, who)
    drive.start(who, kind, by="hua", ground="公司决定", facts=STATED | more.get("facts", {}))
    drive.play(by={"rule_valid": 1})
    _closed(drive)


def _agreement_to_sign(demo: DemoCompany) -> ByApi:
    """Wang's mutual agreement, at the step where both sides sign it."""
    drive = ByApi(demo)
    special_people(demo)
    drive.last_day = drive.now.astimezone(SHANGHAI).date() + timedelta(days=20)
    _ready_to_settle(demo, drive, "wang")
    drive.start("wang", "mutual_agreement", by="hua", ground="公司决定", facts=STATED | {"severance_due": True})
    drive.play(until="agreement_signed")
    return drive


def test_a_signature_taken_back_on_the_phone_leaves_a_new_version_to_sign(demo: DemoCompany) -> None:
    """The receipt offers it until the company seals; the old version says so and the new one refers to it."""
    drive = _agreement_to_sign(demo)
    step = drive.views()["agreement_signed"].step
    signed, sealed = step.evidence[0]
    drive._item(step, signed, "sign", "")
    old = papers.current(drive.row, "mutual_agreement")
    page, back = Client(), f"/my/papers/{old.uid}/take-back/"
    page.force_login(demo.users_by_key["wang"], backend="django.contrib.auth.backends.ModelBackend")
    clock.freeze(drive.now)
    receipt = page.get(f"/my/papers/{old.uid}/receipt").content.decode()
    assert back in receipt and "公司尚未签署" in page.get(back).content.decode()
    answer = page.post(back, {"why": "还要想一想", "request_key": "k" * 32}, follow=True).content.decode()
    clock.freeze(None)
    assert "这份签署已撤回" in answer and back not in answer
    drive._seen = None
    drive._work()
    told = Notice.objects.get(template="answer_kept", subject_uid=old.uid)
    assert documents.answer_of(old).receipt in told.text
    assert told.link == f"/my/papers/{old.uid}/receipt/"
    drive.do_make(demo.actor("hua"), step.key, "mutual_agreement", drive._inputs("mutual_agreement"))
    new = papers.current(drive.row, "mutual_agreement")
    assert (new.version, new.replaces_id) == (2, old.pk)
    assert any(f"代替编号 {old.number} 的文书" in note for note in documents.paper_of(new)["notes"])
    drive._item(step, signed, "sign", "")
    drive._item(step, sealed, "sign", "")
    assert drive.views()["agreement_signed"].settled
    clock.freeze(drive.now)
    assert page.get(f"/my/papers/{new.uid}/take-back/").status_code == 302
    assert page.post(f"/my/papers/{new.uid}/take-back/", {"request_key": "m" * 32}).status_code in (403, 409)
    clock.freeze(None)
    _a_late_receipt_is_listed_and_the_earlier_round_marked(demo, drive)
    assert audit.rebuild(store.load(Case.objects.get(uid=drive.uid))).faults == ()


def test_what_a_cancelled_case_asked_to_be_signed_is_withdrawn(demo: DemoCompany) -> None:
    """Nobody signs an agreement after the talks ended; the entries still hold."""
    drive = _agreement_to_sign(demo)
    drive.do_make(demo.actor("hua"), "agreement_signed", "mutual_agreement", drive._inputs("mutual_agreement"))
    paper = papers.current(drive.row, "mutual_agreement")
    drive.call(demo.actor("gu"), f"/cases/{drive.uid}/cancel", {"reason": "双方没有谈成"})
    paper.refresh_from_db()
    assert paper.state == "withdrawn"
    with override("en"), pytest.raises(Refused, match="replaced or withdrawn"):
        proof.answer(by=demo.actor("wang"), paper=paper.uid, intent="decline", now=drive.now)
    assert audit.rebuild(store.load(Case.objects.get(uid=drive.uid))).faults == ()
    out = io.BytesIO()
    export_case(drive.uid, out, by=demo.actor("gu"), now=drive.now)
    report = verify(out.getvalue())
    assert report.exit_code == 0 and report.check("process").status == "pass", report.text()


def _a_late_receipt_is_listed_and_the_earlier_round_marked(demo: DemoCompany, drive: ByApi) -> None:
    """A certificate delivered by message and signed for later: its receipt stands in the list of evidence."""
    drive.play(until="certificate")
    step = drive.views()["certificate"].step
    drive._item(step, step.evidence[1][0], "sign", "")
    assert drive.views()["certificate"].settled
    drive._sign(demo.actor("wang"), papers.current(drive.row, "certificate"), "sign")
    with override("en"):
        rows = [row for group in casefile.of_case(drive.row, drive.now).groups for row in group.rows]
    late = [row for row in rows if row.step == "certificate" and row.title.startswith("signed by the employee")]
    agreed = [row.title for row in rows if row.step == "agreement_signed" and row.party == "employee"]
    entries = log.entries(drive.row.stream)
    assert [entries[row.entry - 1].type for row in late] == ["document.answered"]
    assert ["earlier round" in title for title in agreed] == [True, False]


def test_a_notice_under_article_38_runs_from_the_phone_to_closed(demo: DemoCompany) -> None:
    """The employee's signed words begin the case, name the ground and fix the last day."""
    drive = ByApi(demo)
    _ready_to_settle(demo, drive, "wang")
    given = {"ground38": "unpaid_wage", "happened": "上月工资未发。", "ends_on": ""}
    drive.last_day = drive.now.astimezone(SHANGHAI).date()
    drive.notice38("wang", given)
    assert drive.row.facts["ground38"] == "unpaid_wage"
    asked = {"si_arrears": False, "work_injury_grade": "none"}
    drive.call(demo.actor("hua"), f"/cases/{drive.uid}/facts", {"values": asked, "why": "台账"})
    drive.play()
    _closed(drive)
