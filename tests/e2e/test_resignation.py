"""An employee resigns on the phone."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.live import DESKTOP, PHONE, Site

from . import acts

pytestmark = pytest.mark.e2e


def test_a_resignation_takes_effect_by_being_handed_in(site: Site, open_browser: Callable[..., Any]) -> None:
    """Written, read, signed with finger and code at 390 pixels; then HR owes the receipt, and nobody may refuse."""
    wang, his_phone, hr = open_browser(PHONE), open_browser(PHONE), open_browser(DESKTOP)
    acts.sign_in(wang, "wang")
    wang.goto("/my/resign/")
    wang.fill("#text", "家人在外地，需要回去照顾。")
    wang.click("text=下一步：阅读并签署")
    assert "家人在外地" in wang.inner_text("main")
    acts.answer(wang, his_phone, "wang", "sign")
    assert "回执" in wang.inner_text("main")
    wang.goto("/my/progress/")
    assert "受理回执" in wang.inner_text("main")
    acts.sign_in(hr, "hua")
    hr.goto("/todos/")
    todos = hr.inner_text("main")
    assert "王思远" in todos
    assert "驳回" not in todos
    assert site.run("check", "--data", str(site.data)).returncode == 0


def test_a_wrong_code_signs_nothing(site: Site, open_browser: Callable[..., Any]) -> None:
    """The paper stays unanswered, and the page says so."""
    wang = open_browser(PHONE)
    acts.sign_in(wang, "wang")
    wang.goto("/my/resign/")
    wang.click("text=下一步：阅读并签署")
    wang.click("text=去答复")
    wang.check("#intent-sign")
    acts.draw(wang)
    wang.click("button[formaction$=code]")
    wang.wait_for_selector("text=已发送")
    wang.fill("#code", "000000")
    acts.hand_in(wang, "sign")
    wang.wait_for_load_state("networkidle")
    assert "/receipt" not in wang.url
    wang.goto("/my/")
    assert "没有正在办理的离职手续" in wang.inner_text("main")
