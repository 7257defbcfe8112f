"""续订劳动合同意向书: terms offered beside those of the present contract, and how to answer (第四十六条第五项)."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="renewal_letter",
    title="续订劳动合同意向书",
    title_en="Offer to Renew the Contract",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("line_manager", "dept_head")),
)
