"""The hint of a step is words: whoever reads it sees no name as the engine spells it."""

import re
from typing import Any

from django.utils.translation import override

from partwell.apps.cases import words
from partwell.core.process.decide import Refusal
from partwell.lib import template_files

SPELLED = re.compile(r"[a-z]+_[a-z]|\bguard\b")


def steps() -> list[Any]:
    """Every step of every shipped template."""
    return [step for key in template_files.all_keys() for step in template_files.load(key).template.steps]


def test_no_hint_shows_a_name_of_the_engine() -> None:
    """Facts and kinds of separation appear by their titles, everything else as it was written."""
    with override("zh-hans"):
        hints = {step.note: words.step_note(step) for step in steps() if step.note}
    assert any(SPELLED.search(note) for note in hints)
    assert [hint for hint in hints.values() if SPELLED.search(hint)] == []
    assert all(hint == note for note, hint in hints.items() if not SPELLED.search(note))


def test_a_missing_fact_is_named_with_who_states_it_and_where() -> None:
    """Nobody is sent off with "state it first": the sentence names the fact, the person and the place."""
    template = template_files.load("probation_failure").template
    setting = next(step for step in template.steps if "si_arrears" in step.sets)
    refusal = Refusal("refused", "undetermined", step="back_payment", facts=("si_arrears", "hpf_account"))
    with override("zh-hans"):
        said = words.refuse(refusal, template, lambda role: "许文").sentence
    assert f"由许文在“{setting.title}”中填写" in said
    assert "由许文在“案件事实”中填写" in said
    assert not SPELLED.search(said)
