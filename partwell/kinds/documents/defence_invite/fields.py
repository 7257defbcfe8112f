"""Words that invite an employee to speak: what was reported, how to answer, until when; nothing is decided yet.

Values besides the common ones: `matters` list of texts; `reply_by` instant, the company's own deadline; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import minute
from partwell.lib.paper.letters import employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, items, listed, para, runs
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The invitation to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    matters, by, contact = v.texts("matters"), v.instant("reply_by"), v.text("contact")
    v.finish()
    return employer_letter(
        h,
        "陈述申辩通知书",
        [
            Section(
                "",
                (
                    greeting(h),
                    para("公司正在核实下列情况，尚未作出任何决定。在作出决定之前，公司希望听到您的说明："),
                    listed(matters),
                    para("您可以在 {by} 前（公司内部期限）说明情况：", by=minute(by)),
                    items(
                        runs("书面说明，可以附证据、证人和您认为有关的材料；"),
                        runs("要求查看公司掌握的材料；"),
                        runs("要求当面说明，可以由工会或者您信任的人陪同；"),
                        runs("期限过后仍可以补充，公司会一并考虑。"),
                    ),
                    para("您的说明会原文保存，公司将逐项书面答复。有不清楚的地方，请联系{contact}。", contact=contact),
                ),
            )
        ],
        unaffected="工资、社会保险和其他依法应得的，照常办理。",
        seal=False,
    )
