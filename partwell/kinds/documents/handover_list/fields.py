"""Words of the handover list. An incomplete handover holds back severance alone, nothing else (劳动合同法第五十条).

Values besides the common ones: `ending_on` day; `successor` text; `supervisor` text; `handover` rows {item text,
detail text, state text}; `open_points` list of texts, optional.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT, head, small_print
from partwell.lib.paper.model import Paper, Section, items, para, runs, table
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The list of one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    cells = []
    for index, row in enumerate(v.rows("handover")):
        line = v.row("handover", index, row)
        cells.append([str(index + 1), line.text("item"), line.text("detail"), line.text("state")])
    points = v.texts_or_none("open_points")
    opening = para(
        "{employee}将于 {on} 离职，下列工作和资料移交给{successor}，由{supervisor}监交：",
        employee=h.named,
        on=day(v.day("ending_on")),
        successor=v.text("successor"),
        supervisor=v.text("supervisor"),
    )
    v.finish()
    still = (
        (para("以下事项尚未移交完，双方另行约定："), items(*(runs("{one}", one=one) for one in points)))
        if points
        else ()
    )
    return Paper(
        title="工作交接清单",
        number=h.number,
        sections=(
            Section("一、移交的工作和资料", (opening, table(["序号", "项目", "内容和位置", "状态"], cells), *still)),
            Section(
                "二、说明",
                (
                    items(
                        runs("本清单只说明列明的工作和资料已经移交，不涉及离职的理由，也不表示任何一方放弃权利。"),
                        runs(
                            f"依法应当支付经济补偿的，在办结工作交接时支付（{LABOR_CONTRACT}第五十条）。"
                            "工资、离职证明、社会保险和档案转移有各自的法定期限，不因交接没有办完而推迟。"
                        ),
                        runs("对清单有不同意见的，可以附异议签署，写明哪一项、为什么。"),
                    ),
                ),
                page=False,
            ),
        ),
        speaks="both",
        company=h.company,
        employee=h.employee,
        on=day(h.issued_on),
        seats=("交接人", "接手人", "监交人"),
        unaffected="工资、离职证明、社会保险和档案转移，不等交接。",
        notes=small_print(h, seal=False),
    )
