"""竞业限制事项通知书: used or waived, in writing, before the last day (劳动合同法第二十三条、第二十四条)."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="noncompete_notice",
    title="竞业限制事项通知书",
    title_en="Notice on Non-compete",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(
        (
            "legal",
            "payroll",
        )
    ),
)
