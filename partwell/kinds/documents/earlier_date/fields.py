"""Words of the agreement on an earlier last day. It changes the day and nothing else.

Values besides the common ones: `received_on` day; `statutory_on` day; `agreed_on` day, not after the statutory one;
`asked_by` "employee" or "employer".
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT, WAGES, head, small_print
from partwell.lib.paper.model import Paper, Section, items, para, runs
from partwell.lib.paper.values import Values

ASKED = {"employee": "员工", "employer": "公司"}


def fields(values: Mapping[str, Any]) -> Paper:
    """The agreement with one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    received, statutory, agreed = v.day("received_on"), v.day("statutory_on"), v.day("agreed_on")
    if not received <= agreed <= statutory:
        v.fault("agreed_on", "day between receipt and the statutory day")
    asked = ASKED[v.one_of("asked_by", tuple(ASKED))]
    v.finish()
    return Paper(
        title="提前解除日期确认书",
        number=h.number,
        sections=(
            Section(
                "",
                (
                    para(
                        "{company}（以下称“公司”）于 {received} 收到{employee}的辞职书，"
                        f"依{LABOR_CONTRACT}第三十七条，"
                        "劳动合同最晚于 {statutory} 解除。",
                        company=h.company,
                        received=day(received),
                        employee=h.named,
                        statutory=day(statutory),
                    ),
                    para("经" + asked + "提出，双方协商一致，把解除日期提前到 {agreed}。", agreed=day(agreed)),
                    items(
                        runs("解除的原因仍是员工辞职，本确认书只改变日期。"),
                        runs(
                            f"公司最晚于解除当日一次付清工资（{WAGES}第九条），出具离职证明；"
                            "社会保险和档案转移自该日起十五日内办理。"
                        ),
                        runs("员工可以不签。不签的，仍按法定日期解除，没有任何不利后果。"),
                        runs("本确认书不涉及其他权利，不表示任何一方放弃权利。"),
                    ),
                ),
            ),
        ),
        speaks="both",
        company=h.company,
        employee=h.employee,
        on=day(h.issued_on),
        seats=("员工", "公司代表"),
        unaffected="不签也可以：仍按法定日期解除，工资、证明和转移照常办理。",
        notes=small_print(h, seal=False),
    )
