"""Words of the employee's answer to an offer to renew the contract.

Values besides the common ones: `submitted_on` day; `reply` "accept" or "refuse"; `reason` text, optional.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import head, small_print
from partwell.lib.paper.model import Paper, Section, facts, flush, free_text, para
from partwell.lib.paper.values import Values

REPLIES = {"accept": "同意续订劳动合同", "refuse": "不同意续订劳动合同"}


def fields(values: Mapping[str, Any]) -> Paper:
    """The answer of one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    on, reply, reason = v.day("submitted_on"), REPLIES[v.one_of("reply", tuple(REPLIES))], v.text_or("reason")
    v.finish()
    return Paper(
        title="续订意向答复书",
        number=h.number,
        sections=(
            Section(
                "",
                (
                    flush("{company}：", company=h.company),
                    para("本人{employee}已收到《续订劳动合同意向书》，答复如下：", employee=h.named),
                    facts(("答复", reply)),
                    *((para("说明："), *free_text(reason)) if reason else ()),
                    para("本答复只针对该意向书所列的条件；公司提出新的条件的，本人可以重新答复。"),
                ),
            ),
        ),
        speaks="employee",
        company=h.company,
        employee=h.employee,
        on=day(on),
        seats=("答复人",),
        unaffected="工资、社会保险照常；到期后的工资、证明和社保转移依法办理。",
        notes=small_print(h, seal=False),
    )
