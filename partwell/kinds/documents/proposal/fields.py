"""Words of an employee's own proposal to part by agreement. It is no resignation and may be taken back until
both signed.

Values besides the common ones: `position` text; `submitted_on` day; `wish_on` day, optional; `wishes` list of
texts, optional.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT, head, small_print
from partwell.lib.paper.model import Data, Paper, Section, flush, listed, para
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The proposal of one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    position, submitted, wish = v.text("position"), v.day("submitted_on"), v.day_or_none("wish_on")
    wishes = v.texts_or_none("wishes")
    v.finish()
    return Paper(
        title="协商解除劳动合同提议书",
        number=h.number,
        sections=(
            Section(
                "",
                (
                    flush("{company}：", company=h.company),
                    para(
                        f"本人{{employee}}，任{{position}}，提议依据{LABOR_CONTRACT}第三十六条与公司协商解除劳动合同。",
                        employee=h.named,
                        position=position,
                    ),
                    *((para("希望的日期：{wish}。", wish=day(wish)),) if wish else ()),
                    *((para("希望协商的内容："), listed(wishes)) if wishes else ()),
                    para("本提议不是辞职。双方签署协议之前，本人可以撤回，劳动合同继续履行。"),
                ),
            ),
        ),
        speaks="employee",
        company=h.company,
        employee=h.employee,
        on=day(submitted),
        seats=("提议人",),
        unaffected="提出协商不影响工资、社会保险和劳动合同的履行。",
        notes=small_print(
            h,
            seal=False,
            extra=(
                f"提示：协商解除由用人单位先提出的，应当支付经济补偿；由劳动者先提出的，法律没有规定必须支付（{LABOR_CONTRACT}第四十六条）。",
            ),
        ),
    )


def states(paper: Data) -> Mapping[str, str]:
    """Who proposed it first."""
    return {"initiator": "employee"}
