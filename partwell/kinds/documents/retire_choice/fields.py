"""Words of the employee's choice among the ways of retiring.

Values besides the common ones: `submitted_on` day; `mode` "statutory_age", "flexible_early" or "flexible_late_end";
`chosen_on` day.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import FLEXIBLE_RETIREMENT, head, small_print
from partwell.lib.paper.model import Data, Paper, Section, facts, flush, para, stated_rows
from partwell.lib.paper.values import Values

MODES = {
    "statutory_age": "到法定退休年龄退休",
    "flexible_early": "弹性提前退休",
    "flexible_late_end": "弹性延迟退休，到约定的日期退休",
}
MODE = "退休方式"


def fields(values: Mapping[str, Any]) -> Paper:
    """The choice of one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    on, mode, chosen = v.day("submitted_on"), MODES[v.one_of("mode", tuple(MODES))], v.day("chosen_on")
    v.finish()
    return Paper(
        title="退休方式选择书",
        number=h.number,
        sections=(
            Section(
                "",
                (
                    flush("{company}：", company=h.company),
                    para(
                        f"本人{{employee}}已阅读《弹性退休告知书》，依据{FLEXIBLE_RETIREMENT}选择：", employee=h.named
                    ),
                    facts((MODE, mode), ("退休日期", day(chosen))),
                    para(
                        "弹性提前的，须另行书面告知，至少提前三个月；弹性延迟的，须与公司书面明确。办理申报前，本人可以更改。"
                    ),
                ),
            ),
        ),
        speaks="employee",
        company=h.company,
        employee=h.employee,
        on=day(on),
        seats=("选择人",),
        unaffected="工资、社会保险和养老待遇的申领，不取决于选择哪一种方式。",
        notes=small_print(h, seal=False),
    )


def states(paper: Data) -> Mapping[str, str]:
    """The way of retiring that was chosen."""
    rows = stated_rows(paper)
    return {"retire_mode": next(key for key, words in MODES.items() if words == rows[MODE])}
