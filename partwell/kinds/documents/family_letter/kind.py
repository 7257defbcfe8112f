"""致亲属函: what the family is owed and may claim after a death, who helps, no hurry."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="family_letter",
    title="致亲属函",
    title_en="Letter to the Family",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("si_specialist", "payroll", "hr_director")),
    to_employee=False,
)
