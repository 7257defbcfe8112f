"""电子签名使用确认书: how papers are signed here, agreed before the first signature (电子签名法第三条、第十三条)."""

from pathlib import Path

from partwell.lib.paper.kind import THREE, DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="signature_consent",
    title="电子签名使用确认书",
    title_en="Consent to Electronic Signatures",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="statement",
    answers=THREE,
    items={
        "sign": "employee.sign:signature_consent",
    },
)
