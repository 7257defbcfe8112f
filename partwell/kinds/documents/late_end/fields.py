"""Words of the agreement that a flexible delay of retirement ends earlier than agreed.

Values besides the common ones: `agreement_on` day of the agreement on the delay; `until` day it names;
`ending_on` day both agree on now; `asked_by` "employee" or "employer".
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import head, small_print
from partwell.lib.paper.model import Paper, Section, para
from partwell.lib.paper.values import Values

ASKED = {"employee": "员工提出", "employer": "公司提出"}


def fields(values: Mapping[str, Any]) -> Paper:
    """The agreement of both. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    agreed, until, on = v.day("agreement_on"), v.day("until"), v.day("ending_on")
    asked = ASKED[v.one_of("asked_by", tuple(ASKED))]
    if on > until:
        v.fault("ending_on", "day not after the last day")
    v.finish()
    return Paper(
        title="提前终止弹性延迟退休协议书",
        number=h.number,
        sections=(
            Section(
                "",
                (
                    para(
                        "{company}与{employee}于 {agreed} 约定弹性延迟退休至 {until}。经" + asked + "，双方一致同意："
                        "延迟退休于 {on} 提前结束，劳动合同于当日终止，并从次月起办理领取基本养老金的手续。",
                        company=h.company,
                        employee=h.named,
                        agreed=day(agreed),
                        until=day(until),
                        on=day(on),
                    ),
                    para("公司按当地经办机构的要求及时申报，不影响员工依法享受的养老、医疗保险待遇。"),
                    para("本协议一式两份，双方各执一份。任何一方不同意的，仍按原约定的日期执行。"),
                ),
            ),
        ),
        speaks="both",
        company=h.company,
        employee=h.employee,
        on=day(h.issued_on),
        seal=True,
        seats=("员工",),
        unaffected="养老金、医疗保险待遇和工资，不以签署本协议为条件；不签则按原约定的日期退休。",
        notes=small_print(h, seal=True),
    )
