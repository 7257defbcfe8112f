"""离岗时职业健康检查通知书: arranged and paid by the company before the last day (职业病防治法第三十五条)."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="exam_notice",
    title="离岗时职业健康检查通知书",
    title_en="Notice of Health Examination",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
)
