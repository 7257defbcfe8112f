"""What the database refuses to do to stated figures and calculations."""

from partwell.lib.guards import append_only, erased_person, guard, unless_emptied

_OWN = erased_person("OLD.employee_id")
_REVIEWED = erased_person("(SELECT employee_id FROM settlements_calculation c WHERE c.id = OLD.calculation_id)")
_FIGURE = "id uid employee_id name source stated_by stated_by_name stated_at"
_CALCULATION = "id uid company_id employee_id path case_uid name sha256 printable made_by made_by_name made_at"
_REVIEW = "id uid calculation_id answer by by_name at"

GUARDS = (
    guard(
        "review_by_another_person",
        "settlements_review",
        "INSERT",
        "nobody reviews a calculation of the own hand",
        when="EXISTS (SELECT 1 FROM settlements_calculation c"
        ' WHERE c.id = NEW.calculation_id AND c.made_by = NEW."by")',
    ),
    *append_only(
        "settlements_review",
        ["uid"],
        ["calculation_id"],
        unless=unless_emptied(_REVIEW, "reason_sealed", _REVIEWED),
    ),
    *append_only("settlements_calculation", ["uid"], unless=unless_emptied(_CALCULATION, "statement_sealed", _OWN)),
    *append_only("settlements_statedfigure", ["uid"], unless=unless_emptied(_FIGURE, "value_sealed", _OWN)),
)
