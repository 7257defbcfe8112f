"""退休及劳动合同终止通知书: the contract ends with retirement (第四十四条第二项、实施条例第二十一条)."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="retire_notice",
    title="退休及劳动合同终止通知书",
    title_en="Notice of Retirement",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("line_manager", "dept_head", "si_specialist")),
    last_day=("劳动合同于 ", " 终止"),
)
