"""返岗通知书（第一次）: are you well; please come back or say why not."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="return_notice_1",
    title="返岗通知书（第一次）",
    title_en="Notice to Return (first)",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("line_manager", "dept_head")),
)
