"""辞职书: the employee's own declaration; it takes effect by itself (劳动合同法第三十七条)."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="resignation",
    title="辞职书",
    title_en="Letter of Resignation",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="declaration",
    answers=("sign",),
    items={
        "sign": "employee.sign:resignation",
    },
    readers=frozenset(
        (
            "line_manager",
            "dept_head",
        )
    ),
)
