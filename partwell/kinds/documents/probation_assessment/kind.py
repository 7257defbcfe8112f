"""试用期考核报告: the frozen result, each criterion with its figures, for the employee to confirm or dispute."""

from pathlib import Path

from partwell.lib.paper.kind import THREE, DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="probation_assessment",
    title="试用期考核报告",
    title_en="Probation Assessment",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="statement",
    answers=THREE,
    items={
        "sign": "employee.sign:probation_assessment",
        "sign_with_reservation": "employee.form:objection",
    },
    readers=frozenset(
        (
            "line_manager",
            "dept_head",
        )
    ),
)
