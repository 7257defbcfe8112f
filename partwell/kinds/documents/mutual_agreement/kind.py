"""协商一致解除劳动合同协议书: 劳动合同法第三十六条; who proposed it, what is paid and when; it waives nothing."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="mutual_agreement",
    title="协商一致解除劳动合同协议书",
    title_en="Agreement to Terminate",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="statement",
    answers=("sign", "decline"),
    items={"sign": "employee.sign:mutual_agreement"},
    sealed_by_employer=True,
    readers=frozenset(("dept_head", "finance")),
    last_day=("劳动合同于 ", " 解除"),
)
