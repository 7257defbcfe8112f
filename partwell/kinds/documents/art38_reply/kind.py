"""关于解除劳动合同通知的答复函: what was found, whether the company accepts the ground, what it pays."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="art38_reply",
    title="关于解除劳动合同通知的答复函",
    title_en="Reply to a Notice under Article 38",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("legal",)),
)
