"""What the database refuses to do to notices: no fact about a message is changed or goes away."""

from partwell.lib.guards import append_only, erased_person, first_stands, guard, no_replace, no_truncate

_NOTICE = "uid key company_id stream_id template language to_user_id to_employee_id subject_uid step link"
_DELIVERY = "uid notice_id token channel instead_of demo queued_at"


def _changes(columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns.split())


_ABOUT = "(SELECT employee_id FROM evidence_stream s WHERE s.id = {stream})"
_SENT = "(SELECT {column} FROM notices_notice n WHERE n.id = OLD.notice_id)"
_NOTICE_OF = f"({erased_person('OLD.to_employee_id')} OR {erased_person(_ABOUT.format(stream='OLD.stream_id'))})"
_DELIVERY_OF = (
    f"({erased_person(_SENT.format(column='to_employee_id'))}"
    f" OR {erased_person(_ABOUT.format(stream=_SENT.format(column='stream_id')))})"
)


def _unless_erased(column: str, erased: str) -> str:
    """Changing a sealed column, but for a lawful erasure that empties it after the person's key was destroyed."""
    return f" OR (NEW.{column} IS NOT OLD.{column} AND NOT (coalesce(length(NEW.{column}), 0) <= 1 AND {erased}))"


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
    no_replace("notices_notice", ["uid"]),
    first_stands("notices_notice", "key"),
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
    no_replace("notices_delivery", ["uid"], ["token"], ["notice_id", "channel"]),
    no_truncate("notices_delivery"),
)
