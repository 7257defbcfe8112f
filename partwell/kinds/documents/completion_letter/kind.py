"""离职手续完成确认函: what is done with which proof, what is still to come and by whom."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="completion_letter",
    title="离职手续完成确认函",
    title_en="Completion Letter",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
)
