"""The lint of a process template: structure, provability, and what the law demands of a way out of a company.

Errors block publishing; warnings need a written acknowledgement. Each finding carries its citation and the lawful
variant. The rules know evidence by its names (`third.receipt:bank_wage` is the wage), not steps by their keys, so a
renamed step is still found.
"""

from collections.abc import Collection, Mapping

from partwell.core.process.facts import FactDictionary
from partwell.core.process.template import Template

from .finding import Finding
from .graph import Graph
from .law import law
from .proof import proof
from .shape import CitedText, shape
from .words import WORDS

RULES = tuple(WORDS)
__all__ = ["RULES", "WORDS", "CitedText", "Finding", "lint"]


def lint(
    template: Template,
    facts: FactDictionary,
    citations: Mapping[str, CitedText],
    roles: Collection[str] | None = None,
) -> list[Finding]:
    """Everything wrong with a template, errors first, in the order of the rules.

    Without `roles` the names of roles are not checked.
    """
    graph = Graph(template)
    findings = [*shape(graph, facts, citations, roles), *proof(graph, facts), *law(graph, facts)]
    return sorted(findings, key=lambda one: (one.level != "error", RULES.index(one.rule)))
