"""What publishing proves step by step agrees with trying everything."""

from itertools import product

import pytest

from partwell.core.process.lint.domain import Domain
from partwell.core.process.lint.graph import Graph
from partwell.core.process.lint.prove import prove
from partwell.lib import template_files as files


def everything(template):
    """Every assignment of every fact the template speaks of; values no condition tells apart are tried once."""
    from partwell.core.process.lint.domain import _representatives

    conditions = [template.applies_when]
    for step in template.steps:
        conditions += [one for one in (step.when, step.guard, step.due.when if step.due else None) if one]
    spoken = sorted(frozenset().union(*(one.facts for one in conditions)))
    domains = [_representatives(template.facts[name], conditions) for name in spoken]
    for values in product(*domains):
        yield dict(zip(spoken, values, strict=True))


def run(template, facts):
    """Play one assignment by the rules alone: keys done, and the guards that stopped."""
    settled, stopped = set(), set()
    for step in template.steps:
        if not settled.issuperset(step.after):
            continue
        if step.when is not None and step.when.evaluate(facts) is False:
            settled.add(step.key)
        elif step.guard is not None and step.guard.evaluate(facts) is not True:
            stopped.add(step.key)
        else:
            settled.add(step.key)
    return settled, stopped


def agree(key, tries):
    template = files.load(key).template
    proof = prove(template, Domain(files.facts()))
    effective = Graph(template).until_effective
    alive, count = set(), 0
    for facts in everything(template):
        count += 1
        if template.applies_when.evaluate(facts) is not True:
            continue
        settled, stopped = run(template, facts)
        assert stopped <= effective, "a guard after D strands the case"
        assert len(settled) == len(template.steps) or stopped, f"{key} is stuck with {facts}"
        if stopped:
            assert not settled & set(template.effective), "what a guard stops took no effect"
        alive |= {s.key for s in template.steps if s.when is None or s.when.evaluate(facts) is True}
        if count >= tries:
            break
    else:
        assert alive == {step.key for step in template.steps}
    assert proof.complete
    assert not proof.dead
    return count


@pytest.mark.parametrize("key", files.all_keys())
def test_the_proof_of_a_shipped_template_holds_for_the_first_assignments(key):
    """A few hundred of them; the nightly run tries the whole product of one type."""
    assert agree(key, 300) > 100


@pytest.mark.nightly
@pytest.mark.parametrize("key", ["probation_failure", "retirement"])
def test_the_proof_agrees_with_the_whole_product_of_facts(key):
    """Every case ends unless a guard stops it before D; no step is dead."""
    assert agree(key, 10**9) > 10_000
