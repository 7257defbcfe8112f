"""辞职受理回执: received on this day, the contract ends on that day, no approval needed."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="resign_ack",
    title="辞职受理回执",
    title_en="Acknowledgement of Resignation",
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
