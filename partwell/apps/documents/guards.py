"""What the database refuses to do to papers, answers and seals."""

from partwell.lib.guards import append_only, guard, no_truncate

_FIXED = (
    "uid",
    "company_id",
    "employee_id",
    "stream_id",
    "kind",
    "number",
    "version",
    "paper_sealed",
    "blob_id",
    "sha256",
    "pages",
    "reader_pages",
    "issued_at",
    "issued_by",
)
_CHANGED = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _FIXED)
_CHANGED_PG = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _FIXED)

GUARDS = (
    guard(
        "documents_document_fixed",
        "documents_document",
        "UPDATE",
        "an issued paper does not change",
        when=_CHANGED,
        when_pg=_CHANGED_PG,
    ),
    guard(
        "documents_document_ended",
        "documents_document",
        "UPDATE",
        "a replaced or withdrawn paper stays so",
        when="OLD.state <> 'issued' AND NEW.state <> OLD.state",
    ),
    guard("documents_document_no_delete", "documents_document", "DELETE", "an issued paper is never deleted"),
    no_truncate("documents_document"),
    *append_only("documents_answer", ["uid"], ["document_id"]),
    *append_only("documents_sealact", ["uid"], ["document_id"]),
)
