"""解除劳动合同通知书: the ground is frozen here; other papers take it from the case."""

from pathlib import Path

from partwell.lib.paper.kind import THREE, DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="termination_notice",
    title="解除劳动合同通知书",
    title_en="Notice of Termination",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="receipt",
    answers=THREE,
    items={
        "sign": "employee.sign:termination_notice",
        "sign_with_reservation": "employee.sign:termination_notice",
    },
    sealed_by_employer=True,
    readers=frozenset(
        (
            "line_manager",
            "dept_head",
        )
    ),
    last_day=("自 ", " 起解除与您的劳动合同"),
)
