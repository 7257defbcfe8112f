"""A process template as BPMN 2.0, for viewing, for other engines, and for running it against one in tests.

Each step is a user task. Before it a parallel gateway waits for its predecessors, an exclusive one lets it be passed by
when its condition is false, so a skipped step passes its predecessors' completion on, as here. Deadlines are timers at
the border of the task that interrupt nothing; law, proof and what must hold stand in its documentation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from xml.etree import ElementTree as ET

from partwell.core.process.dialects import Dialect, render
from partwell.core.process.template import Due, Step, Template

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
FLOWABLE = "http://flowable.org/bpmn"
NAMES = {
    "": MODEL,
    "bpmndi": DI,
    "dc": DC,
    "di": DD,
    "xsi": XSI,
    "zeebe": ZEEBE,
    "camunda": CAMUNDA,
    "flowable": FLOWABLE,
}
COLUMN, ROW = 460, 130
Kind = Literal["startEvent", "endEvent", "userTask", "parallelGateway", "exclusiveGateway"]
SIZES = {"userTask": (120, 80), "startEvent": (36, 36), "endEvent": (36, 36)}


@dataclass(slots=True)
class _Node:
    """A flow node with its place in the drawing."""

    id: str
    kind: str
    x: int
    y: int
    step: Step | None = None


@dataclass(slots=True)
class _Net:
    """Nodes and flows of the process: (source, target, condition)."""

    nodes: dict[str, _Node] = field(default_factory=dict)
    flows: list[tuple[str, str, str]] = field(default_factory=list)
    defaults: dict[str, int] = field(default_factory=dict)
    """Exclusive gateway -> number of the flow taken when no condition holds."""

    def node(self, name: str, kind: Kind, x: int, y: int, step: Step | None = None) -> str:
        self.nodes[name] = _Node(name, kind, x, y, step)
        return name


def to_bpmn(template: Template, dialect: Dialect = "feel", laws: Mapping[str, str] | None = None) -> bytes:
    """The template as BPMN 2.0 with a drawing. `dialect`: feel (Camunda 8), juel (Flowable, Camunda 7), python."""
    net = _net(template, dialect)
    for prefix, name in NAMES.items():
        ET.register_namespace(prefix, name)
    root = ET.Element(_t("definitions"), {"id": "definitions", "targetNamespace": "https://partwell.example/process"})
    process = ET.SubElement(root, _t("process"), {"id": template.key, "name": template.title, "isExecutable": "true"})
    ET.SubElement(process, _t("documentation")).text = f"{template.title} {template.title_en} v{template.version}"
    incoming: dict[str, list[str]] = {name: [] for name in net.nodes}
    outgoing: dict[str, list[str]] = {name: [] for name in net.nodes}
    for number, (source, target, _condition) in enumerate(net.flows):
        outgoing[source].append(f"flow_{number}")
        incoming[target].append(f"flow_{number}")
    for node in net.nodes.values():
        _element(process, node, incoming[node.id], outgoing[node.id], net.defaults, dialect, laws or {})
    for number, (source, target, condition) in enumerate(net.flows):
        flow = ET.SubElement(
            process, _t("sequenceFlow"), {"id": f"flow_{number}", "sourceRef": source, "targetRef": target}
        )
        if condition:
            attributes = {f"{{{XSI}}}type": "tFormalExpression"}
            ET.SubElement(flow, _t("conditionExpression"), attributes).text = condition
    _drawing(root, template, net)
    ET.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode()


def needed(template: Template) -> dict[str, tuple[str, ...]]:
    """The predecessors of each step without those that another predecessor waits for anyway."""
    above: dict[str, frozenset[str]] = {}
    least: dict[str, tuple[str, ...]] = {}
    for step in template.steps:
        above[step.key] = frozenset(step.after).union(*(above[key] for key in step.after))
        least[step.key] = tuple(key for key in step.after if not any(key in above[other] for other in step.after))
    return least


def _net(template: Template, dialect: Dialect) -> _Net:
    net, before = _Net(), needed(template)
    depth: dict[str, int] = {}
    rows: dict[int, int] = {}
    enters: dict[str, str] = {}
    leaves: dict[str, str] = {"": net.node("start", "startEvent", 60, 100)}
    after: dict[str, list[str]] = {"": []}
    for step in template.steps:
        after[step.key] = []
        for key in before[step.key] or ("",):
            after[key].append(step.key)
    for step in template.steps:
        column = depth[step.key] = 1 + max((depth[key] for key in before[step.key]), default=-1)
        row = rows[column] = rows.get(column, -1) + 1
        x, y = 180 + column * COLUMN, 80 + row * ROW
        name, last = step.key, step.key
        net.node(step.key, "userTask", x + 120, y, step)
        if step.when is not None:
            choose = net.node(f"choose_{step.key}", "exclusiveGateway", x + 55, y)
            last = net.node(f"meet_{step.key}", "exclusiveGateway", x + 265, y)
            net.flows.append((choose, step.key, _expression(step, dialect)))
            net.defaults[choose] = len(net.flows)
            net.flows += [(choose, last, ""), (step.key, last, "")]
            name = choose
        if len(before[step.key]) > 1:
            join = net.node(f"join_{step.key}", "parallelGateway", x, y)
            net.flows.append((join, name, ""))
            name = join
        enters[step.key], leaves[step.key] = name, last
    ends = [key for key in leaves if key and not after[key]]
    for key in list(leaves):
        if len(after[key]) > 1:
            one = net.nodes[leaves[key]]
            fork = net.node(f"fork_{key or 'start'}", "parallelGateway", one.x + _size(one)[0] + 30, one.y)
            net.flows.append((leaves[key], fork, ""))
            leaves[key] = fork
    for key, following in after.items():
        net.flows += [(leaves[key], enters[one], "") for one in following]
    column = max(depth.values()) + 1
    end = net.node("end", "endEvent", 240 + column * COLUMN, 100)
    if len(ends) > 1:
        meet = net.node("join_end", "parallelGateway", 180 + column * COLUMN, 100)
        net.flows += [*((leaves[key], meet, "") for key in ends), (meet, end, "")]
    else:
        net.flows += [(leaves[key], end, "") for key in ends]
    return net


def _expression(step: Step, dialect: Dialect) -> str:
    assert step.when is not None
    text = render(step.when, dialect)
    return {"feel": f"={text}", "juel": f"${{{text}}}"}.get(dialect, text)


def _element(
    process: ET.Element,
    node: _Node,
    incoming: Sequence[str],
    outgoing: Sequence[str],
    defaults: Mapping[str, int],
    dialect: Dialect,
    laws: Mapping[str, str],
) -> None:
    attributes = {"id": node.id}
    if node.step is not None:
        attributes["name"] = node.step.title
        if dialect == "juel":
            attributes[f"{{{CAMUNDA}}}candidateGroups"] = ",".join(node.step.who)
            attributes[f"{{{FLOWABLE}}}candidateGroups"] = ",".join(node.step.who)
    if node.id in defaults:
        attributes["default"] = f"flow_{defaults[node.id]}"
    made = ET.SubElement(process, _t(node.kind), attributes)
    if node.step is not None:
        ET.SubElement(made, _t("documentation")).text = documentation(node.step, laws)
        if dialect == "feel":
            more = ET.SubElement(made, _t("extensionElements"))
            ET.SubElement(more, f"{{{ZEEBE}}}userTask")
            groups = ",".join(node.step.who)
            ET.SubElement(more, f"{{{ZEEBE}}}assignmentDefinition", {"candidateGroups": groups})
    for name in incoming:
        ET.SubElement(made, _t("incoming")).text = name
    for name in outgoing:
        ET.SubElement(made, _t("outgoing")).text = name
    if node.step is None:
        return
    for role in node.step.who:
        owner = ET.SubElement(made, _t("potentialOwner"), {"id": f"owner_{node.id}_{role}"})
        assigned = ET.SubElement(owner, _t("resourceAssignmentExpression"))
        ET.SubElement(assigned, _t("formalExpression")).text = role
    if node.step.due is not None and (timer := _timer(node.step.due, dialect)):
        name, text = timer
        border = {"id": f"due_{node.id}", "name": f"{node.step.due.kind}", "attachedToRef": node.id}
        event = ET.SubElement(process, _t("boundaryEvent"), {**border, "cancelActivity": "false"})
        ET.SubElement(event, _t("outgoing")).text = f"late_{node.id}"
        timed = ET.SubElement(event, _t("timerEventDefinition"), {"id": f"timer_{node.id}"})
        expression = ET.SubElement(timed, _t(name), {f"{{{XSI}}}type": "tFormalExpression"})
        expression.text = text
        told = ET.SubElement(process, _t("endEvent"), {"id": f"told_{node.id}", "name": "escalate"})
        ET.SubElement(told, _t("incoming")).text = f"late_{node.id}"
        flow = {"id": f"late_{node.id}", "sourceRef": f"due_{node.id}", "targetRef": f"told_{node.id}"}
        ET.SubElement(process, _t("sequenceFlow"), flow)


def documentation(step: Step, laws: Mapping[str, str]) -> str:
    """What a task's documentation says: proof, law, deadline, what must hold."""
    lines = [step.title_en or step.title]
    lines.append("proof: " + " | ".join(" + ".join(map(str, one)) for one in step.evidence))
    if step.duty:
        lines.append(f"statutory duty, owed to {step.owed_to or 'the law'}")
    if step.cite:
        lines.append("law: " + "; ".join(laws.get(key, key) for key in step.cite))
    if step.due:
        before = ", at the latest" if step.due.before else ""
        when = f", when {step.due.when.text}" if step.due.when else ""
        lines.append(f"due ({step.due.kind}): {step.due.start} {step.due.plus}{before}{when}")
    if step.guard:
        lines.append(f"must hold to complete: {step.guard.text}")
    if step.min_wait:
        lines.append(f"at least {step.min_wait} after it begins")
    if len(step.who) > 1:
        lines.append(f"several: {step.mode}")
    if step.optional:
        lines.append("may be declined")
    if step.note:
        lines.append(step.note)
    return "\n".join(lines)


