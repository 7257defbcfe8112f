"""What the database refuses to do to papers, answers and seals."""

from partwell.lib.guards import append_only, guard, no_replace, no_truncate, unless_emptied

_FIXED = (
    "uid",
    "company_id",
    "employee_id",
    "stream_id",
    "kind",
    "number",
    "version",
    "blob_id",
    "sha256",
    "pages",
    "reader_pages",
    "issued_at",
    "issued_by",
    "case_uid",
    "step",
    "reply_by",
    "reply_class",
)
_ERASED = "EXISTS (SELECT 1 FROM evidence_personkey k WHERE k.wrapped IS NULL AND k.employee_id = {employee})"
_OWN = _ERASED.format(employee="OLD.employee_id")
_OF_PAPER = _ERASED.format(employee="(SELECT employee_id FROM documents_document d WHERE d.id = OLD.document_id)")
"""A lawful erasure empties what is sealed, and nothing else: the person's key must have been destroyed before."""
_ANSWER = (
    "uid document_id intent method by at code_id signature_id signed_copy_id receipt entry_seq "
    "passkey_id level profile certificate"
)
_SEAL = "uid document_id by at scan_id sealed_copy_id profile certificate"
_TEXT = f" OR (NEW.paper_sealed {{other}} OLD.paper_sealed AND NOT (NEW.paper_sealed IS NULL AND {_OWN}))"
_CHANGED = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _FIXED) + _TEXT.format(other="IS NOT")
_CHANGED_PG = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _FIXED) + _TEXT.format(
    other="IS DISTINCT FROM"
)

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
    no_replace("documents_document", ["uid"], ["company_id", "number"], ["replaces_id"]),
    no_truncate("documents_document"),
    *append_only(
        "documents_answer",
        ["uid"],
        ["document_id"],
        ["code_id"],
        unless=unless_emptied(_ANSWER, "text_sealed", _OF_PAPER),
    ),
    *append_only(
        "documents_sealact",
        ["uid"],
        ["document_id"],
        unless=unless_emptied(_SEAL, "seal_number_sealed", _OF_PAPER),
    ),
    guard("documents_passkey_no_delete", "documents_passkey", "DELETE", "a passkey is never deleted"),
    no_replace("documents_passkey", ["uid"], ["credential"]),
    no_truncate("documents_passkey"),
)
