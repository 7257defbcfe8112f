"""What the database refuses to do to notices: no fact about a message is changed or goes away."""

from partwell.lib.guards import append_only, guard, no_truncate

_NOTICE = "uid key company_id stream_id template language to_user_id to_employee_id subject_uid step link text_sealed"
_DELIVERY = "uid notice_id token channel instead_of demo address_sealed queued_at"


def _changes(columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns.split())


def _changes_pg(columns: str) -> str:
    return _changes(columns).replace("IS NOT", "IS DISTINCT FROM")


GUARDS = (
    *append_only("notices_attempt", ["delivery_id", "number"]),
    *append_only("notices_receipt"),
    guard(
        "notices_notice_no_change",
        "notices_notice",
        "UPDATE",
        "what was said, to whom and about what stays as it was sent",
        when=_changes(_NOTICE),
        when_pg=_changes_pg(_NOTICE),
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
        when=_changes(_DELIVERY),
        when_pg=_changes_pg(_DELIVERY),
    ),
    guard(
        "notices_delivery_no_delete",
        "notices_delivery",
        "DELETE",
        "a delivery is not deleted",
    ),
    no_truncate("notices_delivery"),
)
