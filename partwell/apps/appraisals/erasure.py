"""What is forgotten of an erased person's appraisal. Months, results, hashes stay; scores given to others too."""

from partwell.lib.erasing import Held

HELD = {
    "PlanReceipt": Held(("employee",)),
    "MonthlyReport": Held(("employee",), data=("inputs", "remarks")),
    "Task": Held(("employee",)),
    "Rating": Held(("report__employee",), data=("score",)),
    "ProbationReview": Held(("employee",)),
    "GroundOverride": Held(("employee",)),
    "ImprovementPlan": Held(("employee",)),
    "ImprovementProof": Held(("plan__employee",)),
}
