"""What the database refuses to do to criteria and published reports."""

from partwell.lib.guards import append_only, guard

_FROZEN = (
    *("employee_id", "receipt_id", "month", "begins_on", "ends_on", "result", "sha256", "published_at"),
    *("inputs_sealed", "sources", "remarks_sealed", "self_assessment_sealed", "self_assessed_at", "comment_sealed"),
    "paper_id",
)
_SET = ("employee_id", "title_sealed", "due_on", "set_at", "set_by_id")
_DONE = ("done_on", "done_at", "done_by_id")
_CANCELLED = ("cancelled_at", "cancelled_by_id", "reason_sealed")
_GIVEN = ("report_id", "rater_id", "score_sealed", "sentence_sealed", "given_at")


def _changed(column: str) -> str:
    return f"NEW.{column} IS NOT OLD.{column}"


def _changed_pg(column: str) -> str:
    return f"NEW.{column}::text IS DISTINCT FROM OLD.{column}::text"


def _stands(once: str, columns: tuple[str, ...]) -> str:
    """That one of the columns changed, although `once` was set."""
    changed = " OR ".join(map(_changed, columns))
    return f"(OLD.{once} IS NOT NULL AND ({changed}))" if once else f"({changed})"


def _stands_pg(once: str, columns: tuple[str, ...]) -> str:
    changed = " OR ".join(map(_changed_pg, columns))
    return f"(OLD.{once} IS NOT NULL AND ({changed}))" if once else f"({changed})"


GUARDS = (
    *append_only("appraisals_plan", ["uid"], ["position_id", "version"]),
    guard(
        "appraisals_report_stands",
        "appraisals_monthlyreport",
        "UPDATE",
        "a published report is not changed",
        when=f"OLD.published_at IS NOT NULL AND ({' OR '.join(map(_changed, _FROZEN))})",
        when_pg=f"OLD.published_at IS NOT NULL AND ({' OR '.join(map(_changed_pg, _FROZEN))})",
    ),
    guard(
        "appraisals_answer_stands",
        "appraisals_monthlyreport",
        "UPDATE",
        "the answer to a report is not changed",
        when="OLD.answered_at IS NOT NULL AND OLD.state <> 'unanswered' AND (NEW.state <> OLD.state "
        "OR NEW.answered_at IS NOT OLD.answered_at OR NEW.objection_sealed IS NOT OLD.objection_sealed)",
        when_pg="OLD.answered_at IS NOT NULL AND OLD.state <> 'unanswered' AND (NEW.state <> OLD.state "
        "OR NEW.answered_at IS DISTINCT FROM OLD.answered_at "
        "OR NEW.objection_sealed IS DISTINCT FROM OLD.objection_sealed)",
    ),
    guard(
        "appraisals_report_no_delete",
        "appraisals_monthlyreport",
        "DELETE",
        "a published report is not deleted",
        when="OLD.published_at IS NOT NULL",
    ),
    guard(
        "appraisals_receipt_stands",
        "appraisals_planreceipt",
        "UPDATE",
        "a receipt of criteria is not changed",
        when="OLD.received_on IS NOT NULL",
    ),
    guard(
        "appraisals_receipt_no_delete",
        "appraisals_planreceipt",
        "DELETE",
        "a receipt of criteria is not deleted",
        when="OLD.received_on IS NOT NULL",
    ),
    guard(
        "appraisals_task_stands",
        "appraisals_task",
        "UPDATE",
        "a task is completed or cancelled, never changed",
        when=_stands("", _SET) + " OR " + _stands("done_on", _DONE) + " OR " + _stands("cancelled_at", _CANCELLED),
        when_pg=_stands_pg("", _SET)
        + " OR "
        + _stands_pg("done_on", _DONE)
        + " OR "
        + _stands_pg("cancelled_at", _CANCELLED),
    ),
    guard("appraisals_task_no_delete", "appraisals_task", "DELETE", "a task is not deleted"),
    guard(
        "appraisals_rating_stands",
        "appraisals_rating",
        "UPDATE",
        "a given score is not changed",
        when=_stands("given_at", _GIVEN),
        when_pg=_stands_pg("given_at", _GIVEN),
    ),
    guard("appraisals_rating_no_delete", "appraisals_rating", "DELETE", "a rating is not deleted"),
)
