"""The negative story from outside, the undertaking unanswered: two browsers at once, a process killed in the middle."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.live import Site

from . import acts

pytestmark = pytest.mark.e2e

# Requests of a page's own session, as its scripts could send them: the server must hold, whatever a browser does.
# An answer that never came, or was cut off within its body, is 0.
SEND = """async ([path, bodies]) => {
  const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
  const send = body => fetch('/api/v1' + path, {method: 'POST', body: JSON.stringify(body.what), headers: {
    'Content-Type': 'application/json', 'X-CSRFToken': token, 'Idempotency-Key': body.key}})
    .then(async answer => [answer.status, await answer.json()]).catch(() => [0, {}]);
  return Promise.all(bodies.map(send));
}"""
LATER = f"args => {{ window.sent = ({SEND})(args); }}"


def get(page: Any, path: str) -> Any:
    """What the API answers to the person of this page."""
    return page.evaluate("path => fetch('/api/v1' + path).then(answer => answer.json())", path)


def unanswered(page: Any) -> str:
    """The uid of a demo case whose undertaking waits for its employee's answer."""
    for row in get(page, "/cases?state=open")["items"]:
        steps = {step["key"]: step["status"] for step in get(page, f"/cases/{row['uid']}")["steps"]}
        if steps.get("undertaking") == "ready" and steps.get("hr_review") == "waiting":
            return str(row["uid"])
    raise LookupError("no demo case waits for the undertaking")


def test_two_browsers_at_once_close_and_jump_nothing(shared_site: Site, open_browser: Callable[..., Any]) -> None:
    """HR and the HR manager press at the same moment, many times: each attempt is refused, the case stays as it was."""
    hua, gu = open_browser(), open_browser()
    acts.sign_in(hua, "hua")
    acts.sign_in(gu, "gu")
    case = unanswered(hua)
    review = {"items": [{"item": "employer.sign:hr_review"}]}
    for path, what in ((f"/cases/{case}/close", {}), (f"/cases/{case}/steps/hr_review", review)):
        for name, page in (("hua", hua), ("gu", gu)):
            bodies = [{"what": what, "key": f"{name}-{path[-9:].replace('/', '-')}-{n:04d}"} for n in range(6)]
            page.evaluate(LATER, [path, bodies])
        answers = [*hua.evaluate("window.sent"), *gu.evaluate("window.sent")]
        # Closing is HR's, the review is the partner's: the manager holds no seat in it.
        assert {status for status, _body in answers} <= {409, 403}, answers
        assert len(answers) == 12
        assert any(body["code"] in ("open_steps", "waits") for _status, body in answers)
    seen = get(hua, f"/cases/{case}")
    assert seen["state"] == "open"
    assert {step["key"]: step["status"] for step in seen["steps"]}["hr_review"] == "waiting"
    assert shared_site.run("check", "--data", str(shared_site.data)).returncode == 0


def test_one_step_done_by_two_at_once_is_done_once(shared_site: Site, open_browser: Callable[..., Any]) -> None:
    """Two of HR hand in the same step at the same moment: one is recorded, the other is told it is done."""
    hua, gu = open_browser(), open_browser()
    acts.sign_in(hua, "hua")
    acts.sign_in(gu, "gu")
    case = unanswered(hua)
    before = get(hua, f"/cases/{case}")["entries"]
    stated = {"values": {"has_loans": True}, "why": "借款台账"}
    for name, page in (("hua", hua), ("gu", gu)):
        page.evaluate(LATER, [f"/cases/{case}/facts", [{"what": stated, "key": f"{name}-once-0001"}] * 4])
    answers = [*hua.evaluate("window.sent"), *gu.evaluate("window.sent")]
    assert all(status in (200, 409, 422) for status, _body in answers), answers
    told = {body["entry"] for status, body in answers if status == 200}
    # The same key four times is one act: at most one entry a person, and each answer of a key is the same.
    assert 1 <= len(told) <= 2
    seen = get(hua, f"/cases/{case}")
    assert seen["entries"] >= before + len(told)
    assert shared_site.run("check", "--data", str(shared_site.data)).returncode == 0


def test_a_server_killed_in_the_middle_loses_nothing_it_confirmed(site: Site, open_browser: Callable[..., Any]) -> None:
    """Twenty acts are under way when the power goes; what was confirmed is there, nothing is half there, all holds."""
    hua = open_browser(bears_loss=True)
    acts.sign_in(hua, "hua")
    case = unanswered(hua)
    bodies = [
        {"what": {"values": {"has_loans": n % 2 == 0}, "why": f"借款台账第 {n} 页"}, "key": f"killed-{n:06d}"}
        for n in range(20)
    ]
    hua.evaluate(LATER, [f"/cases/{case}/facts", bodies])
    hua.wait_for_timeout(150)
    site.killed_and_started_again()
    confirmed = [body["number"] for status, body in hua.evaluate("window.sent") if status == 200]
    hua.goto("/board/")
    seen = get(hua, f"/cases/{case}")
    assert seen["entries"] >= max(confirmed, default=0)
    assert seen["state"] == "open"
    # The same requests again: what was confirmed answers as before, the rest is done now.
    again = hua.evaluate(SEND, [f"/cases/{case}/facts", bodies])
    assert {status for status, _body in again} <= {200, 409, 422}
    assert {body["number"] for status, body in again if status == 200} >= set(confirmed)
    refused = hua.evaluate(SEND, [f"/cases/{case}/close", [{"what": {}, "key": "after-the-kill"}]])
    assert refused[0][0] == 409 and refused[0][1]["code"] == "open_steps"
    checked = site.run("check", "--data", str(site.data), "--json")
    assert checked.returncode == 0, json.dumps(checked.stdout)
