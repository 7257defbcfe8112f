"""What is forgotten of an erased person's training: answers in exams, and the sums and papers of bonds."""

from partwell.lib.erasing import Held

HELD = {
    "Attempt": Held(("participation__employee",), data=("answers",)),
    "Bond": Held(("employee",), data=("costs", "agreed")),
}
KEPT = {"Material": "material of a course, for everybody in it"}
