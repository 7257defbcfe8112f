"""被迫解除劳动合同通知书: the employee's own notice under 劳动合同法第三十八条; it needs no approval."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields, states

KIND = DocumentKind(
    key="art38_notice",
    title="被迫解除劳动合同通知书",
    title_en="Notice of Termination under Article 38",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="declaration",
    answers=("sign",),
    items={"sign": "employee.sign:art38_notice"},
    states=states,
)
