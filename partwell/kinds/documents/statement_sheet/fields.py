"""Words of the settlement statement.

Values besides the common ones: `groups` rows {title, payee, total sum, rows {item, basis, law, amount sum or state
text}}, optional `paid` rows {item, amount sum, paid_on day, voucher}, `differences` texts, `unconfirmed`
texts, `notes` texts, `ending_on` day, `reviewed` text.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from partwell.lib.paper.chinese import day, money
from partwell.lib.paper.letters import INTERPRETATION_2, head, small_print
from partwell.lib.paper.model import Data, Paper, Section, items, para, runs, table
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The statement of one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    ending_on = v.day_or_none("ending_on")
    opening = para(
        "本单列明{employee}离职时各项款项的算法、依据和金额{on}。单位为元，每行四舍五入到分，合计为各行之和。",
        employee=h.named,
        on=f"（离职日 {day(ending_on)}）" if ending_on else "",
    )
    sections = [Section("", (opening,))]
    sections += [_group(v, index, row) for index, row in enumerate(v.rows("groups"))]
    paid = [_paid(v, index, row) for index, row in enumerate(v.rows("paid"))] if v.has("paid") else []
    differences, unconfirmed = v.texts_or_none("differences"), v.texts_or_none("unconfirmed")
    reviewed = v.text_or("reviewed", "尚未由第二人复核")
    notes = v.texts_or_none("notes") or ()
    v.finish()
    blocks: list[Data] = []
    if paid:
        blocks.append(table(["款项", "金额", "付款日", "凭证"], paid, numbers=(1,)))
    else:
        blocks.append(para("尚无付款凭证。"))
    if differences:
        blocks.append(items(*(runs("{one}", one=one) for one in differences)))
    sections.append(Section("付款与差额", tuple(blocks), page=False))
    said = [
        runs("复核：{by}。", by=reviewed),
        runs("付给员工的款项和缴给征收机构的款项是两件事，不能互相抵作。"),
        runs(f"工资和依法应付的款项不等签字、不等交接。社会保险的权利不能以承诺放弃（{INTERPRETATION_2}第十九条）。"),
        *(runs("{one}", one=one) for one in notes),
    ]
    if unconfirmed:
        said.append(runs("下列数字尚待核实，核实前不印入需要签署的文书：{which}。", which="、".join(unconfirmed)))
    sections.append(Section("说明", (items(*said),), page=False))
    return Paper(
        title="离职结算单",
        number=h.number,
        sections=tuple(sections),
        speaks="employer",
        company=h.company,
        employee=h.employee,
        on=day(h.issued_on),
        notes=small_print(h, seal=False),
    )


def _group(v: Values, index: int, row: Any) -> Section:
    line = v.row("groups", index, row)
    cells, total = [], Decimal(0)
    for number, one in enumerate(line.rows("rows")):
        cell = line.row("rows", number, one)
        amount = cell.text("state") if cell.has("state") else money(cell.money("amount"))
        cells.append([cell.text("item"), cell.text_or("basis", "—"), cell.text_or("law", "—"), amount])
    total = line.money("total")
    cells.append(["合计", line.text("payee"), "", money(total)])
    body = table(["项目", "算法", "依据", "金额"], cells, numbers=(3,), total=True)
    return Section(line.text("title"), (body,), page=False)


def _paid(v: Values, index: int, row: Any) -> list[str]:
    line = v.row("paid", index, row)
    return [line.text("item"), money(line.money("amount")), day(line.day("paid_on")), line.text_or("voucher", "—")]
