"""An employee resigns on the phone, and the case runs to closed."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.live import PHONE, Site

from . import acts

pytestmark = pytest.mark.e2e


def test_a_resignation_is_played_to_closed(site: Site, open_browser: Callable[..., Any]) -> None:
    """Written, read, signed with finger and code at 390 pixels; nobody may refuse it; every step done, it closes."""
    office = acts.Office(open_browser)
    wang, hua = office.at("wang"), office.at("hua")
    wang.goto("/my/resign/")
    wang.fill("#text", "家人在外地，需要回去照顾。")
    wang.click("text=下一步：阅读并签署")
    assert "家人在外地" in wang.inner_text("main")
    acts.answer(wang, office.phone(), "wang", "sign")
    assert "回执" in wang.inner_text("main")
    wang.goto("/my/progress/")
    assert "受理回执" in wang.inner_text("main")
    hua.goto("/todos/")
    todos = hua.inner_text("main")
    assert "王思远" in todos and "驳回" not in todos
    hua.goto("/cases/?q=王思远")
    # One case found is opened at once.
    hua.wait_for_url("**/cases/*-*-*/")
    office.case = hua.url
    office.step("hua", "ack")
    office.step("sun", "dept_ack")
    office.step("sun", "manager_talk")
    office.step("hua", "date_fixed")
    office.state_facts("hua", "社保台账和工伤台账", si_arrears="false", work_injury_grade="none")
    office.step("sun", "handover_plan", more={"text": "客户名单 | 12 家 | 完整"})
    office.step("sun", "biz_handover")
    office.step("he", "pay_calc")
    office.step("he", "wage_pay", more={"amount": "15000.00"})
    office.step("xu", "certificate")
    office.sign("wang", "certificate")
    for step in ("si_transfer", "unemployment_list", "hpf_transfer"):
        office.step("tang", step)
    office.step("xu", "dossier_transfer")
    office.step("lu", "it_plan")
    office.step("lu", "it_off")
    office.step("qian", "asset_return", (1,), more={"assets": "笔记本电脑 | NB-0107 | 完好"})
    office.sign("wang", "asset_return")
    office.step("hua", "exit_interview")
    office.step("xu", "rights_letter")
    # Nobody was named: the manager stands in for the successor and signs each seat by itself.
    office.step("sun", "handover_done", (1, 1))
    office.sign("wang", "handover_done")
    office.sign("wang", "settlement_note", "decline")
    office.step("xu", "case_freeze")

    def all_done() -> bool:
        hua.goto(office.case)
        return bool(hua.locator("text=全部节点已完成").count())

    acts.eventually(all_done, hua, "the completion letter's delivery")
    assert "已办结" in office.close("hua")
    assert site.run("check", "--data", str(site.data)).returncode == 0


def test_a_wrong_code_signs_nothing(shared_site: Site, open_browser: Callable[..., Any]) -> None:
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
    with wang.expect_navigation():
        acts.hand_in(wang, "sign")
    assert "/receipt" not in wang.url
    wang.goto("/my/")
    assert "没有正在办理的离职手续" in wang.inner_text("main")
