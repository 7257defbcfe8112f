"""提前解除日期确认书: both sides agree on an earlier last day; the ground stays the resignation."""

from pathlib import Path

from partwell.lib.paper.kind import THREE, DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="earlier_date",
    title="提前解除日期确认书",
    title_en="Agreement on an Earlier Last Day",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="statement",
    answers=THREE,
    items={
        "sign": "employee.sign:earlier_date",
    },
    readers=frozenset(
        (
            "line_manager",
            "dept_head",
        )
    ),
    last_day=("把解除日期提前到 ", "。"),
)
