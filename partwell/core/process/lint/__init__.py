"""The lint of a process template: structure, provability, and what the law demands of a way out of a company.

Errors block publishing; warnings need a written acknowledgement. Each finding carries its citation and the lawful
variant. The rules know evidence by its names (`third.receipt:bank_wage` is the wage), not steps by their keys, so a
renamed step is still found.
"""

from collections.abc import Collection, Mapping

from partwell.core.process.facts import FactDictionary
from partwell.core.process.template import Template

from .domain import Domain
from .finding import Finding
from .floor import floor
from .graph import Graph
from .law import law
from .proof import proof
from .shape import CitedText, shape
from .words import WORDS

RULES = tuple(WORDS)
MOST = 400
"""Findings of one template: more help nobody."""
__all__ = ["RULES", "WORDS", "CitedText", "Finding", "lint"]


def lint(
    template: Template,
    facts: FactDictionary,
    citations: Mapping[str, CitedText],
    roles: Collection[str] | None = None,
    national: Template | None = None,
    domain: Domain | None = None,
) -> list[Finding]:
    """Everything wrong with a template, errors first, in the order of the rules.

    Without `roles` the names of roles are not checked. `national` is the shipped template of the same separation
    type: a company may tighten what the law demands in it, never loosen it. `domain` shares what was found out.
    """
    graph, domain = Graph(template), domain or Domain(facts)
    findings = [*shape(graph, domain, citations, roles), *proof(graph, domain), *law(graph, domain)]
    if national is not None and national != template:
        findings += floor(graph, domain, national)
    findings = list(dict.fromkeys(findings))
    return sorted(findings, key=lambda one: (one.level != "error", RULES.index(one.rule)))[:MOST]
