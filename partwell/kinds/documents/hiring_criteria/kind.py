"""试用期录用条件告知书: what the probation is measured by, told before it begins (劳动合同法第三十九条第一项)."""

from pathlib import Path

from partwell.lib.paper.kind import THREE, DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="hiring_criteria",
    title="试用期录用条件告知书",
    title_en="Hiring Criteria",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="receipt",
    answers=THREE,
    items={
        "sign": "employee.sign:criteria_receipt",
        "sign_with_reservation": "employee.sign:criteria_receipt",
    },
    readers=frozenset(
        (
            "line_manager",
            "dept_head",
        )
    ),
)
