"""Words that ask an employee to take part in the appraisal of working capacity.

Values besides the common ones: `commission` text; `materials` list of texts; `answer_on` day, set by the
company; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import MEDICAL_PERIOD, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, listed, para
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The letter to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    commission, papers, by, contact = v.text("commission"), v.texts("materials"), v.day("answer_on"), v.text("contact")
    v.finish()
    return employer_letter(
        h,
        "劳动能力鉴定告知书",
        [
            Section(
                "",
                (
                    greeting(h),
                    para(
                        f"您的医疗期已经届满。按照{MEDICAL_PERIOD}第六条、第七条，公司拟为您向{{commission}}申请劳动能力鉴定，费用由公司承担。",
                        commission=commission,
                    ),
                    para("需要您准备："),
                    listed(papers),
                    para("请在 {by} 前（公司内部期限）告知是否参加；身体不便的，公司派人协助。", by=day(by)),
                    para(
                        "鉴定为一至四级的，办理退休、退职手续，公司不解除劳动合同。有不清楚的地方，请联系{contact}。",
                        contact=contact,
                    ),
                ),
            )
        ],
        unaffected="病假工资、社会保险和其他依法应得的，照常办理。",
        seal=False,
    )
