"""P rules: the case can end (no circle), no step is dead, no condition is idle."""

from collections.abc import Iterator

from partwell.core.process.conditions import Condition
from partwell.core.process.facts import FactDictionary

from .domain import TooMany, always_holds, can_hold
from .finding import Finding, found
from .graph import Graph


def proof(graph: Graph, facts: FactDictionary) -> Iterator[Finding]:
    """P01 to P03.

    Steps that are applicable can be done in any order their predecessors allow and none takes another's place, so a
    template without a circle and without a dead step can always be completed, unless a guard stops it.
    """
    template = graph.template
    for step in template.steps:
        if step.key in graph.before(step.key):
            yield found("P01", step.key, circle=" → ".join(_circle(graph, step.key)))
            break
    given = [template.applies_when]
    for step in template.steps:
        if step.when is not None:
            if not _can(step.when, given, facts):
                yield found("P02", step.key, what="条件", what_en="condition")
                continue
            if _always(step.when, given, facts):
                yield found("P03", step.key)
        if step.guard is not None and not _can(step.guard, [*given, *([step.when] if step.when else [])], facts):
            yield found("P02", step.key, what=" guard ", what_en="guard")


def _circle(graph: Graph, key: str) -> list[str]:
    """A way from the step back to itself: every step on it waits for it."""
    path = [key]
    while True:
        step = graph.steps[path[-1]]
        following = next(one for one in step.after if one == key or key in graph.before(one))
        path.append(following)
        if following in path[:-1]:
            return path[path.index(following) :]


def _can(condition: Condition, given: list[Condition], facts: FactDictionary) -> bool:
    try:
        return can_hold(condition, given, facts)
    except TooMany:
        return True


def _always(condition: Condition, given: list[Condition], facts: FactDictionary) -> bool:
    try:
        return always_holds(condition, given, facts)
    except TooMany:
        return False
