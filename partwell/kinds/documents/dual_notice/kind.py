"""关于另一劳动关系的改正通知书: a second job is to be ended.

Only a refusal is a ground (劳动合同法第三十九条第四项).
"""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="dual_notice",
    title="关于另一劳动关系的改正通知书",
    title_en="Demand to End a Second Employment",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("line_manager", "dept_head")),
)
