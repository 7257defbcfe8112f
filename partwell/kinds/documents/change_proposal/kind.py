"""变更劳动合同协商函: circumstances changed; the company proposes other terms and asks (第四十条第三项)."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="change_proposal",
    title="变更劳动合同协商函",
    title_en="Proposal to Change the Contract",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    readers=frozenset(("line_manager", "dept_head")),
)
