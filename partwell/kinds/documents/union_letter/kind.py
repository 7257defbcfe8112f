"""通知工会函: the reason, told to the union before the contract is ended (劳动合同法第四十三条)."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="union_letter",
    title="关于拟解除劳动合同的通知函",
    title_en="Letter to the Trade Union",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("union",)),
    to_employee=False,
)
