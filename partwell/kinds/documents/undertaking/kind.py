"""《离职保证书》: presented and answered always; it releases nothing (decision 8, 法释〔2025〕12号第十九条)."""

from pathlib import Path

from partwell.lib.paper.kind import THREE, DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="undertaking",
    title="离职保证书",
    title_en="Separation Undertaking",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="statement",
    answers=THREE,
    items={
        "sign": "employee.sign:undertaking",
        "sign_with_reservation": "employee.sign:undertaking_with_reservation",
        "decline": "employee.decline:undertaking",
    },
    readers=frozenset(
        (
            "payroll",
            "si_specialist",
        )
    ),
)
