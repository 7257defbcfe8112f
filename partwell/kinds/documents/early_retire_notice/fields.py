"""Words with which an employee tells early retirement, at least three months before.

Values besides the common ones: `submitted_on` day; `chosen_on` day of retirement.
"""

from collections.abc import Mapping
from typing import Any

from partwell.core.days import add_months
from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import FLEXIBLE_RETIREMENT, head, small_print
from partwell.lib.paper.model import Paper, Section, flush, para
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The notice of one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    on, chosen = v.day("submitted_on"), v.day("chosen_on")
    if v.has("chosen_on") and v.has("submitted_on") and add_months(on, 3) > chosen:
        v.fault("chosen_on", "day at least three months after the letter")
    v.finish()
    return Paper(
        title="弹性提前退休书面告知",
        number=h.number,
        sections=(
            Section(
                "",
                (
                    flush("{company}：", company=h.company),
                    para(
                        f"本人{{employee}}自愿依据{FLEXIBLE_RETIREMENT}弹性提前退休，"
                        f"退休日期为 {{on}}，现提前三个月以上书面告知公司。",
                        employee=h.named,
                        on=day(chosen),
                    ),
                    para("本人了解须达到按月领取基本养老金的最低缴费年限。请公司按规定向经办机构申报。"),
                ),
            ),
        ),
        speaks="employee",
        company=h.company,
        employee=h.employee,
        on=day(on),
        seats=("告知人",),
        unaffected="提前退休由本人自愿决定。工资和社会保险在退休前照常。",
        notes=small_print(h, seal=False),
    )
