"""服务期豁免通知书.

The company gives up the rest of an agreed period of service, so that the contract may end at its term.
"""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="bond_waiver",
    title="服务期豁免通知书",
    title_en="Waiver of a Period of Service",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("line_manager", "dept_head")),
)
