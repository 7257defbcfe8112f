"""The way from the wish to resign to the signature, with nothing but a keyboard."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.live import DESKTOP, PHONE, Site

from .acts import codes_on_phone, new_code, sign_in

FOCUS = """() => { const e = document.activeElement;
  return [e.tagName, e.id, e.name || '', e.value || '', e.innerText || ''].join(' '); }"""


def tab_to(page: Any, wanted: str) -> None:
    """Press Tab until what has the focus reads like `wanted`."""
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUS))
        if re.search(wanted, seen[-1]):
            return
    raise AssertionError(f"the Tab key does not lead to {wanted}: {seen}")


@pytest.mark.parametrize(("who", "size"), [("fang", PHONE), ("qian", DESKTOP)])
def test_a_paper_is_signed_by_keyboard(
    shared_site: Site, open_browser: Callable[..., Any], who: str, size: Any
) -> None:
    """The only answer is chosen already, no finger is needed, and the focus stays with what is to be done next."""
    page, phone = open_browser(size), open_browser(PHONE)
    sign_in(page, who)
    page.goto("/my/resign/")
    tab_to(page, "下一步")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/papers/**")
    while not page.locator(".pw-foot button[value=answer]").count():
        tab_to(page, "下一页")
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    tab_to(page, "去答复")
    page.keyboard.press("Enter")
    page.wait_for_url("**/answer")
    assert page.is_checked("#intent-sign")
    tab_to(page, "without_signature")
    page.keyboard.press("Space")
    before = codes_on_phone(phone, who)
    tab_to(page, "获取验证码|重新获取")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=已发送")
    assert page.evaluate("document.activeElement.id") == "code"
    code = new_code(phone, who, before)
    page.keyboard.type(str((int(code) + 1) % 1000000).zfill(6))
    tab_to(page, "pw-confirm")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=验证码不正确")
    assert page.evaluate("document.activeElement.id") == "code"
    assert page.get_attribute("#code", "aria-invalid") == "true"
    assert page.is_checked("[name=without_signature]")
