"""What the database refuses to do to criteria and published reports."""

from partwell.lib.guards import Guard, append_only, erased_person, guard, no_replace, no_truncate

_FROZEN = (
    *("employee_id", "receipt_id", "month", "begins_on", "ends_on", "result", "sha256", "published_at"),
    *("inputs_sealed", "sources", "remarks_sealed", "self_assessment_sealed", "self_assessed_at", "comment_sealed"),
    *("paper_id", "id", "uid", "scored_by_id", "answer_due"),
)
_REPLY = ("reply_sealed", "replied_at", "replied_by_id")
_HANDED = ("id", "uid", "plan_id", "employee_id", "handed_at")
_REVIEW = ("id", "uid", "employee_id", "conclusion", "reason_sealed", "by_name", "at")
_ASKED = ("id", "uid", "employee_id", "risks", "reason_sealed", "asked_by", "asked_by_name", "asked_at")
_CONFIRMED = ("answer", "answered_by", "answered_by_name", "answered_at")
_IMPROVE = (
    *("id", "uid", "employee_id", "measure", "shortfall_sealed", "goals_sealed", "starts_on", "ends_on"),
    *("set_by_name", "set_at"),
)
_RECEIVED = ("received_at", "objection_sealed")
_JUDGED = ("outcome", "result_sealed", "judged_by_name", "judged_at")
_SET = ("employee_id", "title_sealed", "due_on", "set_at", "set_by_id")
_DONE = ("done_on", "done_at", "done_by_id")
_CANCELLED = ("cancelled_at", "cancelled_by_id", "reason_sealed")
_GIVEN = ("report_id", "rater_id", "score_sealed", "sentence_sealed", "given_at")


_OWN = erased_person("OLD.employee_id")
_RATED = erased_person("(SELECT employee_id FROM appraisals_monthlyreport r WHERE r.id = OLD.report_id)")


def _any(columns: tuple[str, ...], erased: str, changed: str) -> str:
    """That one of the columns changed, but for a sealed one a lawful erasure empties. `changed` is of the database."""
    return " OR ".join(
        f"({changed.format(column)} AND NOT (coalesce(length(NEW.{column}), 0) <= 1 AND {erased}))"
        if column.endswith("_sealed")
        else changed.format(column)
        for column in columns
    )


_CHANGED = "NEW.{0} IS NOT OLD.{0}"
_CHANGED_PG = "NEW.{0}::text IS DISTINCT FROM OLD.{0}::text"


def _stands(once: str, columns: tuple[str, ...], erased: str = _OWN, changed: str = _CHANGED) -> str:
    """That one of the columns changed, although `once` was set."""
    found = _any(columns, erased, changed)
    return f"(OLD.{once} IS NOT NULL AND ({found}))" if once else f"({found})"


def _stands_pg(once: str, columns: tuple[str, ...], erased: str = _OWN) -> str:
    return _stands(once, columns, erased, _CHANGED_PG)


def _rows_stand(name: str, table: str, message: str, *stages: tuple[str, tuple[str, ...]]) -> Guard:
    """Refuse changing columns: each stage names what must be set for its columns to stand; empty: from the first."""
    return guard(
        name,
        f"appraisals_{table}",
        "UPDATE",
        message,
        when=" OR ".join(_stands(once, columns) for once, columns in stages),
        when_pg=" OR ".join(_stands_pg(once, columns) for once, columns in stages),
    )


_NEVER_DELETED = ("probationreview", "groundoverride", "improvementplan")
_STATE_GOES_ON = (
    "OLD.state <> 'drafted' AND NEW.state <> OLD.state AND NOT ("
    "(OLD.state IN ('published', 'unanswered') AND NEW.state IN ('acknowledged', 'objected')"
    " AND NEW.answered_at IS NOT NULL)"
    " OR (OLD.state = 'published' AND NEW.state = 'unanswered' AND NEW.answered_at >= OLD.answer_due))"
)
_ANSWERED = "OLD.answered_at IS NOT NULL AND OLD.state <> 'unanswered' AND (NEW.state <> OLD.state OR "
_ANSWER = ("answered_at", "objection_sealed")

GUARDS = (
    *append_only("appraisals_plan", ["uid"], ["position_id", "version"]),
    *append_only("appraisals_improvementproof", ["uid"]),
    guard(
        "appraisals_report_stands",
        "appraisals_monthlyreport",
        "UPDATE",
        "a published report is not changed",
        when=_stands("published_at", _FROZEN),
        when_pg=_stands_pg("published_at", _FROZEN),
    ),
    guard(
        "appraisals_answer_stands",
        "appraisals_monthlyreport",
        "UPDATE",
        "the answer to a report is not changed",
        when=_ANSWERED + _any(_ANSWER, _OWN, _CHANGED) + ")",
        when_pg=_ANSWERED + _any(_ANSWER, _OWN, _CHANGED_PG) + ")",
    ),
    guard(
        "appraisals_report_goes_on",
        "appraisals_monthlyreport",
        "UPDATE",
        "a report is answered once, and goes unanswered only when its period has run",
        when=_STATE_GOES_ON,
    ),
    _rows_stand(
        "appraisals_reply_stands",
        "monthlyreport",
        "when a report was opened and what was replied to an objection is not changed",
        ("opened_at", ("opened_at",)),
        ("replied_at", _REPLY),
    ),
    _rows_stand("appraisals_criteria_stand", "planreceipt", "who was handed which criteria stands", ("", _HANDED)),
    _rows_stand("appraisals_review_stands", "probationreview", "a conclusion on probation stands", ("", _REVIEW)),
    _rows_stand(
        "appraisals_override_stands",
        "groundoverride",
        "an override is asked once and answered once",
        ("", _ASKED),
        ("answered_at", _CONFIRMED),
    ),
    _rows_stand(
        "appraisals_improvement_stands",
        "improvementplan",
        "what an improvement plan asks, how it was received and judged is not changed",
        ("", _IMPROVE),
        ("received_at", _RECEIVED),
        ("judged_at", _JUDGED),
    ),
    *(
        guard(f"appraisals_{name}_no_delete", f"appraisals_{name}", "DELETE", "a record of an appraisal is not deleted")
        for name in _NEVER_DELETED
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
        when=_stands("given_at", _GIVEN, _RATED),
        when_pg=_stands_pg("given_at", _GIVEN, _RATED),
    ),
    guard("appraisals_rating_no_delete", "appraisals_rating", "DELETE", "a rating is not deleted"),
    no_replace("appraisals_monthlyreport", ["uid"], ["employee_id", "month"]),
    no_replace("appraisals_planreceipt", ["uid"], ["plan_id", "employee_id"]),
    no_replace("appraisals_task", ["uid"]),
    no_replace("appraisals_rating", ["uid"], ["report_id", "rater_id"]),
    no_replace("appraisals_probationreview", ["uid"]),
    no_replace("appraisals_groundoverride", ["uid"], partial={"{row}.answer = ''": ["employee_id"]}),
    no_replace("appraisals_improvementplan", ["uid"]),
    *(
        no_truncate(f"appraisals_{name}")
        for name in ("monthlyreport", "planreceipt", "task", "rating", *_NEVER_DELETED)
    ),
)
