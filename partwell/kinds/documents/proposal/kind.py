"""协商解除劳动合同提议书: the employee himself proposes to talk about an end; no resignation (第三十六条)."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields, states

KIND = DocumentKind(
    key="proposal",
    title="协商解除劳动合同提议书",
    title_en="Employee's Proposal to Part by Agreement",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="declaration",
    answers=("sign",),
    items={"sign": "employee.sign:proposal"},
    states=states,
)
