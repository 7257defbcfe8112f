"""The reader's pages: a paper page by page, a code, the three answers, the receipt; and what each refuses."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from partwell.apps.documents.models import Answer, Document, Reading
from partwell.apps.evidence import queries as evidence
from partwell.lib import clock
from tests.cast import NOW, Cast

from .conftest import a_signature, as_form_field


@pytest.fixture(autouse=True)
def _now():
    clock.freeze(NOW)
    yield
    clock.freeze(None)


def signed_in(cast: Cast, key: str) -> Client:
    client = Client()
    client.force_login(cast.user(key), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def lin(cast: Cast) -> Client:
    return signed_in(cast, "lin")


def at(name: str, document: Document) -> str:
    return reverse(f"documents:{name}", args=[document.uid])


def html(response: Any) -> str:
    return response.content.decode()


def test_a_paper_is_read_page_by_page(lin: Client, undertaking) -> None:
    """Each page shows its part, the progress and what does not depend on it; escaping holds; nothing is inline."""
    page = html(lin.get(at("reader", undertaking) + "?page=2"))
    assert "二、公司补发金额" in page and "一、离职情况" not in page
    assert '<span class="pw-fill">1,050.00</span>' in page and "壹仟零伍拾元整" in page
    assert "月工资 5,000.00 × 2 个月 × 10.5%" in page
    assert "都照常办理" in page
    assert "<c-" not in page and not re.search(r"<[^>]+ (style|onclick)=", page)
    assert not Reading.objects.exists()


@pytest.mark.parametrize("page", ["0", "99", "-1", "x", "１", "9" * 40])
def test_a_page_that_is_not_there_shows_one_that_is(lin: Client, undertaking, page: str) -> None:
    """A mistyped page is no error."""
    assert lin.get(at("reader", undertaking) + f"?page={page}").status_code == 200


def test_next_notes_the_page_and_the_time_it_was_shown(lin: Client, undertaking) -> None:
    """The time is measured by the server from a signed mark; a forged one counts nothing."""
    shown = re.search(r'name="shown" value="([^"]+)"', html(lin.get(at("reader", undertaking)))).group(1)
    clock.freeze(NOW.replace(minute=NOW.minute + 1))
    response = lin.post(at("read", undertaking), {"page": "1", "shown": shown, "goto": "2"})
    assert response["Location"].endswith("?page=2")
    assert Reading.objects.get().seconds == {"1": 60}
    lin.post(at("read", undertaking), {"page": "5", "shown": "forged", "goto": "answer"})
    reading = Reading.objects.get()
    assert reading.seconds == {"1": 60, "5": 0} and reading.read_at is not None


def test_the_answer_page_offers_equal_choices_with_none_chosen(lin: Client, undertaking) -> None:
    """Three choices of the same class; declining stands open before anything was read."""
    page = html(lin.get(at("answer", undertaking)))
    assert page.count('class="pw-opt"') == 3 and " checked>" not in page
    assert "138••••2048" in page


def give(client: Client, document: Document, **given: Any) -> Any:
    form = {"intent": "sign", "signature_png": as_form_field(a_signature()), "request_key": "k1"} | given
    return client.post(at("answer", document), form)


def test_signing_with_a_code_leads_to_the_receipt_also_after_a_double_tap(lin: Client, undertaking, sent) -> None:
    """One answer, and the second tap sees the same receipt."""
    part = lin.post(at("code", undertaking), {"intent": "sign"}, headers={"HX-Request": "true"})
    assert part.status_code == 200 and 'data-wait="60"' in html(part)
    code = sent[-1]["context"]["code"]
    for _tap in range(2):
        response = give(lin, undertaking, code=code)
        assert response["Location"] == at("receipt", undertaking)
    page = html(lin.get(at("receipt", undertaking)))
    answer = Answer.objects.get()
    assert answer.receipt in page and answer.method == "signed_in_code_finger"
    copy = lin.post(at("copy", undertaking))
    assert copy["Content-Type"] == "application/pdf" and copy["X-Content-Type-Options"] == "nosniff"
    assert lin.get(at("answer", undertaking))["Location"] == at("receipt", undertaking)


def test_declining_takes_one_tap(lin: Client, undertaking) -> None:
    """No code, no signature, no reason."""
    response = give(lin, undertaking, intent="decline", signature_png="")
    assert response["Location"] == at("receipt", undertaking)
    assert Answer.objects.get().intent == "decline"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"intent": ""}, "intent"),
        ({"intent": "agree"}, "intent"),
        ({"signature_png": ""}, "signature_png"),
        ({"signature_png": "data:image/svg+xml;base64,PHN2Zz4="}, "signature_png"),
        ({"signature_png": "data:image/png;base64,!!"}, "signature_png"),
        ({"code": "123456"}, "code"),
        ({"intent": "sign_with_reservation", "text": ""}, "text"),
        ({"intent": "sign_with_reservation", "text": "字" * 2001}, "text"),
        ({"intent": "sign_with_reservation", "text": "不", "sections": "77"}, "sections"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field_and_nothing_is_kept(lin: Client, undertaking, given, field) -> None:
    """422, the choice and the words are still there, no answer, no entry."""
    response = give(lin, undertaking, **given)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not Answer.objects.exists()
    if given.get("text"):
        assert given["text"][:2000] in html(response)


def test_words_of_a_person_are_never_markup(lin: Client, cast: Cast, undertaking, sent) -> None:
    """A script in an objection is shown as letters."""
    lin.post(at("code", undertaking), {"intent": "sign_with_reservation"})
    words = "<script>alert(1)</script>"
    give(lin, undertaking, intent="sign_with_reservation", text=words, code=sent[-1]["context"]["code"])
    page = html(signed_in(cast, "hua").get(at("receipt", undertaking)))
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_code_too_soon_is_answered_in_place(lin: Client, undertaking, sent) -> None:
    """The part of the page says when to ask again; nothing is sent."""
    for status in (200, 409):
        response = lin.post(at("code", undertaking), {"intent": "sign"}, headers={"HX-Request": "true"})
        assert response.status_code == status
    assert len(sent) == 1 and "60" in html(response)
    assert lin.post(at("code", undertaking), {"intent": ""}).status_code == 422


def test_a_download_is_recorded_and_posted(lin: Client, undertaking) -> None:
    """By GET nothing leaves."""
    assert lin.get(at("file", undertaking)).status_code == 405
    response = lin.post(at("file", undertaking))
    assert response["Content-Disposition"].startswith("attachment")
    assert evidence.entries(undertaking.stream)[-1].type == "document.downloaded"


@pytest.mark.parametrize("name", ["reader", "read", "file", "copy", "code", "answer", "receipt"])
@pytest.mark.parametrize(("key", "status"), [("wei", 404), ("wang", 404), ("zhao", 403)])
def test_who_may_not_see_a_paper_gets_no_page_of_it(cast: Cast, undertaking, name: str, key: str, status: int) -> None:
    """Another company and a colleague 404; a manager whose role does not read this kind 403, or 404 for its answer."""
    client = signed_in(cast, key)
    post = name in ("read", "file", "copy", "code")
    response = client.post(at(name, undertaking)) if post else client.get(at(name, undertaking))
    assert response.status_code == (404 if name in ("code", "answer") else status)


@pytest.mark.parametrize("name", ["reader", "answer", "receipt"])
def test_a_stranger_is_sent_to_sign_in(db, cast: Cast, undertaking, name: str) -> None:
    """No page without a signed-in person."""
    assert "sign-in" in Client().get(at(name, undertaking))["Location"]


def test_hr_reads_along_without_answering(cast: Cast, undertaking) -> None:
    """HR sees the paper and no button to answer; its reading is not the employee's."""
    hua = signed_in(cast, "hua")
    page = html(hua.get(at("reader", undertaking) + "?page=5"))
    assert at("answer", undertaking) not in page and 'value="answer"' not in page
    hua.post(at("read", undertaking), {"page": "5", "goto": "answer"})
    assert not Reading.objects.exists()
    assert hua.get(at("answer", undertaking)).status_code == 404
