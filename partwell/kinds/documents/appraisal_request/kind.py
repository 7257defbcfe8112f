"""劳动能力鉴定告知书: what is appraised, by whom, which papers, who pays."""

from pathlib import Path

from partwell.lib.paper.kind import DocumentKind

from .fields import fields

KIND = DocumentKind(
    key="appraisal_request",
    title="劳动能力鉴定告知书",
    title_en="Request for an Appraisal of Working Capacity",
    fields=fields,
    template=Path(__file__).with_name("document.typ"),
)
