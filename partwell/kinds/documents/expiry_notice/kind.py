"""劳动合同期满终止通知书: the term ends on its day and is not renewed.

What is paid, what follows (第四十四条第一项).
"""

from pathlib import Path

from partwell.lib.paper.kind import THREE, DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="expiry_notice",
    title="劳动合同期满终止通知书",
    title_en="Notice of Expiry",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="receipt",
    answers=THREE,
    items={"sign": "employee.sign:expiry_notice", "sign_with_reservation": "employee.sign:expiry_notice"},
    sealed_by_employer=True,
    readers=frozenset(("line_manager", "dept_head")),
    last_day=("劳动合同于 ", " 期满终止"),
)
