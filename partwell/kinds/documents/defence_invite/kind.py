"""陈述申辩通知书: what somebody is said to have done, and that nothing is decided before he was heard."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="defence_invite",
    title="陈述申辩通知书",
    title_en="Invitation to State One's Defence",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    readers=frozenset(("line_manager", "dept_head")),
)
