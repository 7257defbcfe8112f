"""Words of the reply to an objection against an assessment. It quotes the objection and answers it point by point.

Values besides the common ones: `objected_on` day; `objection` text as it was written; `findings` list of texts;
`outcome` "kept", "changed" or "partly"; `measures` list of texts, optional; `reviewer` text;
`report_number` text, optional.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import ARBITRATION, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, free_text, items, para, runs
from partwell.lib.paper.values import Values

OUTCOMES = {"kept": "维持原考核结论", "changed": "更正原考核结论", "partly": "部分更正原考核结论"}


def fields(values: Mapping[str, Any]) -> Paper:
    """The reply to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    number = v.text_or("report_number")
    objected_on, objection = v.day("objected_on"), v.text("objection")
    findings, measures = v.texts("findings"), v.texts_or_none("measures")
    outcome, reviewer = OUTCOMES[v.one_of("outcome", tuple(OUTCOMES))], v.text("reviewer")
    v.finish()
    return employer_letter(
        h,
        "考核异议答复书",
        [
            Section(
                "一、您的异议",
                (
                    greeting(h),
                    para(
                        "您于 {on} 对《试用期考核报告》"
                        + ("（文书编号 {number}）" if number else "")
                        + "提出的异议已经收到，原文如下：",
                        on=day(objected_on),
                        number=number,
                    ),
                    *free_text(objection),
                ),
            ),
            Section(
                "二、复核情况",
                (
                    para("{reviewer}对您的异议进行了复核，查明：", reviewer=reviewer),
                    items(*(runs("{one}", one=one) for one in findings)),
                ),
            ),
            Section(
                "三、复核结论",
                (
                    para("公司的答复是：{outcome}。", outcome=outcome),
                    *((items(*(runs("{one}", one=one) for one in measures)),) if measures else ()),
                    para(
                        "您对本答复仍有不同意见的，可以继续书面说明，也可以依法申请劳动争议调解、仲裁；"
                        "申请仲裁的时效期间为一年"
                        f"（{ARBITRATION}第二十七条）。您的异议和本答复都会一并保存。"
                    ),
                ),
                page=False,
            ),
        ],
    )
