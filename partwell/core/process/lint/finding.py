"""What the lint says: rule, level, step, the sentence in both languages, the citation and the lawful variant."""

from dataclasses import dataclass
from typing import Literal

from .words import WORDS

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. An error blocks publishing; a warning needs a written acknowledgement."""

    rule: str
    level: Level
    step: str
    """Key of the step it is about, or empty for the template."""
    message_zh: str
    message_en: str
    cite: tuple[str, ...] = ()
    """Keys of the texts of law it rests on."""
    lawful_zh: str = ""
    """What to do instead."""
    lawful_en: str = ""


def found(rule: str, step: str = "", **values: str) -> Finding:
    """A finding in the words of its rule; `values` fill the places of the sentences."""
    words = WORDS[rule]
    return Finding(
        rule=rule,
        level=words.level,
        step=step,
        message_zh=words.zh.format(step=step or "整个模板", **values),
        message_en=words.en.format(step=step or "the template", **values),
        cite=words.cite,
        lawful_zh=words.lawful_zh,
        lawful_en=words.lawful_en,
    )
