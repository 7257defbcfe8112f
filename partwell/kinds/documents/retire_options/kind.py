"""弹性退休告知书: the personal statutory day, the window around it, and until when to say what."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="retire_options",
    title="弹性退休告知书",
    title_en="Ways of Retiring",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    readers=frozenset(("si_specialist",)),
)
