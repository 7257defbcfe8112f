"""退休方式选择书: the employee's own choice among the ways of retiring."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields, states

KIND = DocumentKind(
    key="retire_choice",
    title="退休方式选择书",
    title_en="Choice of the Way of Retiring",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="declaration",
    answers=("sign",),
    items={"sign": "employee.sign:retire_choice"},
    readers=frozenset(("si_specialist",)),
    states=states,
)
