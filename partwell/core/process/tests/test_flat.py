"""The flattened form: what it refuses, and that it reads back what was written."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partwell.core.process.flat import TemplateError, from_flat, to_flat

FLAT = {
    "format": "process-template/1",
    "key": "small",
    "version": 1,
    "title": "小",
    "title_en": "Small",
    "separation_type": "small",
    "party": "employer",
    "jurisdiction": "CN",
    "applies_when": "kind == 'a'",
    "legal_basis": ["LCL50"],
    "unilateral": False,
    "severance": "none",
    "anchors": {"T0": "case_started", "D": "termination_date"},
    "defaults": {
        "remind": ["-24h", "0h"],
        "escalate": [{"after": "24h", "to": "hr_manager"}],
        "channels": {"employee": ["sms"]},
        "on_no_assignee": "transfer_to_admin",
        "on_timeout": "escalate",
    },
    "bind": {"effective": ["first"]},
    "facts": {
        "kind": {"type": "enum", "values": ["a", "b"]},
        "flag": {"type": "bool", "start": False},
    },
    "steps": [
        {
            "key": "first",
            "title": "一",
            "phase": "ground",
            "kind": "task",
            "who": ["er"],
            "after": [],
            "evidence": [["employer.form:one"]],
            "sets": {"D": "form", "flag": "form"},
        },
        {
            "key": "second",
            "title": "二",
            "title_en": "Two",
            "phase": "close",
            "kind": "system",
            "who": ["hr_ops", "er"],
            "mode": "count:2",
            "distinct": True,
            "after": ["first"],
            "when": "flag",
            "guard": "kind == 'a'",
            "evidence": [
                ["system.record:manifest", "third.delivery:letter"],
                ["employer.record:failed"],
            ],
            "duty": "statutory",
            "owed_to": "employee",
            "cite": ["LCL50"],
            "may_wait_for": ["first"],
            "due": {
                "from": "step:first",
                "plus": "-5wd",
                "class": "statutory",
                "before": True,
                "when": "flag",
            },
            "min_wait": "3d",
            "notify": [{"on": "ready", "to": "employee", "via": ["sms"], "template": "closed"}],
            "watch": {"until": "D+6mo", "event": "job_opening"},
            "allow": ["transfer"],
            "note": "说明",
        },
    ],
}


def test_what_was_written_reads_back_equal():
    """Frozen form to template to frozen form loses nothing."""
    template = from_flat(FLAT)
    assert to_flat(template) == FLAT
    assert from_flat(to_flat(template)) == template
    assert template.step("second").due.plus.amount == -5
    assert template.step("second").duty


def changed(*path, to=None, drop=False):
    """FLAT with one place changed."""
    data = copy.deepcopy(FLAT)
    place = data
    for part in path[:-1]:
        place = place[part]
    if drop:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return data


def test_facts_that_no_step_sets_are_open_wherever_a_step_reads_them():
    """In a condition, a gate, or a deadline: the page that asks for facts had forgotten deadlines."""
    assert from_flat(FLAT).open_facts() == ("kind",)
    by_deadline = changed("steps", 1, "guard", drop=True)
    assert from_flat(by_deadline).open_facts() == ()
    by_deadline["steps"][1]["due"]["when"] = "kind == 'a'"
    assert from_flat(by_deadline).open_facts() == ("kind",)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (changed("colour", to="red"), ("colour",)),
        (changed("steps", 1, "colour", to="red"), ("steps", 1, "colour")),
        (changed("title", drop=True), ()),
        (changed("steps", 1, "evidence", drop=True), ("steps", 1)),
        (changed("format", to="process-template/9"), ("format",)),
        (changed("version", to=True), ("version",)),
        (changed("anchors", to={"T0": "x"}), ("anchors",)),
        (changed("applies_when", to="nonsense"), ("applies_when",)),
        (changed("steps", 1, "when", to="flag ="), ("steps", 1, "when")),
        (changed("steps", 0, "after", to=["second"]), ("steps", 0, "after")),
        (changed("steps", 1, "after", to=["second"]), ("steps", 1, "after")),
        (changed("steps", 1, "after", to=["first", "first"]), ("steps", 1, "after")),
        (changed("steps", 1, "key", to="first"), ("steps", 1, "key")),
        (changed("steps", 1, "key", to="../etc"), ("steps", 1, "key")),
        (changed("steps", 1, "phase", to="later"), ("steps", 1, "phase")),
        (changed("steps", 1, "kind", to="dance"), ("steps", 1, "kind")),
        (changed("steps", 1, "mode", to="count:0"), ("steps", 1, "mode")),
        (changed("steps", 1, "who", to=[]), ("steps", 1, "who")),
        (
            changed("steps", 1, "evidence", to=[["nobody.sign:x"]]),
            ("steps", 1, "evidence", 0),
        ),
        (changed("steps", 1, "evidence", to=[[]]), ("steps", 1, "evidence", 0)),
        (
            changed("steps", 1, "evidence", to=[["third.file:../x"]]),
            ("steps", 1, "evidence", 0),
        ),
        (changed("steps", 1, "due", "from", to="Z"), ("steps", 1, "due", "from")),
        (
            changed("steps", 1, "due", "from", to="step:third"),
            ("steps", 1, "due", "from"),
        ),
        (changed("steps", 1, "due", "plus", to="3mo"), ("steps", 1, "due", "plus")),
        (changed("steps", 1, "sets", to={"Z": "form"}), ("steps", 1, "sets")),
        (
            changed("steps", 1, "sets", to={"flag": "magic"}),
            ("steps", 1, "sets", "flag"),
        ),
        (changed("steps", 1, "allow", to=["skip"]), ("steps", 1, "allow")),
        (
            changed("steps", 1, "watch", "until", to="soon"),
            ("steps", 1, "watch", "until"),
        ),
        (changed("steps", 1, "note", to="x" * 3000), ("steps", 1, "note")),
        (changed("steps", to=[]), ("steps",)),
        (changed("steps", to=[7]), ("steps", 0)),
        (changed("steps", to=[FLAT["steps"][0]] * 301), ("steps",)),
        (changed("bind", "effective", to=["third"]), ("bind", "effective")),
        (changed("facts", to={"kind": {"type": "float"}}), ("facts",)),
        (changed("defaults", "remind", to=["soon"]), ("defaults", "remind")),
    ],
)
def test_it_refuses_with_the_path(data, path):
    """Each mistake is refused, with the place of the mistake and words in both languages."""
    with pytest.raises(TemplateError) as refusal:
        from_flat(data)
    assert refusal.value.path == path
    assert refusal.value.message
    assert refusal.value.message_zh
    if len(path) > 1 and path[0] == "steps" and isinstance(data["steps"][path[1]], dict):
        assert refusal.value.step == data["steps"][path[1]]["key"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("aD:.+3d[ ", max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("akeyfrom", max_size=4), inner, max_size=2),
    max_leaves=4,
)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_any_damage_is_refused_or_read_and_never_fails_in_another_way(data):
    """A bundle may carry anything: one place of the form is replaced by any value."""
    form = copy.deepcopy(FLAT)
    place, key = form, data.draw(st.sampled_from(sorted(form)))
    while isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans()):
        place = place[key]
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
    place[key] = data.draw(json_values)
    try:
        template = from_flat(form)
    except TemplateError:
        return
    assert from_flat(to_flat(template)) == template
