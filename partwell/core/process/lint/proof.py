"""P rules: the case can end (no circle, no late guard), no step is dead, no condition is idle or beyond deciding."""

from collections.abc import Iterator

from partwell.core.process.batch import CHOSEN, KIND, shared_steps
from partwell.core.process.template import Step

from .domain import Domain, TooMany
from .finding import Finding, found
from .graph import Graph
from .shape import conditions_of


def proof(graph: Graph, domain: Domain) -> Iterator[Finding]:
    """P01 to P07.

    Steps that are applicable can be done in any order their predecessors allow and none takes another's place, so a
    template without a circle and without a dead step can always be completed, unless a guard stops it. A guard may
    stop it only while the case can still be cancelled: up to the step that fixes D.
    """
    template = graph.template
    for step in template.steps:
        if step.key in graph.before(step.key):
            yield found("P01", step.key, circle=" → ".join(_circle(graph, step.key)))
            break
    if template.separation_type == KIND:
        yield from _once(graph)
    for one in template.steps:
        # What leads into a separation may need the employee; what leads out of it ends without him as well.
        if not one.optional and one.key not in graph.until_effective and needs_employee(one):
            yield found("P07", one.key)
    step = template.steps[0]
    try:
        if not domain.can_hold(template.applies_when):
            yield found("P02", "", what="适用条件", what_en="condition to apply")
            return
        for step in template.steps:
            yield from _alive(graph, domain, step)
    except TooMany:
        yield found("P04", step.key)


def _alive(graph: Graph, domain: Domain, step: Step) -> Iterator[Finding]:
    given = graph.template.applies_when
    if step.when is not None:
        if not domain.can_hold(given, step.when):
            yield found("P02", step.key, what="条件", what_en="condition")
            return
        if domain.implies([given], step.when):
            yield found("P03", step.key)
    there = [given, *([step.when] if step.when else [])]
    if step.due is not None and step.due.when is not None and not domain.can_hold(*there, step.due.when):
        yield found("P02", step.key, what="期限条件", what_en="condition of the deadline")
    if step.guard is None:
        return
    if not domain.can_hold(*there, step.guard):
        yield found("P02", step.key, what=" guard ", what_en="guard")
    elif step.key not in graph.until_effective and not domain.implies(there, step.guard):
        yield found("P05", step.key)


def needs_employee(step: Step) -> bool:
    """Whether every alternative asks for something only the employee can give."""
    return bool(step.evidence) and all(any(i.party == "employee" for i in alt) for alt in step.evidence)


def _once(graph: Graph) -> Iterator[Finding]:
    """P06: what a step of one person's case points to can come about in the batch."""

    def never(step: Step, why: str, why_en: str) -> Finding:
        return found("P06", step.key, why=why, why_en=why_en)

    shared = shared_steps(graph.template)
    if CHOSEN not in shared:
        yield found("P06", CHOSEN, why="没有人选核定这一步", why_en="has no such step")
    for step in graph.template.steps:
        if step.key not in shared:
            continue
        due = step.due.start.removeprefix("step:") if step.due and step.due.start.startswith("step:") else step.key
        for other in sorted({*step.after, due} - shared):
            yield never(step, f"没有它所等待的「{other}」", f"lacks {other!r}, which it waits for")
        known = {name for one in graph.ancestors(step.key) if one.key in shared for name in one.sets}
        for name in sorted({name for one in conditions_of(step) for name in one.facts} - known):
            yield never(step, f"得不出它的条件所用的事实「{name}」", f"never learns the fact {name!r} of its condition")
        if step.evidence and all(any(item.party == "employee" for item in one) for one in step.evidence):
            yield never(step, "没有哪一位员工能给出它要的证据", "has no one employee to give what it asks for")


def _circle(graph: Graph, key: str) -> list[str]:
    """A way from the step back to itself: every step on it waits for it."""
    path = [key]
    while True:
        step = graph.steps[path[-1]]
        following = next(one for one in step.after if one == key or key in graph.before(one))
        path.append(following)
        if following in path[:-1]:
            return path[path.index(following) :]