def _timer(due: Due, dialect: Dialect) -> tuple[str, str] | None:
    """The timer of a deadline: a duration from the beginning of the task, or a date counted from an anchor.

    Working days are written as calendar days of the longest week they take: BPMN knows no calendar of holidays.
    """
    amount, unit = due.plus.amount, due.plus.unit
    if due.start.startswith("step:") or (due.start == "ready" and amount < 0):
        return None
    days = amount if unit == "d" else -(-amount // 5) * 7
    text = f"PT{abs(amount)}H" if unit == "h" else f"P{abs(days)}D"
    if due.start == "ready":
        return "timeDuration", f'"{text}"' if dialect == "python" else text
    sign = "-" if amount < 0 else "+"
    match dialect:
        case "feel":
            return "timeDate", f'={due.start} {sign} duration("{text}")'
        case "juel":
            return "timeDate", f"${{{due.start}.{'minus' if amount < 0 else 'plus'}{_java(due)}}}"
    return None


def _java(due: Due) -> str:
    amount = abs(due.plus.amount)
    return (
        f"Hours({amount})"
        if due.plus.unit == "h"
        else f"Days({amount if due.plus.unit == 'd' else -(-amount // 5) * 7})"
    )


def _drawing(root: ET.Element, template: Template, net: _Net) -> None:
    diagram = ET.SubElement(root, f"{{{DI}}}BPMNDiagram", {"id": "diagram"})
    plane = ET.SubElement(diagram, f"{{{DI}}}BPMNPlane", {"id": "plane", "bpmnElement": template.key})

    def shape(name: str, x: int, y: int, size: tuple[int, int]) -> None:
        made = ET.SubElement(plane, f"{{{DI}}}BPMNShape", {"id": f"shape_{name}", "bpmnElement": name})
        bounds = {"x": str(x), "y": str(y - size[1] // 2), "width": str(size[0]), "height": str(size[1])}
        ET.SubElement(made, f"{{{DC}}}Bounds", bounds)

    def edge(name: str, points: Sequence[tuple[int, int]]) -> None:
        made = ET.SubElement(plane, f"{{{DI}}}BPMNEdge", {"id": f"edge_{name}", "bpmnElement": name})
        for x, y in points:
            ET.SubElement(made, f"{{{DD}}}waypoint", {"x": str(x), "y": str(y)})

    late = {one.get("attachedToRef") for one in root.iter(_t("boundaryEvent"))}
    for node in net.nodes.values():
        shape(node.id, node.x, node.y, _size(node))
        if node.id in late:
            shape(f"due_{node.id}", node.x + 80, node.y + 40, (36, 36))
            shape(f"told_{node.id}", node.x + 140, node.y + 52, (24, 24))
            edge(f"late_{node.id}", [(node.x + 116, node.y + 40), (node.x + 140, node.y + 52)])
    for number, (source, target, _condition) in enumerate(net.flows):
        one, other = net.nodes[source], net.nodes[target]
        begin, end = (one.x + _size(one)[0], one.y), (other.x, other.y)
        around = source.startswith("choose_") and target.startswith("meet_")
        bend = [
            (one.x + 25, one.y - 25),
            (one.x + 25, one.y - 55),
            (other.x + 25, one.y - 55),
            (other.x + 25, other.y - 25),
        ]
        edge(f"flow_{number}", bend if around else [begin, end])


def _size(node: _Node) -> tuple[int, int]:
    return SIZES.get(node.kind, (50, 50))


def _t(name: str) -> str:
    return f"{{{MODEL}}}{name}"
