"""Words of the offer of other work after the medical treatment period (《劳动合同法》第四十条第一项).

Values besides the common ones: `position` text; `new_post` text; `duties` text; `from_on` day; `pay` text;
`reply_on` day, set by the company; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, facts, para
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The offer to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    rows = (
        ("原工作", v.text("position")),
        ("另行安排的工作", v.text("new_post")),
        ("工作内容", v.text("duties")),
        ("开始日期", day(v.day("from_on"))),
        ("工资", v.text("pay")),
    )
    by, contact = v.day("reply_on"), v.text("contact")
    v.finish()
    return employer_letter(
        h,
        "另行安排工作通知书",
        [
            Section(
                "",
                (
                    greeting(h),
                    para(
                        f"您的医疗期已经届满。{LABOR_CONTRACT}第四十条第一项规定，不能从事原工作的，由用人单位另行安排工作。"
                    ),
                    facts(*rows),
                    para(
                        "请在 {by} 前（公司内部期限）告知您能否从事这项工作。身体情况不允许的，请说明或者附医院的意见；"
                        "您认为能够从事原工作的，也请告知，公司优先安排您回到原岗位。",
                        by=day(by),
                    ),
                    para("有任何需要，请联系{contact}。", contact=contact),
                ),
            )
        ],
        unaffected="工资、病假工资、社会保险，照常办理。",
    )
