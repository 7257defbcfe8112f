"""Words of the list of returned property.

Values besides the common ones: `ending_on` day; `assets` rows {name (or item), code, state texts}; `receiver` text;
`missing` list of texts, optional: things not yet returned.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import head, small_print
from partwell.lib.paper.model import Paper, Section, items, para, runs, table
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The list of one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    cells = []
    for index, row in enumerate(v.rows("assets")):
        line = v.row("assets", index, row)
        what = "item" if line.has("item") else "name"
        cells.append([str(index + 1), line.text(what), line.text_or("code", "—"), line.text("state")])
    missing = v.texts_or_none("missing")
    opening = para(
        "{employee}因离职（{on}）归还下列物品，由{receiver}清点：",
        employee=h.named,
        on=day(v.day("ending_on")),
        receiver=v.text("receiver"),
    )
    v.finish()
    still = (para("以下物品尚未归还："), items(*(runs("{one}", one=one) for one in missing))) if missing else ()
    return Paper(
        title="归还物品清单",
        number=h.number,
        sections=(
            Section("一、归还的物品", (opening, table(["序号", "物品", "编号", "状态"], cells), *still)),
            Section(
                "二、说明",
                (
                    items(
                        runs("正常使用造成的磨损，不需要赔偿。"),
                        runs("尚未归还或者有损坏的，由公司另行说明和主张，不从工资中直接扣除，也不影响出具离职证明。"),
                        runs("对清单有不同意见的，可以附异议签署。"),
                    ),
                ),
                page=False,
            ),
        ),
        speaks="both",
        company=h.company,
        employee=h.employee,
        on=day(h.issued_on),
        seats=("归还人", "接收人"),
        unaffected="工资和离职证明，不等物品归还。",
        notes=small_print(h, seal=False),
    )
