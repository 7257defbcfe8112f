"""Moving a running case to another version of its template.

A case is its completions by step key, so moving is an operation on sets: what was done stays done, what is new
appears, what is gone stays as history with its proof. A new step before one that is done already is retroactive: it
must be done before closing, and opens nothing again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from .flat import step_data
from .state import CaseState
from .template import Step, Template


@dataclass(frozen=True, slots=True)
class Plan:
    """What moving would do. It can be done when nothing stands in `lost` and `open_ends` and the type is the same."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    """Open steps that the new version no longer has."""
    history: tuple[str, ...] = ()
    """Done steps that the new version no longer has: they stay with their proof."""
    changed: Mapping[str, tuple[str, ...]] | None = None
    """Open steps that differ: key -> the fields. A new title is no change."""
    retroactive: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    """Done duties that the new version no longer has. They can't be dropped."""
    open_ends: tuple[str, ...] = ()
    """Facts and anchors the new version expects of a step that is done and did not determine them."""
    other_type: bool = False

    @property
    def possible(self) -> bool:
        """Whether the case can be moved."""
        return not (self.lost or self.open_ends or self.other_type)

    @property
    def nothing(self) -> bool:
        """Whether the case would not notice."""
        return not (self.added or self.removed or self.history or self.changed)

    def to_data(self) -> dict[str, Any]:
        """As it stands in the entry and is kept with the decision."""
        return {
            "added": list(self.added),
            "removed": list(self.removed),
            "history": list(self.history),
            "changed": {key: list(names) for key, names in (self.changed or {}).items()},
            "retroactive": list(self.retroactive),
        }


TITLES = frozenset({"title", "title_en", "note"})


def plan(case: CaseState, new: Template) -> Plan:
    """What moving the case to `new` would do."""
    old_steps = {step.key: step for step in case.template.steps}
    new_steps = {step.key: step for step in new.steps}
    done = {key for key, one in case.settled.items() if one.outcome == "done"}
    settled = set(case.settled)
    added = tuple(key for key in new_steps if key not in old_steps and key not in settled)
    gone = [key for key in old_steps if key not in new_steps]
    changed = {
        key: names
        for key, step in new_steps.items()
        if key in old_steps and key not in settled and (names := differences(old_steps[key], step))
    }
    return Plan(
        added=added,
        removed=tuple(key for key in gone if key not in settled),
        history=tuple(key for key in gone if key in settled),
        changed=changed,
        retroactive=tuple(key for key in added if _before_done(key, new, settled)),
        lost=tuple(key for key in gone if key in done and old_steps[key].duty),
        open_ends=tuple(
            name
            for key in sorted(done & new_steps.keys())
            for name in new_steps[key].sets
            if name not in case.facts and name not in case.anchors
        ),
        other_type=new.separation_type != case.template.separation_type,
    )


def differences(old: Step, new: Step) -> tuple[str, ...]:
    """The fields in which two versions of a step differ, beyond its wording."""
    one, other = step_data(old), step_data(new)
    names = sorted(one.keys() | other.keys())
    return tuple(name for name in names if name not in TITLES and one.get(name) != other.get(name))


FROM_THE_MOVE = "move"
"""What an entry says of since when new steps run. Entries before that say nothing: theirs ran from the beginning."""


def moved(case: CaseState, new: Template, at: datetime | None = None) -> CaseState:
    """The case under the new version; completions carry over by key.

    A step that appears with it can't be done before it is there: nobody was asked, so its time runs from `at` at the
    earliest.
    """
    since = dict.fromkeys(plan(case, new).added, at) if at else {}
    return replace(case, template=new, reopened_at={**case.reopened_at, **since})


def _before_done(key: str, template: Template, settled: set[str]) -> bool:
    """Whether a settled step comes after this one."""
    behind = {key}
    for step in template.steps:
        if behind.intersection(step.after):
            if step.key in settled:
                return True
            behind.add(step.key)
    return False
