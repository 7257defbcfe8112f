"""Random process templates for property tests: small, acyclic, with every feature the engine knows."""

from hypothesis import strategies as st

from partwell.core.process.flat import from_flat

ROLES = ("employee", "er", "hr_manager", "dept_head")
FACTS = {
    "p": {"type": "bool"},
    "q": {"type": "bool"},
    "r": {"type": "bool", "start": False},
    "t": {"type": "bool", "start": False},
    "kind": {"type": "enum", "values": ["x", "y", "z"]},
    "held": {"type": "set", "values": ["u", "v"]},
}
CONDITIONS = ("p", "!q", "p && q", "p || !q", "r", "r && p", "kind == 'x'", "kind in ['x', 'y']", "!('u' in held)")
GUARDS = ("p", "!('u' in held)", "r || q", "kind != 'z'")
ALLOW = ("transfer", "delegate", "add_signer", "return")
ITEMS = (
    "employee.sign:a",
    "employee.decline:a",
    "employer.form:b",
    "employer.sign:c",
    "employer.seal:a",
    "third.delivery:a",
    "third.receipt:g",
    "authority.receipt:d",
    "system.calc:e",
    "employer.record:no_response",
    "employer.record:no_objection",
    "employer.record:plain",
)
DUES = (
    None,
    {"from": "ready", "plus": "24h", "class": "internal"},
    {"from": "ready", "plus": "2d", "class": "internal"},
    {"from": "ready", "plus": "2wd", "class": "internal"},
    {"from": "D", "plus": "0d", "class": "statutory", "before": True},
    {"from": "D", "plus": "-1d", "class": "internal", "when": "p"},
)


@st.composite
def steps(draw, *, free: bool = False):
    """Two to seven steps and a last one that waits for all. `free`: no guards and no silence, so it can be ended."""
    rows = []
    for number in range(draw(st.integers(2, 7))):
        items = [item for item in ITEMS if not (free and ":no_" in item)]
        row = {
            "key": f"s{number}",
            "title": "步",
            "phase": "ground",
            "kind": "task",
            "who": list(draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=3, unique=True))),
            "mode": draw(st.sampled_from(["any", "any", "all", "sequence", "count:2", "ratio:0.6"])),
            "after": [f"s{other}" for other in range(number) if draw(st.booleans())],
            "evidence": draw(
                st.lists(st.lists(st.sampled_from(items), min_size=1, max_size=3, unique=True), min_size=1, max_size=3)
            ),
            "optional": draw(st.sampled_from([False, False, False, True])),
            "distinct": draw(st.booleans()),
            "allow": list(draw(st.sampled_from([(), ALLOW, ALLOW[:2], ALLOW[2:], ALLOW[3:]]))),
        }
        if draw(st.sampled_from([False, False, False, True])):
            row["duty"] = "statutory"
            row["kind"] = draw(st.sampled_from(["task", "notice"]))
        if number and draw(st.booleans()):
            row["when"] = draw(st.sampled_from(CONDITIONS))
        if not free and draw(st.sampled_from([False, False, True])):
            row["guard"] = draw(st.sampled_from(GUARDS))
        if due := draw(st.sampled_from(DUES)):
            row["due"] = due
        if draw(st.sampled_from([False, False, True])):
            row["min_wait"] = draw(st.sampled_from(["2h", "1d"]))
        rows.append(row)
    # The first step determines D and r, so nothing that waits for them waits for ever.
    rows[0] |= {"sets": {"D": "form", "r": "form"}, "optional": False}
    rows[0].pop("guard", None)
    # The second one can be reopened, and has to state its fact anew each time.
    rows[1] |= {"sets": {"t": "form"}}
    for row in rows[1:]:
        if "s0" not in row["after"]:
            row["after"].append("s0")
    last = {"key": "case_freeze", "title": "封存", "phase": "close", "kind": "system", "who": ["hr_ops"]}
    last |= {"after": [row["key"] for row in rows], "evidence": [["system.record:manifest"]]}
    return [*rows, last]


@st.composite
def templates(draw, *, free: bool = False):
    """A random template."""
    return from_flat(
        {
            "format": "process-template/1",
            "key": "random",
            "version": 1,
            "title": "随机",
            "separation_type": "random",
            "party": "employer",
            "jurisdiction": "CN",
            "applies_when": "true",
            "legal_basis": [],
            "unilateral": False,
            "severance": "none",
            "anchors": {"T0": "case_started", "D": "termination_date"},
            "defaults": {
                "remind": ["-24h", "0h"],
                "escalate": [{"after": "24h", "to": "hr_manager"}],
                "channels": {},
                "on_no_assignee": "transfer_to_admin",
                "on_timeout": "escalate",
            },
            "bind": {"effective": ["s0"]},
            "facts": FACTS,
            "steps": draw(steps(free=free)),
        }
    )


facts = st.fixed_dictionaries(
    {},
    optional={
        "p": st.booleans(),
        "q": st.booleans(),
        "kind": st.sampled_from("xyz"),
        "held": st.sampled_from([(), ("u",), ("v",), ("u", "v")]),
    },
)
"""Some of the facts of the start; what is left out is unknown."""

all_facts = st.fixed_dictionaries(
    {"p": st.booleans(), "q": st.booleans(), "kind": st.sampled_from("xyz"), "held": st.sampled_from([(), ("u",)])}
)
