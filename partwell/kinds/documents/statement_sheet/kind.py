"""离职结算单: every sum of a case line by line, as an export; nobody is asked to sign it."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="statement_sheet",
    title="离职结算单",
    title_en="Settlement Statement",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    readers=frozenset(("payroll", "si_specialist")),
)
