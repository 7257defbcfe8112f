"""Both cases of the article from start to closed with nothing but the API: every change of the world is a request."""

import base64
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from partwell.apps.accounts import actions as accounts
from partwell.apps.cases import audit, proof, store
from partwell.apps.cases.models import Case
from partwell.apps.documents import queries as documents
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.site.demo.cases import STATED
from partwell.site.demo.company import DemoCompany
from partwell.site.demo.drive import Drive, finger
from partwell.site.demo.load import load_people
from tests.cast import NOW

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

    def do_start(
        self, by: Actor, person: Any, separation_type: str, ground: str, facts: Mapping[str, Any], alias: str
    ) -> str:
        """POST /cases."""
        body = {"employee": person.uid, "separation_type": separation_type, "initiator": "employer", "ground": ground}
        return str(self.call(by, "/cases", {**body, "facts": facts})["case"])

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


@pytest.fixture
def demo(settings: Any) -> DemoCompany:
    """The demo's people with their months and confirmed figures, and no case; messages go to the demo's phones."""
    settings.DEMO = True
    from partwell.apps.cases.actions import publish_shipped

    publish_shipped(NOW)
    return load_people(NOW)


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
