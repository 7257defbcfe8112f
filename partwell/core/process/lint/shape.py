"""S rules: every name is known, every required step asks for evidence, every fact is determined before it is needed."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Protocol

from partwell.core.process.conditions import Condition, ConditionError
from partwell.core.process.facts import FactDictionary
from partwell.core.process.template import CHANNELS, Step, Template

from .domain import Domain, TooMany
from .finding import Finding, found
from .graph import Graph


class CitedText(Protocol):
    """An entry of the citation table."""

    @property
    def status(self) -> str:
        """ "read" when somebody has read the text, "memory" when not."""
        ...


def shape(
    graph: Graph, domain: Domain, citations: Mapping[str, CitedText], roles: Collection[str] | None
) -> Iterator[Finding]:
    """S01 to S10, S13 and S14."""
    facts = domain.facts
    template = graph.template
    yield from _parts(template)
    yield from _names(template, citations, roles)
    yield from _ways(template)
    yield from _anchors(graph)
    yield from _conditions(template, facts)
    for step in template.steps:
        for key in (*step.after, *step.may_wait_for, *_from_step(step)):
            if key not in graph.steps:
                yield found("S03", step.key, other=key)
        if not step.optional and not step.evidence:
            yield found("S07", step.key)
        if step.mode.startswith("count:") and int(step.mode[6:]) > len(step.who):
            yield found("S13", step.key, count=step.mode[6:], seats=str(len(step.who)))
        if step.due and step.due.kind == "statutory" and not step.cite:
            yield found("S08", step.key)
    yield from _determined(graph, domain)


def _parts(template: Template) -> Iterator[Finding]:
    if not template.steps:
        yield found("S01", what="steps")
    if not template.effective or any(key not in {s.key for s in template.steps} for key in template.effective):
        yield found("S01", what="bind.effective")
    keys = [step.key for step in template.steps]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield found("S01", key, what=f"unique key ({key})")


def _names(template: Template, citations: Mapping[str, CitedText], roles: Collection[str] | None) -> Iterator[Finding]:
    named = [(step.key, role) for step in template.steps for role in step.who]
    named += [(step.key, message["to"]) for step in template.steps for message in step.notify]
    named += [("", role) for _, role in template.escalate]
    for step, role in named:
        if roles is not None and role not in roles:
            yield found("S02", step, role=role)
    cited = [("", cite) for cite in template.legal_basis]
    cited += [(step.key, cite) for step in template.steps for cite in step.cite]
    seen: set[str] = set()
    for step, cite in cited:
        if cite not in citations:
            yield found("S04", step, cite=cite)
        elif citations[cite].status != "read" and cite not in seen:
            seen.add(cite)
            yield found("S05", step, cite=cite)


def _ways(template: Template) -> Iterator[Finding]:
    """S14: a channel nobody knows carries nothing, and says so only when it is too late."""
    named = [("", name) for names in template.channels.values() for name in names]
    named += [(step.key, name) for step in template.steps for message in step.notify for name in message["via"]]
    for step, name in named:
        if name not in CHANNELS:
            yield found("S14", step, what="渠道", what_en="channel", name=name, **near(name, CHANNELS))
    for party in template.channels:
        if party not in PARTIES_TOLD:
            values = {"what": "收件方", "what_en": "addressee of defaults.channels"}
            yield found("S14", "", name=party, **values, **near(party, PARTIES_TOLD))


PARTIES_TOLD = ("employee", "internal")
"""Whose channels a template names: the employee's, and those of everybody who works on the case."""


def near(name: str, known: Collection[str]) -> dict[str, str]:
    """What a misspelt name was probably meant to be, in both languages; empty when nothing is near."""
    meant = get_close_matches(name.strip().lower(), list(known), n=1)
    return {
        "near": f"（是否应为「{meant[0]}」？）" if meant else "",
        "near_en": f" (did you mean {meant[0]!r}?)" if meant else "",
    }


def _anchors(graph: Graph) -> Iterator[Finding]:
    template = graph.template
    for anchor in ("T0", "D"):
        if anchor not in template.anchors:
            yield found("S09", anchor=anchor, why="anchors")
    for step in template.steps:
        start = step.due.start if step.due else "ready"
        if (start != "ready" and not start.startswith("step:") and start not in template.anchors) or (
            start.startswith("step:") and (start[5:] == step.key or step.key in graph.before(start[5:]))
        ):
            yield found("S09", step.key, anchor=start, why="due.from")
    fixing = [step for step in template.steps if step.key in template.effective]
    if fixing and not any("D" in step.sets for step in fixing):
        yield found("S09", fixing[0].key, anchor="D", why=f"sets: {fixing[0].key}")


def _conditions(template: Template, facts: FactDictionary) -> Iterator[Finding]:
    for key, condition in [("", template.applies_when), *_of(template)]:
        # Read with this very dictionary, it has been checked against it.
        if all(name in facts and template.facts.get(name) is facts[name] for name in condition.facts):
            continue
        try:
            Condition.parse(condition.text, facts)
        except ConditionError as wrong:
            yield found("S06", key, why=f"{wrong.message_zh} / {wrong}")
    for step in template.steps:
        for name in step.sets:
            if name not in facts and name not in template.anchors:
                yield found("S06", step.key, why=f"sets: {name}")


def _of(template: Template) -> Iterator[tuple[str, Condition]]:
    for step in template.steps:
        yield from ((step.key, condition) for condition in conditions_of(step))


def conditions_of(step: Step) -> list[Condition]:
    """The conditions of a step: when it exists, what must hold to complete it, when its deadline exists."""
    return [one for one in (step.when, step.guard, step.due.when if step.due else None) if one is not None]


def _from_step(step: Step) -> tuple[str, ...]:
    return (step.due.start[5:],) if step.due and step.due.start.startswith("step:") else ()


def _determined(graph: Graph, domain: Domain) -> Iterator[Finding]:
    facts = domain.facts
    for name in sorted(graph.template.applies_when.facts):
        if name in facts and not facts[name].start:
            yield found("S10", fact=name)
    for step in graph.template.steps:
        setters = [one for one in graph.ancestors(step.key) if not one.optional]
        for condition in conditions_of(step):
            for name in sorted(condition.facts):
                if name not in facts or facts[name].start:
                    continue
                if not any(
                    _sure(one, name, condition, graph.template.applies_when, domain)
                    for one in setters
                    if name in one.sets
                ):
                    yield found("S10", step.key, fact=name)


def _sure(setter: Step, name: str, condition: Condition, given: Condition, domain: Domain) -> bool:
    """Whether the condition is decided once the setter is settled, done or skipped."""
    if setter.when is None:
        return True
    try:
        return domain.decided_without(name, condition, setter.when, given)
    except TooMany:
        return False
