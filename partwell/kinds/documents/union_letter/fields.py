"""Words of the letter to the union: whom, by which article, why, when; and that the union may ask for correction.

Values besides the common ones: `union_name` text; `position` text; `hired_on` day; `ending_on` day; `cite` text;
`ground` text; `reasons` list of texts; `reply_by` instant, the company's own deadline.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day, minute
from partwell.lib.paper.letters import LABOR_CONTRACT, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, items, para, runs
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The letter about one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    union, reasons = v.text("union_name"), v.texts("reasons")
    opening = para(
        "公司拟依据{cite}（{ground}），于 {on} 解除与{employee}的劳动合同。该员工于 {hired} 入职，担任{position}。"
        f"根据{LABOR_CONTRACT}第四十三条，现将解除的理由事先通知贵会：",
        cite=v.text("cite"),
        ground=v.text("ground"),
        on=day(v.day("ending_on")),
        employee=h.named,
        hired=day(v.day("hired_on")),
        position=v.text("position"),
    )
    closing = para(
        "贵会认为公司违反法律、行政法规规定或者劳动合同约定的，有权要求公司纠正。"
        "公司将研究贵会的意见，并把处理结果书面通知贵会。"
        "请贵会在 {by} 前（公司内部期限）反馈意见；没有意见的，也请回复。"
        "在收到贵会意见或者上述期限届满前，公司不会送达解除通知。",
        by=minute(v.instant("reply_by")),
    )
    v.finish()
    return employer_letter(
        h,
        "关于拟解除劳动合同的通知函",
        [Section("", (greeting(h, to=union), opening, items(*(runs("{one}", one=one) for one in reasons)), closing))],
    )
