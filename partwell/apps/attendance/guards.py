"""What the database refuses to do to attendance: punches, their imports and rules are appended and never changed."""

from partwell.lib.guards import append_only, guard

GUARDS = (
    *append_only("attendance_punch", ["employee_id", "at"]),
    *append_only("attendance_punchimport", ["uid"]),
    *append_only("attendance_branchrules", ["branch_id", "valid_from"]),
    guard("attendance_request_no_delete", "attendance_request", "DELETE", "a request is withdrawn, not deleted"),
    guard(
        "attendance_request_stays_decided",
        "attendance_request",
        "UPDATE",
        "a decided request stays as it was decided",
        when="OLD.state <> 'asked' AND NOT (OLD.state = 'approved' AND NEW.state = 'withdrawn')",
    ),
    guard("attendance_noshow_no_delete", "attendance_noshow", "DELETE", "a no-show is settled, not deleted"),
)
