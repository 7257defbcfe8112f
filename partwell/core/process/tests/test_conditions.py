"""Conditions: what they refuse, what they answer when facts are missing, and how they read aloud."""

import pytest

from partwell.core.process.conditions import Condition, ConditionError
from partwell.core.process.facts import Fact, FactDictionary

FACTS = FactDictionary.from_data(
    {
        "union": {"type": "bool", "label": "已建工会", "label_en": "A trade union exists"},
        "arrears": {"type": "bool", "label": "存在欠缴"},
        "kind": {"type": "enum", "values": ["probation", "regular"], "label": "员工类型",
                 "labels": {"probation": "试用期", "regular": "正式"}},
        "protected": {"type": "set", "values": ["maternity", "work_injury"], "label": "保护情形"},
        "months": {"type": "int", "label": "工作月数"},
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "facts", "answer"),
    [
        ("true", {}, True),
        ("union", {}, None),
        ("union", {"union": None}, None),
        ("!union", {"union": False}, True),
        ("union && arrears", {"union": False}, False),
        ("union && arrears", {"arrears": False}, False),
        ("union && arrears", {"union": True}, None),
        ("union || arrears", {"arrears": True}, True),
        ("union || arrears", {"arrears": False}, None),
        ("kind == 'probation'", {"kind": "regular"}, False),
        ("kind in ['probation', 'regular']", {"kind": "regular"}, True),
        ("kind in []", {"kind": "regular"}, False),
        ("protected == []", {"protected": []}, True),
        (
            "protected == ['work_injury', 'maternity']",
            {"protected": ["maternity", "work_injury"]},
            True,
        ),
        ("'maternity' in protected", {"protected": ["maternity"]}, True),
        ("!('maternity' in protected)", {}, None),
        ("months >= 12 && months < 24", {"months": 12}, True),
        ("months in [1, 2]", {"months": 3}, False),
        ("union == arrears", {"union": True, "arrears": True}, True),
        ("!union == arrears", {"union": True, "arrears": False}, True),
        ("union || arrears && union", {"union": True, "arrears": False}, True),
    ],
)
def test_it_answers_in_three_values(text, facts, answer):
    """Yes, no, or unknown when the missing facts could still turn it."""
    assert Condition.parse(text, FACTS).evaluate(facts) is answer


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("unknown_fact", 0),
        ("union && nonsense", 9),
        ("kind == 'freelance'", 8),
        ("'freelance' == kind", 0),
        ("kind in ['probation', 'x']", 8),
        ("union == 1", 6),
        ("'a'", 0),
        ("kind", 0),
        ("union && kind", 9),
        ("union &&", 8),
        ("(union", 6),
        ("union)", 5),
        ("months < 'a'", 7),
        ("months < 2 < 3", 11),
        ("'maternity' in kind", 12),
        ("protected == ['x']", 13),
        ("months in ['a']", 10),
        ("union in [true]", 10),
        ("union == $", 9),
        ("kind.size()", 4),
        ("union ? true : false", 6),
        ("kind == 'it\\'s'", 8),
    ],
)
def test_it_refuses_with_the_place_of_the_mistake(text, position):
    """A condition that can't be read says where."""
    with pytest.raises(ConditionError) as refusal:
        Condition.parse(text, FACTS)
    assert refusal.value.position == position
    assert str(position + 1) in str(refusal.value)
    assert str(position + 1) in refusal.value.message_zh


@pytest.mark.parametrize(
    "text",
    [
        "(" * 40 + "union" + ")" * 40,
        "!" * 40 + "union",
        "union || " * 60 + "union",
        7,
        None,
    ],
)
def test_it_refuses_what_is_too_deep_too_long_or_not_text(text):
    """Size is bounded before anything is evaluated."""
    with pytest.raises(ConditionError):
        Condition.parse(text, FACTS)


def test_a_value_of_the_wrong_type_is_a_defect_not_an_answer():
    """A fact recorded with another type raises instead of being silently false."""
    with pytest.raises(TypeError):
        Condition.parse("union", FACTS).evaluate({"union": "yes"})
    with pytest.raises(TypeError):
        Condition.parse("months == 1", FACTS).evaluate({"months": True})
    with pytest.raises(TypeError):
        Condition.parse("months < 1", FACTS).evaluate({"months": "0"})


def test_it_names_its_facts_and_those_that_keep_it_open():
    """The to-do for an unknown fact names only facts that are still missing."""
    condition = Condition.parse("union && kind == 'probation'", FACTS)
    assert condition.facts == {"union", "kind"}
    assert condition.open_facts({"union": True}) == {"kind"}
    assert condition.open_facts({"union": False}) == frozenset()


def test_it_can_be_read_without_a_dictionary():
    """The verifier reads a frozen template without the installation's dictionary."""
    assert Condition.parse("anything == 'x' && other").evaluate({"anything": "x", "other": True}) is True
    with pytest.raises(ConditionError):
        Condition.parse("while == 1")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("union", "已建工会"),
        ("!union || arrears", "不是“已建工会”，或存在欠缴"),
        (
            "kind == 'probation' && (union || arrears)",
            "员工类型是「试用期」，且（已建工会，或存在欠缴）",
        ),
        ("kind != 'regular'", "员工类型不是「正式」"),
        ("kind in ['probation', 'regular']", "员工类型是「试用期」、「正式」之一"),
        ("!('maternity' in protected)", "保护情形不含「maternity」"),
        ("protected == []", "没有保护情形"),
        ("months >= 12", "工作月数不小于12"),
        ("union == false", "不是“已建工会”"),
        ("true", "总是"),
    ],
)
def test_it_reads_aloud_in_chinese(text, sentence):
    """Each condition is a sentence HR can check."""
    assert Condition.parse(text, FACTS).sentence_zh(FACTS) == sentence


def test_it_reads_aloud_in_english():
    """English readers get the same sentence; a fact without English wording shows its name."""
    assert Condition.parse("union && !arrears", FACTS).sentence_en(FACTS) == "A trade union exists, and not “arrears”"


def test_a_fact_accepts_only_its_own_values():
    """What a person or program records is checked against the dictionary and put in canonical form."""
    assert FACTS["protected"].check({"work_injury", "maternity"}) == [
        "maternity",
        "work_injury",
    ]
    for name, value in [
        ("union", 1),
        ("kind", "x"),
        ("months", True),
        ("protected", ["x"]),
        ("protected", "maternity"),
        ("union", None),
    ]:
        with pytest.raises(ValueError, match=name):
            FACTS[name].check(value)


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "float"},
        {"type": "enum"},
        {"type": "bool", "values": ["a"]},
        {"type": "enum", "values": ["a", "a"]},
        {"type": "enum", "values": [True, False]},
        {"type": "bool", "colour": "red"},
        {"type": "enum", "values": ["a"], "labels": {"b": "x"}},
    ],
)
def test_a_dictionary_with_a_mistake_does_not_load(entry):
    """Unknown keys, types and broken domains are refused."""
    with pytest.raises(ValueError, match="fact x"):
        FactDictionary.from_data({"x": entry})


def test_the_frozen_part_of_a_dictionary_reads_back():
    """A published template carries its facts and they mean the same later."""
    again = FactDictionary.from_data(FACTS.to_data(frozenset({"kind", "union"})))
    assert dict(again) == {name: FACTS[name] for name in ("kind", "union")}
    assert isinstance(again["kind"], Fact)
