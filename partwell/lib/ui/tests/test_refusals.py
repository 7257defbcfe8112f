"""A refusal that an action raises becomes a page with its status, or a part of a page for htmx."""

import io
import logging
import re
from typing import Any

import pytest
from django.test import Client

from partwell.lib.ui import refusals

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["403", "404", "409", "422"])
def test_each_refusal_is_a_page_with_its_status(gallery_site: None, client: Any, kind: str) -> None:
    """Page and status agree, and there is a way on."""
    response = client.get(f"/gallery/refuse/{kind}/")
    assert response.status_code == int(kind)
    html = response.content.decode()
    assert "<h1>" in html and 'href="/"' in html and "<c-" not in html


def test_a_refused_act_says_what_who_until_when_and_what_is_not_affected(gallery_site: None, client: Any) -> None:
    """The page shows the same value that the API returns."""
    html = client.get("/gallery/refuse/409/").content.decode()
    for words in (
        "现在不能进入 HR 审核",
        "《离职保证书》没有签署",
        "林晓",
        "公司内部期限",
        "社保补缴、工资、离职证明不受影响",
    ):
        assert words in html


def test_htmx_gets_the_refusal_alone(gallery_site: None, client: Any) -> None:
    """It goes to the place for answers, so that what was filled in stays."""
    response = client.post("/gallery/refuse/409/", headers={"HX-Request": "true"})
    assert response.status_code == 409 and response.headers["HX-Retarget"] == "#pw-answer"
    assert "<html" not in response.content.decode() and "林晓" in response.content.decode()


def test_input_is_shown_again_but_never_a_secret(gallery_site: None, client: Any) -> None:
    """A page without the form lists what was filled in."""
    html = client.post(
        "/gallery/refuse/422/",
        {"left_on": "2026-12-10", "password": "hush-hush", "code": "123456", "why": "家里有事", "item": "0:hr_manager"},
    ).content.decode()
    assert "理由" in html and "家里有事" in html, "with the word the form uses"
    assert "left_on" not in html and "hr_manager" not in html, "names and keys of the program are nobody's words"
    assert "2026-12-10" in html and "hush-hush" not in html and "123456" not in html


def test_an_unknown_address_is_answered_with_a_sentence(client: Any) -> None:
    """404 in the person's language."""
    response = client.get("/no-such-page/")
    assert response.status_code == 404 and "这里没有您可以查看的内容" in response.content.decode()


@pytest.mark.parametrize("asked", ["an unknown address", "a wrong host", "a form of another session", "too often"])
def test_an_answer_of_the_frame_has_a_name_too(asked: str, rf: Any, settings: Any) -> None:
    """The tab of the browser and a screen reader say first what the page says, whoever made the answer."""
    settings.ALLOWED_HOSTS = ["hr.example.cn"]
    client = Client(enforce_csrf_checks=True, headers={"host": "hr.example.cn"})
    response = {
        "an unknown address": lambda: client.get("/no-such-page/"),
        "a wrong host": lambda: client.get("/sign-in/", headers={"host": "other.example.cn"}),
        "a form of another session": lambda: client.post("/sign-in/"),
        "too often": lambda: refusals.too_many(rf.get("/sign-in/")),
    }[asked]()
    html = response.content.decode()
    title, headline = (re.search(f"<{tag}>(.*?)</{tag}>", html).group(1) for tag in ("title", "h1"))
    assert headline and title == f"{headline} · PartWell 善离"


def test_a_wrong_host_is_one_line_of_the_log(settings: Any) -> None:
    """Anybody can send it a thousand times; a traceback each would bury what a person has to read."""
    settings.ALLOWED_HOSTS = ["hr.example.cn"]
    console = next(one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    written = io.StringIO()
    before = console.setStream(written)
    try:
        assert Client().get("/sign-in/", headers={"host": "other.example.cn"}).status_code == 400
    finally:
        console.setStream(before)
    assert "other.example.cn" in written.getvalue() and written.getvalue().count("\n") == 1


def test_a_failure_of_the_program_is_told_without_database(client: Any, settings: Any, gallery_site: None) -> None:
    """500 says that nothing was half-recorded."""
    client.raise_request_exception = False
    response = client.get("/gallery/refuse/500/")
    assert response.status_code == 500 and "没有保存" in response.content.decode()


def test_the_language_is_chinese_until_another_is_chosen(client: Any) -> None:
    """A browser's own list of languages is not asked; the choice is kept on the device."""
    assert "这里没有" in client.get("/no-such-page/", headers={"Accept-Language": "en"}).content.decode()
    assert (
        client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"}).headers["Location"] == "/"
    )
    assert "There is nothing here for you" in client.get("/no-such-page/").content.decode()
