"""弹性提前退休书面告知: the employee tells it himself, at least three months before (弹性退休制度暂行办法)."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="early_retire_notice",
    title="弹性提前退休书面告知",
    title_en="Notice of Early Retirement",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="declaration",
    answers=("sign",),
    items={"sign": "employee.sign:early_retire_notice"},
    readers=frozenset(("si_specialist",)),
)
