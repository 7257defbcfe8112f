"""What the database refuses to do to criteria and published reports."""

from partwell.lib.guards import append_only, guard

_FROZEN = ("employee_id", "receipt_id", "month", "begins_on", "ends_on", "result", "sha256", "published_at")


def _changed(column: str) -> str:
    return f"NEW.{column} IS NOT OLD.{column}"


def _changed_pg(column: str) -> str:
    return f"NEW.{column}::text IS DISTINCT FROM OLD.{column}::text"


GUARDS = (
    *append_only("appraisals_plan", ["uid"], ["position_id", "version"]),
    guard(
        "appraisals_report_stands",
        "appraisals_monthlyreport",
        "UPDATE",
        "a published report is not changed",
        when=f"OLD.published_at IS NOT NULL AND ({' OR '.join(map(_changed, (*_FROZEN, 'inputs_sealed')))})",
        when_pg=f"OLD.published_at IS NOT NULL AND ({' OR '.join(map(_changed_pg, (*_FROZEN, 'inputs_sealed')))})",
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
)
