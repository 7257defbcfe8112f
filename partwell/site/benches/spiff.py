"""The same process in SpiffWorkflow, as one would use it in this application: its state as JSON in one column.

Each step is a user task; one that waits for several has a parallel gateway of its own before it, as an export of
`after` writes it. Every condition is left out, which spares SpiffWorkflow work. Development only: the program itself
never imports this.
"""

import json
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from partwell.core.process.template import Template

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SERIALIZER = BpmnWorkflowSerializer()


def _needed(template: Template) -> dict[str, tuple[str, ...]]:
    """The predecessors of each step without those that another predecessor waits for anyway."""
    after = {step.key: set(step.after) for step in template.steps}
    above: dict[str, set[str]] = {}

    def all_above(key: str) -> set[str]:
        if key not in above:
            above[key] = set().union(after[key], *(all_above(one) for one in after[key]))
        return above[key]

    return {
        key: tuple(sorted(one for one in before if not any(one in all_above(other) for other in before)))
        for key, before in after.items()
    }


def bpmn(template: Template) -> bytes:
    """The template as BPMN 2.0: user tasks, and a parallel gateway before steps that wait for several."""
    root = etree.Element(f"{{{_BPMN}}}definitions", nsmap={None: _BPMN})
    process = etree.SubElement(root, f"{{{_BPMN}}}process", id="separation", isExecutable="true")
    etree.SubElement(process, f"{{{_BPMN}}}startEvent", id="begin")
    flows: list[tuple[str, str]] = []
    needed = _needed(template)
    for key, before in needed.items():
        etree.SubElement(process, f"{{{_BPMN}}}userTask", id=key, name=key)
        if len(before) < 2:
            flows.append((before[0] if before else "begin", key))
            continue
        etree.SubElement(process, f"{{{_BPMN}}}parallelGateway", id=f"join_{key}")
        flows += [*((one, f"join_{key}") for one in before), (f"join_{key}", key)]
    last = [key for key in needed if not any(source == key for source, _target in flows)]
    etree.SubElement(process, f"{{{_BPMN}}}parallelGateway", id="gate_end")
    etree.SubElement(process, f"{{{_BPMN}}}endEvent", id="end")
    flows += [*((key, "gate_end") for key in last), ("gate_end", "end")]
    for source in ["begin", *needed]:
        onward = [target for one, target in flows if one == source]
        if len(onward) > 1:
            # A task has one way out: a gateway behind it divides.
            etree.SubElement(process, f"{{{_BPMN}}}parallelGateway", id=f"fork_{source}")
            flows = [flow for flow in flows if flow[0] != source]
            flows += [(source, f"fork_{source}"), *((f"fork_{source}", target) for target in onward)]
    for number, (source, target) in enumerate(flows):
        etree.SubElement(process, f"{{{_BPMN}}}sequenceFlow", id=f"f{number}", sourceRef=source, targetRef=target)
    xml: bytes = etree.tostring(root)
    return xml


def begun(template: Template) -> str:
    """The state of a case that just began, as it lies in the column."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(bpmn(template)))
    workflow = BpmnWorkflow(parser.get_spec("separation"), parser.get_subprocess_specs("separation"))
    workflow.do_engine_steps()
    return json.dumps(SERIALIZER.to_dict(workflow))


def step(column: str, key: str) -> str:
    """Load, complete one ready task, and give the state back as text."""
    workflow: Any = SERIALIZER.from_dict(json.loads(column))
    task = next(one for one in workflow.get_tasks(state=TaskState.READY) if one.task_spec.name == key)
    task.run()
    workflow.do_engine_steps()
    return json.dumps(SERIALIZER.to_dict(workflow))


def ready(column: str) -> list[str]:
    """Names of the tasks that can be done now."""
    workflow: Any = SERIALIZER.from_dict(json.loads(column))
    return [one.task_spec.name for one in workflow.get_tasks(state=TaskState.READY)]
