"""Words of the notices to return to work; the second one also says what may follow, and by which rule. Pure.

Values besides the common ones: `absent_from` day; `return_on` day, set by the company; `place` text; `contact`
text; and for the second one `first_on` day of the first notice and `rule` text: name and article of the company's rule.
"""

from collections.abc import Mapping
from typing import Any

from .chinese import day
from .letters import LABOR_CONTRACT, employer_letter, greeting, head
from .model import Paper, Section, items, para, runs
from .values import Values


def return_notice(values: Mapping[str, Any], *, second: bool) -> Paper:
    """The notice to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    absent, back, place, contact = v.day("absent_from"), v.day("return_on"), v.text("place"), v.text("contact")
    if back < absent:
        v.fault("return_on", "day not before the letter")
    first = v.day("first_on") if second else None
    rule = v.text("rule") if second else ""
    v.finish()
    before = (
        (para("公司曾于 {on} 发出第一次返岗通知，至今没有收到您的回复。", on=day(first)),) if first is not None else ()
    )
    after = (
        (
            para(
                "到期既没有返岗也没有说明理由的，公司将依据{rule}研究处理，可能依法解除劳动合同"
                f"（{LABOR_CONTRACT}第三十九条第二项）。在作出决定之前，您随时可以说明情况，公司会考虑。",
                rule=rule,
            ),
        )
        if second
        else ()
    )
    return employer_letter(
        h,
        f"返岗通知书（第{'二' if second else '一'}次）",
        [
            Section(
                "",
                (
                    greeting(h),
                    para(
                        "您自 {on} 起没有到岗，公司没有收到请假手续，也没有联系上您。我们首先关心您是否平安。",
                        on=day(absent),
                    ),
                    *before,
                    para("请在 {by} 前（公司内部期限）选择一种方式：", by=day(back)),
                    items(
                        runs("返回{place}上班；", place=place),
                        runs("因病、因事不能到岗的，补办请假手续，可以用手机发送证明；"),
                        runs("打算离职的，告诉我们，公司按您的意愿依法办理；"),
                        runs("有困难或者受到不公正对待的，告诉我们或者工会，也可以拨打 12333。"),
                    ),
                    *after,
                    para("请联系{contact}，任何时间都可以。", contact=contact),
                ),
            )
        ],
        unaffected="已经工作的工资和社会保险，照常办理。",
    )
