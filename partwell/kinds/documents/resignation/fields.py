"""Words of a resignation. It is acknowledged, never approved. Reasons may be left out.

Values besides the common ones: `position` text; `probation` yes or no; `submitted_on` day; `statutory_on` day: the
last day of the period of notice; `wish_on` day, optional: an earlier day asked for; `reason` text, optional.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT, head, small_print
from partwell.lib.paper.model import Paper, Section, flush, free_text, para
from partwell.lib.paper.values import Values

HINT = (
    f"提示：因拖欠工资、未依法缴纳社会保险费等原因离职的，属于{LABOR_CONTRACT}第三十八条的情形，"
    "可以依法要求经济补偿，不要使用本文书，请改用“被迫解除劳动合同通知书”。"
)


def fields(values: Mapping[str, Any]) -> Paper:
    """The letter of one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    notice = "试用期内提前三日" if v.truth("probation") else "提前三十日"
    submitted, statutory, wish = v.day("submitted_on"), v.day("statutory_on"), v.day_or_none("wish_on")
    if statutory < submitted or (wish is not None and wish < submitted):
        v.fault("wish_on", "day not before the letter")
    reason = v.text_or("reason")
    opening = para(
        "本人{employee}，现任{position}，决定辞职。根据{law}第三十七条，本人{notice}以本书面通知公司解除劳动合同。",
        law=LABOR_CONTRACT,
        notice=notice,
        employee=h.named,
        position=v.text("position"),
    )
    v.finish()
    dates = [para("按照法定通知期，劳动合同于 {on} 解除。", on=day(statutory))]
    if wish is not None:
        dates.append(
            para("本人希望于 {wish} 离职；公司书面同意的，以该日为准，否则以上述法定日期为准。", wish=day(wish))
        )
    why = (para("辞职的原因："), *free_text(reason)) if reason else ()
    end = para("在离职前，本人会照常工作并办理交接。请公司按时付清工资、出具离职证明并办理社会保险和档案转移。")
    return Paper(
        title="辞职书",
        number=h.number,
        sections=(Section("", (flush("{company}：", company=h.company), opening, *dates, *why, end)),),
        speaks="employee",
        company=h.company,
        employee=h.employee,
        on=day(submitted),
        seats=("辞职人",),
        unaffected="辞职自提交起生效，不需要批准。工资、离职证明、社会保险和档案转移依法办理。",
        notes=small_print(
            h,
            seal=False,
            extra=(HINT,),
        ),
    )
