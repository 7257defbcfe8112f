"""Words of a change of post for someone who was not up to the job (《劳动合同法》第四十条第二项).

Values besides the common ones: `position` text; `new_post` text; `from_on` day; `reasons` list of texts; `pay` text:
what becomes of the wage; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, facts, listed, para
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The notice to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    old, new, on, pay = v.text("position"), v.text("new_post"), v.day("from_on"), v.text("pay")
    reasons, contact = v.texts("reasons"), v.text("contact")
    v.finish()
    return employer_letter(
        h,
        "岗位调整通知书",
        [
            Section(
                "",
                (
                    greeting(h),
                    para(
                        f"考核结果表明您暂时不能胜任现在的工作。依据{LABOR_CONTRACT}第四十条第二项，公司为您调整工作岗位："
                    ),
                    facts(("原岗位", old), ("新岗位", new), ("开始日期", day(on)), ("工资", pay)),
                    para("调整的理由："),
                    listed(reasons),
                    para(
                        "公司会安排人帮助您熟悉新岗位。您对调整有不同意见的，请书面说明，公司会答复。请联系{contact}。",
                        contact=contact,
                    ),
                ),
            )
        ],
        unaffected="工资、社会保险和其他依法应得的，照常办理。",
    )
