"""提前终止弹性延迟退休协议书: both agree that a flexible delay ends earlier (弹性退休制度暂行办法)."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="late_end",
    title="提前终止弹性延迟退休协议书",
    title_en="Agreement to End a Delayed Retirement",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
    effect="statement",
    answers=("sign", "decline"),
    items={"sign": "employee.sign:late_end"},
    sealed_by_employer=True,
    last_day=("延迟退休于 ", " 提前结束"),
)
