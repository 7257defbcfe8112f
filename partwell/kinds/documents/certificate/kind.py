"""解除、终止劳动合同证明: due on the last day, waits for nothing (劳动合同法第五十条、第八十九条)."""

from pathlib import Path

from partwell.lib.paper.kind import THREE, DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="certificate",
    title="离职证明",
    title_en="Certificate of Separation",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="receipt",
    answers=THREE,
    items={
        "sign": "employee.sign:certificate_receipt",
        "sign_with_reservation": "employee.sign:certificate_receipt",
    },
    sealed_by_employer=True,
    publicly_checked=True,
)
