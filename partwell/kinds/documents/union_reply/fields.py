"""Words of the reply to the union's opinion.

Values besides the common ones: `union_name` text; `opinion_on` day; `opinion` text; `findings` list of texts;
`decision` text; `letter_number` text, optional.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, free_text, items, para, runs
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The reply about one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    union, number = v.text("union_name"), v.text_or("letter_number")
    on, opinion = v.day("opinion_on"), v.text("opinion")
    findings, decision = v.texts("findings"), v.text("decision")
    v.finish()
    about = "关于公司拟解除与{employee}劳动合同一事" + ("（通知函编号 {number}）" if number else "")
    return employer_letter(
        h,
        "关于工会意见的复函",
        [
            Section(
                "",
                (
                    greeting(h, to=union),
                    para(about + "，贵会于 {on} 提出的意见已经收到：", employee=h.named, number=number, on=day(on)),
                    *free_text(opinion),
                    para(f"公司按照{LABOR_CONTRACT}第四十三条研究了贵会的意见，情况如下："),
                    items(*(runs("{one}", one=one) for one in findings)),
                    para("处理结果：{decision}", decision=decision),
                    para("感谢贵会的意见。贵会的意见和本复函一并保存。"),
                ),
            )
        ],
    )
