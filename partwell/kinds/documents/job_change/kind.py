"""岗位调整通知书: another post after an appraisal showed that the present one is not filled (第四十条第二项)."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="job_change",
    title="岗位调整通知书",
    title_en="Change of Post",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("line_manager", "dept_head")),
)
