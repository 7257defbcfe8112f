"""What the database refuses to do to notices: no fact about a message is changed or goes away."""

from partwell.lib.guards import append_only, guard, no_truncate

_NOTICE = "uid key company_id stream_id template language to_user_id to_employee_id subject_uid step link"
_DELIVERY = "uid notice_id token channel instead_of demo queued_at"


def _changes(columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns.split())


_ERASED = "EXISTS (SELECT 1 FROM evidence_personkey k WHERE k.wrapped IS NULL AND k.employee_id = {employee})"
_NOTICE_OF = _ERASED.format(employee="OLD.to_employee_id")
_DELIVERY_OF = _ERASED.format(employee="(SELECT to_employee_id FROM notices_notice n WHERE n.id = OLD.notice_id)")


def _unless_erased(column: str, erased: str) -> str:
    """Changing a sealed column, but for a lawful erasure that empties it after the person's key was destroyed."""
    return f" OR (NEW.{column} IS NOT OLD.{column} AND NOT (NEW.{column} IS NULL AND {erased}))"


_NOTICE_FIXED = _changes(_NOTICE) + _unless_erased("text_sealed", _NOTICE_OF)
_DELIVERY_FIXED = _changes(_DELIVERY) + _unless_erased("address_sealed", _DELIVERY_OF)


def _pg(condition: str) -> str:
    return condition.replace("IS NOT OLD.", "IS DISTINCT FROM OLD.")


GUARDS = (
    *append_only("notices_attempt", ["delivery_id", "number"]),
    *append_only("notices_receipt"),
    guard(
        "notices_notice_no_change",
        "notices_notice",
        "UPDATE",
        "what was said, to whom and about what stays as it was sent",
        when=_NOTICE_FIXED,
        when_pg=_pg(_NOTICE_FIXED),
    ),
    guard(
        "notices_notice_no_delete",
        "notices_notice",
        "DELETE",
        "a notice is not deleted",
    ),
    no_truncate("notices_notice"),
    guard(
        "notices_delivery_no_change",
        "notices_delivery",
        "UPDATE",
        "where a message went stays as it was",
        when=_DELIVERY_FIXED,
        when_pg=_pg(_DELIVERY_FIXED),
    ),
    guard(
        "notices_delivery_no_delete",
        "notices_delivery",
        "DELETE",
        "a delivery is not deleted",
    ),
    no_truncate("notices_delivery"),
)
