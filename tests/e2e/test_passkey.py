"""A passkey in a browser: made with the device's own check, used to confirm an answer, named on the receipt."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.live import PHONE, Site

from . import acts

pytestmark = pytest.mark.e2e

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def phone_with_device(site: Site, chromium: Any) -> Iterator[Callable[[], Any]]:
    """A phone at the site's own name (passkeys know no bare numbers) with an authenticator of Chromium's."""
    trouble: list[str] = []
    context = chromium.new_context(
        base_url=site.address.replace("127.0.0.1", "localhost"), viewport=PHONE, locale="zh-CN", has_touch=True
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.on("pageerror", lambda error: trouble.append(str(error)))
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()
    assert not trouble, trouble


@pytest.mark.once
def test_a_resignation_is_confirmed_with_a_passkey(phone_with_device: Any, open_browser: Any) -> None:
    """Wang makes a passkey, writes his resignation and confirms it with code, finger and passkey."""
    wang, codes = phone_with_device, open_browser(PHONE)
    acts.sign_in(wang, "wang")
    wang.goto("/my/passkeys/")
    assert "还没有通行密钥" in wang.inner_text("main")
    assert wang.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wang.fill("#passkey-name", "王的手机")
    wang.get_by_role("button", name="建立通行密钥").click()
    wang.wait_for_selector("text=通行密钥已登记")
    assert "王的手机" in wang.inner_text("main")
    wang.goto("/my/resign/")
    wang.fill("#text", "家人在外地，需要回去照顾。")
    wang.click("text=下一步：阅读并签署")
    while wang.locator(".pw-foot button[name=goto]:has-text('下一页')").count():
        wang.click(".pw-foot button[name=goto]:has-text('下一页')")
        wang.wait_for_load_state()
    wang.click(".pw-foot button[value=answer]")
    wang.check("#intent-sign")
    acts.draw(wang)
    before = acts.codes_on_phone(codes, "wang")
    wang.click("button[formaction$=code]")
    wang.wait_for_selector("text=已发送")
    wang.fill("#code", acts.new_code(codes, "wang", before))
    wang.get_by_role("button", name="用通行密钥确认").click()
    wang.wait_for_selector("text=已用通行密钥确认")
    acts.hand_in(wang, "sign")
    wang.wait_for_url("**/receipt")
    said = wang.inner_text("main")
    assert "通行密钥" in said
    assert "签名等级" in said
