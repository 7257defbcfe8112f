"""What the database refuses to do to stated figures and calculations."""

from partwell.lib.guards import append_only, guard

GUARDS = (
    guard(
        "review_by_another_person",
        "settlements_review",
        "INSERT",
        "nobody reviews a calculation of the own hand",
        when="EXISTS (SELECT 1 FROM settlements_calculation c"
        ' WHERE c.id = NEW.calculation_id AND c.made_by = NEW."by")',
    ),
    *append_only("settlements_review", ["uid"], ["calculation_id"]),
    *append_only("settlements_calculation", ["uid"]),
    *append_only("settlements_statedfigure", ["uid"]),
)
