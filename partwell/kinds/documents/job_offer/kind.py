"""另行安排工作通知书: other work after the medical treatment period (第四十条第一项)."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="job_offer",
    title="另行安排工作通知书",
    title_en="Offer of Other Work",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("line_manager", "dept_head")),
)
