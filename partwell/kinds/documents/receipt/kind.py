"""解除通知收件回执: the employee's notice under 第三十八条 arrived on this day; nothing is approved or judged by it."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="receipt",
    title="解除通知收件回执",
    title_en="Receipt of a Notice of Termination",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("line_manager", "dept_head")),
)
