"""Figures of law by the API: looked up, asked by one, confirmed by another, closed to the wrong person."""

import json
from typing import Any

import pytest
from django.test import Client

from partwell.apps.law import queries
from partwell.apps.law.hangzhou import sample_paper
from partwell.lib import clock
from tests.cast import NOW, TODAY, Cast

MEDICAL = "social_insurance.medical.employer"
FIGURES = "/api/v1/law/cities/330100/figures"


@pytest.fixture(autouse=True)
def _day(cast: Cast) -> object:
    clock.freeze(NOW)
    yield
    clock.freeze(None)


def call(cast: Cast, who: str, path: str, body: dict[str, Any] | None = None, key: str = "key-00001") -> Any:
    """One request as a person of the cast."""
    client = Client()
    client.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")
    if body is None:
        return client.get(path)
    headers = {"Idempotency-Key": key}
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def wish(cast: Cast, **changes: Any) -> dict[str, Any]:
    """A figure with its paper."""
    paper = sample_paper(company=cast.company.pk, now=NOW)
    paper.save()
    typed = {"value": "0.097", "valid_from": "2026-01-01", "valid_to": "2026-12-31", "ref": "杭医保〔2026〕1号"}
    return {**typed, "paper": str(paper.uid), **changes}


def test_a_figure_is_read_asked_and_confirmed(cast: Cast) -> None:
    """The same request asks once; the answer of a second person makes it count."""
    before = {one["key"]: one for one in call(cast, "tang", FIGURES).json()}
    assert (before[MEDICAL]["value"], before[MEDICAL]["status"], before[MEDICAL]["printable"]) == (
        "0.095",
        "secondary",
        False,
    )
    body = wish(cast)
    first = call(cast, "tang", f"{FIGURES}/{MEDICAL}/confirmations", body)
    assert first.status_code == 200, first.content
    assert call(cast, "tang", f"{FIGURES}/{MEDICAL}/confirmations", body).json() == first.json()
    answer = f"/api/v1/law/confirmations/{first.json()['uid']}/answer"
    assert call(cast, "tang", answer, {"confirmed": True}, "key-00002").status_code == 409
    assert call(cast, "gu", answer, {"confirmed": True}, "key-00003").json()["answered_by"] == "顾清"
    assert queries.figures(cast.company.pk, "330100")(MEDICAL, TODAY).printable
    old = {one["key"]: one for one in call(cast, "tang", f"{FIGURES}?on=2025-06-30").json()}
    assert old[MEDICAL]["status"] != "confirmed"


def test_cities_and_the_round_are_listed(cast: Cast) -> None:
    """Own branches first; by name, pinyin or code; each company its own round."""
    found = call(cast, "tang", "/api/v1/law/cities").json()
    assert (found[0]["code"], len(found)) == ("330100", 337)
    assert [one["name"] for one in call(cast, "tang", "/api/v1/law/cities?q=ningbo").json()] == ["宁波市"]
    assert [one["code"] for one in call(cast, "tang", "/api/v1/law/campaign").json()] == ["330100"]
    assert [one["code"] for one in call(cast, "wei", "/api/v1/law/campaign").json()] == ["320500"]


@pytest.mark.parametrize("who", ["lin", "zhao", "lu"])
def test_the_routes_are_closed_to_who_keeps_no_figures(cast: Cast, who: str) -> None:
    """403 with a sentence, also for acting."""
    for path in ("/api/v1/law/cities", FIGURES, "/api/v1/law/campaign"):
        assert call(cast, who, path).status_code == 403
    assert call(cast, who, f"{FIGURES}/{MEDICAL}/confirmations", wish(cast)).status_code == 403


def test_what_cannot_be_is_refused(cast: Cast) -> None:
    """No such city, no such figure, a value that is none, a paper of another company, another company's question."""
    assert call(cast, "tang", "/api/v1/law/cities/339900/figures").status_code == 404
    assert call(cast, "tang", "/api/v1/law/cities/33/figures").status_code == 422
    for number, changes in enumerate(({"value": "9.7"}, {"value": "x"}, {"valid_to": "2025-01-01"}, {"ref": ""})):
        body = wish(cast, **changes)
        answer = call(cast, "tang", f"{FIGURES}/{MEDICAL}/confirmations", body, f"bad-key-{number}")
        assert answer.status_code == 422, changes
    path = f"{FIGURES}/no.such.key/confirmations"
    assert call(cast, "tang", path, wish(cast), "bad-key-9").status_code == 422
    body = wish(cast)
    assert call(cast, "wei", f"{FIGURES}/{MEDICAL}/confirmations", body, "bad-key-10").status_code in (403, 422)
    made = call(cast, "tang", f"{FIGURES}/{MEDICAL}/confirmations", body, "good-key-1").json()
    answer = f"/api/v1/law/confirmations/{made['uid']}/answer"
    assert call(cast, "wei", answer, {"confirmed": True}, "bad-key-11").status_code == 404
    assert call(cast, "lu", answer, {"confirmed": True}, "bad-key-12").status_code == 403
