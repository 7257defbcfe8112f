"""归还物品清单: what came back in which state; what is missing is claimed apart and holds nothing back."""

from pathlib import Path

from partwell.lib.paper.kind import THREE, DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="asset_list",
    title="归还物品清单",
    title_en="Returned Property",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="statement",
    answers=THREE,
    items={
        "sign": "employee.sign:asset_list",
        "sign_with_reservation": "employee.sign:asset_list",
    },
    readers=frozenset(
        (
            "admin",
            "it",
            "line_manager",
        )
    ),
)
