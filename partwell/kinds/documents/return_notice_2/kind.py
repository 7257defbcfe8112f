"""返岗通知书（第二次）: the second one says by which rule the company may decide."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="return_notice_2",
    title="返岗通知书（第二次）",
    title_en="Notice to Return (second)",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("line_manager", "dept_head")),
)
