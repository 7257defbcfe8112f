"""对考核异议的书面答复: what was looked at again, what was found, what follows."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="objection_reply",
    title="考核异议答复书",
    title_en="Reply to an Objection",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    sealed_by_employer=True,
    readers=frozenset(
        (
            "line_manager",
            "dept_head",
        )
    ),
)
