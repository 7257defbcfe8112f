"""What a person does in the browser, as functions the stories share."""

import re
from typing import Any


def sign_in(page: Any, who: str) -> None:
    """Become a member of the demo by role card."""
    page.goto("/demo/")
    page.click(f"button[data-demo={who}]")
    page.wait_for_url(lambda url: "/demo/" not in url)


def draw(page: Any) -> None:
    """Sign with a finger: some strokes on the pad, which must be in view to get any."""
    pad = page.locator("canvas.pw-sig")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    for i in range(1, 21):
        page.mouse.move(box["x"] + 30 + i * 10, box["y"] + 40 + (i % 5) * 12)
    page.mouse.up()


def code_on_phone(page: Any, who: str) -> str:
    """The newest one-time code on the demo's phone of `who`. The message is sent by the worker."""
    for _ in range(40):
        page.goto(f"/demo/phone/?who={who}")
        found = re.search(r"验证码 (\d{6})", page.inner_text("body"))
        if found:
            return found[1]
        page.wait_for_timeout(250)
    raise AssertionError("no code arrived")


def answer(page: Any, phone: Any, who: str, intent: str) -> None:
    """On an opened paper: answer with `intent`, with a drawn signature where that is asked, and the code."""
    page.click("text=去答复")
    page.check(f"#intent-{intent}")
    if page.locator("canvas.pw-sig").is_visible():
        draw(page)
    page.click("button[formaction$=code]")
    page.wait_for_selector("text=已发送")
    page.fill("#code", code_on_phone(phone, who))
    hand_in(page, intent)
    page.wait_for_url("**/receipt")


def hand_in(page: Any, intent: str) -> None:
    """Press the button, which says what the chosen answer does."""
    page.get_by_role("button", name=page.get_attribute(f"#intent-{intent}", "data-button")).click()
