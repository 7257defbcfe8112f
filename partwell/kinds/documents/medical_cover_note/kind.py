"""退休医疗保险告知书: years contributed, years needed, what to top up."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="medical_cover_note",
    title="退休医疗保险告知书",
    title_en="Medical Insurance after Retirement",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    readers=frozenset(("si_specialist",)),
)
