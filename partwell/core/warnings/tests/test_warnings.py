"""Practices that go wrong in law are recognized by what is said or about to be done, and by nothing else."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwell.core.warnings import PLACES, RULES, reading, sums, warnings

EMPLOYER = {"initiator": "employer", "separation_type": "probation_failure"}
FIRES: list[tuple[str, str, str, dict[str, Any], dict[str, Any]]] = [
    ("release_of_claims", "paper", "本人自愿放弃一切追诉权。", {}, {}),
    *(
        ("threat_on_a_right", "notice", text, {}, {})
        for text in (
            "不签就影响离职证明",
            "不签会影响你的离职证明和社保转移",
            "不签字不给离职证明",
            "不签就没有离职证明",
            "不签字拿不到离职证明",
            "先签字再拿离职证明",
            "不签的话当月工资就先压着",
            "不签收就不办退工",
        )
    ),
    *(
        ("employer_asks_for_resignation", "notice", text, {}, {"initiator": "employer", "separation_type": kind})
        for text in ("请主动提交辞职", "你自己提离职吧", "请员工本人提出辞职")
        for kind in ("fault_dismissal", "mutual_agreement")
    ),
    ("employee_bears_employer_share", "notice", "公司部分由你自己出", {}, {}),
    ("set_off_beyond_limit", "notice", "不能按时归还电脑，将直接扣工资", {}, {}),
    ("release_of_claims", "notice", "今后不得以任何理由再向公司主张权利。", {}, {}),
    ("cash_instead_of_contributions", "paper", "社保补贴随工资发放。", {}, {}),
    ("employee_bears_employer_share", "paper", "补缴费用由员工个人承担。", {}, {}),
    ("wages_or_certificate_wait", "notice", "交接完再发工资。", {}, {}),
    ("wages_or_certificate_wait", "notice", "手续没办完，工资暂扣。", {}, {}),
    ("bottom_ranking", "appraisal", "连续两次倒数的不再留用。", {}, {}),
    ("silence_is_consent", "notice", "三日内不答复即默认。", {}, {}),
    ("penalty_outside_law", "paper", "未提前30天通知扣一个月工资。", {}, {}),
    (
        *("employer_asks_for_resignation", "notice", "按劝退处理。", {}),
        {"initiator": "employer", "separation_type": "nonfault_dismissal"},
    ),
    ("release_of_claims", "paper", "本人确认双方无其他任何劳动争议，今后不再主张任何权利。", {}, {}),
    ("release_of_claims", "paper", "自愿放弃经济补偿及一切权利", {}, {}),
    ("release_of_claims", "paper", "The employee releases all claims against the company.", {}, {}),
    ("insurance_waived", "paper", "本人自愿放弃缴纳社会保险", {}, {}),
    ("insurance_waived", "template", "社保折现发放", {}, {}),
    ("insurance_gated", "notice", "未签署保证书的，不予补缴社保。", {}, {}),
    ("employee_bears_employer_share", "paper", "单位部分的社保由员工承担", {}, {}),
    ("employee_bears_employer_share", "settlement", "滞纳金从本人工资中扣除", {}, {}),
    ("employee_bears_employer_share", "settlement", "", {"line": "si_employer_share", "payer": "employee"}, {}),
    ("cash_instead_of_contributions", "settlement", "", {"line": "si_employer_share", "payee": "employee"}, {}),
    ("cash_instead_of_contributions", "payment", "社保欠缴部分以现金支付给本人", {}, {}),
    ("threat_on_a_right", "notice", "请于24小时内完成，逾期将影响社保补发。", {}, {}),
    ("silence_is_consent", "notice", "逾期未回复视为同意", {}, {}),
    ("employer_asks_for_resignation", "paper", "", {"kind": "resignation"}, EMPLOYER),
    ("employer_asks_for_resignation", "notice", "请提交离职申请", {}, EMPLOYER),
    ("forced_conclusion", "appraisal", "", {"conclusions": ["未达标"]}, {}),
    ("profiled_to_leave", "start", "算法识别为高离职风险，提前启动离职流程", {}, {}),
    ("confirmation_blocks_work", "appraisal", "未确认考核结果的不得上岗", {}, {}),
    ("wages_or_certificate_wait", "notice", "离职证明待交接办结后领取", {}, {}),
    ("wages_or_certificate_wait", "template", "办完交接后才发放工资", {}, {}),
    ("tamper_proof_claim", "paper", "本签名不可篡改", {}, {}),
    ("signature_claim", "notice", "手指签名等同于手写签名", {}, {}),
    ("signature_claim", "paper", "A finger signature equals handwriting.", {}, {}),
    ("bottom_ranking", "start", "季度考核排名末位，予以解除", {}, {}),
    ("bottom_ranking", "appraisal", "实行末位淘汰", {}, {}),
    ("bottom_ranking", "notice", "You were ranked last in the bottom 10%.", {}, {}),
    ("weights_not_100", "appraisal", "", {"weight_total": Decimal(90)}, {}),
    ("criteria_not_received", "start", "", {}, EMPLOYER | {"criteria_received": False}),
    ("after_probation", "start", "", {"day": date(2026, 12, 8)}, EMPLOYER | {"probation_ends": date(2026, 12, 7)}),
    ("protected_person", "start", "", {}, {"separation_type": "nonfault_dismissal", "protected_status": ["maternity"]}),
    ("union_not_heard", "paper", "", {"kind": "termination_notice"}, EMPLOYER | {"union_heard": False}),
    ("ground_in_certificate", "certificate", "该员工因不符合录用条件被解除", {}, {}),
    ("ground_in_certificate", "certificate", "dismissed for misconduct", {}, {}),
    ("certificate_late", "certificate", "", {}, {"last_day": date(2026, 11, 25), "today": date(2026, 11, 26)}),
    ("penalty_outside_law", "paper", "提前离职须支付违约金一个月工资", {}, {}),
    ("deposit_or_papers_kept", "paper", "入职押金不予退还", {}, {}),
    ("below_what_is_owed", "settlement", "", {"agreed": Decimal(9000), "lawful": Decimal(12500)}, {}),
    ("set_off_beyond_limit", "payment", "损失从最后一个月工资中全额扣除", {}, {}),
    ("set_off_beyond_limit", "notice", "设备赔偿款一次性扣除工资", {}, {}),
    ("set_off_beyond_limit", "settlement", "工资抵扣借款后余额为零", {}, {}),
    ("set_off_beyond_limit", "paper", "The loss is set off against all wages.", {}, {}),
    ("bond_above_or_fixed", "paper", "服务期违约金不递减", {}, {}),
    ("bond_above_or_fixed", "notice", "无论服务多久，均须全额返还培训费", {}, {}),
    ("bond_above_or_fixed", "settlement", "按培训费的两倍支付", {}, {}),
    ("bond_above_or_fixed", "settlement", "", {"bond_agreed": Decimal(30000), "bond_cost": Decimal(20000)}, {}),
    ("severance_withheld", "payment", "经济补偿金待本人撤诉后支付", {}, {}),
    ("severance_withheld", "notice", "签署保密承诺书后方可支付经济补偿", {}, {}),
    ("severance_withheld", "template", "未归还电脑的，不予支付经济补偿金", {}, {}),
    ("severance_withheld", "notice", "Severance is paid only after the waiver is signed.", {}, {}),
    ("insurance_waived", "notice", "自愿放弃社保", {}, {}),
    ("insurance_waived", "appraisal", "已复核。你自愿放弃社保即可通过", {}, {}),
    ("release_of_claims", "appraisal", "答复后双方再无任何争议", {}, {}),
    ("employee_bears_employer_share", "appraisal", "补缴的单位部分由员工承担", {}, {}),
    ("wages_or_certificate_wait", "appraisal", "签字后才发放工资", {}, {}),
    ("set_off_beyond_limit", "appraisal", "未完成任务的损失从工资中全额扣除", {}, {}),
    ("bottom_ranking", "notice", "按公司末位淘汰制度，请于本周办理离职", {}, {}),
    ("release_of_claims", "notice", "签收后双方再无任何争议", {}, {}),
    ("noncompete_without_pay", "paper", "", {"kind": "noncompete_notice", "monthly_pay": Decimal(0)}, {}),
]
SILENT: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    *(
        ("notice", text, {}, {"initiator": "employer", "separation_type": "mutual_agreement"})
        for text in (
            "公司没有要求你提交辞职",
            "请提交离职交接表",
            "请在离职日前提交资料",
            "不签也不影响离职证明和工资",
            "公司不另行扣工资",
            "不能要求员工承担滞纳金",
            "先确认金额，再支付经济补偿",
        )
    ),
    ("paper", "社保费用个人部分由员工承担，单位部分由公司缴纳。", {}, {}),
    ("paper", "补缴款由公司承担。", {}, {}),
    ("notice", "三日内不答复不算同意。", {}, {}),
    ("notice", "离职次月起公司不再缴纳社会保险。", {}, {}),
    ("notice", "交接没有办完的，工资照常支付。", {}, {}),
    ("paper", "没有提前通知的，公司只能要求赔偿能够证明的损失。", {}, {}),
    ("paper", "签署本文书不放弃任何权利，工资、社保补缴和离职证明照常办理。", {}, {}),
    ("paper", "无论是否签署，社会保险补缴均不受影响。", {}, {}),
    ("paper", "本人确认已收到上述文件。签收表示收到，不表示同意。", {}, {}),
    ("notice", "请在 11月26日 17:00 前答复（公司内部期限）。工资、社保补缴和离职证明不取决于这件事。", {}, {}),
    ("paper", "公司支付经济补偿 12,500.00 元，于交接完成之日付清。", {}, {}),
    ("paper", "月工资 5,000.00 元，三个月考核得分 62、58、60。", {}, {}),
    ("appraisal", "本月进步明显，完成 8 项，测试用例确认后才发布。", {}, {}),
    ("appraisal", "公积金缴存核对、离职证明模板整理、工资条发放", {}, {}),
    ("appraisal", "无论怎么答复，工作和工资都照常。", {}, {}),
    ("certificate", "劳动合同期限、解除日期、工作岗位、本单位工作年限。", {}, {}),
    ("certificate", "", {}, {"last_day": date(2026, 11, 26), "today": date(2026, 11, 26)}),
    ("certificate", "", {}, {"today": date(2026, 11, 26)}),
    ("start", "", {}, EMPLOYER),
    ("start", "", {"day": date(2026, 12, 7)}, EMPLOYER | {"probation_ends": date(2026, 12, 7)}),
    ("start", "", {}, {"separation_type": "nonfault_dismissal", "protected_status": []}),
    ("paper", "因个人原因申请辞职", {"kind": "resignation"}, {"initiator": "employee"}),
    ("appraisal", "", {"conclusions": ["达标", "未达标", "证据不足"], "weight_total": Decimal(100)}, {}),
    ("settlement", "", {"line": "si_employer_share", "payer": "employer", "payee": "fund"}, {}),
    ("settlement", "", {"agreed": Decimal(12500), "lawful": Decimal(12500)}, {}),
    ("settlement", "", {"bond_agreed": Decimal(20000), "bond_cost": Decimal(20000)}, {}),
    ("notice", "办结工作交接时支付经济补偿。", {}, {}),
    ("notice", "Severance is paid when the work is handed over.", {}, {}),
    ("payment", "损失另行主张，不从工资中全额扣除。", {}, {}),
    ("notice", "服务期违约金按尚未履行部分分摊。", {}, {}),
]


@pytest.mark.parametrize(("code", "where", "text", "what", "facts"), FIRES, ids=range(len(FIRES)))
def test_a_practice_is_recognized(
    code: str, where: Any, text: str, what: dict[str, Any], facts: dict[str, Any]
) -> None:
    """With the words it rests on and an article."""
    found = {one.code: one for one in warnings(where, what, facts, text=text)}
    assert code in found
    assert found[code].found
    assert found[code].cite


@pytest.mark.parametrize(("where", "text", "what", "facts"), SILENT, ids=range(len(SILENT)))
def test_what_is_lawful_or_not_known_is_not_warned_about(
    where: Any, text: str, what: dict[str, Any], facts: dict[str, Any]
) -> None:
    """A sentence that denies it, a figure that is right, a fact nobody gave."""
    assert warnings(where, what, facts, text=text) == ()


HERE = Path(__file__).parent
UNLAWFUL = [tuple(line.split("\t")) for line in (HERE / "told_unlawful.tsv").read_text("utf-8").splitlines()]
LAWFUL = (HERE / "told_lawful.tsv").read_text("utf-8").splitlines()
EVERYWHERE: Any = sorted(PLACES)


@pytest.mark.parametrize("code", sorted({code for code, _ in UNLAWFUL}))
def test_a_practice_is_recognized_however_it_is_told(code: str) -> None:
    """Letters, agreements and comments as people write them, each with one practice."""
    told = [text for of, text in UNLAWFUL if of == code]
    missed = [
        text
        for text in told
        if code not in {one.code for where in EVERYWHERE for one in warnings(where, {}, EMPLOYER, text=text)}
    ]
    assert len(told) >= 8
    assert missed == []


def test_a_lawful_sentence_with_the_same_words_is_let_alone() -> None:
    """But for a certificate, which names no ground at all: there every such word is one too many."""
    places = [where for where in EVERYWHERE if where != "certificate"]
    blamed = [text for text in LAWFUL if any(warnings(where, {}, EMPLOYER, text=text) for where in places)]
    assert len(LAWFUL) > 100
    assert blamed == []


def test_a_long_text_is_read_once_and_not_once_for_each_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of words is looked through for denials one time: it was eighteen, and took seconds."""
    searched: list[str] = []
    denied = reading._ALTOGETHER

    class Counted:
        def search(self, sentence: str) -> Any:
            searched.append(sentence)
            return denied.search(sentence)

    monkeypatch.setattr(reading, "_ALTOGETHER", Counted())
    text = "".join(f"第{number}句没有什么特别。" for number in range(300))
    warnings("notice", {}, EMPLOYER, text=text)
    assert len(searched) == 300


