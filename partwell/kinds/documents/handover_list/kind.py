"""工作交接清单: what was handed over to whom; signed by three, releases nothing."""

from pathlib import Path

from partwell.lib.paper.kind import THREE, DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="handover_list",
    title="工作交接清单",
    title_en="Handover List",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="statement",
    answers=THREE,
    items={
        "sign": "employee.sign:handover_list",
        "sign_with_reservation": "employee.sign:handover_list",
    },
    readers=frozenset(
        (
            "line_manager",
            "dept_head",
            "successor",
        )
    ),
)
