"""What the database refuses to do to stated figures and calculations."""

from partwell.lib.guards import append_only

GUARDS = (
    *append_only("settlements_calculation", ["uid"]),
    *append_only("settlements_statedfigure", ["uid"]),
)
