"""What the database refuses to do to confirmed figures."""

from partwell.lib.guards import guard

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
)
