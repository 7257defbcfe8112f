"""续订意向答复书: the employee's own answer to an offer to renew."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="renewal_reply",
    title="续订意向答复书",
    title_en="Answer to the Offer to Renew",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="declaration",
    answers=("sign",),
    items={"sign": "employee.sign:renewal_reply"},
    readers=frozenset(("line_manager", "dept_head")),
)
