"""离职权益告知函: wage, social insurance, certificate, unemployment benefit, non-compete, ways to complain."""

from pathlib import Path

from partwell.lib.paper.kind import THREE, DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="rights_letter",
    title="离职权益告知函",
    title_en="Letter of Rights",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="receipt",
    answers=THREE,
    items={
        "sign": "employee.sign:rights_letter_receipt",
        "sign_with_reservation": "employee.sign:rights_letter_receipt",
    },
    sealed_by_employer=True,
)
