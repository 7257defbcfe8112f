"""What the database refuses to do to confirmed figures."""

from partwell.lib.guards import guard, no_replace, no_truncate

_QUESTION = (
    "NEW.company_id <> OLD.company_id OR NEW.division <> OLD.division "
    'OR NEW."key" <> OLD."key" '
    "OR coalesce(NEW.value, -1) <> coalesce(OLD.value, -1) OR NEW.valid_from <> OLD.valid_from "
    "OR NEW.valid_to <> OLD.valid_to OR NEW.paper_id <> OLD.paper_id OR NEW.asked_by <> OLD.asked_by "
    "OR OLD.answer <> ''"
)

GUARDS = (
    guard(
        "settlements_figureconfirmation_answered_once",
        "settlements_figureconfirmation",
        "UPDATE",
        "a figure is asked once and answered once",
        when=_QUESTION,
    ),
    guard(
        "settlements_figureconfirmation_no_delete",
        "settlements_figureconfirmation",
        "DELETE",
        "a confirmed figure is not deleted",
    ),
    guard(
        "law_figuretable_asked_once",
        "law_figuretable",
        "UPDATE",
        "a table of figures is asked once and answered once",
        when="OLD.answer <> '' OR NEW.company_id <> OLD.company_id OR NEW.file_id <> OLD.file_id "
        "OR NEW.made_by <> OLD.made_by OR (OLD.asked_at IS NOT NULL AND "
        "(NEW.asked_at IS NULL OR NEW.asked_at <> OLD.asked_at OR NEW.paper_id <> OLD.paper_id "
        "OR NEW.rows <> OLD.rows))",
    ),
    guard(
        "law_figuretable_no_delete",
        "law_figuretable",
        "DELETE",
        "a table of figures that was asked is not deleted",
        when="OLD.asked_at IS NOT NULL",
    ),
    no_replace("settlements_figureconfirmation", ["uid"]),
    no_replace("law_figuretable", ["uid"]),
    no_truncate("settlements_figureconfirmation"),
    no_truncate("law_figuretable"),
)
