"""What Wei of another company and Lu of IT get at each route of criteria, months, attendance and training.

The objects are all about Lin; {names} are filled by `test_facts_routes`, which tries every row.
"""

from typing import Any, NamedTuple

NOBODY = "00000000-0000-7000-8000-000000000000"


class Door(NamedTuple):
    """The status each of the two gets, and what they hand in."""

    wei: int = 404
    lu: int = 403
    body: dict[str, Any] = {}
    query: str = ""


OWN = Door(404, 404)
MONTH = {"branch": "{branch}", "month": "2026-10"}
REASON = {"reason": "x"}
COURSE = {"title": "x", "kind": "skill"}
SHIFT = {"key": "x", "title": "x", "begins": 0, "ends": 60}
CRITERIA = {
    "position": "{position}",
    "title": "x",
    "metrics": [{"key": "a", "title": "a", "measure": "peers", "weight": 100, "threshold": 60}],
}
IMPROVEMENT = {
    "measure": "training",
    "shortfall": "x",
    "goals": "x",
    "starts_on": "2026-12-01",
    "ends_on": "2027-01-31",
}
BOND = {
    "course": NOBODY,
    "costs": [{"kind": "fee", "what": "x", "amount": "1.00", "voucher": "x"}],
    "agreed": "1.00",
    "months": 12,
    "starts_on": "2026-12-01",
    "signed_on": "2026-11-01",
    "file": NOBODY,
}
DOORS: dict[tuple[str, str], Door] = {
    ("GET", "/criteria"): Door(200),
    ("POST", "/criteria"): Door(body=CRITERIA),
    ("GET", "/employees/{employee}/criteria"): Door(),
    ("POST", "/employees/{employee}/criteria"): Door(),
    ("POST", "/receipts/{receipt}/paper"): Door(404, 404, {"signed_on": "2026-09-09", "file": NOBODY}),
    ("POST", "/my/criteria/{receipt}/receive"): OWN,
    ("POST", "/employees/{employee}/reports"): Door(body={"month": "2026-10"}),
    ("GET", "/reports/{report}"): Door(),
    ("POST", "/reports/{report}/score"): Door(body={"inputs": {}}),
    ("POST", "/reports/{report}/publish"): Door(),
    ("POST", "/reports/{report}/reply"): Door(body={"text": "x"}),
    ("POST", "/reports/{report}/unanswered"): Door(),
    ("POST", "/my/reports/{report}/answer"): Door(body={"objection": None}),
    ("POST", "/my/reports/months/{month}/view"): OWN._replace(body={"text": "x"}),
    ("GET", "/reports/{report}/raters"): Door(),
    ("POST", "/reports/{report}/raters"): Door(body={"raters": ["{employee}"]}),
    ("POST", "/reports/{report}/raters/remind"): Door(),
    ("GET", "/my/ratings"): Door(200, 200),
    ("POST", "/my/ratings/{rating}"): OWN._replace(body={"score": "1", "sentence": "x"}),
    ("POST", "/my/ratings/{rating}/step-out"): OWN._replace(body=REASON),
    ("GET", "/employees/{employee}/readiness"): Door(),
    ("POST", "/employees/{employee}/conclusion"): Door(body={"conclusion": "met", "reason": "x"}),
    ("POST", "/employees/{employee}/override"): Door(body={"reason": "x", "seen": []}),
    ("POST", "/overrides/{override}/answer"): Door(404, 404, body={"confirm": True}),
    ("POST", "/employees/{employee}/improvement"): Door(body=IMPROVEMENT),
    ("POST", "/improvement/{plan}/judge"): Door(body={"outcome": "met", "result": "x"}),
    ("POST", "/my/improvement/{plan}/receive"): OWN,
    ("GET", "/shifts"): Door(200),
    ("POST", "/shifts"): Door(200, body=SHIFT),
    ("POST", "/shifts/{shift}/end"): Door(),
    ("POST", "/branches/{branch}/rules"): Door(body={"valid_from": "2026-12-01"}),
    ("GET", "/branches/{branch}/rules"): Door(),
    ("GET", "/departments/{department}/roster"): Door(query="?month=2026-12"),
    ("POST", "/rosters"): Door(body={"cells": [{"employee": "{employee}", "day": "2026-12-01"}]}),
    ("POST", "/rosters/publish"): Door(body={"department": "{department}", "month": "2026-12"}),
    ("POST", "/rosters/needs"): Door(body={"department": "{department}", "shift": "{shift}", "people": [0] * 7}),
    ("GET", "/requests"): Door(200),
    ("POST", "/requests/{uid}/decision"): Door(body={"approve": True}),
    ("GET", "/my/requests"): Door(200, 200),
    ("POST", "/my/requests/leave"): Door(422, 422),
    ("POST", "/my/requests/overtime"): Door(422, 422),
    ("POST", "/my/requests/correction"): Door(422, 422),
    ("POST", "/my/requests/{uid}/withdraw"): OWN,
    ("POST", "/attendance/compute"): Door(body=MONTH),
    ("POST", "/attendance/tell"): Door(body=MONTH),
    ("POST", "/employees/{employee}/attendance/{month}"): Door(
        body={"due_days": "1", "present_days": "1", "source": "x"}
    ),
    ("POST", "/employees/{employee}/attendance/{month}/confirm"): Door(),
    ("POST", "/employees/{employee}/attendance/{month}/reply"): Door(body={"text": "x"}),
    ("POST", "/my/attendance/{month}/answer"): OWN,
    ("GET", "/employees/{employee}/leave"): Door(query="?year=2026"),
    ("POST", "/employees/{employee}/leave/{year}"): Door(body={"full_days": 5, "taken_days": "0", "source": "x"}),
    ("GET", "/attendance/report"): Door(query="?place={branch}&month=2026-10"),
    ("GET", "/noshows"): Door(200),
    ("POST", "/noshows/{uid}/settle"): Door(404, 404, {"outcome": "returned", "note": "x"}),
    ("GET", "/courses"): Door(200),
    ("POST", "/courses"): Door(200, body=COURSE),
    ("GET", "/courses/{course}"): Door(),
    ("POST", "/materials/{material}/remove"): Door(404, 403),
    ("POST", "/questions/{question}/remove"): Door(),
    ("POST", "/sessions/{session}/cancel"): Door(),
    ("POST", "/participations/{participation}/remind"): Door(),
    ("POST", "/courses/{course}"): Door(body=COURSE),
    ("POST", "/courses/{course}/end"): Door(),
    ("POST", "/courses/{course}/questions"): Door(body={"questions": [{"kind": "judge", "text": "x", "right": [0]}]}),
    ("POST", "/courses/{course}/materials"): Door(body={"title": "x", "file": NOBODY}),
    ("POST", "/courses/{course}/sessions"): Door(
        body={
            "starts_at": "2026-12-01T09:00:00+08:00",
            "ends_at": "2026-12-01T10:00:00+08:00",
            "place": "x",
            "trainer": "x",
        }
    ),
    ("POST", "/courses/{course}/people"): Door(body={"employees": ["{employee}"]}),
    ("POST", "/participations/{participation}/presence"): Door(body={"present": True}),
    ("POST", "/participations/{participation}/try"): Door(),
    ("POST", "/participations/{participation}/take-out"): Door(body=REASON),
    ("GET", "/my/courses"): Door(200, 200),
    ("POST", "/my/courses/{participation}/exam"): OWN,
    ("POST", "/my/courses/{participation}/exam/answers"): OWN._replace(body={"answers": {}}),
    ("GET", "/employees/{employee}/bonds"): Door(),
    ("POST", "/employees/{employee}/bonds"): Door(body=BOND),
}
