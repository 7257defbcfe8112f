"""协商一致解除劳动合同协议书（草案）: 劳动合同法第三十六条; who proposed it, what is paid and when.

It waives nothing.
"""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="agreement_draft",
    title="协商一致解除劳动合同协议书（草案）",
    title_en="Draft of the Agreement to Terminate",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    readers=frozenset(("dept_head", "finance")),
)
