"""The hint of a step is words: whoever reads it sees no name as the engine spells it."""

import re
from typing import Any

from django.utils.translation import override

from partwell.apps.cases import words
from partwell.core.process.decide import Refusal
from partwell.lib import template_files
from partwell.lib.refusal import Refused

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
        refused = words.refuse(refusal, template, lambda role: {"hr_ops": "许文"}.get(role, "别人"))
    assert isinstance(refused, Refused)
    by_step, by_hand = refused.missing
    assert (by_step.step, by_step.who) == (setting.key, "许文")
    assert f"在“{setting.title}”中填写" in by_step.what
    assert "在“案件事实”中填写" in by_hand.what
    assert by_step.what in refused.sentence
    assert not SPELLED.search(refused.sentence + by_hand.what)
