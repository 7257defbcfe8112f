"""Words to the family of an employee who died: what is paid, what may be claimed, who helps. Nobody has to hurry.

Values besides the common ones: `ending_on` day of death; `wage` sum, optional; `housing_fund` yes or no; `work_related`
"no", "yes" or "pending"; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day, money
from partwell.lib.paper.letters import (
    HOUSING_FUND,
    LABOR_CONTRACT,
    SOCIAL_INSURANCE,
    WORK_INJURY,
    employer_letter,
    head,
)
from partwell.lib.paper.model import Paper, Section, flush, items, para, runs
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The letter about one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    on, wage, fund = v.day("ending_on"), v.money_or_none("wage"), v.truth("housing_fund")
    work, contact = v.one_of("work_related", ("no", "yes", "pending")), v.text("contact")
    v.finish()
    sums = "工资 {wage} 元" if wage is not None else "全部工资和未休年休假工资"
    claims = [
        runs(
            f"公司一次付清其{sums}，付给继承人；继承人尚未确定的，由公司妥善保管或者依法提存，不因此减少。",
            wage=money(wage) if wage is not None else "",
        ),
        runs(f"丧葬补助金和抚恤金：向社会保险经办机构申领（{SOCIAL_INSURANCE}第十七条）。"),
        runs(f"基本养老保险个人账户余额：可以继承（{SOCIAL_INSURANCE}第十四条）。"),
    ]
    if fund:
        claims.append(runs(f"住房公积金账户余额：继承人、受遗赠人可以提取（{HOUSING_FUND}第二十四条），电话 12329。"))
    if work != "no":
        claims.append(
            runs(
                "是否因工死亡由社会保险行政部门认定，公司自事故之日起三十日内提出申请，亲属也可以在一年内提出"
                f"（{WORK_INJURY}第十七条）。认定为工亡的，另有丧葬补助金、供养亲属抚恤金和一次性工亡补助金"
                f"（{WORK_INJURY}第三十九条）。"
            )
        )
    return employer_letter(
        h,
        "致亲属函",
        [
            Section(
                "",
                (
                    flush("{employee}的亲属：", employee=h.employee),
                    para(
                        f"{{employee}}于 {{on}} 去世，公司深感悲痛。"
                        f"依据{LABOR_CONTRACT}第四十四条，劳动合同自当日终止。"
                        "下面是亲属可以得到和可以申领的，公司指定专人协助，不需要着急：",
                        employee=h.employee,
                        on=day(on),
                    ),
                    items(*claims),
                    para(
                        "办理时请带死亡证明、户口簿或者其他亲属关系证明。需要什么帮助，请联系{contact}，可以上门。",
                        contact=contact,
                    ),
                ),
            )
        ],
        unaffected="工资和保险待遇不以签收本函、移交物品或者签署任何文件为条件。",
    )
