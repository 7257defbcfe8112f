"""Words that ask an employee to end a second employment (《劳动合同法》第三十九条第四项).

Values besides the common ones: `other_employer` text; `findings` list of texts; `correct_by` day, set by the company;
`contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, listed, para
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The demand to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    other, findings, by, contact = v.text("other_employer"), v.texts("findings"), v.day("correct_by"), v.text("contact")
    v.finish()
    return employer_letter(
        h,
        "关于另一劳动关系的改正通知书",
        [
            Section(
                "",
                (
                    greeting(h),
                    para("公司了解到您同时与{other}建立了劳动关系：", other=other),
                    listed(findings),
                    para(
                        f"根据{LABOR_CONTRACT}第三十九条第四项，劳动者同时与其他用人单位建立劳动关系，"
                        "对完成本单位的工作任务造成严重影响，或者经用人单位提出，拒不改正的，用人单位可以解除劳动合同。"
                    ),
                    para("公司请您在 {by} 前（公司内部期限）结束另一劳动关系，并书面告知结果。", by=day(by)),
                    para(
                        "您认为情况不实，或者需要更多时间的，请说明；公司会核实并答复。有问题请联系{contact}。",
                        contact=contact,
                    ),
                ),
            )
        ],
        unaffected="工资、社会保险和其他依法应得的，照常办理。",
    )
