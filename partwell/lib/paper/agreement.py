"""Words of an agreement to part (《劳动合同法》第三十六条); the draft and the agreement itself say the same. Pure.

Values besides the common ones: `position` text; `contract_from` day; `initiator` "employer" or "employee": who
proposed it first; `ending_on` day; `severance` sum and `severance_basis` text, absent when none is agreed; `more_terms`
list of texts, optional; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from .chinese import capital_amount, day, money
from .letters import ARBITRATION, INTERPRETATION_2, LABOR_CONTRACT, SOCIAL_INSURANCE, head, small_print
from .model import Paper, Section, items, listed, para, runs
from .values import Values

FIRST = {"employer": "公司首先提出协商，员工同意", "employee": "员工首先提出协商，公司同意"}


def agreement(values: Mapping[str, Any], *, draft: bool) -> Paper:
    """The agreement of both, or its draft. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    first = v.one_of("initiator", tuple(FIRST))
    on, start, position = v.day("ending_on"), v.day("contract_from"), v.text("position")
    amount = v.money_or_none("severance")
    basis = v.text("severance_basis") if amount is not None else ""
    if amount is None and first == "employer":
        v.fault("severance", "sum")
    terms, contact = v.texts_or_none("more_terms"), v.text("contact")
    v.finish()
    money_words = (
        para(
            f"公司依据{LABOR_CONTRACT}第四十六条第二项、第四十七条支付经济补偿 {{sum}} "
            f"元（大写：{{words}}；{{basis}}），"
            "在办结工作交接时一次付清。",
            sum=money(amount),
            words=capital_amount(amount),
            basis=basis,
        )
        if amount is not None
        else para(
            f"由员工首先提出的，法律没有规定必须支付经济补偿（{LABOR_CONTRACT}第四十六条第二项）；双方没有另行约定补偿。"
        )
    )
    title = "协商一致解除劳动合同协议书"
    return Paper(
        title=f"{title}（草案）" if draft else title,
        number=h.number,
        sections=(
            Section(
                "一、解除",
                (
                    para(
                        "{company}（公司）与{employee}（员工）协商一致，约定如下：", company=h.company, employee=h.named
                    ),
                    para(
                        f"双方于 {{start}} 订立劳动合同，员工担任{{position}}。经{FIRST[first]}，"
                        f"依据{LABOR_CONTRACT}第三十六条，"
                        "劳动合同于 {on} 解除。",
                        start=day(start),
                        position=position,
                        on=day(on),
                    ),
                ),
            ),
            Section(
                "二、款项",
                (
                    money_words,
                    para(
                        "工资（含未休年休假工资）在 {on} 一次付清，与经济补偿分别计算。"
                        "社会保险费由公司依法缴至解除当月；"
                        "欠缴的由公司向征收机构补缴。",
                        on=day(on),
                    ),
                    *((para("双方另外约定："), listed(terms)) if terms else ()),
                ),
                page=False,
            ),
            Section(
                "三、双方的权利义务",
                (
                    items(
                        runs(
                            "公司在解除当日出具离职证明，十五日内办理社会保险关系和档案转移，并告知失业人员名单"
                            f"（{LABOR_CONTRACT}第五十条、{SOCIAL_INSURANCE}第五十条）。"
                        ),
                        runs("员工按约定办理工作交接；保密和竞业限制按原有书面约定和法律执行。"),
                        runs(
                            "本协议不免除任何一方的法定义务。要求员工放弃社会保险等法定权利的约定无效"
                            f"（{LABOR_CONTRACT}第二十六条、{INTERPRETATION_2}第十九条）。"
                        ),
                        runs(f"因履行本协议发生争议的，可以申请劳动争议仲裁（{ARBITRATION}第二十七条，时效一年）。"),
                    ),
                ),
            ),
            Section(
                "四、签署",
                (
                    para(
                        "本文本是草案，供您考虑、咨询和修改，不签不影响劳动合同的履行。请联系{contact}。"
                        if draft
                        else "双方自愿签署。员工可以不签，不签则劳动合同继续履行。一式两份，各执一份；"
                        "电子文本可以下载。联系人：{contact}。",
                        contact=contact,
                    ),
                ),
                page=False,
            ),
        ),
        speaks="both",
        company=h.company,
        employee=h.employee,
        on=day(h.issued_on),
        seal=not draft,
        seats=() if draft else ("员工",),
        unaffected="工资、社会保险、离职证明和社保转移，不以签署本协议为条件；不签，劳动合同继续履行。",
        notes=small_print(h, seal=not draft),
    )
