"""离职结清确认书: confirms what was received, and only that; may be left unsigned."""

from pathlib import Path

from partwell.lib.paper.kind import THREE, DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="settlement_note",
    title="离职结清确认书",
    title_en="Settlement Note",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="statement",
    answers=THREE,
    items={
        "sign": "employee.sign:settlement_note",
        "decline": "employee.decline:settlement_note",
    },
    readers=frozenset(("payroll",)),
)
