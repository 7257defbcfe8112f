"""What the database refuses to do to attendance: punches, their imports and rules are appended and never changed."""

import re

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

_MONTH = "id uid employee_id month"
_FIGURES = (
    "through due_days present_days paid_leave_days unpaid_leave_days absent_days holiday_days late_count sheet "
    "open_days worked_minutes overtime_minutes holiday_minutes rest_days longest_run"
)
_SAID_SEALED = ("dispute_sealed", "reply_sealed")
_MONTH_CONFIRMED = "confirmed_by confirmed_by_name confirmed_at"
_OWN = erased_person("OLD.employee_id")


def _changed(columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns.split())


def _pg(condition: str) -> str:
    """The same for PostgreSQL, which compares no JSON: it is compared as text."""
    return re.sub(r"NEW\.(\w+) IS NOT OLD\.\w+", r"NEW.\1::text IS DISTINCT FROM OLD.\1::text", condition)


_FIGURES_CHANGE = (
    f"({_changed(_MONTH)}) OR NEW.version NOT IN (OLD.version, OLD.version + 1) OR (({_changed(_FIGURES)})"
    " AND (NEW.told_at IS NOT NULL OR NEW.confirmed_at IS NOT NULL OR NEW.answer <> ''))"
)
_WORDS = " OR ".join(
    f"(OLD.{name} IS NOT NULL AND NEW.{name} IS NOT OLD.{name}"
    f" AND NOT (coalesce(length(NEW.{name}), 0) <= 1 AND {_OWN}))"
    for name in _SAID_SEALED
)
_EMPTIED = (
    "NEW.version = OLD.version + 1 AND NEW.told_at IS NULL AND NEW.answer = '' AND NEW.answered_at IS NULL"
    " AND NEW.replied_at IS NULL AND NEW.confirmed_at IS NULL"
)
_SAID_CHANGES = (
    f"NOT ({_EMPTIED}) AND ("
    f"(OLD.told_at IS NOT NULL AND NEW.told_at IS NOT OLD.told_at) OR {_WORDS}"
    f" OR (OLD.answered_at IS NOT NULL AND ({_changed('answer answered_at')}))"
    f" OR (OLD.replied_at IS NOT NULL AND ({_changed('replied_at replied_by_name')})))"
)
_CONFIRMATION_CHANGES = (
    f"OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS NOT NULL AND ({_changed(_MONTH_CONFIRMED)})"
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
    guard("attendance_month_no_delete", "attendance_attendancemonth", "DELETE", "a month is corrected, not deleted"),
    guard(
        "attendance_month_figures",
        "attendance_attendancemonth",
        "UPDATE",
        "figures of a month that was told, answered or confirmed change only as a new version, told anew",
        when=_FIGURES_CHANGE,
        when_pg=_pg(_FIGURES_CHANGE),
    ),
    guard(
        "attendance_month_said",
        "attendance_attendancemonth",
        "UPDATE",
        "that a month was told, how it was answered and what was replied stands with its version",
        when=_SAID_CHANGES,
        when_pg=_pg(_SAID_CHANGES),
    ),
    guard(
        "attendance_month_confirmed",
        "attendance_attendancemonth",
        "UPDATE",
        "who confirmed a month and when is not changed",
        when=_CONFIRMATION_CHANGES,
        when_pg=_pg(_CONFIRMATION_CHANGES),
    ),
    no_replace("attendance_attendancemonth", ["uid"], ["employee_id", "month"]),
    no_truncate("attendance_attendancemonth"),
    no_replace("attendance_request", ["uid"]),
    no_replace("attendance_noshow", ["uid"], ["employee_id", "first_day"]),
    *(no_truncate(f"attendance_{name}") for name in ("request", "noshow")),
)
