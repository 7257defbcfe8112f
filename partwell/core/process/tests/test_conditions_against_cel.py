"""Random conditions mean the same in an independent CEL implementation, and unknown facts are treated soundly."""

from itertools import product

import cel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partwell.core.process.conditions import Condition, ConditionError
from partwell.core.process.facts import FactDictionary

FACTS = FactDictionary.from_data(
    {
        "a": {"type": "bool"},
        "b": {"type": "bool"},
        "kind": {"type": "enum", "values": ["x", "y", "z"]},
        "other": {"type": "enum", "values": ["x", "y", "z"]},
        "held": {"type": "set", "values": ["x", "y"]},
        "n": {"type": "int"},
    }
)
SETS = ([], ["x"], ["y"], ["x", "y"])
word = st.sampled_from(["'x'", '"y"', "'z'"])
of_set = st.sampled_from(["'x'", '"y"'])
number = st.integers(-2, 3).map(str)
equal = st.sampled_from(["==", "!="])
order = st.sampled_from(["<", "<=", ">", ">="])


def glue(*parts):
    return st.tuples(*parts).map(" ".join)


words = st.lists(word, max_size=3).map(lambda some: f"[{', '.join(some)}]")
numbers = st.lists(number, max_size=3).map(lambda some: f"[{', '.join(some)}]")
leaf = st.one_of(
    st.sampled_from(["a", "b", "true", "false"]),
    glue(st.sampled_from(["kind", "other"]), equal, word),
    glue(word, equal, st.just("kind")),
    glue(st.just("kind"), equal, st.just("other")),
    glue(st.just("kind"), st.just("in"), words),
    glue(of_set, st.just("in"), st.just("held")),
    glue(st.just("held"), equal, st.sampled_from(["[]", "['x']", "['x', 'y']"])),
    glue(st.just("n"), order, number),
    glue(number, equal, st.just("n")),
    glue(st.just("n"), st.just("in"), numbers),
    glue(st.just("a"), equal, st.just("b")),
)
condition = st.recursive(
    leaf,
    lambda inner: st.one_of(
        inner.map(lambda one: f"!({one})"),
        inner.map(lambda one: f"({one})"),
        glue(inner, st.just("&&"), inner),
        glue(inner, st.just("||"), inner),
    ),
    max_leaves=8,
)
values = st.fixed_dictionaries(
    {
        "a": st.booleans(),
        "b": st.booleans(),
        "kind": st.sampled_from("xyz"),
        "other": st.sampled_from("xyz"),
        "held": st.sampled_from(SETS),
        "n": st.integers(-3, 4),
    }
)


def same_as_cel(text, facts):
    assert Condition.parse(text, FACTS).evaluate(facts) is cel.evaluate(text, facts)


def decided_only_when_nothing_can_turn_it(text, facts, missing):
    """A decided answer stands for every value of the missing facts."""
    parsed = Condition.parse(text, FACTS)
    missing &= parsed.facts
    known = {name: value for name, value in facts.items() if name not in missing}
    answer = parsed.evaluate(known)
    assert (answer is None) == bool(parsed.open_facts(known))
    if answer is None:
        return
    domains = {"a": (True, False), "b": (True, False), "kind": "xyz", "other": "xyz", "held": SETS, "n": range(-3, 5)}
    for some in product(*(domains[name] for name in sorted(missing))):
        assert parsed.evaluate({**known, **dict(zip(sorted(missing), some, strict=True))}) is answer


@given(condition, values)
@settings(max_examples=200, deadline=None)
def test_a_condition_means_the_same_in_cel(text, facts):
    """Anybody can read and check a template with another CEL program."""
    same_as_cel(text, facts)


@given(condition, values, st.sets(st.sampled_from(sorted(FACTS)), max_size=3))
@settings(max_examples=100, deadline=None)
def test_unknown_facts_never_make_up_an_answer(text, facts, missing):
    """With facts missing, yes and no are given only when no value of them could turn the answer."""
    decided_only_when_nothing_can_turn_it(text, facts, missing)


@given(condition)
@settings(max_examples=60, deadline=None)
def test_every_condition_reads_aloud(text):
    """There is a sentence for each, in both languages."""
    parsed = Condition.parse(text, FACTS)
    assert parsed.sentence_zh(FACTS)
    assert parsed.sentence_en(FACTS)


@given(st.text(alphabet="ab'\"[](),!&|=<>in kindtruefalse019-\n\t.", max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text):
    """No text makes the reader fail in another way."""
    position = 0
    try:
        Condition.parse(text, FACTS)
    except ConditionError as wrong:
        position = wrong.position
    assert 0 <= position <= len(text)


@pytest.mark.nightly
@given(condition, values, st.sets(st.sampled_from(sorted(FACTS)), max_size=3))
@settings(max_examples=5000, deadline=None)
def test_the_same_many_times_over(text, facts, missing):
    """Both properties on thousands of conditions."""
    same_as_cel(text, facts)
    decided_only_when_nothing_can_turn_it(text, facts, missing)
