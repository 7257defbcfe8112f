"""The proof of a template as a value: that every case can end, that no step is dead, and how much was tried."""

from dataclasses import dataclass

from partwell.core.process.template import Template

from .domain import Domain, TooMany
from .graph import Graph


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved at publishing.

    `complete`: no circle, a step whose condition is false counts as settled, nothing ready is disabled by another,
    and guards stop a case only while it can be cancelled; so one order of work is as good as any, and it ends.
    """

    complete: bool
    circle: tuple[str, ...]
    dead: tuple[str, ...]
    late_guards: tuple[str, ...]
    undecided: bool
    steps: int
    facts: int
    tried: int


def prove(template: Template, domain: Domain) -> Proof:
    """Prove completion by structure, and life of each step over the facts its condition and `applies_when` speak of."""
    graph = Graph(template)
    circle = tuple(step.key for step in template.steps if step.key in graph.before(step.key))
    dead: list[str] = []
    late: list[str] = []
    undecided = False
    given = template.applies_when
    spoken = set(given.facts)
    try:
        for step in template.steps:
            there = [given, *([step.when] if step.when else [])]
            spoken |= {
                name
                for one in (step.when, step.guard, step.due.when if step.due else None)
                if one
                for name in one.facts
            }
            if not domain.can_hold(*there):
                dead.append(step.key)
            elif step.guard is not None:
                if not domain.can_hold(*there, step.guard):
                    dead.append(step.key)
                elif step.key not in graph.until_effective and not domain.implies(there, step.guard):
                    late.append(step.key)
    except TooMany:
        undecided = True
    complete = not (circle or dead or late or undecided)
    return Proof(complete, circle, tuple(dead), tuple(late), undecided, len(template.steps), len(spoken), domain.tried)
