"""Words of the hiring criteria. Without criteria told and signed for beforehand there is no failed probation.

Values besides the common ones: `position` text; `probation_from`, `probation_to` days; `criteria` rows {name text,
weight rate, standard text, source text}, weights adding up to 1; `passing` text, optional: what counts as passed.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from partwell.lib.paper.chinese import day, percent
from partwell.lib.paper.letters import LABOR_CONTRACT, RECEIPT, SOCIAL_INSURANCE, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, items, para, runs, table
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The letter to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    cells, total = [], Decimal(0)
    for index, row in enumerate(v.rows("criteria")):
        line = v.row("criteria", index, row)
        weight = line.rate("weight")
        total += weight
        cells.append([line.text("name"), percent(weight), line.text("standard"), line.text("source")])
    if cells and total != 1:
        v.fault("criteria", "weights that add up to 1")
    passing = v.text_or("passing")
    start, end = v.day("probation_from"), v.day("probation_to")
    position = v.text("position")
    v.finish()
    return employer_letter(
        h,
        "试用期录用条件告知书",
        [
            Section(
                "一、录用条件",
                (
                    greeting(h),
                    para(
                        "欢迎您担任{position}。您的试用期自 {start} 至 {end}。"
                        "为了让您从一开始就知道公司按什么标准考核，"
                        "现把试用期的录用条件告诉您：",
                        position=position,
                        start=day(start),
                        end=day(end),
                    ),
                    table(["考核项目", "权重", "达标标准", "数据来源"], cells, numbers=(1,)),
                    *((para("{passing}", passing=passing),) if passing else ()),
                ),
            ),
            Section(
                "二、怎样考核",
                (
                    items(
                        runs("每月考核一次，形成考核报告发给您本人，报告写明各项的数据、算法和得分。"),
                        runs(
                            "您可以确认报告，也可以写明异议；公司对异议书面答复。不确认不等于同意，"
                            "也不影响您工作和领取工资。"
                        ),
                        runs("公司只按本告知书写明的条件考核。条件需要调整的，另行书面告知，并只对以后的月份有效。"),
                        runs("试用期届满而公司没有依法提出解除的，您即按正式员工继续履行劳动合同。"),
                    ),
                ),
            ),
            Section(
                "三、试用期的工资和社会保险",
                (
                    para(
                        "试用期包含在劳动合同期限内。试用期内，公司依法支付工资，"
                        "并自用工之日起三十日内为您办理社会保险登记、缴纳社会保险费"
                        f"（{LABOR_CONTRACT}第十九条、第二十条，{SOCIAL_INSURANCE}第五十八条）。"
                    ),
                    para(RECEIPT),
                ),
                page=False,
            ),
        ],
        seal=False,
    )
