"""关于陈述申辩意见的答复书: the defence in its own words, what was found, what the company makes of it."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="defence_reply",
    title="关于陈述申辩意见的答复书",
    title_en="Reply to a Defence",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(("line_manager", "dept_head")),
)
