"""The agreement on electronic signatures by its pages: taken or handed out, answered, and what a signature is then."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from partwell.apps.cases import errands
from partwell.apps.documents import consent
from partwell.apps.documents.models import Answer, Document
from partwell.apps.evidence import queries as log
from partwell.apps.notices.models import Notice
from partwell.lib import clock
from tests.cast import NOW, Cast

from .test_reader import at, give, html, signed_in

PAGE = "/my/e-signature/"


@pytest.fixture(autouse=True)
def _now() -> Any:
    clock.freeze(NOW)
    yield
    clock.freeze(None)


def waiting(cast: Cast) -> list[str]:
    return [one.address for one in errands.of(cast.actor("lin"), clock.now()) if one.code == "paper"]


def signs(client: Client, paper: Document, sent: list[dict[str, Any]], key: str) -> Answer:
    client.post(at("code", paper), {"intent": "sign"}, headers={"HX-Request": "true"})
    give(client, paper, code=sent[-1]["context"]["code"], request_key=key)
    return Answer.objects.get(document=paper)


def test_a_person_takes_it_signs_it_and_signatures_have_level_a_from_then_on(
    cast: Cast, undertaking: Document, sent: list[dict[str, Any]]
) -> None:
    """Signing the agreement itself has no level; asking twice gives one paper; a signed one stands."""
    lin = signed_in(cast, "lin")
    assert "阅读确认书" in html(lin.get(PAGE))
    first, second = lin.post(PAGE), lin.post(PAGE)
    paper = Document.objects.get(kind="signature_consent")
    assert first["Location"] == second["Location"] == at("reader", paper)
    assert "138••••2048" in paper.paper
    assert paper.issued_by == "system"
    assert at("reader", paper) in waiting(cast)
    assert signs(lin, paper, sent, "k1").level == ""
    assert at("reader", paper) not in waiting(cast)
    assert "您已签署确认书" in html(lin.get(PAGE))
    assert lin.post(PAGE).status_code == 409
    clock.freeze(NOW + timedelta(minutes=5))
    assert signs(lin, undertaking, sent, "k2").level == "A"


def test_who_declines_signs_without_a_level_and_may_change_the_mind(
    cast: Cast, undertaking: Document, sent: list[dict[str, Any]]
) -> None:
    """HR hands it out; declining costs nothing, and another can be taken up at any time."""
    hua, lin = signed_in(cast, "hua"), signed_in(cast, "lin")
    assert hua.post(f"/people/{cast.lin.uid}/e-signature/").status_code == 302
    paper = consent.standing(cast.lin.pk)
    assert paper is not None and at("reader", paper) in waiting(cast)
    give(lin, paper, intent="decline", signature_png="", request_key="k1")
    assert "您没有签署确认书" in html(lin.get(PAGE))
    assert signs(lin, undertaking, sent, "k2").level == ""
    assert lin.post(PAGE).status_code == 302
    assert Document.objects.filter(kind="signature_consent").count() == 2


def test_without_a_number_for_codes_it_says_whom_to_ask(cast: Cast) -> None:
    """Nothing is made."""
    cast.lin.phone = ""
    cast.lin.save()
    answer = signed_in(cast, "lin").post(PAGE)
    assert answer.status_code == 409 and "请联系 HR" in html(answer)
    assert not Document.objects.exists()


def test_hr_reads_how_the_agreement_stands_instead_of_a_button_that_would_refuse(
    cast: Cast, sent: list[dict[str, Any]]
) -> None:
    """Handed out, it waits; agreed, it stands; the number of the receipt goes out at once, with no case around."""
    hua, lin = signed_in(cast, "hua"), signed_in(cast, "lin")
    page, button = f"/people/{cast.lin.uid}/", "发放电子签名使用确认书"
    assert button in html(hua.get(page))
    hua.post(f"{page}e-signature/")
    shown = html(hua.get(page))
    assert button not in shown and "电子签名使用确认书待本人答复" in shown
    paper = consent.standing(cast.lin.pk)
    assert paper is not None
    answer = signs(lin, paper, sent, "k1")
    shown = html(hua.get(page))
    assert button not in shown and "已约定电子签名" in shown
    told = Notice.objects.get(template="answer_kept")
    assert told.to_employee_id == cast.lin.pk and answer.receipt in told.text and "华敏" in told.text
    assert told.link == f"/my/papers/{paper.uid}/receipt/" and told.stream_id == paper.stream_id


def test_who_declines_can_be_offered_it_again(cast: Cast) -> None:
    """A declined agreement leaves HR the button."""
    hua, lin = signed_in(cast, "hua"), signed_in(cast, "lin")
    hua.post(f"/people/{cast.lin.uid}/e-signature/")
    paper = consent.standing(cast.lin.pk)
    assert paper is not None
    give(lin, paper, intent="decline", signature_png="", request_key="k1")
    assert "发放电子签名使用确认书" in html(hua.get(f"/people/{cast.lin.uid}/"))


def test_the_person_goes_back_to_paper_at_any_time(
    cast: Cast, undertaking: Document, sent: list[dict[str, Any]]
) -> None:
    """From then on a signature has no agreed level; what was signed stays, and one may agree anew."""
    lin = signed_in(cast, "lin")
    assert lin.post(PAGE, {"act": "end"}).status_code == 409
    lin.post(PAGE)
    paper = consent.standing(cast.lin.pk)
    assert paper is not None
    before = signs(lin, paper, sent, "k1")
    assert "以后改用纸质签署" in html(lin.get(PAGE))
    assert lin.post(PAGE, {"act": "end"}).status_code == 302
    assert "阅读确认书" in html(lin.get(PAGE)) and consent.state(cast.lin.pk) == ""
    clock.freeze(NOW + timedelta(minutes=5))
    assert signs(lin, undertaking, sent, "k2").level == ""
    assert Answer.objects.get(document=paper) == before
    ended = [one for one in log.entries(paper.stream) if one.type == "document.withdrawn"]
    assert [one.actor for one in ended] == [cast.actor("lin").pid]
    lin.post(PAGE)
    assert consent.state(cast.lin.pk) == "waits"


def test_hr_ends_it_for_a_written_request_that_is_named(cast: Cast, sent: list[dict[str, Any]]) -> None:
    """Nobody else does; without words nothing happens."""
    hua, lin = signed_in(cast, "hua"), signed_in(cast, "lin")
    lin.post(PAGE)
    paper = consent.standing(cast.lin.pk)
    assert paper is not None
    signs(lin, paper, sent, "k1")
    page = f"/people/{cast.lin.uid}/e-signature/end/"
    assert page in html(hua.get(f"/people/{cast.lin.uid}/")) and hua.get(page).status_code == 200
    assert hua.post(page, {"reason": " "}).status_code == 422
    assert consent.state(cast.lin.pk) == "agreed"
    assert hua.post(page, {"reason": "2026年11月26日书面要求，原件存档"}).status_code == 302
    assert consent.state(cast.lin.pk) == "" and hua.get(page).status_code == 302
