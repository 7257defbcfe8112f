"""Words of the notice that the contract ends with retirement: the day, what the company does, what the person gets.

Values besides the common ones: `position` text; `ending_on` day; `mode` the way of retiring; `contact` text.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import (
    ARBITRATION,
    HOUSING_FUND,
    LABOR_CONTRACT,
    LABOR_CONTRACT_REGULATION,
    WAGES,
    employer_letter,
    greeting,
    head,
)
from partwell.lib.paper.model import Paper, Section, items, para, runs, table
from partwell.lib.paper.values import Values

MODES = {
    "statutory_age": "达到法定退休年龄",
    "flexible_early": "本人自愿弹性提前退休",
    "flexible_late_end": "弹性延迟退休期满",
}


def fields(values: Mapping[str, Any]) -> Paper:
    """The notice to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    on, mode = v.day("ending_on"), MODES[v.one_of("mode", tuple(MODES))]
    position, contact = v.text("position"), v.text("contact")
    v.finish()
    rows = [
        ["一次付清工资", day(on), f"{WAGES}第九条"],
        ["出具终止劳动合同的证明", day(on), f"{LABOR_CONTRACT}第五十条"],
        ["办理住房公积金的变更手续", day(on + timedelta(days=30)), f"{HOUSING_FUND}第十五条"],
    ]
    return employer_letter(
        h,
        "退休及劳动合同终止通知书",
        [
            Section(
                "一、退休和终止的日期",
                (
                    greeting(h),
                    para(
                        "您担任{position}，因{mode}，劳动合同于 {on} 终止。", position=position, mode=mode, on=day(on)
                    ),
                    para(
                        f"依据：{LABOR_CONTRACT}第四十四条第二项、{LABOR_CONTRACT_REGULATION}第二十一条。感谢您多年的工作。"
                    ),
                ),
            ),
            Section(
                "二、公司接下来要做的",
                (
                    table(["事项", "最晚日期（法定期限）", "依据"], rows),
                    para("公司已向经办机构申报，养老待遇核定结果出来后交给您；退休医疗保险的缴费年限另行书面告知。"),
                ),
                page=False,
            ),
            Section(
                "三、您的权利",
                (
                    items(
                        runs("对退休年龄或者缴费年限的核定有不同意见的，可以向公司或者经办机构申请复核。"),
                        runs(f"认为终止没有依据的，可以在一年内申请劳动争议仲裁（{ARBITRATION}第二十七条）。"),
                        runs("住房公积金余额可以在退休后提取，电话 12329；养老和医疗待遇咨询 12333。"),
                    ),
                    para("有不清楚的地方，请联系{contact}。", contact=contact),
                ),
                page=False,
            ),
        ],
        unaffected="工资、证明、养老和医疗待遇的申领，不等待任何签字和交接。",
    )
