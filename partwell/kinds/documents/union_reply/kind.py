"""对工会意见的书面回复: the opinion was studied, this is the result (劳动合同法第四十三条)."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="union_reply",
    title="关于工会意见的复函",
    title_en="Reply to the Trade Union",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("union",)),
    to_employee=False,
)
