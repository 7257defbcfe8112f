"""What is forgotten of an erased person's attendance: words and proofs. Days, times and sums stay."""

from partwell.lib.erasing import Held

HELD = {
    "AttendanceMonth": Held(("employee",)),
    "Request": Held(("employee",)),
    "NoShow": Held(("employee",)),
}
