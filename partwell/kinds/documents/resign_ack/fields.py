"""Words of the acknowledgement: the day of receipt, the last lawful day, who does what next.

Values besides the common ones: `received_on` day; `probation` yes or no; `statutory_on` day; `wish_on` day, optional;
`next_steps` list of texts; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, items, para, runs
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The acknowledgement to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    days = "试用期内提前三日" if v.truth("probation") else "提前三十日"
    wish = v.day_or_none("wish_on")
    received, statutory = v.day("received_on"), v.day("statutory_on")
    steps, contact = v.texts("next_steps"), v.text("contact")
    v.finish()
    asked = (
        (
            para(
                ("您希望于 {wish} 离职。提前离职需要双方书面约定，公司会尽快答复；没有约定的，以上述日期为准。"),
                wish=day(wish),
            ),
        )
        if wish
        else ()
    )
    return employer_letter(
        h,
        "辞职受理回执",
        [
            Section(
                "",
                (
                    greeting(h),
                    para("公司于 {on} 收到您的辞职书。", on=day(received)),
                    para(
                        f"根据{LABOR_CONTRACT}第三十七条，劳动者{days}以书面形式通知用人单位，可以解除劳动合同。"
                        "因此您的劳动合同最晚于 {on} 解除，到日自动生效，不需要公司批准。",
                        on=day(statutory),
                    ),
                    *asked,
                    para("接下来："),
                    items(*(runs("{one}", one=one) for one in steps)),
                    para("感谢您一直以来的工作。有任何需要，请联系{contact}。", contact=contact),
                ),
            )
        ],
        unaffected="工资、离职证明、社会保险和档案转移，到日照常办理。",
    )
