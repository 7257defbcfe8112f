"""The BPMN export: valid by the schema, read by another engine, and the same steps are ready at every moment."""

import random
from pathlib import Path
from typing import Any

import pytest
import SpiffWorkflow.bpmn.parser as spiff_parser
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.util.task import TaskState

from partwell.core.process.conditions import Condition
from partwell.core.process.dialects import render
from partwell.core.process.flat import from_flat
from partwell.core.process.template import Template
from partwell.lib import template_files as files
from partwell.lib.bpmn import MODEL, to_bpmn

SCHEMA = Path(spiff_parser.__file__).parent / "schema" / "BPMN20.xsd"
FACTS = {
    "p": {"type": "bool"},
    "q": {"type": "bool"},
    "kind": {"type": "enum", "values": ["x", "y", "z"]},
    "held": {"type": "set", "values": ["u", "v"]},
}
CONDITIONS = (
    "p",
    "!q",
    "p && q",
    "p || !q",
    "kind == 'x'",
    "kind in ['x', 'y']",
    "!('u' in held)",
    "kind != 'z' && (p || q)",
)


@pytest.fixture(scope="module")
def schema() -> Any:
    return etree.XMLSchema(etree.parse(SCHEMA))


@pytest.mark.parametrize("key", files.all_keys())
def test_each_shipped_template_is_valid_by_the_schema_and_read_by_another_engine(key: str, schema: Any) -> None:
    """User tasks, roles, conditions, timers, law, and a shape for every node."""
    template = files.load(key).template
    for dialect in ("feel", "juel"):
        root = etree.fromstring(to_bpmn(template, dialect))
        assert schema.validate(root), schema.error_log.last_error
        parser = BpmnParser()
        parser.add_bpmn_xml(root)
        assert parser.get_spec(template.key)
        tasks = root.findall(f".//{{{MODEL}}}userTask")
        assert {task.get("id") for task in tasks} == {step.key for step in template.steps}
        drawn = {one.get("bpmnElement") for one in root.iter() if one.tag.endswith(("BPMNShape", "BPMNEdge"))}
        placed = [one.get("id") for one in root.find(f"{{{MODEL}}}process") if one.get("id")]
        assert set(placed) <= drawn
        assert overlapping(root) == []


def overlapping(root: Any) -> list[tuple[str, str]]:
    """Shapes drawn over one another; a deadline sits on the border of its task."""
    boxes = []
    for shape in root.iter():
        if shape.tag.endswith("}BPMNShape") and not shape.get("bpmnElement").startswith(("due_", "told_")):
            x, y, width, height = (float(shape[0].get(name)) for name in ("x", "y", "width", "height"))
            boxes.append((shape.get("bpmnElement"), x, y, x + width, y + height))
    return [
        (one[0], other[0])
        for number, one in enumerate(boxes)
        for other in boxes[number + 1 :]
        if one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]
    ]


def test_law_proof_and_candidates_are_in_the_export() -> None:
    """Whoever runs it elsewhere sees what must be kept."""
    laws = {key: cited.title for key, cited in files.citations().items()}
    text = to_bpmn(files.load("probation_failure").template, "juel", laws).decode()
    assert 'candidateGroups="hr_ops"' in text
    assert "《劳动合同法》第五十条" in text
    assert "${si_arrears}" in text
    assert "statutory duty, owed to employee" in text
    assert "=si_arrears" in to_bpmn(files.load("probation_failure").template, "feel").decode()


@pytest.mark.parametrize(
    ("cel", "feel", "juel"),
    [
        ("!p && (q || p)", "not(p) and (q or p)", "!(p) && (q || p)"),
        ("kind == 'x'", 'kind = "x"', "kind == 'x'"),
        ("kind in ['x', 'y']", 'list contains(["x", "y"], kind)', "kind == 'x' || kind == 'y'"),
        ("'u' in held", 'list contains(held, "u")', "held.contains('u')"),
    ],
)
def test_conditions_in_other_languages(cel: str, feel: str, juel: str) -> None:
    """FEEL for Camunda 8, JUEL for Flowable and Camunda 7."""
    condition = Condition.parse(cel)
    assert (render(condition, "feel"), render(condition, "juel")) == (feel, juel)


def random_template(chance: random.Random) -> Template:
    """Two to eight steps in any shape, some under a condition, some with a deadline."""
    steps: list[dict[str, Any]] = []
    for number in range(chance.randint(2, 8)):
        step: dict[str, Any] = {
            "key": f"s{number}",
            "title": "步",
            "phase": "ground",
            "kind": "task",
            "who": ["er"],
            "after": [f"s{other}" for other in range(number) if chance.random() < 0.4],
            "evidence": [["employer.form:b"]],
        }
        if chance.random() < 0.5:
            step["when"] = chance.choice(CONDITIONS)
        if chance.random() < 0.4:
            step["due"] = {"from": "ready", "plus": "24h", "class": "internal"}
        steps.append(step)
    flat = dict(files.load("voluntary_resignation").flat)
    return from_flat(
        {**flat, "key": "random", "applies_when": "true", "facts": FACTS, "steps": steps, "bind": {"effective": ["s0"]}}
    )


def ours(template: Template, facts: dict[str, Any], done: set[str]) -> set[str]:
    """Keys of the steps that are ready, by the rules of the format."""
    settled, ready = set(), set()
    for step in template.steps:
        if not settled.issuperset(step.after):
            continue
        if step.key in done or (step.when and step.when.evaluate(facts) is False):
            settled.add(step.key)
        else:
            ready.add(step.key)
    return ready


def play(chance: random.Random) -> int:
    """Play one random template to its end in both engines; how many times the ready steps were compared."""
    template = random_template(chance)
    facts = {
        "p": chance.random() < 0.5,
        "q": chance.random() < 0.5,
        "kind": chance.choice("xyz"),
        "held": chance.choice([(), ("u",), ("v",), ("u", "v")]),
    }
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(to_bpmn(template, "python")))
    workflow = BpmnWorkflow(parser.get_spec("random"), parser.get_subprocess_specs("random"))
    workflow.data.update(facts)
    for task in workflow.get_tasks(state=TaskState.READY):
        task.data.update(facts)
    done: set[str] = set()
    compared = 0
    while True:
        workflow.do_engine_steps()
        ready = {t.task_spec.name: t for t in workflow.get_tasks(state=TaskState.READY) if t.task_spec.manual}
        assert set(ready) == ours(template, facts, done)
        compared += 1
        if not ready:
            break
        key = chance.choice(sorted(ready))
        ready[key].run()
        done.add(key)
    assert workflow.completed
    return compared


def agree(count: int) -> int:
    return sum(play(random.Random(seed)) for seed in range(count))


def test_some_random_templates_run_alike_in_both_engines() -> None:
    """Ready sets equal at each step."""
    assert agree(12) > 24


@pytest.mark.sweep
def test_a_hundred_random_templates_run_alike_in_both_engines() -> None:
    """Ready sets equal at each step."""
    assert agree(100) > 300


@pytest.mark.nightly
def test_a_thousand_random_templates_run_alike_in_both_engines() -> None:
    """Ready sets equal at each step."""
    assert agree(1000) > 3000
