"""Words of the reply to an employee's defence. It quotes it and answers it; the decision itself is another paper.

Values besides the common ones: `defended_on` day; `defence` text as it was written; `findings` list of texts;
`outcome` "accepted", "partly" or "not_accepted"; `reviewer` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, free_text, listed, para
from partwell.lib.paper.values import Values

OUTCOMES = {"accepted": "采纳您的意见", "partly": "部分采纳您的意见", "not_accepted": "没有采纳您的意见，理由如上"}


def fields(values: Mapping[str, Any]) -> Paper:
    """The reply to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    on, defence, findings = v.day("defended_on"), v.text("defence"), v.texts("findings")
    outcome, reviewer = OUTCOMES[v.one_of("outcome", tuple(OUTCOMES))], v.text("reviewer")
    v.finish()
    return employer_letter(
        h,
        "关于陈述申辩意见的答复书",
        [
            Section(
                "一、您的陈述和申辩",
                (greeting(h), para("您于 {on} 提出的意见已经收到，原文如下：", on=day(on)), *free_text(defence)),
            ),
            Section(
                "二、复核情况和结论",
                (
                    para("{reviewer}进行了复核，查明：", reviewer=reviewer),
                    listed(findings),
                    para("公司{outcome}。", outcome=outcome),
                    para("本答复不是处分或者解除的决定。您的意见和本答复会一并保存；您可以继续书面补充。"),
                ),
            ),
        ],
        unaffected="工资、社会保险和其他依法应得的，照常办理。",
    )
