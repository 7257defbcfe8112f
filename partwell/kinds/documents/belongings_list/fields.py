"""Words of the list of belongings handed to the family of an employee who died.

Values besides the common ones: `kin` text: who receives; `relation` text; `belongings` rows {name text, place text,
state text}; `witness` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import head, small_print
from partwell.lib.paper.model import Paper, Section, para, table
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The list. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    cells = []
    for index, row in enumerate(v.rows("belongings")):
        line = v.row("belongings", index, row)
        cells.append([str(index + 1), line.text("name"), line.text("place"), line.text("state")])
    kin, relation, witness = v.text("kin"), v.text("relation"), v.text("witness")
    v.finish()
    return Paper(
        title="遗物移交清单",
        number=h.number,
        sections=(
            Section(
                "",
                (
                    para(
                        "{employee}在{company}的个人物品，由{witness}整理，移交给{kin}（{relation}）：",
                        employee=h.named,
                        company=h.company,
                        witness=witness,
                        kin=kin,
                        relation=relation,
                    ),
                    table(["序号", "物品", "原放置处", "状态"], cells),
                    para("签收只表示收到所列物品，不涉及工资、抚恤和其他任何权利。遗漏的物品找到后另行移交。"),
                ),
            ),
        ),
        speaks="both",
        company=h.company,
        employee=h.employee,
        on=day(h.issued_on),
        seats=("接收的亲属", "移交人"),
        notes=small_print(h, seal=False),
    )
