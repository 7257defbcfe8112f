"""Words of the settlement note. A line "nothing is owed any more" has no place here (法释〔2020〕26号第三十五条).

Values besides the common ones: `paid` rows {item text, amount sum, paid_on day, voucher text}; `ending_on` day.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from partwell.lib.paper.chinese import capital_amount, day, money
from partwell.lib.paper.letters import INTERPRETATION_2, head, small_print
from partwell.lib.paper.model import Paper, Section, items, para, runs, table
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The note for one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    total, cells = Decimal(0), []
    for index, row in enumerate(v.rows("paid")):
        line = v.row("paid", index, row)
        amount = line.money("amount")
        total += amount
        cells.append([line.text("item"), money(amount), day(line.day("paid_on")), line.text("voucher")])
    cells.append(["合计", money(total), "", ""])
    ending_on = v.day("ending_on")
    v.finish()
    return Paper(
        title="离职结清确认书",
        number=h.number,
        sections=(
            Section(
                "一、已经收到的款项",
                (
                    para(
                        (
                            "本人{employee}与{company}的劳动合同于 {on} 解除或者终止。本人确认已经收到下列款项，"
                            "合计 {sum} 元（大写：{words}）："
                        ),
                        employee=h.named,
                        company=h.company,
                        on=day(ending_on),
                        sum=money(total),
                        words=capital_amount(total),
                    ),
                    table(["款项", "金额（元）", "到账日期", "凭证"], cells, numbers=(1,), total=True),
                ),
            ),
            Section(
                "二、说明",
                (
                    items(
                        runs("本确认书可签可不签。不签不影响任何依法应付的款项和应办的手续。"),
                        runs("本人只确认收到以上款项。没有列明的款项，不因本确认书而视为已经付清或者放弃。"),
                        runs(f"社会保险的权利不能以承诺放弃（{INTERPRETATION_2}第十九条）。"),
                    ),
                ),
                page=False,
            ),
        ),
        speaks="employee",
        company=h.company,
        employee=h.employee,
        on="",
        seats=("员工",),
        unaffected="可签可不签。工资、社保补缴、离职证明、社保转移都已经或者照常办理。",
        notes=small_print(h, seal=False),
    )
