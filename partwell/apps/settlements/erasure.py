"""What is forgotten of an erased person: figures, calculations and their reviews. Names and hashes stay."""

from partwell.lib.erasing import Held

HELD = {
    "StatedFigure": Held(("employee",), data=("value",)),
    "Calculation": Held(("employee",), data=("statement",)),
    "Review": Held(("calculation__employee",)),
}
