"""遗物移交清单: what was handed to the family, signed by them on paper."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="belongings_list",
    title="遗物移交清单",
    title_en="Belongings Handed to the Family",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    readers=frozenset(("line_manager",)),
    to_employee=False,
)
