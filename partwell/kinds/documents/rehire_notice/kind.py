"""优先招用告知书: within six months of a layoff the company tells and prefers those who were laid off (第四十一条)."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="rehire_notice",
    title="优先招用告知书",
    title_en="Right to Be Rehired First",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
)
