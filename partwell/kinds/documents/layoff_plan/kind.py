"""裁减人员方案.

Situation, criteria, number, severance, steps (劳动合同法第四十一条). For the authority and the staff.
"""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="layoff_plan",
    title="裁减人员方案",
    title_en="Layoff Plan",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("exec", "union")),
    to_employee=False,
)
