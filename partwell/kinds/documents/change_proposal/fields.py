"""Words with which the company proposes to change the contract after a major change (《劳动合同法》第四十条第三项).

Values besides the common ones: `position` text; `change` text: what changed; `offer` list of texts; `answer_on`
day, set by the company; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, items, listed, para, runs
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The proposal to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    change, offer, by = v.text("change"), v.texts("offer"), v.day("answer_on")
    contact, position = v.text("contact"), v.text("position")
    v.finish()
    return employer_letter(
        h,
        "变更劳动合同协商函",
        [
            Section(
                "",
                (
                    greeting(h),
                    para(
                        "您担任{position}。订立劳动合同时所依据的客观情况发生了重大变化：{change}。",
                        position=position,
                        change=change,
                    ),
                    para(f"依据{LABOR_CONTRACT}第四十条第三项，公司希望与您协商变更劳动合同，提议如下："),
                    listed(offer),
                    para("请在 {by} 前（公司内部期限）答复。您可以：", by=day(by)),
                    items(
                        runs("同意，双方书面变更劳动合同；"),
                        runs("提出您自己的方案，公司会认真研究并书面答复；"),
                        runs("不同意，请尽量说明原因。不同意不会影响您现有的工资和社会保险。"),
                    ),
                    para("希望当面商量的，请联系{contact}。", contact=contact),
                ),
            )
        ],
        unaffected="工资、社会保险照常办理。",
        seal=False,
    )
