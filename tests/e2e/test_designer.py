"""HR changes a process in a browser, without code: the two-minute task, a refused publish, a move of open cases."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.live import DESKTOP, PHONE, Site

from . import acts

pytestmark = pytest.mark.e2e

KIND = "#kind-probation_failure"


def draft(page: Any) -> str:
    """Begin a draft of the failed-probation process; its address."""
    page.goto("/templates/")
    page.click(f"{KIND} button:has-text('修改流程')")
    page.wait_for_url(re.compile(r"/templates/[0-9a-f-]{36}/"))
    return str(page.url).partition("?")[0]


def add_feedback(page: Any) -> None:
    """What a first-time user does: one card, one form, one colleague."""
    page.click("#add-clearance a, a#add-clearance")
    page.fill("#add-title", "团队评价")
    page.select_option("#add-who", label="团队同事")
    page.select_option("#add-proof", label="协作评价表")
    page.click("text=加入这张卡片")
    page.wait_for_selector("#card-team_feedback[aria-current=true]")


def hand_in(page: Any, why: str) -> None:
    page.fill("#reason", why)
    page.click("text=提交草稿")
    page.wait_for_selector("text=已提交，由另一人发布")


@pytest.mark.once
def test_a_first_time_user_adds_a_team_feedback_step_and_another_publishes_it(
    site: Site, open_browser: Callable[..., Any]
) -> None:
    """A card with the form 协作评价表, handed in, published by a second person; the phone only reads."""
    office = acts.Office(open_browser)
    hua, gu = office.at("hua"), office.at("gu")
    address = draft(hua)
    add_feedback(hua)
    assert "实时检查：没有问题" in hua.inner_text("#lint")
    hand_in(hua, "听取团队意见")
    assert "等待没有参与修改的" in hua.inner_text("#publish")
    gu.goto(address)
    gu.click("text=发布这个版本")
    gu.wait_for_selector("text=已发布为第 1 版")
    hua.goto(address)
    assert "已发布" in hua.inner_text("h1 + .pw-tag")
    hua.set_viewport_size(PHONE)
    hua.goto(f"{address}?step=team_feedback")
    assert not hua.is_visible("text=保存这张卡片")
    assert hua.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.once
def test_a_refused_publish_is_mended_by_its_lawful_variant_with_the_keyboard(
    site: Site, open_browser: Callable[..., Any]
) -> None:
    """The certificate made to wait for handing back things: refused with the article; Enter on the button mends it."""
    office = acts.Office(open_browser)
    hua = office.at("hua")
    hua.set_viewport_size(DESKTOP)
    draft(hua)
    add_feedback(hua)
    # What a duty waits for is refused at its own card; a threat in a message is let in and told by the live check.
    hua.focus("#message")
    hua.keyboard.type("请填写，逾期将影响社保补发")
    hua.focus("#card-form button:has-text('保存这张卡片')")
    hua.keyboard.press("Enter")
    hua.wait_for_selector("#lint >> text=L011")
    assert hua.get_attribute("button:has-text('提交发布')", "aria-disabled") == "true"
    hua.focus("#lint button:has-text('改为合法做法')")
    hua.keyboard.press("Enter")
    hua.wait_for_selector("#lint >> text=没有问题")
    assert "不受影响" in hua.input_value("#message")
    hua.click("#card-certificate")
    hua.wait_for_selector("#card-certificate[aria-current=true]")
    hua.click("summary:has-text('张卡片')")
    hua.check("#after-asset_return")
    hua.click("text=保存这张卡片")
    refused = hua.wait_for_selector("#designer-wrong")
    assert "不得等待内部清退步骤" in refused.inner_text()
    hua.click("#card-team_feedback")
    hua.wait_for_selector("#card-team_feedback[aria-current=true]")
    for word in ("上移", "下移"):
        hua.focus(f"button:has-text('{word}')")
        with acts.swapped(hua, "#designer"):
            hua.keyboard.press("Enter")
    hua.select_option("#move-to", label="关怀")
    hua.click("button:has-text('移到')")
    hua.wait_for_selector("section[aria-label='关怀'] #card-team_feedback")


def test_open_cases_move_to_a_new_version_after_a_dry_run(site: Site, open_browser: Callable[..., Any]) -> None:
    """The difference is shown for each, tried without effect, then decided; the new step stands in the case."""
    office = acts.Office(open_browser)
    hua, gu = office.at("hua"), office.at("gu")
    address = draft(hua)
    add_feedback(hua)
    hand_in(hua, "听取团队意见")
    gu.goto(address)
    gu.click("text=发布这个版本")
    gu.wait_for_url("**/impact/")
    hua.goto(f"{address}impact/")
    first = hua.locator("tbody tr", has_text="团队评价").first
    case = first.locator("a").get_attribute("href")
    first.locator("input[type=checkbox]").check()
    hua.check("#choice-now")
    hua.fill("#reason", "统一流程")
    hua.click("text=只试算，不改动")
    assert "试算结果" in hua.inner_text("#answers")
    hua.click("text=按此决定")
    hua.wait_for_selector("#answers >> text=已改用")
    hua.goto(case)
    assert "团队评价" in hua.inner_text("main")
    assert "改用流程第 1 版" in hua.inner_text("main")