@given(st.integers(1, 99_999_999))
def test_a_sum_is_read_as_digits_and_as_words(amount: int) -> None:
    """Of a clause: 12000, 12,000 and 1.2 万 are one sum."""
    assert sums.read(str(amount)) == sums.read(f"{amount:,}") == amount
    assert sums.read(f"{amount}万") == amount * 10000


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("贰万", 20000),
        ("二十", 20),
        ("十五万", 150000),
        ("一万二千五百", 12500),
        ("三万零五十", 30050),
        ("元", None),
        ("", None),
    ],
)
def test_a_sum_in_words(words: str, amount: int | None) -> None:
    """As contracts write it; what is none is said to be none."""
    assert sums.read(words) == amount


def test_every_rule_fires_somewhere_and_names_its_place() -> None:
    """None is dead, and each of the places has one."""
    assert {code for code, *_ in FIRES} == set(RULES)
    assert {place for rule in RULES.values() for place in rule.where} == set(PLACES)


def test_the_gravest_comes_first() -> None:
    """And a place that is none is refused."""
    found = warnings("paper", {}, {}, text="本签名不可篡改。本人自愿放弃缴纳社会保险，双方无其他任何争议。")
    assert [one.severity for one in found] == sorted((one.severity for one in found), key="blocker high medium".index)
    assert found[0].severity == "blocker"
    with pytest.raises(ValueError, match="no place"):
        warnings("kitchen", {}, {})  # type: ignore[arg-type]
