"""What the database refuses to do to attendance: punches, their imports and rules are appended and never changed."""

from partwell.lib.guards import append_only, erased_person, guard, no_replace, no_truncate, unless_emptied

_REQUEST = (
    "id uid employee_id kind state first_day last_day first_half last_half leave_kind days minutes in_lieu at proof_id "
    "asked_at decided_at decided_by decided_by_name"
)
_DECIDED = (
    "OLD.state <> 'asked' AND NOT (OLD.state = 'approved' AND NEW.state = 'withdrawn') AND ("
    + unless_emptied(_REQUEST, "reason_sealed answer_sealed", erased_person("OLD.employee_id"))
    + ")"
)

GUARDS = (
    *append_only("attendance_punch", ["employee_id", "at"]),
    *append_only("attendance_punchimport", ["uid"]),
    *append_only("attendance_branchrules", ["uid"], ["branch_id", "valid_from"]),
    guard("attendance_request_no_delete", "attendance_request", "DELETE", "a request is withdrawn, not deleted"),
    guard(
        "attendance_request_stays_decided",
        "attendance_request",
        "UPDATE",
        "a decided request stays as it was decided",
        when=_DECIDED,
        when_pg=_DECIDED.replace("IS NOT OLD.", "IS DISTINCT FROM OLD."),
    ),
    guard("attendance_noshow_no_delete", "attendance_noshow", "DELETE", "a no-show is settled, not deleted"),
    no_replace("attendance_request", ["uid"]),
    no_replace("attendance_noshow", ["uid"], ["employee_id", "first_day"]),
    *(no_truncate(f"attendance_{name}") for name in ("request", "noshow")),
)
