"""关于一次性伤残就业补助金的说明: why the company holds that it owes none, and how to disagree."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="injury_not_due_reasons",
    title="关于一次性伤残就业补助金的说明",
    title_en="Reasons Why No Injury Subsidy Is Due",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("payroll", "legal")),
)
