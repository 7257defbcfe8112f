"""Words of the receipt for an employee's notice of termination: the day it arrived, the day it takes effect,
what follows.

Values besides the common ones: `received_on` day; `ending_on` day: the last day the notice names; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, items, para, runs
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The receipt to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    received, ends, contact = v.day("received_on"), v.day("ending_on"), v.text("contact")
    v.finish()
    return employer_letter(
        h,
        "解除通知收件回执",
        [
            Section(
                "",
                (
                    greeting(h),
                    para(
                        "公司于 {on} 收到您依据"
                        + LABOR_CONTRACT
                        + "第三十八条发出的解除劳动合同通知。按照您的通知，劳动合同于 {end} 解除，不需要公司批准。",
                        on=day(received),
                        end=day(ends),
                    ),
                    para("接下来："),
                    items(
                        runs("公司核查您所说的情况，并书面答复您。答复不影响解除的效力。"),
                        runs("工资、离职证明、社会保险和档案转移，从解除之日起按法定期限办理。"),
                        runs("您不同意公司的答复，可以自知道权利被侵害之日起一年内申请劳动争议仲裁。"),
                    ),
                    para(
                        "有任何需要，请联系{contact}。本回执只证明收到，不表示公司认可或者否认通知的内容。",
                        contact=contact,
                    ),
                ),
            )
        ],
        unaffected="工资、离职证明、社会保险和档案转移，到日照常办理。",
    )
