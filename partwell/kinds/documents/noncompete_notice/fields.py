"""Words of the notice on a non-compete: whether it is used, and if so where, how long, for how much.

Values besides the common ones: `agreement_on` day; `ending_on` day; `decision` "activate" or "waive"; when activated
`scope` text, `area` text, `until` day (at most two years after the last day), `monthly` sum, `pay_day` text;
`contact` text.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from partwell.lib.paper.chinese import day, money
from partwell.lib.paper.letters import INTERPRETATION_1, LABOR_CONTRACT, employer_letter, greeting, head
from partwell.lib.paper.model import Data, Paper, Section, facts, items, para, runs
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The notice to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    agreed, ending_on = v.day("agreement_on"), v.day("ending_on")
    decision = v.one_of("decision", ("activate", "waive"))
    body = _active(v, ending_on) if decision == "activate" else _waived(ending_on)
    contact = v.text("contact")
    v.finish()
    return employer_letter(
        h,
        "竞业限制事项通知书",
        [
            Section(
                "",
                (
                    greeting(h),
                    para("您与公司于 {on} 约定了竞业限制。公司的决定是：", on=day(agreed)),
                    *body,
                    para("您知悉的商业秘密，离职后仍应当保密。有疑问请联系{contact}。", contact=contact),
                ),
            )
        ],
    )


def _two_years_after(start: date) -> date:
    """The last day a non-compete may bind."""
    try:
        return start.replace(year=start.year + 2)
    except ValueError:
        return date(start.year + 2, 2, 28)


def _active(v: Values, ending_on: date) -> tuple[Data, ...]:
    """What binds, how long, for how much, and what follows when it is not paid."""
    until = v.day("until")
    if not ending_on < until <= _two_years_after(ending_on):
        v.fault("until", "day within two years of the last day")
    return (
        para("启用竞业限制，内容如下："),
        facts(
            ("范围", v.text("scope")),
            ("地域", v.text("area")),
            ("期限", f"{day(ending_on)}至{day(until)}"),
            ("经济补偿", f"每月 {money(v.money('monthly'))} 元，{v.text('pay_day')}支付"),
        ),
        items(
            runs(
                "竞业限制期限不得超过二年，范围、地域、期限由双方约定，"
                f"不得违反法律规定（{LABOR_CONTRACT}第二十三条、第二十四条）。"
            ),
            runs(f"因公司的原因三个月未支付经济补偿的，您可以请求解除竞业限制约定（{INTERPRETATION_1}第三十八条）。"),
            runs(f"公司要提前解除竞业限制的，您可以请求另外支付三个月的经济补偿（{INTERPRETATION_1}第三十九条）。"),
        ),
    )


def _waived(ending_on: date) -> tuple[Data, ...]:
    """Nothing binds."""
    return (
        para(
            ("放弃竞业限制。自 {on} 起，您可以自由选择工作，不承担竞业限制义务，公司也不支付竞业限制补偿。"),
            on=day(ending_on),
        ),
    )
