"""Words that tell the right to be hired first within six months of a layoff (《劳动合同法》第四十一条第三款).

Values besides the common ones: `ending_on` day; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.core.days import add_months
from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, items, para, runs
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The notice to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    on, contact = v.day("ending_on"), v.text("contact")
    v.finish()
    return employer_letter(
        h,
        "优先招用告知书",
        [
            Section(
                "",
                (
                    greeting(h),
                    para(
                        f"您的劳动合同因裁减人员于 {{on}} 解除。根据{LABOR_CONTRACT}第四十一条第三款，"
                        "公司在 {until} 以前重新招用人员的，应当通知您，并在同等条件下优先招用。",
                        on=day(on),
                        until=day(add_months(on, 6)),
                    ),
                    items(
                        runs("公司按您留下的手机号码和邮箱通知您；号码变更的，请告诉我们。"),
                        runs("您不需要为此办理任何手续，也不影响您在其他单位就业。"),
                        runs("公司没有通知就招用他人的，您可以向劳动保障监察机构投诉（12333）。"),
                    ),
                    para("联系人：{contact}。", contact=contact),
                ),
            )
        ],
        unaffected="工资、经济补偿、离职证明、社会保险和档案转移，按法定期限办理。",
    )
