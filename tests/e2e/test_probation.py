"""The article's case in the browser: from HR's start with the frozen report to a closed case and its file."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.live import Site

from . import acts

pytestmark = pytest.mark.e2e

REASON = "录用条件第一项要求每月完成 10 项任务中的 8 项，考核期内完成 6 项。"
REPLY = {
    "findings": "核对任务系统记录，10 项任务中完成 6 项，数据无误。",
    "outcome": "kept",
    "measures": "书面反馈验收意见。",
}
UNION = {"opinion": "没有异议。", "findings": "理由和程序经复核无误。", "decision": "按原方案送达解除通知。"}
MEMORY_MB = 180


def start(office: acts.Office) -> None:
    """HR finds Lin, says who proposes it and on what ground, states the one fact no record holds, and starts."""
    hua = office.at("hua")
    hua.goto("/cases/start/")
    hua.fill("#start-q", "林晓")
    hua.click("#pw-people a:has-text('林晓')")
    hua.check("#side-employer")
    hua.click("main button:has-text('下一步')")
    hua.check("#type-probation_failure")
    hua.click("main button:has-text('下一步')")
    assert "试用期" in hua.inner_text("main")
    hua.select_option("[name=work_injury_grade]", "none")
    hua.click("main button:has-text('下一步')")
    hua.click("button[value=start]")
    hua.wait_for_url("**/cases/*-*-*/")
    office.case = hua.url


def ground_and_notice(office: acts.Office) -> None:
    """The report is frozen, Lin objects, the objection is answered; decided by two, the union heard, notice served."""
    office.step("hua", "criteria", (0, 1))
    office.step("zhou", "assessment")
    office.sign("lin", "assessment_ack", "sign_with_reservation", "第三项任务的验收延期不是我的原因。")
    office.step("han", "objection_review", more=REPLY)
    office.step("zhao", "dept_confirm")
    office.step("gu", "decision_draft")
    office.step("shen", "decision_draft")
    office.step("han", "protect_check", protected_status="")
    office.step("han", "union_notice", more={"reasons": REASON})
    office.step("han", "union_opinion", (0, 1), more={**UNION, "opinion_on": acts.day()})
    last_day = acts.day(4)
    office.step("han", "notice_served", more={"ending_on": last_day, "reasons": REASON}, D=last_day)
    office.sign("lin", "notice_served")


def duties_of_law(office: acts.Office) -> None:
    """Wage, certificate, fund: done while the undertaking lies unanswered."""
    office.step("xu", "attendance_si_check", (0, 1), back_payment_due="true")
    office.step("tang", "back_payment_calc")
    office.step("he", "pay_calc")
    office.step("he", "wage_pay", more={"amount": "5000.00"})
    office.step("xu", "certificate")
    office.sign("lin", "certificate")
    office.step("tang", "si_arrears_fix", (0, 1))
    for step in ("si_transfer", "unemployment_list", "hpf_transfer"):
        office.step("tang", step)
    office.step("xu", "rights_letter")


def clearance(office: acts.Office) -> None:
    """Handover signed by all three, things and accounts returned."""
    office.step("zhou", "handover_plan", more={"text": "工作资料 | 共享盘内本岗位文件夹 | 完整"})
    office.name_successor("zhou", "马越")
    office.step("zhou", "handover_done", (1,))
    office.step("ma", "handover_done", (1,))
    office.sign("lin", "handover_done")
    office.step("lu", "it_plan")
    office.step("lu", "it_off")
    office.step("qian", "asset_return", (1,), more={"assets": "笔记本电脑 | NB-0231 | 完好"})
    office.sign("lin", "asset_return")
    office.step("hua", "exit_interview")


def refused_without_an_answer(office: acts.Office) -> None:
    """The review says what is missing, by whom, until when; its button and the closing do nothing."""
    hua = office.at("hua")
    hua.goto(f"{office.case}steps/hr_review/")
    why = hua.inner_text("#why-step")
    assert "离职保证书" in why and "林晓" in why and "公司内部期限" in why
    held = hua.locator("button[aria-describedby=why-step]")
    assert held.get_attribute("aria-disabled") == "true" and "签署" in held.inner_text()
    assert hua.locator("button[name=item]").count() == 0
    closing = office.close("hua")
    assert "现在不能办理" in closing and "林晓" in closing


def back_pay_and_file(office: acts.Office) -> None:
    """Answered; reviewed; paid; the settlement note is declined, which holds nothing up; the file is frozen."""
    office.sign("lin", "undertaking")
    office.step("hua", "hr_review")
    office.step("he", "back_payment", more={"amount": "1050.00"})
    office.sign("lin", "settlement_note", "decline")
    office.step("xu", "case_freeze")
    hua = office.at("hua")

    def all_done() -> bool:
        hua.goto(office.case)
        return bool(hua.locator("text=全部节点已完成").count())

    acts.eventually(all_done, hua, "the completion letter's delivery")


def heavy_at_its_first_use(office: acts.Office) -> None:
    """Somebody is hired, whose name is read, the register leaves as Excel, a program asks the API."""
    xu = office.at("xu")
    xu.goto("/people/new/")
    record = {"name": "单长乐", "number": "E99001", "hired_on": acts.day(), "starts_on": acts.day()}
    for name, value in {**record, "ends_on": acts.day(800), "monthly_wage": "8000"}.items():
        xu.fill(f"[name={name}]", value)
    for name in ("department", "position", "type"):
        xu.select_option(f"[name={name}]", index=1)
    xu.click("main form button[type=submit]")
    xu.wait_for_url("**/people/*-*-*/")
    xu.goto("/people/?q=shanchangle")
    assert "单长乐" in xu.inner_text("main")
    assert office.at("hua").request.get("/cases/register.xlsx").body()[:2] == b"PK"
    assert office.at("hua").request.get("/api/v1/cases").status == 200


def test_the_probation_case_is_played_to_closed(site: Site, open_browser: Callable[..., Any], tmp_path: Path) -> None:
    """Fourteen people at their own browsers, Lin on the phone; nothing can be skipped, nothing the law owes waits."""
    office = acts.Office(open_browser)
    start(office)
    ground_and_notice(office)
    duties_of_law(office)
    clearance(office)
    refused_without_an_answer(office)
    back_pay_and_file(office)
    assert "已办结" in office.close("hua")
    lin = office.at("lin")
    lin.goto("/my/papers/")
    papers = lin.inner_text("main")
    assert "离职证明" in papers and "保证书" in papers
    assert site.run("check", "--data", str(site.data)).returncode == 0
    heavy_at_its_first_use(office)
    assert site.memory_mb() < MEMORY_MB
    file = tmp_path / "case.zip"
    uid = office.case.rstrip("/").rpartition("/")[2]
    done = site.run("evidence", "export", "--data", str(site.data), "--case", uid, "--out", str(file))
    assert done.returncode == 0, done.stderr
    assert zipfile.is_zipfile(file)
    verified = site.run("verify", str(file), "--json")
    assert verified.returncode == 0, verified.stdout
    assert json.loads(verified.stdout)["about"]["facts"]["employee"] == "林晓"
