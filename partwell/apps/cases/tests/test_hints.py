"""The hint of a step is words: whoever reads it sees no name as the engine spells it."""

import re
from typing import Any

from django.utils.translation import override

from partwell.apps.cases import words
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
